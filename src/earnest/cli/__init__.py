"""What can be done from a terminal? One file for each family of commands."""
