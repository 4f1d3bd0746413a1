"""How do programs talk to Earnest? ``v1`` has the routes, generated from the domain's commands.

``shapes`` reads what comes in, ``problems`` says no (RFC 9457), ``callers`` finds out who asks,
``access`` says who may ask what. What is decided, is decided in ``domain``; every route makes a
single call to the desk.
"""
