"""What does this person see? Page questions and their answers, as frozen values.

An order is shown as it *is* now: waits that ran out are applied in memory, whether or not a
worker has recorded them (T3). The buttons are the core's own offers. Who may not see an order
is answered as if it did not exist (A3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from earnest.domain.audience import may_see
from earnest.domain.context import Context, Facts
from earnest.domain.contract.amendment import Proposal, Version
from earnest.domain.contract.gaps import Gap, gaps
from earnest.domain.contract.lots import lots_of
from earnest.domain.contract.terms import Contract
from earnest.domain.coverage.backing import Backing, backing
from earnest.domain.coverage.undertaking import Undertaking
from earnest.domain.inspection.booking import Inspection
from earnest.domain.inspection.history import History, Strictness, history_of, strictness
from earnest.domain.ledger.accounts import ACCOUNT_KINDS
from earnest.domain.ledger.trial import StatementLine, TrialLine, statement
from earnest.domain.order.offers import Offer, offers
from earnest.domain.order.state import (
    CancellationProposal,
    Lot,
    Order,
    Paid,
    Payout,
    Shipping,
    Wait,
    WaitKind,
)
from earnest.domain.parties import PARTIES, Actor, Duty, Role, role_of
from earnest.domain.payment.notice import RefusedNotice
from earnest.domain.payment.receipt import Receipt
from earnest.domain.payment.reference import reference_of
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Kind, Subject
from earnest.journal.envelope import Envelope, instant, open_up
from earnest.usecases.assignments import (
    Assignment,
    Visit,
    assignments_in,
    has_inspection,
    visit,
)
from earnest.usecases.batch import Loaded, Request
from earnest.usecases.perform import House, narrowed, perform
from earnest.usecases.ports import (
    BoardLine,
    Reads,
    Store,
    Words,
)
from earnest.usecases.preview import MoneyBar, money_bar
from earnest.usecases.versions import ContractVersion, versions


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of the payment plan as it stands: what is open of it, and what is due by when."""

    id: str
    trigger: str
    minor: int
    outstanding_minor: int
    due_minor: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """Everything that an order page, the API and ``order show`` say of one order."""

    id: str
    version: int
    role: Role
    stage: str
    policy: str
    contract: Contract
    contract_hash: str
    signed_by: tuple[Role, ...]
    money: MoneyBar
    cover: Backing
    lots: tuple[Lot, ...]
    shipping: Shipping
    payouts: tuple[Payout, ...]
    waits: tuple[Wait, ...]
    offers: tuple[Offer, ...]
    gaps: tuple[Gap, ...]
    confirmed: tuple[str, ...]
    reference: str
    receipts: tuple[Paid, ...]
    instalments: tuple[Instalment, ...]
    cancellation: CancellationProposal | None
    amendment: Proposal | None
    amendments: tuple[Version, ...]
    undertakings: tuple[Undertaking, ...]
    inspections: tuple[Inspection, ...]


