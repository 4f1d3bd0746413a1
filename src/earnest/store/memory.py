"""What need not be read again? Immutable things, remembered in this process.

A state is a pure function of its stream, and the head hash covers the whole stream; so a state
under (subject, head) can never be stale, whoever else writes. Contracts are remembered by hash.
"""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import State
from earnest.domain.subjects import Subject

_Name = TypeVar("_Name", bound=Hashable)
_Value = TypeVar("_Value")


class Recent(Generic[_Name, _Value]):
    """The ``size`` values used last; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[_Name, _Value] = {}
        self._lock = Lock()

    def get(self, name: _Name) -> _Value | None:
        """The value called ``name``, if it is still here."""
        with self._lock:
            value = self._kept.pop(name, None)
            if value is not None:
                self._kept[name] = value
            return value

    def put(self, name: _Name, value: _Value) -> None:
        """Remember ``value``, and forget what was used longest ago where there is no room."""
        with self._lock:
            self._kept.pop(name, None)
            self._kept[name] = value
            if len(self._kept) > self._size:
                del self._kept[next(iter(self._kept))]


class Memory:
    """States by subject with the head that they stand for, and contracts by hash."""

    def __init__(self, *, states: int = 10_000, contracts: int = 2_000) -> None:
        self.states: Recent[Subject, tuple[bytes, State]] = Recent(states)
        self.contracts: Recent[str, Contract] = Recent(contracts)

    def head(self, subject: Subject) -> bytes:
        """The head whose state is remembered; empty where none is."""
        known = self.states.get(subject)
        return known[0] if known else b""

    def state(self, subject: Subject, head: bytes) -> State | None:
        """The state of ``subject`` at ``head``, if it is remembered."""
        known = self.states.get(subject)
        return known[1] if known and known[0] == head else None
