"""Is this stream whole and unchanged? A plain SHA-256 chain, each row sealed by a keyed MAC.

``hash_n = SHA-256(tag | stream | n | hash_(n-1) | bytes_n)`` (J1). The chain shows a change to
anyone; the MAC, keyed by the installation, shows a chain that was computed again (J2).
"""

from __future__ import annotations

import hashlib
import hmac

from earnest.domain.subjects import Subject
from earnest.journal.codec import to_json

_TAG = b"earnest-journal-1"
GENESIS = bytes(32)
"""What stands before the first event of every stream."""


def link(subject: Subject, seq: int, before: bytes, body: bytes) -> bytes:
    """The hash of event ``seq`` of a stream, 32 bytes."""
    stream = f"{subject.kind.value}/{subject.id}".encode()
    head = b"|".join((_TAG, stream, str(seq).encode(), before.hex().encode(), b""))
    return hashlib.sha256(head + body).digest()


def seal(key: bytes, digest: bytes) -> bytes:
    """The installation's MAC of an event's hash, 32 bytes."""
    return hmac.digest(key, digest, "sha256")


def is_sealed(key: bytes, digest: bytes, mac: bytes) -> bool:
    """Whether ``mac`` is ours, compared in constant time."""
    return hmac.compare_digest(seal(key, digest), mac)


def seal_row(key: bytes, table: str, *columns: str) -> bytes:
    """The installation's MAC of a row that no event tells: outcomes of keys, people's authority."""
    return seal(key, b"earnest-row-1" + to_json((table, *columns)))
