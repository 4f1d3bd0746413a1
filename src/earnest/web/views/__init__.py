"""What does each address do? At most twelve lines a view: read, one call, one template."""
