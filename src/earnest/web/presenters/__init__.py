"""How do answers become texts? Values in, dictionaries for templates out; no row, no request.

``reader`` holds language, zone and instant; each other file serves one page or one part of it.
"""
