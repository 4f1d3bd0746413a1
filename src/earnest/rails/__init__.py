"""How does money move outside? One folder for each payment rail."""
