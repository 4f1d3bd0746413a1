"""What does an operator see of people and organisations? Django's admin, to read and to command."""
