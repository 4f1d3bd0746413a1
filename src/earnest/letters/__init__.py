"""Which letters leave the house? ``letterbox`` decides, ``compose`` writes, ``post`` sends.

When a letter is due is a matter of ``usecases.reactions``; its sentences stand in ``words``.
"""
