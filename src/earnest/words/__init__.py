"""With which words does Earnest speak? One sentence per code, side by side in English and Chinese.

Pages, API, command line and letters all take their sentences here: ``say`` makes them, the TOML
files beside it hold them, ``formats`` writes money, dates and lists for a reader, ``facts`` reads
an event's facts. Which code applies is decided in ``domain``; this room decides only how to say it.
"""
