"""Was the tail of the journal cut? A signed root over all stream heads, kept off the machine.

A Merkle tree after RFC 6962 over ``stream|seq|hash`` lines in sorted order, signed with Ed25519.
Anyone with the exported checkpoint and the public key can check it without the platform.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one stream: its name ``kind/id``, its last sequence number, its hash in hex."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A statement of all heads at an instant; ``signature`` is Ed25519 in hex over the rest."""

    at: str
    streams: int
    events: int
    root: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """The bytes under the signature."""
        fields = {k: v for k, v in asdict(self).items() if k != "signature"}
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root hash of RFC 6962: 0x00 before leaves, 0x01 before nodes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            hashlib.sha256(b"\x01" + b"".join(pair)).digest() if pair[1:] else pair[0]
            for pair in pairs
        ]
    return level[0]


def checkpoint(heads: Iterable[Head], at: str, key: Ed25519PrivateKey) -> Checkpoint:
    """Sign the heads of all streams as they stand at ``at``."""
    ordered = sorted(heads, key=lambda head: head.stream)
    root = merkle_root([f"{h.stream}|{h.seq}|{h.hash}".encode() for h in ordered])
    bare = Checkpoint(at, len(ordered), sum(h.seq for h in ordered), root.hex())
    return Checkpoint(**{**asdict(bare), "signature": key.sign(bare.signed_bytes()).hex()})


def is_signed(point: Checkpoint, key: Ed25519PublicKey) -> bool:
    """Whether the checkpoint's signature is of this key."""
    try:
        key.verify(bytes.fromhex(point.signature), point.signed_bytes())
    except (InvalidSignature, ValueError):
        return False
    return True
