"""How does a PDF come about? Facts, then a template, then bytes."""
