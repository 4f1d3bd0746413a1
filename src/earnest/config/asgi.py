"""By which door does our web server come in? ``granian --interface asginl earnest.config.asgi``.

Plain commands of programs are answered on the loop (``api.express``), everything else on threads
by the doors of ``wsgi``, which any other server may use as well.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from earnest.config import wsgi  # first of all: it sets Django up
from earnest.config.on_threads import OnThreads

# isort: split
from earnest.api.express import Express

THREADS = 8
"""Pages and looks that one process answers at once; commands wait without a thread."""


class Door:
    """The ASGI application of one process."""

    def __init__(self) -> None:
        threads = ThreadPoolExecutor(THREADS, "earnest-pages")
        self._pages, self._express = OnThreads(wsgi.application, threads), Express(threads)

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Answer one request."""
        plain = self._express.takes(scope) if scope["type"] == "http" else None
        actor = await self._express.actor(plain.secret) if plain else None
        if plain is not None and actor is not None:
            await self._express.answer(plain, actor, scope, receive, send)
        elif scope["type"] == "http":
            await self._pages(scope, receive, send)


application = Door()

# What was loaded until now stays for ever. Searching all of it for garbage, every few seconds,
# stopped all callers for a tenth of a second each time.
gc.collect()
gc.freeze()
