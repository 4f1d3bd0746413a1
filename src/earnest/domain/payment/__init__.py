"""How does money arrive, by which reference, and what becomes of money that does not fit?"""
