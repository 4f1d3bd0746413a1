"""Which fields do waivers, lower prices and holdbacks need? What was found, asked, and may be kept.

A sum that the other side proposed is shown and cannot be changed: agreeing is agreeing to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from earnest.domain.money import Money, decimal_text
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.hold_back import limit_of
from earnest.domain.order.acts.reduce import AnswerReduction
from earnest.domain.order.acts.waive import VoidWaiver, WaiveClause
from earnest.domain.order.state import Lot

if TYPE_CHECKING:
    from earnest.web.command_forms import Circumstances

LABELS = {
    "clause": _("Requirement"),
    "up_to_minor": _("Give up claims up to"),
    "holdback_minor": _("Keep back"),
    "reduce_minor": _("The price falls by"),
    "ProposeReduction.clauses": _("Requirements that this settles"),
    "keep_minor": _("Sum to be kept back"),
    "AskHoldback.clauses": _("Requirements for which it is kept back"),
    "AcceptGoods.clauses": _("Requirements for which it is kept back"),
}
HELP = {
    "up_to_minor": _("What costs more than that can still be claimed."),
    "ProposeReduction.clauses": _("Claims on them end when the other side agrees."),
    "AskHoldback.clauses": _("The supplier sees them beside the sum."),
    "AcceptGoods.clauses": _("None ticked: all that the last report found."),
}
BESIDE = {
    "accept.holdback": "holdback_minor",
    "holdback.names_no_clause": "clauses",
    "holdback.sum": "keep_minor",
    "reduce.more_than_left": "reduce_minor",
    "reduce.names_no_clause": "clauses",
    "reduce.other_sum": "reduce_minor",
    "waive.never": "clause",
    "waive.not_found": "clause",
    "waive.sum": "up_to_minor",
    "waive.twice": "clause",
}


def is_idle(command: type, name: str, around: Circumstances) -> bool:
    """Whether a field has nothing to ask: nothing of the goods may be kept back."""
    return command is AcceptGoods and name != "lot" and not _may_keep(around)


def dressed(found: forms.Field, command: type, name: str, around: Circumstances) -> forms.Field:
    """The field with what the order knows of it: choices, the sum asked for, the most there is."""
    money = around.order.money.currency
    if name == "clause" and command in (WaiveClause, VoidWaiver):
        found = forms.ChoiceField(choices=_clauses(command, around), widget=forms.RadioSelect)
    if name == "holdback_minor":
        most = around.reader.money(_may_keep(around), money)
        found.initial = decimal_text(Money(0, money))
        found.help_text = _(
            "At most %(most)s on your own word, until the time for claims ends."
        ) % {"most": most}
    asked = _asked_minor(around) if command is AnswerReduction and name == "reduce_minor" else None
    if asked is not None:
        found.initial = decimal_text(Money(asked, money))
        found.widget.attrs["readonly"] = True
    own = f"{command.__name__}.{name}"
    found.label = str(LABELS.get(own) or LABELS.get(name) or found.label)
    found.help_text = str(HELP.get(own) or HELP.get(name) or found.help_text)
    return found


def _may_keep(around: Circumstances) -> int:
    """The most that may be kept back of the lots that the form is about, in minor units."""
    terms, policy = around.order.contract, around.policy
    return max((limit_of(terms, lot, policy) for lot in _lots(around)), default=0)


def _clauses(command: type, around: Circumstances) -> list[tuple[str, str]]:
    """What was found to be wrong and is not yet given up; or what was, to take it back."""
    wanted: set[str] = set()
    for lot in _lots(around):
        report, given_up = lot.quality.deciding, lot.quality.waived
        bad = {each.clause for each in report.findings if each.defective} if report else set()
        wanted |= given_up if command is VoidWaiver else bad - lot.quality.waived_as_reported
    return [(clause.id, clause.name) for clause in around.order.contract.clauses
            if clause.id in wanted]  # fmt: skip


def _asked_minor(around: Circumstances) -> int | None:
    """The sum that was proposed for the lot, or for the first of the order's lots."""
    asked = [lot.bargain.reduction for lot in _lots(around) if lot.bargain.reduction]
    return asked[0].minor if asked else None


def _lots(around: Circumstances) -> list[Lot]:
    return [lot for lot in around.order.lots if around.about in ("", lot.id)]
