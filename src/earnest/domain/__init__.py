"""What is true of a protected order? Pure rules: standard library only, no clock, no I/O.

Neighbours: ``journal`` keeps what happened, ``usecases`` puts effects in order.
"""
