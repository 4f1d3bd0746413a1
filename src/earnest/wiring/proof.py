"""How is an installation proven right? Verified, sealed by a checkpoint, or made again.

The checks themselves are ``usecases.verify``; here they meet the open store and the clock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from earnest.domain.refusals import refuse
from earnest.journal.checkpoint import Checkpoint, Head, checkpoint
from earnest.journal.envelope import instant
from earnest.store.archive import Scannable, StoreArchive
from earnest.store.reads import StoreReads
from earnest.store.rebuild import Rebuildable, rebuild
from earnest.usecases.verify import Report, check_point, verify
from earnest.wiring.desk import Desk

Step = Callable[[], None]
"""Called after each stream, so that somebody can see how far it is."""


def _nothing() -> None:
    """Nobody looks."""


def streams(desk: Desk) -> int:
    """How many streams there are."""
    return sum(1 for _ in cast("StoreReads", desk.reads).heads())


def verified(desk: Desk, heads: tuple[Head, ...] = (), *, step: Step = _nothing) -> Report:
    """Derive everything again from the journal and compare; ``heads`` are a checkpoint's."""
    store = cast("Scannable", desk.store)
    with store.snapshot() as scanner:
        archive = StoreArchive(scanner, store.vendor)
        return verify(archive, desk.house, heads, desk.vault, step=step)


def sealed(desk: Desk) -> tuple[Checkpoint, Path]:
    """Sign the heads of all streams as they stand; gives the point and its file.

    The file holds the heads and the public key, so that anybody can check it; what counts is
    its copy off this machine.
    """
    reads, key = cast("StoreReads", desk.reads), _key(desk)
    heads = sorted(reads.heads(), key=lambda head: head.stream)
    point = checkpoint(heads, instant(desk.now()), key)
    reads.keep_checkpoint(point)
    path = desk.environment.home / "checkpoints" / f"{point.at.replace(':', '')}.json"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps(
        {
            "checkpoint": asdict(point),
            "public_key": key.public_key().public_bytes_raw().hex(),
            "heads": [asdict(head) for head in heads],
        },
        indent=2,
    )
    path.write_text(text + "\n", encoding="utf-8")
    return point, path


def trusted_heads(desk: Desk, text: bytes, public_key: str = "") -> tuple[Head, ...]:
    """The heads of a checkpoint's file, if the checkpoint is signed over just these heads.

    ``public_key`` is the key in hex as it was kept elsewhere; without one, this installation's.
    Refuses ``checkpoint.unreadable`` and ``checkpoint.not_signed``.
    """
    try:
        raw = json.loads(text)
        point = Checkpoint(**raw["checkpoint"])
        heads = tuple(Head(**head) for head in raw["heads"])
        known = bytes.fromhex(public_key) or _key(desk).public_key().public_bytes_raw()
        key = Ed25519PublicKey.from_public_bytes(known)
    except (ValueError, KeyError, TypeError):
        refuse("checkpoint.unreadable")
    if not check_point(point, heads, key):
        refuse("checkpoint.not_signed")
    return heads


def rebuilt(desk: Desk, *, step: Step = _nothing) -> int:
    """Make boards and deadlines again from the journal alone; gives the number of streams."""
    return rebuild(cast("Rebuildable", desk.store), step=step)


def _key(desk: Desk) -> Ed25519PrivateKey:
    secret = desk.environment.secret("checkpoint_key").encode()
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(secret).digest())
