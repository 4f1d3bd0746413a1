"""What may a file be called? The name that the sender gave, without what could do harm.

A name is a label beside the hash and never a path: nothing on the disk is called by it.
"""

from __future__ import annotations

import re
import unicodedata

from earnest.domain.refusals import refuse

LONGEST = 120
"""Characters of a name; its extension is kept."""

_NEVER = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that steer, hide or reorder text: line ends, NUL, right-to-left marks."""

_SHELL = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$", re.ASCII)


def cleaned(name: str) -> str:
    """The name without folders, control and steering characters; refuses ``vault.bad_name``."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(char for char in last if unicodedata.category(char) not in _NEVER)
    plain = " ".join(_SHELL.sub("_", plain).split()).strip(". ")
    if not plain:
        refuse("vault.bad_name")
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    ending = extension(plain)
    return plain[: LONGEST - len(ending)].removesuffix(ending).rstrip(". ") + ending


def extension(name: str) -> str:
    """The extension with its point, as it is written; empty where there is none."""
    found = _EXTENSION.search(name)
    return found[0] if found and found.start() else ""
