"""Is a checkpoint believed only when it is signed over just the ends that it names?"""

from __future__ import annotations

import json

import pytest

from earnest.domain.refusals import Refused
from earnest.environment import read_environment
from earnest.wiring import open_desk
from earnest.wiring.proof import sealed, trusted_heads, verified


@pytest.fixture
def desk(tmp_path):
    """An empty installation, open."""
    opened = open_desk(read_environment({"EARNEST_HOME": str(tmp_path)}))
    yield opened
    opened.close()


def test_checkpoint_is_believed_as_it_was_signed(desk):
    _, path = sealed(desk)
    assert verified(desk, trusted_heads(desk, path.read_bytes())).ok


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            lambda raw: raw["heads"].append({"stream": "order/x", "seq": 1, "hash": "00"}),
            "not_signed",
        ),
        (lambda raw: raw["checkpoint"].update(at="2020-01-01T00:00:00Z"), "not_signed"),
        (lambda raw: raw["checkpoint"].update(signature="zz"), "not_signed"),
        (lambda raw: raw.pop("heads"), "unreadable"),
    ],
)
def test_checkpoint_that_was_changed_is_refused(desk, change, code):
    _, path = sealed(desk)
    raw = json.loads(path.read_text(encoding="utf-8"))
    change(raw)
    with pytest.raises(Refused, match=f"checkpoint.{code}"):
        trusted_heads(desk, json.dumps(raw).encode())


def test_checkpoint_of_another_key_is_refused(desk):
    _, path = sealed(desk)
    with pytest.raises(Refused, match=r"checkpoint\.not_signed"):
        trusted_heads(desk, path.read_bytes(), "00" * 32)
