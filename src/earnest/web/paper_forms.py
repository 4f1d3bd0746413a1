"""Which forms make up the page of a contract, and what do they say together?

Terms, lines, clauses, lots, inspection and rates are six forms of one page. While somebody types,
some of them cannot be read yet; the check then takes what can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from earnest.domain.contract.terms import Clause, Contract, Trigger
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.web import drafting
from earnest.web.clause_forms import (
    MOST_CLAUSES,
    ClauseForm,
    clause_forms,
    clause_rows,
    filled,
)
from earnest.web.draft_forms import MOST_LINES, LineForm, TermsForm, line_forms
from earnest.web.lot_forms import MOST_LOTS, lot_forms, lot_rows
from earnest.web.plan_forms import PlanForm, RatesForm, plan_row, rates_row
from earnest.web.presenters.reader import Reader

_NOTHING: dict[str, Any] = {
    "lead_days": None,
    "ship_by_on": None,
    "coverage": None,
    "deposit_days": 0,
    "balance_days": 0,
    "balance_trigger": Trigger.SHIPMENT_APPROVED.value,
}
_FULL = {
    "line": (
        MOST_LINES,
        _("The form holds %(most)d lines at most. A longer contract is brought in as a file."),
    ),
    "clause": (
        MOST_CLAUSES,
        _(
            "The form holds %(most)d requirements at most. A longer contract is brought in as a "
            "file."
        ),
    ),
    "lot": (
        MOST_LOTS,
        _("The form holds %(most)d lots at most. A longer contract is brought in as a file."),
    ),
}
"""What is said where a list of rows is full: how many fit, and what to do instead."""
_ONE_PIECE = {"quantity": "0", "unit_price": "0", "base_quantity": "1", "unit": "C62"}


@dataclass(slots=True)
class PaperForms:
    """The forms of one contract; ``lines``, ``clauses`` and ``lots`` are lists of rows."""

    terms: TermsForm
    lines: Any
    clauses: Any
    lots: Any
    plan: PlanForm
    rates: RatesForm

    @property
    def is_bound(self) -> bool:
        """Whether somebody sent them."""
        return self.terms.is_bound

    def is_valid(self) -> bool:
        """Whether everything typed can be read."""
        good = [
            each.is_valid() for each in self._all()
        ]  # all of them, so that each says its errors
        return all(good)

    @property
    def wrong(self) -> int:
        """How many fields cannot be read."""
        if not self.is_bound:
            return 0
        return sum(
            each.total_error_count() if hasattr(each, "total_error_count") else len(each.errors)
            for each in self._all()
        )

    def _all(self) -> Iterator[Any]:
        yield from (self.terms, self.lines, self.clauses, self.lots, self.plan, self.rates)

    @property
    def overfull(self) -> str:
        """The list that has more rows than fit, or empty."""
        lists = (self.lines, self.clauses, self.lots)
        return next((each.prefix for each in lists if _is_overfull(each)), "")

    def line_rows(self) -> list[LineForm]:
        """The rows of lines that are still there."""
        return [row for row in self.lines if not row.is_gone]

    def clause_rows(self) -> list[ClauseForm]:
        """The rows of clauses that are still there."""
        return [row for row in self.clauses if not row.is_gone]

    def gone(self) -> list[Any]:
        """The rows that were taken away, which only keep their numbers."""
        return [
            row for rows in (self.lines, self.clauses, self.lots) for row in rows if row.is_gone
        ]

    def lot_rows(self) -> list[Any]:
        """The rows of lots that are still there."""
        return [row for row in self.lots if not row.is_gone]

    def clauses_said(self, before: Contract) -> Iterator[tuple[int, Clause]]:
        """Each clause as it is written now, with the number of its row."""
        self.clauses.is_valid()
        old = {clause.id: clause for clause in before.clauses}
        for row in self.clause_rows():
            id = str(row["id"].value() or "")
            yield row.number, row.clause(old.get(id, Clause(id, "")))

    def said(self) -> drafting.Written:
        """What they say; of a field that cannot be read, that it is empty."""
        self.is_valid()
        blank = {name: _NOTHING.get(name, "") for name in self.terms.fields}
        return drafting.Written(
            terms=blank | self.terms.cleaned_data,
            lines={row.number: filled(row, _ONE_PIECE) for row in self.line_rows() if row.is_used},
            clauses=[filled(row) for row in self.clause_rows() if row.is_used],
            lots=[filled(row) for row in self.lot_rows()],
            plan=self.plan.cleaned_data,
            rates=self.rates.cleaned_data,
        )


def _is_overfull(rows: Any) -> bool:
    return any(error.code == "too_many_forms" for error in rows.non_form_errors().as_data())


def too_many(name: str) -> str:
    """Say that no more rows fit into this list of the form."""
    most, said = _FULL[name]
    return str(said) % {"most": most}


def paper_forms(
    reader: Reader,
    policy: Policy,
    before: Contract,
    side: Role,
    *,
    data: Any = None,
    is_new: bool = False,
) -> PaperForms:
    """Fill the forms with a contract, or with what was sent."""
    is_fixed = drafting.has_too_many_rows(before)
    initial = drafting.terms_of(before, side) | ({"currency": "USD"} if is_new else {})
    terms = TermsForm(
        data, None, "id_%s", None, initial, reader=reader, policy=policy, is_new=is_new,
        has_plan=len(before.schedule) > drafting.TWO_PARTS,
    )  # fmt: skip
    rows = [] if is_fixed else drafting.lines_of(before)
    lines = line_forms(reader, data, rows, extra=0 if before.lines else 1)
    clauses = clause_forms(reader, before, data, [] if is_fixed else clause_rows(before))
    columns = {row.number: _name(row) for row in lines if row.divides}
    lots = lot_forms(columns, data, [] if is_fixed else lot_rows(before))
    currency = (data or {}).get("currency") or before.currency
    plan = PlanForm(
        data, None, "id_%s", "plan", plan_row(before, policy),
        reader=reader, policy=policy, currency=currency,
    )  # fmt: skip
    rates = RatesForm(data, None, "id_%s", "rate", rates_row(before))
    return PaperForms(terms, lines, clauses, lots, plan, rates)


def _name(row: LineForm) -> str:
    return str(row["name"].value() or row.number + 1)
