"""Are our own bytes read back as what was written, and as anybody else's library writes them?"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import COMMANDS, EVENTS, fresh
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import adapter, decoder, encode
from earnest.journal.envelope import open_up
from earnest.journal.snapshot import freeze, thaw
from tests.store.story import Teller, order

_STATES = tuple(type(fresh(Subject(kind, ""))) for kind in Kind)
_MESSAGES = {each for table in (EVENTS, COMMANDS) for kinds in table.values() for each in kinds}


@pytest.mark.parametrize(
    "kind", sorted({Contract, *_STATES, *_MESSAGES}, key=lambda kind: kind.__name__)
)
def test_everything_that_is_journalled_has_a_strict_reader(kind: type):
    assert decoder(kind) is decoder(kind)


def test_bytes_are_the_same_as_another_library_makes(teller: Teller):
    _tell(teller)
    for body in _bodies(teller.store):
        event = open_up(body).event
        assert encode(event) == adapter(type(event)).dump_json(event)
        assert body.endswith(encode(event) + b"}")


def test_snapshot_gives_the_state_back_and_freezes_alike(teller: Teller):
    _tell(teller)
    (row,) = teller.store.query(
        "SELECT snapshot FROM board WHERE subject_kind = 'order' AND subject_id = ?", order().id
    )
    data = bytes(row[0])
    state = thaw(Kind.ORDER, data)
    assert state == thaw(Kind.ORDER, freeze(state))
    assert freeze(state) == data
    assert b'"released_minor"' in data
    assert b'"amendment_proposals"' not in data  # still as at first


@pytest.mark.parametrize("wrong", [b'{"lot": 1, "percent": 2}', b'{"lot": "A"}', b"{", b'"A"'])
def test_bytes_of_another_shape_are_not_read(wrong: bytes):
    (kind,) = (each for each in EVENTS[Kind.ORDER] if each.__name__ == "ProductionProgressed")
    with pytest.raises(msgspec.DecodeError):
        decoder(kind).decode(wrong)


def _tell(teller: Teller) -> None:
    teller.set_limit()
    teller.activate()
    teller.say("hello")
    teller.receive()
    teller.finish()


def _bodies(store: Any) -> list[bytes]:
    return [bytes(row[0]) for row in store.query("SELECT body FROM event")]
