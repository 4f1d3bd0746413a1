"""Which drawings explain figures? SVG made on the server, for pages, files and letters alike.

A drawing needs no script and no style of its own: colours are ``currentColor`` and presentation
attributes, which a page's style sheet may replace by class. What a drawing shows stands in its
title and description too, in the reader's language (``texts.toml``).
"""
