"""How does money really move? One folder for each payment rail, all with the same conversation."""
