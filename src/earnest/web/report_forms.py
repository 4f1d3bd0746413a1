"""What does an inspector write down on the spot? Counts, readings and answers, item by item.

One form with fields for each item of the checklist. Readings and photos of an item stand in one
field each, one a line, so that a long sample stays a short form. What was not answered counts as
not checked: nothing passes because nobody looked at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.domain.contract.clauses import Shape, aspect_of, within
from earnest.domain.contract.terms import Clause, DefectClass
from earnest.domain.inspection.checklist import Item, Way
from earnest.domain.inspection.report import Finding, Measured, Report
from earnest.domain.inspection.validity import MOST, MOST_READINGS, Aborted
from earnest.usecases.assignments import Visit
from earnest.web.presenters.reader import Reader, capital

MOST_ITEMS = 90
"""A lot with more requirements is reported by a file: a form carries 100 files, 1,000 fields."""

LONGEST_READING = 60
KEPT, BROKEN, UNCHECKED, UNCLEAR = "kept", "broken", "unchecked", "unclear"
_LONGEST_LINES = 20_000
_WHOLE = 100

LABELS = {
    "presented": gettext_lazy("Pieces shown"),
    "finished_percent": gettext_lazy("Finished, per cent"),
    "packed_percent": gettext_lazy("Packed, per cent"),
    "cartons": gettext_lazy("Cartons there"),
    "cartons_opened": gettext_lazy("Cartons opened"),
    "units_checked": gettext_lazy("Pieces checked"),
}
"""The counts of the whole visit, in the order in which they are made."""


class Count(forms.IntegerField):
    """A whole number that thumbs can type; empty is none."""

    def __init__(self, label: Any = "", most: int = MOST) -> None:
        widget = forms.NumberInput({"inputmode": "numeric", "autocomplete": "off", "step": "1"})
        super().__init__(label=label, min_value=0, max_value=most, required=False, widget=widget)


class Lines(forms.CharField):
    """Several texts in one hidden field, one a line."""

    def __init__(self) -> None:
        super().__init__(
            max_length=_LONGEST_LINES, required=False, widget=forms.Textarea({"hidden": True})
        )

    def clean(self, value: Any) -> tuple[str, ...]:
        """Give the lines that hold something."""
        return tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())


class ReportForm(forms.Form):
    """The whole report of one visit; always filled, from the draft or with nothing."""

    def __init__(self, visit: Visit, data: QueryDict, reader: Reader) -> None:
        super().__init__(data)
        self.visit, self.reader = visit, reader
        self.items = [ItemRow(self, n, item) for n, item in enumerate(visit.checklist)]
        for name, label in LABELS.items():
            self.fields[name] = Count(label, _WHOLE if name.endswith("percent") else MOST)
        reasons = [(each.value, capital(reader.word("aborted", each.value))) for each in Aborted]
        self.fields["aborted"] = forms.ChoiceField(
            label=_("The visit"),
            choices=[("", _("The inspection took place")), *reasons],
            required=False,
        )
        self.fields["photos"] = Lines()
        for row in self.items:
            row.add_fields()

    def said(self, name: str) -> Any:
        """What a field says; nothing where it cannot be read."""
        return self.cleaned_data.get(name) if self.is_bound and not self.errors.get(name) else None

    def count(self, name: str) -> int:
        """A number, 0 where there is none."""
        return self.said(name) or 0

    def photos(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """The photos of a field that are kept with the order."""
        kept = set(known)
        found = self.said(name) or ()
        return tuple(dict.fromkeys(each for each in found if each in kept))

    def report(self, known: Iterable[str]) -> Report:
        """The report as it is written now; ``known`` are the photos that were kept."""
        job, known = self.visit.assignment, tuple(known)
        counts: dict[str, Any] = {name: self.count(name) for name in LABELS}
        photos = self.photos("photos", known)
        if aborted := self.said("aborted"):
            return Report(kind=job.kind, by=job.by, aborted=aborted, photos=photos, **counts)
        findings, measured, unperformed = [], [], []
        for row in self.items:
            shots = self.photos(row.name("photos"), known)
            if values := row.readings:
                measured.append(Measured(row.item.clause, values))
            found = list(row.findings(shots))
            findings += found
            if not values and not found:
                unperformed.append(row.item.clause)
                photos = (*photos, *shots)
        return Report(
            kind=job.kind,
            by=job.by,
            findings=tuple(findings),
            measured=tuple(measured),
            unperformed=tuple(unperformed),
            photos=tuple(dict.fromkeys(photos)),
            **counts,
        )

    def missing(self) -> list[str]:
        """What must still be said before the result means anything: sentences."""
        if self.said("aborted"):
            return []
        found = [] if self.count("presented") else [_("Count first: how many pieces are shown?")]
        for row in self.items:
            if row.lacks_count:
                found.append(_("Say how many are bad: %(name)s.") % {"name": row.item.name})
            elif row.is_contradicted:
                text = _("Bad pieces are counted, and yet it is marked as agreed: %(name)s.")
                found.append(text % {"name": row.item.name})
        return found


class ItemRow:
    """One item of the checklist with its fields in the form."""

    def __init__(self, form: ReportForm, number: int, item: Item) -> None:
        self.form, self.number, self.item = form, number, item

    def name(self, field: str) -> str:
        """The field's name in the form."""
        return f"item-{self.number}-{field}"

    def __getitem__(self, field: str) -> forms.BoundField:
        return self.form[self.name(field)]

    @property
    def clause(self) -> Clause:
        """The requirement as the contract writes it."""
        return next(each for each in self.form.visit.clauses if each.id == self.item.clause)

    @property
    def is_read(self) -> bool:
        """Whether the answer is readings; without limits to compare with, it is yes or no."""
        has_limits = self.item.limits is not None or aspect_of(self.clause).shape is Shape.SHADE
        return self.item.way is not Way.YES_NO and has_limits

    @property
    def classes(self) -> tuple[str, ...]:
        """The counters: by class where pieces are sampled, one where a check point is broken."""
        if self.is_read:
            return ()
        return ("bad",) if self.item.check_point else tuple(each.value for each in DefectClass)

    @property
    def needed(self) -> int:
        """How many are looked at, as far as so many are there."""
        carton = self.form.count("cartons") if self.item.check_point else 0
        sizes = (self.item.sample, carton, self.form.visit.pieces)
        return min((size for size in sizes if size), default=1)

    def add_fields(self) -> None:
        """Put the item's fields into the form."""
        fields = self.form.fields
        fields[self.name("photos")] = Lines()
        if self.is_read:
            fields[self.name("readings")] = Lines()
            mode = "text" if aspect_of(self.clause).shape is Shape.SHADE else "decimal"
            widget = forms.TextInput({"inputmode": mode, "autocomplete": "off"})
            fields[self.name("new")] = forms.CharField(
                max_length=LONGEST_READING, required=False, widget=widget
            )
            return
        choices = [
            (KEPT, _("As agreed")),
            (BROKEN, _("Not as agreed")),
            (UNCHECKED, _("Not possible")),
        ]
        fields[self.name("said")] = forms.ChoiceField(
            choices=choices, required=False, widget=forms.RadioSelect
        )
        for each in self.classes:
            fields[self.name(each)] = Count()
        if self.item.check_point:
            fields[self.name("checked")] = Count()

    @property
    def readings(self) -> tuple[str, ...]:
        """What was measured, piece by piece."""
        return (self.form.said(self.name("readings")) or ())[:MOST_READINGS] if self.is_read else ()

    def keeps(self, reading: str) -> bool | None:
        """Whether a reading is within tolerance; nothing where figures do not say it."""
        return within(self.clause, reading)

    @property
    def said(self) -> str:
        """The answer: kept, broken, unchecked, unclear where figures do not say, or nothing."""
        if self.is_read:
            kept = {self.keeps(each) for each in self.readings}
            return BROKEN if False in kept else UNCLEAR if None in kept else KEPT if kept else ""
        return BROKEN if self.bad else self.form.said(self.name("said")) or ""

    @property
    def bad(self) -> int:
        """How many bad ones were counted."""
        return sum(self.form.count(self.name(each)) for each in self.classes)

    @property
    def lacks_count(self) -> bool:
        """Whether sampled pieces are bad, and nobody said how many."""
        is_sampled = not self.is_read and not self.item.check_point
        return is_sampled and not self.bad and self.form.said(self.name("said")) == BROKEN

    @property
    def is_contradicted(self) -> bool:
        """Whether bad ones were counted of what is marked as agreed."""
        return bool(self.bad) and self.form.said(self.name("said")) in (KEPT, UNCHECKED)

    def findings(self, photos: tuple[str, ...]) -> Iterator[Finding]:
        """What was found about the item, by class; the photos stand with the first."""
        if self.is_read:
            yield from self._read(photos)
        elif self.said in (KEPT, BROKEN):
            yield from (self._checked if self.item.check_point else self._sampled)(photos)

    def _read(self, photos: tuple[str, ...]) -> Iterator[Finding]:
        """Readings are findings by themselves; a finding is needed only to carry photos."""
        if photos and self.readings:
            bad = sum(self.keeps(each) is False for each in self.readings)
            yield Finding(self.item.clause, self.item.severity, bad, len(self.readings), photos)

    def _checked(self, photos: tuple[str, ...]) -> Iterator[Finding]:
        bad = max(1, self.bad) if self.said == BROKEN else 0
        checked = self.form.count(self.name("checked")) or self.needed
        yield Finding(self.item.clause, self.item.severity, bad, max(checked, bad), photos)

    def _sampled(self, photos: tuple[str, ...]) -> Iterator[Finding]:
        checked = self.form.count("units_checked")
        found = [(each, self.form.count(self.name(each))) for each in self.classes]
        bad = [(name, count) for name, count in found if count]
        for name, count in bad or [(self.item.severity.value, 0)]:
            if count or self.said == KEPT:
                yield Finding(self.item.clause, DefectClass(name), count, checked, photos)
                photos = ()
