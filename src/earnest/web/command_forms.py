"""How does a command become a form, and a filled form a command? By its dataclass's own fields.

A field's type says which control it gets; the tables here know only the few fields that mean more
than their type (a lot, a hash that was seen, a choice that the contract bounds).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any, get_origin, get_type_hints

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from earnest.domain.contract.terms import Clause
from earnest.domain.money import Money, decimal_text, money_from_decimal
from earnest.domain.order.state import PayoutStatus
from earnest.domain.policy import Policy
from earnest.domain.refusals import Refused
from earnest.exchange.bounds import MAX_BYTES
from earnest.exchange.report_file import read_report
from earnest.usecases.look import OrderAnswer
from earnest.web import amendment_fields, degree_fields, inspection_fields
from earnest.web.presenters.reader import Reader
from earnest.web.undertaking_fields import choice_of_undertaking, seen_text
from earnest.words.say import gap_sentence

LONGEST_TEXT = 300
_VOCABULARY = {
    "Remedy": "remedy",
    "CallTrigger": "call_trigger",
    "Wording": "wording",
    "Answer": "answer",
    "Verdict": "verdict",
    "InspectionKind": "inspection_kind",
    "InspectedBy": "inspected_by",
}

UNASKED = ("reason", "contract")
"""No event keeps a reason: messages are for reasons. A contract has a page of its own."""

LABELS: dict[str, Promise] = {
    "lot": _("Lot"),
    "percent": _("Finished, in percent of the lot"),
    "on": _("New ship-by date"),
    "BookInspection.on": _("Day of the inspection"),
    "AnswerInspection.on": _("Another day, if not this one"),
    "accept": _("Your answer"),
    "keep_late_claim": _("Your claim for lateness against the old date"),
    "report": _("Signed report"),
    "inspection": _("Inspection"),
    "kind": _("Kind of inspection"),
    "by": _("Who inspects"),
    "price_minor": _("What the inspection costs"),
    "reduced": _("How strictly"),
    "inspector": _("Organisation of the inspector"),
    "body": _("Accrediting body"),
    "number": _("Number of the accreditation"),
    "scope": _("Scope of the accreditation"),
    "valid_until": _("Valid until"),
    "answer": _("Your answer"),
    "clauses": _("Requirements"),
    "warnings": _("I know this, and want the contract so"),
    "handed_over_at": _("Handed over at"),
    "mode": _("Way of transport"),
    "carrier": _("Carrier"),
    "tracking": _("Tracking number or bill of lading"),
    "documents": _("Shipping documents"),
    "delivered_at": _("Delivered at"),
    "place": _("Place"),
    "keeps_minor": _("The supplier keeps"),
    "payout": _("Payout"),
    "undertaking": _("Undertaking"),
    "remedy": _("What is promised"),
    "trigger": _("What the buyer must show"),
    "max_minor": _("Most that it may cost"),
    "security_minor": _("Set aside from the money held"),
    "claim_by": _("Last day for the buyer's call"),
    "perform_days": _("Days to keep the promise after the call"),
    "extends": _("Time for claims"),
    "wording": _("Text"),
    "message": _("Number of the message that it is made from"),
    "called_minor": _("Sum demanded"),
    "evidence": _("Files that show why"),
    "kept": _("Was the promise kept?"),
    "pay_minor": _("Due to the buyer"),
}
HELP: dict[str, Promise] = {
    "warnings": _("Or mend the text: another text has other warnings."),
    "clauses": _("Those on which you keep your claims, or because of which you refuse."),
    "documents": _("One a line, for example: Bill of lading MAEU 217 553 441."),
    "report": _("The report's file in JSON; its result is computed from what it says."),
    "keeps_minor": _("Of the money held; the rest goes back to the buyer."),
    "message": _("0 if it is made from no message."),
    "evidence": _("The SHA-256 of each file, one a line."),
}
BESIDE = {
    "produce.percent": "percent",
    "ship_by.not_later": "on",
    "confirm.nothing_new": "warnings",
    "confirm.unknown_warning": "warnings",
    "approve.names_no_clause": "clauses",
    "approve.pass_needs_clause": "clauses",
    "approve.unknown_clause": "clauses",
    "approve.waiver_needed": "answer",
    "ship.in_future": "handed_over_at",
    "ship.before_contract": "handed_over_at",
    "ship.notice_running": "handed_over_at",
    "ship.unknown_mode": "mode",
    "ship.no_carrier": "carrier",
    "ship.tracking_used": "tracking",
    "ship.no_documents": "documents",
    "deliver.implausible": "delivered_at",
    "release.more_than_held": "keeps_minor",
    "cancel.other_sum": "keeps_minor",
    "undertaking.claim_by": "claim_by",
    "undertaking.clauses": "clauses",
    "undertaking.sum": "max_minor",
    "undertaking.security_above_sum": "security_minor",
    "undertaking.security_above_held": "security_minor",
    "undertaking.perform_days": "perform_days",
    "undertaking.message": "message",
    "undertaking.above_sum": "called_minor",
    "undertaking.no_photos": "evidence",
    "undertaking.evidence": "evidence",
    "evidence.not_kept": "evidence",
    "undertaking.above_call": "pay_minor",
}
"""Beside which field a refusal stands; any other stands above the form."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a form knows besides its command: the order, its rules, the lot, the reader."""

    order: OrderAnswer
    policy: Policy
    reader: Reader
    about: str = ""


