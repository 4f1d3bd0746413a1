"""The acts of the trade, one file each: its commands, events, ``may``, ``decide`` and folds."""
