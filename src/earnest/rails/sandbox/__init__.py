"""A bank that is played: the whole platform can be tried without one.

``bank`` keeps its books and plays what real payers do; ``rail`` speaks for it as every rail does.
"""
