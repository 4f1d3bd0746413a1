"""Who signs in, for which organisation, and how do we know that it is that person?

Rows are in ``models``, what people do with memberships in ``memberships``, keys for programs in
``keys``, and what the rest of the house asks in ``signed_in``. What somebody may do with an order
is decided in the domain, from the ``Actor`` that ``signed_in`` gives.
"""
