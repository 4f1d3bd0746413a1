"""What happens with the form of a contract? It is filled, checked, and sent as a command.

A draft is saved at once, for it binds nobody. Another text in answer to a proposal is previewed
first, like every act that the other side sees. A press on a button inside the form (“add a
clause”, “check”) writes nothing: it draws the form again with what was typed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from earnest.domain.contract.amendment import with_origins
from earnest.domain.contract.gaps import gaps
from earnest.domain.contract.terms import Contract
from earnest.domain.order.acts.amend import ProposeAmendment
from earnest.domain.order.acts.confirm import ConfirmWarnings
from earnest.domain.order.acts.draft import WriteDraft
from earnest.domain.order.acts.propose import CounterPropose
from earnest.domain.parties import PARTIES, Role
from earnest.domain.policy import Policy
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Kind, Subject
from earnest.exchange.read import Imported
from earnest.usecases.look import OrderAnswer
from earnest.web import designs, drafting
from earnest.web.bench import BAD_FORM, bench
from earnest.web.counter import Visit
from earnest.web.draft_forms import MOST_LINES, PLAN
from earnest.web.growing import Rows
from earnest.web.paper_forms import PaperForms, paper_forms, too_many
from earnest.web.presenters import check
from earnest.web.presenters.contract import gap_sentences
from earnest.web.presenters.order import frame
from earnest.words.say import status_of

COMMANDS = {
    "write-draft": WriteDraft,
    "counter-propose": CounterPropose,
    "propose-amendment": ProposeAmendment,
}
BUTTON, PROPOSE = "do", "propose"
"""The buttons that write nothing send ``do``; the one that saves may say ``propose``."""


@dataclass(slots=True)
class Paper:
    """A contract on the writing desk of one person."""

    visit: Visit
    before: Contract
    side: Role
    forms: PaperForms
    order: OrderAnswer | None
    name: str
    focus: str = ""
    notice: str = ""
    design_wrong: str = ""
    status: int = 200

    def is_complete(self) -> bool:
        """Whether everything typed can be read, and the press was an attempt to send."""
        asked = self.visit.request.POST
        if BUTTON in asked:
            self.forms.is_valid()
            return False
        good = self.forms.is_valid()
        self.status = 200 if good else BAD_FORM
        if self.forms.overfull:
            self.notice = too_many(self.forms.overfull)
        return good

    def contract(self) -> Contract:
        """The contract as it is written now, with the sides as they are chosen."""
        said = self.forms.said()
        found = drafting.written(self.before, said, policy=self._policy())
        side = Role(said.terms.get("side") or self.side.value)
        other = said.terms["counterparty"]
        if other and side is Role.BUYER:
            found = replace(found, supplier=other)
        elif other:
            found = replace(found, buyer=other)
        found = designs.without(self.visit, found)
        return drafting.as_side(found, self.visit.actor.organisation, side)

    def open(self) -> HttpResponse:
        """Open a new order with this contract, and go where the person wanted to go."""
        side = Role(self.forms.terms.cleaned_data["side"])
        contract = self.contract()
        id = open_draft(self.visit, contract, side)
        if designs.are_sent(self.visit):
            try:
                command = WriteDraft(designs.kept(self.visit, id, contract))
                self.visit.desk.perform(Subject(Kind.ORDER, id), command, self.visit.actor)
            except Refused as refused:  # the draft is saved; its file is not
                messages.error(self.visit.request, self.visit.reader.refusal(refused))
                return self.visit.see("edit_contract", id, "write-draft")
        return self._go_on(id)

    def send(self) -> HttpResponse:
        """Save a draft, or preview another text; refuses what the core refuses."""
        visit, order = self.visit, self.order
        if order is None:
            raise Http404
        contract = designs.kept(visit, order.id, self.contract())
        command = COMMANDS[self.name](with_origins(contract, self.before))
        if self.name == "write-draft":
            key = visit.request.POST.get("key", "")
            visit.desk.perform(Subject(Kind.ORDER, order.id), command, visit.actor, key=key)
            return self._go_on(order.id)
        laid_out = bench(visit, order.id, self.name)
        laid_out.try_out(command)
        if laid_out.shown is None:
            self.notice, self.status = laid_out.notice, laid_out.status
            return self.draw()
        return laid_out.draw()

    def is_held(self) -> bool:
        """Whether somebody wants to propose what cannot be proposed yet; nothing is saved then."""
        if not self._proposes:
            return False
        said = self._checked()
        if said["blocking"]:
            self.notice = _("This cannot be proposed yet. The check says what is missing.")
        elif not all(each["ticked"] for each in said["confirm"]):
            self.notice = _("Mend each warning of the check, or confirm it.")
        else:
            return False
        self.status = BAD_FORM
        return True

    @property
    def _saves(self) -> bool:
        """Whether sending saves a draft; any other text is previewed first."""
        return self.name in ("", "write-draft")

    @property
    def _proposes(self) -> bool:
        return self.visit.request.POST.get("save") == PROPOSE

    def _go_on(self, order: str) -> HttpResponse:
        """After saving: to the order; or the warnings are confirmed, and the proposal previewed."""
        if not self._proposes:
            return self.visit.see("order", order)
        asked = [each["id"] for each in self._checked()["confirm"] if each["ticked"]]
        self._confirm(order, asked)
        return self.visit.see("command", order, "propose-contract")

    def _confirm(self, id: str, ids: list[str]) -> None:
        visit = self.visit
        order = visit.order(id)
        new = tuple(each for each in ids if each not in order.confirmed)
        if new:
            key = f"{visit.request.POST.get('key', '')}-confirm"
            command = ConfirmWarnings(order.contract_hash, new)
            visit.desk.perform(Subject(Kind.ORDER, id), command, visit.actor, key=key)

    def refuse(self, refused: Refused) -> HttpResponse:
        """Show the form again with what was typed and the sentence of the refusal."""
        said, self.status = self.visit.reader.refusal(refused), status_of(refused.code)
        if refused.code.startswith("vault."):
            self.design_wrong = said
        else:
            self.notice = said
        return self.draw()

    def draw(self) -> HttpResponse:
        """Show the form; or, to a script that only asked for the check, the check alone."""
        request, reader = self.visit.request, self.visit.reader
        checked = self._checked()
        if request.POST.get(BUTTON) == "check" and "HX-Request" in request.headers:
            return self._renew(checked)
        facts = {
            "order": frame(self.order, reader, "") if self.order else None,
            "forms": self.forms,
            "terms": self.forms.terms,
            "fixed_lines": len(self.before.lines) if drafting.has_too_many_rows(self.before) else 0,
            "has_plan": PLAN[0] in self.forms.terms.fields,
            "check": checked,
            "samples": check.samples(reader),
            "designs": designs.shown(self.visit, self.before),
            "design_wrong": self.design_wrong,
            "notice": self.notice,
            "saves": self._saves,
            "focus": self.focus,
            "zones": sorted(zone for zone in available_timezones() if "/" in zone),
            "key": secrets.token_urlsafe(18),
        }
        return self.visit.page("orders/write.html", facts, status=self.status)

    def _renew(self, checked: dict[str, Any]) -> HttpResponse:
        """Renew the parts of the page that the check speaks in; nothing where nothing changed."""
        shown = self.visit.request.POST
        if checked["mark"] == shown.get("mark"):
            return HttpResponse(status=204)
        facts = {
            "check": checked,
            "has_sampling": checked["sampling_mark"] != shown.get("sampling_mark"),
            "has_grade": checked["grade"]["letter"] != shown.get("grade"),
        }
        return self.visit.page("orders/check_answer.html", facts)

    def _checked(self) -> dict[str, Any]:
        """What the check says about the contract, as far as what was typed can be read."""
        reader, contract, wrong = self.visit.reader, self.before, ""
        if self.forms.is_bound:
            try:
                contract = self.contract()
            except Refused as refused:
                wrong = reader.refusal(refused)
        said = check.check(
            contract,
            self._policy(),
            reader,
            rows=self.forms.clauses_said(self.before),
            ticked=self._ticked(),
            confirms=self._saves and self._side() is Role.BUYER,
            strictness=self.visit.desk.look.strictness(contract, self.visit.actor),
        )
        return check.marked(said | {"wrong": wrong, "unread": self.forms.wrong})

    def _side(self) -> Role:
        chosen = self.forms.terms["side"].value() if "side" in self.forms.terms.fields else ""
        return Role.SUPPLIER if chosen == Role.SUPPLIER.value else self.side

    def _ticked(self) -> Sequence[str]:
        """The warnings that the person confirmed on this page, or of this very text before."""
        if self.forms.is_bound:
            return self.visit.request.POST.getlist("confirm")
        return self.order.confirmed if self.order else ()

    def _policy(self) -> Policy:
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
    policies, request = visit.desk.policies, visit.request
    policy = policies.of(order.policy if order else policies.default)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    focus, notice = "", ""
    if data is not None and BUTTON in data:
        rows = Rows(data.copy(), MOST_LINES)
        rows.press(str(data[BUTTON]))
        data, focus = rows.data, rows.focus
        notice = too_many(rows.full) if rows.full else ""
    forms = paper_forms(visit.reader, policy, before, side, data=data, is_new=is_new)
    return Paper(visit, before, side, forms, order, name, focus, notice)


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
