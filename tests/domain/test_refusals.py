"""Is every refusal of the domain provoked by a test of this room?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from earnest.domain.refusals import Broken, Refused, Trouble, refuse, require
from tests.architecture.source import ROOT, calls, python

SEEN = [source for source in python("src/earnest/domain/") if "/coverage/" not in source.name]


def codes():
    found = set()
    for source in SEEN:
        for call, name in calls(source):
            if name == "refuse" and isinstance(call.args[0], ast.Constant):
                found.add(call.args[0].value)
    return found


def test_every_refusal_code_is_provoked():
    here = "\n".join(path.read_text("utf-8") for path in Path(ROOT, "tests/domain").rglob("*.py"))
    unproven = sorted(c for c in codes() if c not in here and c.replace(".", r"\.") not in here)
    assert not unproven


def test_refusal_is_a_value_with_its_facts():
    assert Refused("a.b", sum=1) == Refused("a.b", sum=1) != Refused("a.b", sum=2)
    assert hash(Refused("a.b")) == hash(Refused("a.b"))
    assert repr(Refused("a.b", sum=1)) == "Refused('a.b', {'sum': 1})"
    with pytest.raises(Refused, match=r"a\.b"):
        refuse("a.b")
    assert Trouble("x.y", n=1).facts == {"n": 1}


def test_broken_promise_stops_everything():
    require(promise=True, sentence="holds")
    with pytest.raises(Broken, match="does not hold"):
        require(promise=False, sentence="does not hold")
