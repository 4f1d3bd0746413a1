"""How is what happened kept so that anyone can check it without the platform?

``codec`` makes bytes of events and back, ``envelope`` says who and when, ``chain`` links and
seals, ``checkpoint`` signs the heads, ``snapshot`` caches states. No Django here.
"""
