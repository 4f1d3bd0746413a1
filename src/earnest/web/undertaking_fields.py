"""How does a form let somebody choose an undertaking? By its whole text: who signs has read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from earnest.domain.coverage.undertaking import Undertaking, UndertakingStatus
from earnest.usecases.ports import FileRow
from earnest.words.undertakings import undertaking_text

if TYPE_CHECKING:
    from earnest.web.command_forms import Circumstances


def choice_of_undertaking(around: Circumstances) -> forms.Field:
    """Offer the open undertakings, those first that the reader has not signed."""
    choices = [(each.id, _told(each, around)) for each in _open(around)]
    first = choices[0][0] if choices else None
    return forms.ChoiceField(choices=choices, initial=first, widget=forms.RadioSelect)


def seen_text(around: Circumstances) -> forms.Field:
    """Carry the hash of the text that is shown first, so that nobody signs another."""
    found = _open(around)
    return forms.CharField(initial=found[0].text_sha256 if found else "", widget=forms.HiddenInput)


def evidence_field(rows: Sequence[FileRow], plain: forms.Field) -> forms.Field:
    """Let files of the order be ticked as evidence; without any, say where they are added."""
    choices = [(row.sha256, row.name) for row in reversed(rows)]
    found = forms.MultipleChoiceField(
        choices=choices, widget=forms.CheckboxSelectMultiple, required=False, label=plain.label
    )
    found.help_text = _("Photos and reports are added under Files; tick those that show why.")
    return found


def _open(around: Circumstances) -> list[Undertaking]:
    order = around.order

    def is_answered(each: Undertaking) -> bool:
        return each.status is not UndertakingStatus.OFFERED or each.by is order.role

    return sorted((each for each in order.undertakings if each.is_open), key=is_answered)


def _told(each: Undertaking, around: Circumstances) -> str:
    reader = around.reader
    text = undertaking_text(
        each,
        around.order.contract,
        payout_days=around.policy.undertaking.payout_days,
        language=reader.language,
    )
    return f"{each.id} · {reader.word('undertaking', each.status.value)} · {text}"
