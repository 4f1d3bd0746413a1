"""How can the whole platform be seen without waiting for months of trade? As stories, played.

``cast`` says who appears, ``trade`` how they act, ``play`` how time passes, ``stories`` and
``market`` what happens. Everything is done by commands through the desk, so that a story is also
a test; what it tells is handed to a listener, and the command line prints it.
"""
