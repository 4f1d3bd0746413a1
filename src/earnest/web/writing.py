"""What happens with the form of a contract? It is filled, checked, and sent as a command.

A draft is saved at once, for it binds nobody. Another text in answer to a proposal is previewed
first, like every act that the other side sees.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import Http404, HttpResponse

from earnest.domain.contract.gaps import gaps
from earnest.domain.contract.terms import Contract
from earnest.domain.order.acts.draft import WriteDraft
from earnest.domain.order.acts.propose import CounterPropose
from earnest.domain.parties import PARTIES, Role
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Kind, Subject
from earnest.exchange.read import Imported
from earnest.usecases.look import OrderAnswer
from earnest.web import drafting
from earnest.web.bench import BAD_FORM, bench
from earnest.web.counter import Visit
from earnest.web.draft_forms import PLAN, TermsForm, line_forms
from earnest.web.presenters.contract import gap_sentences
from earnest.web.presenters.order import frame
from earnest.words.say import status_of

LONGEST_COUNT = 4
"""Digits of a number of rows; a longer one was made by hand."""

COMMANDS = {"write-draft": WriteDraft, "counter-propose": CounterPropose}


@dataclass(slots=True)
class Paper:
    """A contract on the writing desk of one person."""

    visit: Visit
    before: Contract
    side: Role
    terms: TermsForm
    lines: Any
    order: OrderAnswer | None
    name: str
    notice: str = ""
    status: int = 200

    def is_complete(self) -> bool:
        """Whether everything typed can be read; a press on “add a line” is no attempt to send."""
        asked = self.visit.request.POST
        if "more" in asked:
            return False
        good = self.terms.is_valid() and self.lines.is_valid()
        self.status = 200 if good else BAD_FORM
        return good

    def contract(self) -> Contract:
        """The contract as it is written now."""
        said = self.terms.cleaned_data
        rows = [row.cleaned_data for row in self.lines if row.is_used]
        policy = self._policy()
        found = drafting.written(self.before, said, rows, policy=policy)
        side = Role(said.get("side") or self.side.value)
        other = said["counterparty"]
        if other and side is Role.BUYER:
            found = replace(found, supplier=other)
        elif other:
            found = replace(found, buyer=other)
        return drafting.as_side(found, self.visit.actor.organisation, side)

    def open(self) -> str:
        """Open a new order with this contract; gives its id."""
        side = Role(self.terms.cleaned_data["side"])
        return open_draft(self.visit, self.contract(), side)

    def send(self) -> HttpResponse:
        """Save a draft, or preview another text; refuses what the core refuses."""
        visit, order = self.visit, self.order
        if order is None:
            raise Http404
        command = COMMANDS[self.name](self.contract())
        if self.name == "write-draft":
            key = visit.request.POST.get("key", "")
            visit.desk.perform(Subject(Kind.ORDER, order.id), command, visit.actor, key=key)
            return visit.see("order", order.id)
        laid_out = bench(visit, order.id, self.name)
        laid_out.try_out(command)
        if laid_out.shown is None:
            self.notice, self.status = laid_out.notice, laid_out.status
            return self.draw()
        return laid_out.draw()

    def refuse(self, refused: Refused) -> HttpResponse:
        """Show the form again with what was typed and the sentence of the refusal."""
        self.notice, self.status = self.visit.reader.refusal(refused), status_of(refused.code)
        return self.draw()

    def draw(self) -> HttpResponse:
        """Show the form."""
        reader = self.visit.reader
        missing = gaps(self.before, self._policy()) if self.order else ()
        facts = {
            "order": frame(self.order, reader, "") if self.order else None,
            "terms": self.terms,
            "lines": self.lines,
            "fixed_lines": len(self.before.lines)
            if drafting.has_too_many_lines(self.before)
            else 0,
            "has_plan": PLAN[0] in self.terms.fields,
            "gaps": gap_sentences(missing, reader) if missing else None,
            "notice": self.notice,
            "name": self.name,
            "zones": sorted(zone for zone in available_timezones() if "/" in zone),
            "key": secrets.token_urlsafe(18),
        }
        return self.visit.page("orders/write.html", facts, status=self.status)

    def _policy(self) -> Any:
        policies = self.visit.desk.policies
        return policies.of(self.order.policy if self.order else policies.default)


def paper(
    visit: Visit,
    before: Contract,
    side: Role,
    *,
    order: OrderAnswer | None = None,
    name: str = "",
    is_new: bool = False,
) -> Paper:
    """Lay out a contract; only the sides write one, and only while it is theirs to write."""
    if order is not None and (order.role not in PARTIES or name not in COMMANDS):
        raise Http404
    policies = visit.desk.policies
    policy = policies.of(order.policy if order else policies.default)
    data = visit.request.POST if visit.request.method == "POST" else None
    rows = [] if drafting.has_too_many_lines(before) else drafting.lines_of(before)
    has_plan = len(before.schedule) > drafting.TWO_PARTS
    initial = drafting.terms_of(before, side) | ({"currency": "USD"} if is_new else {})
    terms = TermsForm(
        data, None, "id_%s", None, initial, reader=visit.reader, policy=policy, is_new=is_new,
        has_plan=has_plan,
    )  # fmt: skip
    lines = line_forms(visit.reader, _with_more(data), rows, extra=0 if before.lines else 1)
    return Paper(visit, before, side, terms, lines, order, name)


def _with_more(data: Any) -> Any:
    """The data with one more row, if the person asked for one."""
    if data is None or "more" not in data:
        return data
    grown, rows = data.copy(), data.get("line-TOTAL_FORMS", "")
    if rows.isascii() and rows.isdecimal() and len(rows) <= LONGEST_COUNT:
        grown["line-TOTAL_FORMS"] = str(int(rows) + 1)
    return grown


def side_of(visit: Visit) -> Role:
    """The side that the person chose on the page; the buyer's where none was."""
    return Role.SUPPLIER if visit.request.POST.get("side") == "supplier" else Role.BUYER


def open_draft(visit: Visit, contract: Contract, side: Role) -> str:
    """Open an order with this contract for the person's organisation; gives its id."""
    ours = drafting.as_side(contract, visit.actor.organisation, side)
    key = visit.request.POST.get("key", "")
    return visit.desk.open_order(ours, visit.actor, side=side, key=key).subject.id


def tell_gaps(visit: Visit, read: Imported) -> None:
    """Say what only the import knows; what the contract itself lacks stands on its page."""
    policy = visit.desk.policies.of(visit.desk.policies.default)
    known = {gap.code for gap in gaps(read.contract, policy)}
    only = tuple(gap for gap in read.gaps if gap.code not in known)
    said = gap_sentences(only, visit.reader)
    for sentence in (*said["blocking"], *said["weakening"]):
        messages.warning(visit.request, sentence)