class Shown(Protocol):
    """An order that somebody may see, and as whom: the key to its history, money and messages.

    A ``Seen`` or an ``OrderAnswer``; a page checks once and then opens as many rooms as it shows.
    """

    @property
    def id(self) -> str:
        """The order's id."""
        ...

    @property
    def role(self) -> Role:
        """As whom it is seen."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """An order as it is now, and as whom the viewer sees it: without offers, gaps and cover."""

    id: str
    version: int
    role: Role
    state: Order


@dataclass(frozen=True, slots=True)
class Look:
    """The read path of an installation."""

    store: Store
    reads: Reads
    house: House

    def order(self, id: str, viewer: Actor, now: datetime) -> OrderAnswer:
        """One order as it is now for this viewer; refuses ``order.not_found``."""
        seen, ctx = self._seen(id, viewer, now)
        state = seen.state
        return OrderAnswer(
            id=id,
            version=seen.version,
            role=seen.role,
            stage=state.stage.value,
            policy=state.policy,
            contract=state.terms,
            contract_hash=state.contract_hash,
            signed_by=tuple(signature.side for signature in state.signatures),
            money=money_bar(state),
            cover=backing(state),
            lots=tuple(state.lots.values()),
            shipping=state.shipping,
            payouts=state.payouts,
            waits=tuple(sorted(state.waits, key=lambda wait: wait.due_at)),
            offers=offers(state, ctx),
            gaps=gaps(state.terms, self.house.policies.of(state.policy)),
            confirmed=state.confirmed,
            reference=reference_of(id),
            receipts=state.receipts,
            instalments=instalments(state),
            cancellation=state.cancellation,
            amendment=state.amendment,
            amendments=state.amendments,
            undertakings=state.undertakings,
            inspections=state.inspections,
        )

    def seen(self, id: str, viewer: Actor, now: datetime) -> Seen:
        """One order for whoever needs only its rooms; refuses ``order.not_found``."""
        return self._seen(id, viewer, now)[0]

    def _seen(self, id: str, viewer: Actor, now: datetime) -> tuple[Seen, Context]:
        loaded = self._load(Subject(Kind.ORDER, id), viewer)
        state, version = self._caught_up(loaded, Subject(Kind.ORDER, id), viewer, now)
        known = loaded.actors.get((viewer.login, viewer.organisation))
        actor = narrowed(known, viewer) if known else viewer
        ctx = Context(
            now, actor, self.house.policies, self.house.calendars, Facts(loaded.exposures)
        )
        return Seen(id, version, visible_role(state, actor), state), ctx

    def orders(
        self, viewer: Actor, *, stage: str = "", after: str = "", limit: int = 50
    ) -> Sequence[BoardLine]:
        """The viewer's orders, what is due first on top; operators see everybody's.

        Somebody without an organisation has none: not those whose other side is still unknown.
        """
        everybody = viewer.duty is Duty.OPERATE
        if not everybody and not viewer.organisation:
            return ()
        return self.reads.boards(
            organisation=None if everybody else viewer.organisation,
            stage=stage,
            after=after,
            limit=limit,
        )

    def waiting_for(
        self, viewer: Actor, leave_out: Sequence[str], limit: int
    ) -> tuple[Sequence[str], int]:
        """The orders that wait for the viewer's side, soonest first, and how many there are."""
        if viewer.duty is Duty.OPERATE:
            return self.reads.waiting_for(None, leave_out, limit)
        if viewer.duty is not Duty.TRADE or not viewer.organisation:
            return (), 0
        return self.reads.waiting_for(viewer.organisation, leave_out, limit)

    def assignments(self, viewer: Actor, now: datetime) -> tuple[Assignment, ...]:
        """The inspections that the viewer's organisation has still to make, by their day."""
        if viewer.duty is not Duty.INSPECT or not viewer.organisation:
            return ()
        orders = dict.fromkeys(order for order, _ in self.reads.visits(viewer.organisation))
        states = (self._of_inspector(order, viewer, now)[0] for order in orders)
        found = (line for state in states for line in assignments_in(state, viewer))
        return tuple(sorted(found, key=lambda line: (line.on, line.order, line.inspection)))

    def assignment(self, order: str, inspection: str, viewer: Actor, now: datetime) -> Visit:
        """One inspection with all that its inspector needs; refuses ``order.not_found``."""
        state, version = self._of_inspector(order, viewer, now)
        return visit(state, inspection, viewer, version, self.house.policies.of(state.policy))

    def inspected(self, id: str, viewer: Actor, now: datetime) -> Contract:
        """The contract of an order that the viewer's organisation inspects, or inspected."""
        state = self.state(id, viewer, now)
        if not has_inspection(state, viewer):
            refuse("order.not_found")
        return state.terms

    def strictness(self, contract: Contract, viewer: Actor) -> dict[str, Strictness]:
        """How strictly each lot of a text would be inspected, as far as the viewer may know it."""
        supplier = contract.supplier.organisation
        ids = {lot.id: history_of(supplier, contract, lot.id) for lot in lots_of(contract)}
        subjects = {id: Subject(Kind.HISTORY, id) for id in ids.values() if id}
        if not subjects:
            return {}
        found = self.store.peek([Request(each, None, viewer) for each in subjects.values()])
        known = {id: found.streams[each].state for id, each in subjects.items()}
        return {
            lot: strictness(history)
            for lot, id in ids.items()
            if isinstance(history := known.get(id), History)
            and history.is_known_to(viewer.organisation)
        }

    def state(self, id: str, viewer: Actor, now: datetime) -> Order:
        """An order as it is now, for the rooms of the read path that ask who may see what."""
        return self._of_inspector(id, viewer, now)[0]

    def _of_inspector(self, id: str, viewer: Actor, now: datetime) -> tuple[Order, int]:
        subject = Subject(Kind.ORDER, id)
        loaded = self._load(subject, viewer)
        known = loaded.actors.get((viewer.login, viewer.organisation))
        if (known or viewer).revoked:
            refuse("order.not_found")
        return self._caught_up(loaded, subject, viewer, now)

    def history(self, order: Shown) -> tuple[Envelope, ...]:
        """The events of an order that its viewer may see, oldest first."""
        found = (open_up(body) for body in self.reads.events(Subject(Kind.ORDER, order.id)))
        return tuple(envelope for envelope in found if may_see(envelope.audience, order.role))

    def versions(self, order: Shown) -> tuple[ContractVersion, ...]:
        """The texts that both sides signed; all of them are known to both, whoever drafted."""
        return versions(open_up(body) for body in self.reads.events(Subject(Kind.ORDER, order.id)))

    def talk(self, order: Shown) -> Sequence[Words]:
        """The messages on an order."""
        return self.reads.words(order.id)

    def statement(self, order: Shown) -> tuple[StatementLine, ...]:
        """The story of one order's money, movement by movement."""
        dated = [(instant(at), transfer) for at, transfer in self.reads.transfers([order.id])]
        return statement(order.id, dated)

    def suspense(self, viewer: Actor) -> tuple[Receipt, ...]:
        """The receipts of money that fit no order, for operators."""
        if viewer.duty is not Duty.OPERATE:
            refuse("permission.operators_only")
        found = self.reads.suspended()
        loaded = self.store.peek([Request(subject, None, viewer) for subject in found])
        states = (loaded.streams[subject].state for subject in found)
        return tuple(state for state in states if isinstance(state, Receipt))

    def suspended_for(
        self, order: OrderAnswer, viewer: Actor, now: datetime
    ) -> tuple[Receipt, ...]:
        """Money that came for this order and does not fit, for its buyer and operators."""
        found = self.reads.suspended(order.id) if order.role in _SEE_SUSPENSE else ()
        requests = [Request(subject, None, viewer) for subject in found]
        if not requests:
            return ()
        loaded = self.store.peek(requests)
        batch = perform(requests, loaded, self.house, now)
        states = {subject: stream.state for subject, stream in loaded.streams.items()}
        states |= {board.subject: board.state for board in batch.boards}
        receipts = (states[subject] for subject in found)
        return tuple(r for r in receipts if isinstance(r, Receipt) and r.suspense_minor)

    def notices(self, viewer: Actor) -> tuple[RefusedNotice, ...]:
        """The notices of banks that were refused and wait for somebody, for operators."""
        if viewer.duty is not Duty.OPERATE:
            refuse("permission.operators_only")
        found = self.reads.notices()
        loaded = self.store.peek([Request(subject, None, viewer) for subject in found])
        states = (loaded.streams[subject].state for subject in found)
        return tuple(state for state in states if isinstance(state, RefusedNotice))

    def trial(self, viewer: Actor) -> tuple[TrialLine, ...]:
        """The trial balance of the installation, for operators."""
        if viewer.duty is not Duty.OPERATE:
            refuse("permission.operators_only")
        return trial_of(self.reads)

    def _load(self, subject: Subject, viewer: Actor) -> Loaded:
        return self.store.peek([Request(subject, None, viewer)])

    def _caught_up(
        self, loaded: Loaded, subject: Subject, viewer: Actor, now: datetime
    ) -> tuple[Order, int]:
        batch = perform([Request(subject, None, viewer)], loaded, self.house, now)
        board = next((board for board in batch.boards if board.subject == subject), None)
        stream = loaded.streams[subject]
        state, seq = (board.state, board.seq) if board else (stream.state, stream.seq)
        if not isinstance(state, Order) or state.contract is None:
            refuse("order.not_found")
        return state, seq


