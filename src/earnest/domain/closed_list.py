"""What is a closed list of words? A ``StrEnum`` whose members are read quickly.

Members are strings, so that they can be compared, stored and sorted as such. The standard ``value``
is looked up by a Python function at every reading, which was a tenth of a command's time.
"""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING


class ClosedList(StrEnum):
    """The base of every closed list of words: stages, roles, causes, kinds."""

    if not TYPE_CHECKING:  # a type checker would take it for a member
        value = property(attrgetter("_value_"))
