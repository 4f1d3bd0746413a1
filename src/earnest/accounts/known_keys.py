"""Which keys were looked up a moment ago? So that a program's every request need not ask again.

A look-up is remembered for the ``LEASE`` of ``keys``, counted from before it was made, and
forgotten at once when a key is revoked in this process. Memberships are asked again inside each
unit that writes (A4).
"""

from __future__ import annotations

import hashlib
import time
from threading import Lock

from earnest.accounts.keys import LEASE, forget_with
from earnest.accounts.signed_in import actor_of_key
from earnest.domain.parties import Actor

MOST = 10_000
"""Keys remembered at once; beyond that the oldest is forgotten."""


class KnownKeys:
    """The actors of keys that were looked up lately; for any number of threads."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, Actor]] = {}
        self._lock = Lock()
        self._forgotten = 0

    def remembered(self, secret: str) -> Actor | None:
        """The actor of a key that was looked up within its lease; asks no database."""
        known = self._known.get(_name(secret))
        return known[1] if known is not None and time.monotonic() < known[0] else None

    def actor(self, secret: str) -> Actor | None:
        """The actor of a key, looked up where it is not remembered; None opens nothing."""
        return self.remembered(secret) or self._looked_up(secret)

    def forget(self) -> None:
        """Remember nothing, not even what is being looked up at this moment."""
        with self._lock:
            self._forgotten += 1
            self._known.clear()

    def _looked_up(self, secret: str) -> Actor | None:
        forgotten, until = self._forgotten, time.monotonic() + LEASE
        actor = actor_of_key(secret)
        with self._lock:
            self._known.pop(_name(secret), None)
            if actor is not None and forgotten == self._forgotten:
                self._known[_name(secret)] = (until, actor)
            if len(self._known) > MOST:
                del self._known[next(iter(self._known))]
        return actor


def _name(secret: str) -> bytes:
    """What a key is remembered by: not the secret itself, which a memory dump should not tell."""
    return hashlib.sha256(secret.encode()).digest()


KNOWN_KEYS = KnownKeys()
"""This process's memory."""

forget_with(KNOWN_KEYS.forget)
