"""How are goods inspected? Sampling plans, severity over a supplier's history, what a plan detects.

``tables`` has the numbers of the standard, ``sampling`` reads them, ``switching`` says which table
holds for the next lot, ``curve`` how likely a lot of some quality is accepted.
"""