class CommandForm(forms.Form):
    """The fields of one command, with what the order already knows filled in."""

    def __init__(
        self, command: type, around: Circumstances, data: Any = None, files: Any = None
    ) -> None:
        super().__init__(data, files)
        self.command_type, self.around = command, around
        hints = get_type_hints(command)
        for item in fields(command):
            if item.name in UNASKED or (item.name == "clauses" and not _specifications(around)):
                continue
            if degree_fields.is_idle(command, item.name, around):
                continue
            needed = item.default is MISSING and item.default_factory is MISSING
            field = field_for(item.name, hints[item.name], around, needed)
            self.fields[item.name] = degree_fields.dressed(field, command, item.name, around)
            own = LABELS.get(f"{command.__name__}.{item.name}")
            if own is not None:
                self.fields[item.name].label = str(own)
            inspection_fields.dressed(self.fields[item.name], command, item.name, around)

    @property
    def asks(self) -> bool:
        """Whether there is anything to type or choose."""
        return bool(self.visible_fields())

    def command(self) -> Any:
        """Give the command of a valid form."""
        hints = get_type_hints(self.command_type)
        values = {name: _value(hints[name], value) for name, value in self.cleaned_data.items()}
        return self.command_type(**values)

    def refuse(self, refused: Refused) -> None:
        """Write a refusal beside the field that it is about, or above the form."""
        field = (BESIDE | amendment_fields.BESIDE | degree_fields.BESIDE).get(refused.code)
        where = field if field in self.fields else None
        self.add_error(where, self.around.reader.refusal(refused))


def field_for(name: str, hint: Any, around: Circumstances, needed: bool) -> forms.Field:
    """Make the form field of one field of a command."""
    special = _SPECIAL.get(name)
    found = special(around) if special else _by_type(name, hint, around)
    found.label = str((LABELS | amendment_fields.LABELS).get(name, name))
    found.help_text = str((HELP | amendment_fields.HELP).get(name, "")) or found.help_text
    found.required = found.required and needed
    return found


def _by_type(name: str, hint: Any, around: Circumstances) -> forms.Field:
    if hint == date | None:
        return _by_type(name, date, around)
    if hint is bool:
        return YesNoField(*_YES_NO.get(name, (_("Yes"), _("No"))))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choice_of(hint, around.reader)
    if hint is datetime:
        return _moment(around)
    if hint is date:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    if hint is int and name.endswith("_minor"):
        return MoneyField(around.order.money.currency)
    if hint is int:
        return forms.IntegerField(widget=forms.NumberInput({"inputmode": "numeric"}))
    if get_origin(hint) is tuple:
        return LinesField()
    return forms.CharField(max_length=LONGEST_TEXT)


_YES_NO = {
    "accept": (_("I agree"), _("I do not agree")),
    "keep_late_claim": (_("I keep it"), _("I give it up")),
    "extends": (_("Kept open until that day"), _("As it is")),
    "reduced": (_("Reduced, where the lots before earned it"), _("As the lots before ask for")),
}


class YesNoField(forms.TypedChoiceField):
    """A yes or no that must be chosen: no box is ticked beforehand where money hangs on it."""

    def __init__(self, yes: Any, no: Any) -> None:
        choices = [("yes", yes), ("no", no)]
        super().__init__(
            choices=choices, coerce=lambda text: text == "yes", widget=forms.RadioSelect
        )


class MoneyField(forms.CharField):
    """An amount as people type it, in the order's currency; the value is in minor units."""

    def __init__(self, currency: str, initial_minor: int | None = None) -> None:
        self.currency = currency
        shown = None if initial_minor is None else decimal_text(Money(initial_minor, currency))
        widget = forms.TextInput({"inputmode": "decimal", "class": "money"})
        super().__init__(initial=shown, max_length=24, widget=widget)
        self.help_text = _("In %(currency)s, with a point: 1250.00") % {"currency": currency}

    def clean(self, value: Any) -> Any:
        """Read the text by the one parser that people's amounts have; nothing is 0."""
        text = super().clean(value)
        if not text:
            return 0
        try:
            return money_from_decimal(text, self.currency).minor
        except Refused:
            sentence = _("Write digits with a point and without separators, such as 1250.00.")
            raise forms.ValidationError(sentence) from None


