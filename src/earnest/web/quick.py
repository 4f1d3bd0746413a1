"""How are the controls of a form with hundreds of rows drawn in time? As text, without templates.

Django draws every option of every list by a template of its own, which takes most of a long form's
time. These controls say exactly the same; lists that are the same in every row are drawn once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Option = tuple[str, str]


class QuickText(forms.TextInput):
    """A line of text."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Any = None,
        renderer: Any = None,  # noqa: ARG002 - Django's, which draws by templates
    ) -> SafeString:
        """Draw it."""
        said = self.format_value(value)
        shown = f' value="{escape(said)}"' if said is not None else ""
        more = _attributes(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<input type="{self.input_type}" name="{escape(name)}"{shown}{more}>')


class QuickHidden(QuickText):
    """Something that the form carries and nobody sees."""

    input_type = "hidden"


class QuickSelect(forms.Select):
    """One of a list."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Any = None,
        renderer: Any = None,  # noqa: ARG002 - Django's, which draws by templates
    ) -> SafeString:
        """Draw it."""
        more = _attributes(self.build_attrs(self.attrs, attrs))
        groups = tuple(_group(value, said) for value, said in self.choices)
        known = (each for _name, options in groups for each, _said in options)
        chosen = frozenset(self.format_value(value)).intersection(known)  # what is kept is ours
        return mark_safe(f'<select name="{escape(name)}"{more}>{_options(groups, chosen)}</select>')


def _group(value: Any, said: Any) -> tuple[str, tuple[Option, ...]]:
    """A group of options by its name; one that stands alone is a group without."""
    if isinstance(said, list | tuple):
        return str(value), tuple((str(each), str(text)) for each, text in said)
    return "", ((str(value or ""), str(said)),)


@lru_cache(maxsize=500)
def _options(groups: tuple[tuple[str, tuple[Option, ...]], ...], chosen: frozenset[str]) -> str:
    """Draw all options of a list in which these are chosen."""
    return "".join(_drawn(name, options, chosen) for name, options in groups)


def _drawn(name: str, options: Iterable[Option], chosen: frozenset[str]) -> str:
    drawn = "".join(
        f'<option value="{escape(value)}"{" selected" if value in chosen else ""}>'
        f"{escape(said)}</option>"
        for value, said in options
    )
    return f'<optgroup label="{escape(name)}">{drawn}</optgroup>' if name else drawn


def _attributes(attrs: Mapping[str, Any]) -> str:
    """Draw attributes as Django does: ``False`` is left out, ``True`` stands alone."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )
