"""Do the controls that are drawn as text say the same as Django's own?"""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django import forms

from earnest.web.quick import QuickHidden, QuickSelect, QuickText, _options

NASTY = """<b>"it's" & 'so'</b>"""
CHOICES = [
    ("", "—"),
    ("a", NASTY),
    (NASTY, "b"),
    (NASTY, [("c", "C"), ("d&", "D")]),
    ("last", [("e", "E")]),
]
ATTRIBUTES = [{}, {"class": "form-control", "placeholder": False, "required": True, "id": NASTY}]


class Read(HTMLParser):
    """What a browser reads: tags with their attributes, and the text between them."""

    def __init__(self, drawn: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(drawn)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_endtag(self, tag):
        self.found.append(tag)

    def handle_data(self, data):
        if data.strip():
            self.found.append(data.strip())


@pytest.mark.parametrize("attrs", ATTRIBUTES)
@pytest.mark.parametrize("value", [None, "", "a", NASTY, "d&", "not there"])
@pytest.mark.parametrize(
    ("quick", "usual"),
    [
        (QuickText(), forms.TextInput()),
        (QuickText({"inputmode": "decimal"}), forms.TextInput({"inputmode": "decimal"})),
        (QuickHidden(), forms.HiddenInput()),
        (QuickSelect(choices=CHOICES), forms.Select(choices=CHOICES)),
    ],
)
def test_quick_control_says_what_djangos_says(quick, usual, value, attrs):
    drawn, wanted = (each.render("row-0-name", value, attrs) for each in (quick, usual))
    assert Read(drawn).found == Read(wanted).found


def test_hidden_control_is_hidden():
    assert QuickHidden().is_hidden
    assert not QuickText().is_hidden


def test_list_remembers_nothing_that_somebody_made_up():
    control = QuickSelect(choices=CHOICES)
    control.render("kind", "made up")
    before = _options.cache_info().currsize
    for number in range(20):
        assert " selected" not in control.render("kind", f"made up {number}")
    assert _options.cache_info().currsize == before
