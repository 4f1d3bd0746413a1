"""How long is a short body waited for, before anything is done with it? A minute.

A caller who announces a body and never sends it would keep a place that others wait for: a server
takes so many requests at once and no more.
"""

from __future__ import annotations

import asyncio
from typing import Any

PATIENCE = 60.0
"""Seconds in which the whole of a short body must be here."""


async def whole_body(receive: Any, send: Any, length: int) -> bytes | None:
    """The body of ``length`` bytes; None where it does not come, and nothing more is to be done.

    Whoever hung up half-way has asked for nothing. Whoever is too slow is told so (status 408). It
    is not asked further than the body goes, for every asking is a detour.
    """
    body, more = b"", True
    try:
        async with asyncio.timeout(PATIENCE):
            while more and len(body) < length:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
    except TimeoutError:
        headers = [(b"connection", b"close"), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 408, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return None
    return body if len(body) == length else None
