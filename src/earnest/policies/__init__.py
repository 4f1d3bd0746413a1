"""Where are the policy files? Beside this module, one TOML file per published version.

They are data: every number that a lawyer may change, with its source. ``load`` reads them all.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from earnest.domain.policy import Policies, Policy, read_policy
from earnest.domain.refusals import refuse

DEFAULT = "guide-2021@1"


@cache
def load() -> Policies:
    """Read every policy file of the package; a bad one stops the program with path and reason."""
    found = (read_text(item.read_text(encoding="utf-8")) for item in _files())
    return Policies({policy.version: policy for policy in found}, default=DEFAULT)


def read_text(text: str) -> Policy:
    """Read one policy from TOML text; refuses ``policy.bad_file`` with path and reason."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        refuse("policy.bad_file", path="file", reason=str(error))
    return read_policy(data)


def _files() -> list:  # type: ignore[type-arg]  # Traversable moved between modules in 3.11 to 3.13
    folder = files(__package__)
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
