"""How does an e-mail come about? Facts, then a template, then a message."""
