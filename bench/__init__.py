"""How fast is it, beside its limits and its peers, on one machine in one run?

``python -m bench`` prints a table of ratios to pgbench TPC-B (prepared, 8 clients) and writes it as
JSON. Machines are shared and noisy: quote the ratios, not the figures.
"""