class LinesField(forms.CharField):
    """Several texts, one a line."""

    def __init__(self) -> None:
        super().__init__(max_length=2000, widget=forms.Textarea({"rows": 3}))

    def clean(self, value: Any) -> Any:
        """Give the lines that hold something."""
        text = super().clean(value)
        return tuple(line.strip() for line in text.splitlines() if line.strip())


class ReportField(forms.FileField):
    """An inspector's report, uploaded as a JSON file."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(widget=forms.FileInput({"accept": ".json,application/json"}))
        self.reader = reader

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Give the report that the file holds."""
        file = super().clean(data, initial)
        try:
            return read_report(file.read(MAX_BYTES + 1)) if isinstance(file, UploadedFile) else None
        except Refused as refused:
            raise forms.ValidationError(self.reader.refusal(refused)) from None


def _choice_of(kind: type[Enum], reader: Reader) -> forms.Field:
    vocabulary = _VOCABULARY[kind.__name__]
    members = [item for item in kind if item.value != "none"]
    choices = [(item.value, _capital(reader.word(vocabulary, item.value))) for item in members]
    return forms.TypedChoiceField(choices=choices, coerce=kind, widget=forms.RadioSelect)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _moment(around: Circumstances) -> forms.Field:
    widget = forms.DateTimeInput({"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M")
    found = forms.DateTimeField(
        widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    found.help_text = _("In your time zone, %(zone)s.") % {"zone": around.reader.zone}
    return found


def _lot(around: Circumstances) -> forms.Field:
    choices = [(lot.id, lot.id) for lot in around.order.lots]
    if around.about or len(choices) == 1:
        only = around.about or choices[0][0]
        return forms.ChoiceField(
            choices=[(only, only)], initial=only, widget=forms.HiddenInput, required=True
        )
    return forms.ChoiceField(choices=choices)


def _language(around: Circumstances) -> forms.Field:
    shown = "zh-hans" if around.reader.language.startswith("zh") else "en"
    return forms.CharField(initial=shown, widget=forms.HiddenInput)


def _mode(around: Circumstances) -> forms.Field:
    modes = around.policy.receipt.transit_max_days
    choices = [(mode, _capital(around.reader.word("mode", mode))) for mode in modes]
    return forms.ChoiceField(choices=choices, initial=around.order.contract.mode)


def _specifications(around: Circumstances) -> list[Clause]:
    return [spec for line in around.order.contract.lines for spec in line.clauses]


def _clauses(around: Circumstances) -> forms.Field:
    specs = _specifications(around)
    found = forms.MultipleChoiceField(
        choices=[(spec.id, spec.name) for spec in specs], widget=forms.CheckboxSelectMultiple
    )
    found.required = False
    return found


def _warnings(around: Circumstances) -> forms.Field:
    """What is weak in the text, each to be confirmed by name (S76)."""
    reader = around.reader
    found = [gap for gap in around.order.gaps if not gap.blocks]
    return forms.MultipleChoiceField(
        choices=[(gap.id, gap_sentence(gap, reader.language, zone=reader.zone)) for gap in found],
        widget=forms.CheckboxSelectMultiple,
    )


def _keeps(around: Circumstances) -> forms.Field:
    offered = around.order.cancellation
    found = MoneyField(around.order.money.currency, offered.keeps_minor if offered else None)
    if offered:
        found.widget.attrs["readonly"] = True
    return found


def _payout(around: Circumstances) -> forms.Field:
    back = [p for p in around.order.payouts if p.status is PayoutStatus.RETURNED and not p.retried]
    currency = around.order.money.currency
    return forms.ChoiceField(
        choices=[(p.id, around.reader.money(p.returned_minor, currency)) for p in back]
    )


_SPECIAL: Mapping[str, Callable[[Circumstances], forms.Field]] = {
    "lot": _lot,
    "contract_hash": amendment_fields.seen_hash,
    "lines": amendment_fields.goods,
    "caused_by": amendment_fields.caused_by,
    "language": _language,
    "mode": _mode,
    "clauses": _clauses,
    "warnings": _warnings,
    "keeps_minor": _keeps,
    "payout": _payout,
    "undertaking": choice_of_undertaking,
    "inspection": inspection_fields.visit,
    "inspector": inspection_fields.inspector,
    "text_sha256": seen_text,
    "report": lambda around: ReportField(around.reader),
}


def _value(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        return tuple(value)
    return value