_SEE_SUSPENSE = (Role.BUYER, Role.OPERATOR)


def visible_role(state: Order, viewer: Actor) -> Role:
    """The viewer's role; an order that is not his, or not yet shown to him, does not exist."""
    role = role_of(viewer, buyer=state.buyer, supplier=state.supplier)
    hidden = not state.shown and role in PARTIES and role is not state.opened_by
    if viewer.revoked or hidden or role in (Role.STRANGER, Role.INSPECTOR, Role.MEDIATOR):
        refuse("order.not_found")
    return role


_PAYMENT_WAITS = (WaitKind.DEPOSIT, WaitKind.INSTALMENT, WaitKind.OVERDUE_INSTALMENT)


def instalments(state: Order) -> tuple[Instalment, ...]:
    """The payment plan: before both sides signed, nothing of it is open or due."""
    return tuple(
        Instalment(
            id=item.id,
            trigger=item.trigger.value,
            minor=item.amount_minor,
            outstanding_minor=state.outstanding(item.id) if state.lots else item.amount_minor,
            due_minor=_due(state, item.id, is_first=number == 0),
            due_at=_due_at(state, item.id, is_first=number == 0),
        )
        for number, item in enumerate(state.terms.schedule)
    )


def _due(state: Order, id: str, *, is_first: bool) -> int:
    parts = [part for part in state.triggered if part.partition("/")[0] == id]
    if is_first and state.lots:
        parts = [id]
    return sum(state.outstanding(part) for part in parts)


def _due_at(state: Order, id: str, *, is_first: bool) -> datetime | None:
    ends = [
        wait.due_at
        for wait in state.waits
        if wait.kind in _PAYMENT_WAITS
        and (wait.about.partition("/")[0] == id or (is_first and wait.kind is WaitKind.DEPOSIT))
    ]
    return min(ends, default=None)


def trial_of(reads: Reads) -> tuple[TrialLine, ...]:
    """The trial balance from rolled-up sums."""
    sums: dict[tuple[str, str], list[int]] = {}
    for debit, credit, currency, _code, minor in reads.all_transfers():
        sums.setdefault((currency, debit), [0, 0])[0] += minor
        sums.setdefault((currency, credit), [0, 0])[1] += minor
    return tuple(
        TrialLine(ACCOUNT_KINDS[name], name, currency, *sums[currency, name])
        for currency, name in sorted(sums)
    )
