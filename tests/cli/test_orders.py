"""Can a person import, look at, list and explain orders, and a program read the same?"""

from __future__ import annotations

import pytest

from tests.cli.conftest import FLASKS, UBL

LINE = {"name", "quantity", "unit", "unit_price", "base_quantity", "amount_minor"}


def test_import_on_a_fresh_machine_makes_a_draft_and_lists_what_it_lacks(earnest):
    found = earnest.done("order", "import", str(UBL))
    assert (found["currency"], found["total_minor"]) == ("SEK", 622_500)
    assert all(set(line) == LINE for line in found["lines"])
    assert [line["amount_minor"] for line in found["lines"]] == [
        600_000,
        22_500,
        10_000,
        -10_000,
        10_000,
    ]
    missing = {gap["code"]: gap["sentence"] for gap in found["missing"]}
    assert {"total.mismatch", "incoterm.discontinued", "ship_by.missing"} <= set(missing)
    assert "SEK 6,325.00" in missing["total.mismatch"]
    shown = earnest.done("order", "show", found["order_id"])
    assert (shown["stage"], shown["role"]) == ("draft", "buyer")


def test_import_reads_standard_input(earnest):
    earnest.stdin = FLASKS.read_bytes()
    assert earnest.done("order", "import", "-")["total_minor"] == 1_164_000


def test_import_is_recorded_by_the_channel_of_the_terminal(earnest, draft):
    events = earnest.done("order", "explain", draft)["events"]
    assert {event["channel"] for event in events} == {"cli"}
    assert {event["by"]["login"] for event in events} == {"hannah"}


def test_import_as_somebody_else_is_theirs(earnest):
    order = earnest.done("order", "import", str(UBL), "--as", "elsa")["order_id"]
    assert earnest.done("order", "list", "--as", "elsa")["orders"][0]["id"] == order
    assert earnest.done("order", "list")["orders"] == []


def test_import_with_a_key_makes_one_order(earnest):
    first, second = (
        earnest.done("order", "import", str(FLASKS), "--key", "monday")["order_id"] for _ in "12"
    )
    assert first == second


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.xml", None, "import.no_such_file"),
        ("empty.toml", b"", "import.empty"),
        ("half.xml", b"<Order", "import.bad_xml"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 photo", "import.unknown_kind"),
        ("float.json", b'{"title": "x", "currency": "USD", "a": 1.5}', "import.inexact_number"),
    ],
)
def test_file_that_cannot_be_read_books_nothing(earnest, tmp_path, name, content, code):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    said = earnest("order", "import", str(tmp_path / name), "--json")
    assert (said.code, said.error) == (2, code)
    assert said.err.count("\n") == 1
    assert earnest.done("order", "list")["orders"] == []


def test_new_begins_a_draft_and_computes_its_lines(earnest):
    line = "2400 C62 4.60 Steel flask"
    made = earnest.done("order", "new", "--title", "Flasks", "--currency", "USD", "--line", line)
    shown = earnest.done("order", "show", made["order_id"])
    assert shown["contract"]["stated_total_minor"] == 1_104_000
    assert "ship_by.missing" in {gap["code"] for gap in made["missing"]}


def test_order_is_found_by_the_beginning_of_its_id(earnest, draft):
    assert earnest.done("order", "show", draft[:6])["id"] == draft
    assert earnest("order", "show", draft[:2], "--json").error == "order.not_found"


def test_order_of_others_does_not_exist(earnest, draft):
    for who in ("elsa", "ning", "ines"):  # a stranger, the other side of a draft, an inspector
        said = earnest("order", "show", draft, "--as", who, "--json")
        assert (said.code, said.error) == (1, "order.not_found")


def test_page_says_all_that_the_json_says(earnest, concluded):
    page = earnest("order", "show", concluded).out
    found = earnest.done("order", "show", concluded)
    for wait in found["waits"]:
        assert wait["awaited"].split()[0] in page
    for action in found["actions"]:
        assert action["label"].split()[0] in page
    assert "USD 11,640.00" in page
    assert "● Signed" in page


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 140])
def test_pages_fit_the_terminal(earnest, concluded, width, language):
    from rich.cells import cell_len

    earnest.width, earnest.language = width, language
    earnest.done("pay", concluded)
    earnest.done("clock", "advance", "200d")  # the goods never leave: the whole way back
    for words in (["list"], ["show", concluded], ["explain", concluded]):
        said = earnest("order", *words)
        assert said.code == 0
        assert max(map(cell_len, said.out.splitlines())) <= width
        assert "…" not in said.out


def test_names_that_steer_a_terminal_are_shown_harmless(earnest, draft):
    earnest("message", draft, "clear \x1b[2J and \u202ereverse")
    page = earnest("message", draft).out
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_explain_tells_money_as_it_moves(earnest, concluded):
    earnest.done("pay", concluded)
    story = earnest.done("order", "explain", concluded)
    assert [event["held_minor"] for event in story["events"]][-1] == 349_200
    assert "USD 3,492.00 was paid" in earnest("order", "explain", concluded).out


def test_list_goes_on_after_a_place(earnest):
    for _ in "123":
        earnest.done("order", "import", str(UBL))
    first = earnest.done("order", "list", "--limit", "2")
    rest = earnest.done("order", "list", "--limit", "2", "--after", first["after"])
    ids = [order["id"] for order in (*first["orders"], *rest["orders"])]
    assert len(set(ids)) == 3
    assert rest["after"] is None


def test_empty_list_says_how_to_begin(earnest):
    assert "earnest order import" in earnest("order", "list").out
