"""How does one command go from form to preview to deed? The steps behind ``views/commands``.

The form asks only what is not known; a command without questions is previewed at once. What is
confirmed carries the whole command, the version whose preview was seen, and a key, so that a
second click is the same deed and consent to other numbers is refused as stale.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from pydantic import ValidationError

from earnest.domain.contract.differences import differences
from earnest.domain.order.acts.amend import AnswerAmendment
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.offers import Offer
from earnest.domain.refusals import Refused, Trouble
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import adapter, command_type, encode
from earnest.journal.envelope import open_up
from earnest.usecases.look import OrderAnswer
from earnest.web.command_forms import Circumstances, CommandForm
from earnest.web.counter import Visit
from earnest.web.presenters import actions, amendments, contract, history, preview, undertakings
from earnest.web.presenters.order import frame
from earnest.web.undertaking_fields import evidence_field
from earnest.words.say import status_of

BAD_FORM, CONFLICT = 422, 409
FROM_ANSWER = "from=answer"


@dataclass(slots=True)
class Bench:
    """One command on one order, for one person, in one request."""

    visit: Visit
    order: OrderAnswer
    offer: Offer
    form: CommandForm
    shown: dict[str, Any] | None = None
    status: int = 200
    notice: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    confirm: dict[str, str] = field(default_factory=dict)
    texts: dict[str, Any] | None = None

    @property
    def subject(self) -> Subject:
        """The stream that the command is for."""
        return Subject(Kind.ORDER, self.order.id)

    def draw(self) -> HttpResponse:
        """Show the form, and the preview if there is one."""
        reader, name = self.visit.reader, self.offer.command.__name__
        facts = {
            "order": frame(self.order, reader, ""),
            "title": actions.title(self.order, self.offer, reader),
            "hint": reader.command(name, "hint"),
            "at": self._address,
            "grave": actions.looks(name)[1] == actions.GRAVE,
            "contract": contract.contract(self.order, reader) if self._binds else None,
            "form": self.form,
            "asks": self.form.asks,
            "preview": self.shown,
            "notice": self.notice,
            "changes": self.changes,
            "confirm": self.confirm,
            "closed": reader.refusal(self.offer.refusal) if self.offer.refusal else "",
            "texts": self.texts,
            "differences": self._differences(),
            "foreseen": self._foreseen() if self.shown is None else None,
        }
        return self.visit.page("orders/command.html", facts, status=self.status)

    @property
    def _address(self) -> str:
        """Where the form is sent; it keeps where the person came from."""
        address = actions.command_address(self.order, self.offer, self.form.around.about)
        return f"{address}&{FROM_ANSWER}" if self._is_from_answer else address

    @property
    def _is_from_answer(self) -> bool:
        """Whether this is a step on the way to an answer, which goes on there (R20)."""
        return self.visit.request.GET.get("from") == "answer" and bool(self.form.around.about)

    def _differences(self) -> list[dict[str, str]]:
        """What the offered text says otherwise: whoever answers it has seen it."""
        if self.offer.command is not AnswerAmendment or self.order.amendment is None:
            return []
        offered = self.order.amendment.contract
        return amendments.rows(
            differences(self.order.contract, offered), offered, self.visit.reader
        )

    @property
    def _binds(self) -> bool:
        """Whether the person must see the whole contract before the button (R28)."""
        return self.offer.is_open and self.offer.command in (SignContract, ProposeContract)

    def _foreseen(self) -> dict[str, Any] | None:
        """What signing the offered text would change, before the person has said yes or no."""
        offered = self.order.amendment
        if not self._differences() or offered is None or not self.offer.is_open:
            return None
        signing = AnswerAmendment(offered.contract_hash, accept=True)
        try:
            found = self.visit.desk.preview(self.subject, signing, self.visit.actor)
        except Refused:
            return None
        return preview.preview(found, self.visit.reader)

    def try_out(self, command: object) -> None:
        """Preview the command; a refusal becomes a sentence beside its field."""
        try:
            found = self.visit.desk.preview(self.subject, command, self.visit.actor)
        except Refused as refused:
            self._refuse(refused)
            return
        self.shown = preview.preview(found, self.visit.reader)
        self.texts = undertakings.signed_texts(
            command, found, self.order, self.visit.policy(self.order)
        )
        self.confirm = {
            "command": encode(command).decode(),
            "version": str(found.version),
            "key": secrets.token_urlsafe(18),
        }

    def do(self, command: object, version: int, key: str) -> HttpResponse:
        """Perform what was confirmed; or show why not, with the present preview."""
        try:
            done = self.visit.desk.perform(
                self.subject, command, self.visit.actor, key=key, seen_version=version
            )
        except Refused as refused:
            return self._not_done(refused, command, version)
        except Trouble as trouble:
            self.notice, self.status = self.visit.reader.refusal(trouble), status_of(trouble.code)
            self.try_out(command)
            self.confirm["key"] = key  # asking again with the same key never acts twice
            return self.draw()
        self._tell(done.first_seq, done.version)
        if self._is_from_answer:
            return self.visit.see("answer", self.order.id, self.form.around.about)
        return self.visit.see("order", self.order.id)

    def _not_done(self, refused: Refused, command: object, version: int) -> HttpResponse:
        if refused.code == "request.stale":
            self.notice = _("Something happened meanwhile. Nothing was done; look again.")
            self.changes = self._since(version)
            self.status = CONFLICT
            self.try_out(command)
        else:
            self._refuse(refused)
        return self.draw()

    def _refuse(self, refused: Refused) -> None:
        self.status = status_of(refused.code)
        if self.form.is_bound:
            self.form.is_valid()
            self.form.refuse(refused)
        else:
            self.notice = self.visit.reader.refusal(refused)

    def _since(self, version: int) -> list[dict[str, str]]:
        told = self.visit.desk.look.history(self.order)
        new = [envelope for envelope in told if envelope.seq > version]
        return history.happened(new, self.order.money.currency, self.visit.reader)

    def _tell(self, first: int, last: int) -> None:
        """Say on the next page what happened: the first sentence is what the person did."""
        bodies = self.visit.desk.reads.events(self.subject)[first - 1 : last]
        for body in bodies[:1]:
            sentence = self.visit.reader.event(open_up(body).event, self.order.money.currency)
            messages.success(self.visit.request, sentence)


def bench(visit: Visit, id: str, name: str, *, bound: bool = False) -> Bench:
    """Lay out one command; a name that this person is never offered does not exist."""
    order, command = visit.order(id), command_type(Kind.ORDER, name)
    about = visit.request.GET.get("about", "")
    offers = [o for o in order.offers if o.command is command and about in (o.about, "")]
    if command is None or not offers:
        raise Http404
    offer = next((o for o in offers if o.about == about or o.is_open), offers[0])
    around = Circumstances(order, visit.policy(order), visit.reader, about or offer.about)
    request = visit.request
    data = (request.POST, request.FILES) if bound else ()
    form = CommandForm(command, around, *data)
    _with_what_is_known(form, visit, order)
    return Bench(visit, order, offer, form)


def _with_what_is_known(form: CommandForm, visit: Visit, order: OrderAnswer) -> None:
    """Offer the order's own files as evidence, and fill in the message that the link named."""
    if "evidence" in form.fields:
        rows = visit.desk.files.of(order.id, visit.actor, visit.reader.now)
        form.fields["evidence"] = evidence_field(rows, form.fields["evidence"])
    number = visit.request.GET.get("message", "")
    if "message" in form.fields and number.isdecimal():
        form.fields["message"].initial = number


def confirmed(bench: Bench) -> tuple[object, int, str]:
    """Read what the confirm button carried; a page that was changed by hand is not found."""
    sent = bench.visit.request.POST
    try:
        command = adapter(bench.offer.command).validate_json(
            sent["command"], strict=True, extra="forbid"
        )
        return command, int(sent["version"]), sent["key"]
    except (ValidationError, ValueError, KeyError):
        raise Http404 from None
