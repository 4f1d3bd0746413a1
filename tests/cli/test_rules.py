"""Do the printed rules say what the code does? Golden texts, and what must hold of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from earnest.domain.order.deadlines import WAITS
from earnest.domain.order.stages import LOT_EDGES, ORDER_EDGES

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.golden
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("waits", ["waits"]),
        ("waits-markdown", ["waits", "--markdown"]),
        ("draw", ["draw"]),
        ("policy-diff", ["policy", "diff", "guide-2021", "alibaba-2017-12"]),
        ("policy-list", ["policy", "list"]),
    ],
)
def test_printed_rules_are_as_reviewed(earnest, name, words, language):
    said = earnest(*words, "--lang", language)
    assert said.code == 0
    file = GOLDEN / f"{name}.{language}.txt"
    text = "\n".join(line.rstrip() for line in said.out.splitlines()) + "\n"
    if os.environ.get("EARNEST_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def test_waits_name_every_wait_with_its_bound_and_outcome(earnest):
    rows = earnest.done("waits")["waits"]
    assert [row["kind"] for row in rows] == [kind.value for kind in WAITS]
    assert all(row["awaited"] and row["bound"] and row["outcome"] and row["event"] for row in rows)


def test_waits_follow_the_policy(earnest):
    guide, other = (
        {row["kind"]: row["bound"] for row in earnest.done("waits", "--policy", name)["waits"]}
        for name in ("guide-2021", "alibaba-2017-12")
    )
    assert guide["deposit"] == "15 days"
    assert guide != other


def test_picture_has_every_edge(earnest):
    drawn = earnest("draw").out
    for edge in (*ORDER_EDGES, *LOT_EDGES):
        assert f"    {edge.start} --> {edge.end}: {edge.event}" in drawn


def test_edges_are_given_to_programs(earnest):
    told = earnest.done("draw")
    assert len(told["order"]) == len(ORDER_EDGES)
    assert told["lot"][0] == {
        "from": LOT_EDGES[0].start,
        "event": LOT_EDGES[0].event,
        "to": LOT_EDGES[0].end,
    }


def test_bad_policy_file_is_refused_with_its_path(earnest, tmp_path):
    from importlib.resources import files

    text = (files("earnest.policies") / "guide-2021.toml").read_text(encoding="utf-8")
    good = tmp_path / "good.toml"
    good.write_text(text.replace("number = 1", "number = 2"), encoding="utf-8")
    assert earnest.done("policy", "check", str(good))["version"] == "guide-2021@2"
    bad = tmp_path / "bad.toml"
    bad.write_text(text.replace("proposal_days = { value = 5", 'proposal_days = { value = "5"'))
    said = earnest("policy", "check", str(bad), "--json")
    assert (said.code, said.error) == (2, "policy.bad_file")
    assert "negotiation.proposal_days" in said.err


def test_policy_that_nobody_knows_is_refused(earnest):
    assert earnest("policy", "diff", "guide-2021", "nobody", "--json").error == "policy.unknown"
    assert earnest("policy", "check", "nowhere.toml", "--json").code == 2


def test_policy_does_not_differ_from_itself(earnest):
    assert earnest.done("policy", "diff", "guide-2021", "guide-2021@1")["differences"] == []
