"""Which words of our own do templates know? Icons, fields, and bars drawn without styles.

They compute nothing about trade: amounts, dates and sentences come ready from presenters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

register = template.Library()

_ICONS = Path(__file__).resolve().parents[1] / "static" / "vendor" / "lucide"
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_THOUSAND = 1000
# The order matters: Edge calls itself Chrome as well, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("MicroMessenger/", "WeChat"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw the icon ``name``; hidden from screen readers unless ``label`` says what it means."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        mark_safe(meaning),
        mark_safe(_drawing(name)),
    )


@cache
def _drawing(name: str) -> str:
    """Read what is inside an icon's file; an unknown name is our mistake and stops the page."""
    text = (_ICONS / f"{name}.svg").read_text(encoding="utf-8")
    found = _BODY.search(text)
    return re.sub(r"\s+", " ", found[1]).strip() if found else ""


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw a form field's control with the classes of the component set.

    A placeholder that repeats the label is left out: it looks like something already typed.
    """
    widget = field.field.widget
    kind = "form-control"
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select"
    wrong = " is-invalid" if field.errors else ""
    return field.as_widget(attrs={"class": f"{kind}{wrong}", "placeholder": False})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Say whether the label stands behind the control."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag
def money_rects(pieces: Sequence[Mapping[str, object]]) -> SafeString:
    """Draw the pieces of a money bar, each as wide as its ``minor`` units, in thousandths.

    The policy for content forbids style attributes, so widths are attributes of a drawing.
    """
    whole = sum(int(str(piece["minor"])) for piece in pieces)
    rects, done = [], 0
    for piece in pieces:
        start = done * _THOUSAND // whole if whole else 0
        done += int(str(piece["minor"]))
        width = (done * _THOUSAND // whole if whole else 0) - start
        rects.append((piece["kind"], start, width))
    return format_html_join(
        "", '<rect class="money-{}" x="{}" y="0" width="{}" height="10"/>', rects
    )


@register.filter
def browser_name(user_agent: str) -> str:
    """Name the browser and the system, as far as people tell sessions apart by them."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, [browser, system])) or user_agent[:60]


@register.simple_tag
def other_languages(current: str) -> list[tuple[str, str]]:
    """List the languages that the page is not in: code and own name."""
    return [
        (code, get_language_info(code)["name_local"])
        for code, _name in settings.LANGUAGES
        if code != current
    ]
