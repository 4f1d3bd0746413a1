"""Is every cent where it should be, and does every promise hold, after every single event?

An independent bookkeeper: it reads events only, keeps its own few sums, and compares them with the
order's state and with the transfers of the ledger. It knows nothing of how decisions are made.
Names of the promises (M1, S4, T8 ...) are those of the project's list of invariants.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from earnest.domain.contract.lots import Purpose, lot_values
from earnest.domain.ledger.accounts import PLATFORM, is_asset
from earnest.domain.ledger.moves import moves
from earnest.domain.money import MAX_MINOR
from earnest.domain.order.acts import accept, amend, enforce, pay, reduce, release, undertake
from earnest.domain.order.leaving import unshipped_at_notice
from earnest.domain.order.progress import WaitLapsed
from earnest.domain.order.stages import TERMINAL, LotStage
from earnest.domain.order.state import Order, PayoutStatus, WaitKind
from earnest.domain.parties import Role
from earnest.domain.payment.receipt import Receipt
from earnest.domain.subjects import Fact, Kind, Subject
from tests.driver import EVOLVE, NEW, World

AFTER_THE_END = {
    "PayoutSettled",
    "PayoutReturned",
    "PayoutUnknown",
    "PayoutUnresolved",
    "PayoutEscalated",
    "PayoutInstructed",
    "PaymentReversed",
    "ReceivableRecovered",
    "WaitLapsed",
}
"""What may still be recorded when an order is over: the bank's word, and debts (S4)."""

GROWING = (
    "paid_minor",
    "released_minor",
    "refunded_minor",
    "reversed_minor",
    "receivable_minor",
    "reduced_minor",
)
OF_A_LOT = (WaitKind.RECEIPT, WaitKind.ARRIVAL_EVIDENCE, WaitKind.ACCEPTANCE)
OF_SHIPPING = (WaitKind.SHIP_BY, WaitKind.EXTRA_PERIOD, WaitKind.LONGSTOP, WaitKind.ANSWER_SHIP_BY)
OF_UNDERTAKINGS = (
    WaitKind.ANSWER_UNDERTAKING,
    WaitKind.CALL_UNDERTAKING,
    WaitKind.PERFORM_UNDERTAKING,
    WaitKind.CONFIRM_PERFORMANCE,
    WaitKind.PAY_UNDERTAKING,
    WaitKind.DECIDE_CALL,
    WaitKind.DECIDE_CALL_LATE,
    WaitKind.REVIEW_CALL,
)
OF_PAYING = (WaitKind.INSTALMENT, WaitKind.OVERDUE_INSTALMENT)


@dataclass
class Books:
    """What the auditor knows of the money, in minor units, by order."""

    paid: Counter[str] = field(default_factory=Counter)
    held: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    released: Counter[str] = field(default_factory=Counter)
    refunded: Counter[str] = field(default_factory=Counter)
    reversed: Counter[str] = field(default_factory=Counter)
    receivable: Counter[str] = field(default_factory=Counter)
    reduced: Counter[str] = field(default_factory=Counter)
    balances: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def copy(self) -> Books:
        """The same sums, to go on from."""
        return Books(*(Counter(each) for each in vars(self).values()))

    def book(self, fact: Fact, currency: str) -> None:
        """Book one event twice: in our own sums, and as the ledger's transfers."""
        self._own(fact.subject.id, fact.event)
        for transfer in moves(fact.event, scope=fact.subject.id, currency=currency):
            assert 1 <= transfer.minor <= MAX_MINOR, "M1"
            self.balances[transfer.debit] += transfer.minor
            self.balances[transfer.credit] -= transfer.minor
            _not_overdrawn(self, transfer.debit)
            _not_overdrawn(self, transfer.credit)

    def _own(self, order: str, event: object) -> None:
        match event:
            case pay.PaymentReceived():
                assert sum(cell.minor for cell in event.cells) == event.minor, "M8 allocation"
                self.paid[order] += event.minor
                self._hold(order, event.cells, 1)
            case pay.PaymentReversed():
                taken = sum(cell.minor for cell in event.cells)
                assert taken + event.receivable_minor == event.minor, "M14"
                assert sum(share.minor for share in event.taken) == taken, "M14: taken once"
                self.reversed[order] += event.minor
                self.receivable[order] += event.receivable_minor
                self._hold(order, event.taken, -1)
            case undertake.UndertakingCountersigned():
                self._set_aside(order, event.lot, event.secured_minor)
            case undertake.UndertakingLapsed() | enforce.UndertakingPerformed():
                self._set_aside(order, event.lot, -event.freed_minor)
            case enforce.UndertakingPaid():
                assert event.minor > 0, "a payment is positive"
                self.refunded[order] += event.minor
                self._add(order, event.lot, "security", -event.minor)
                self._set_aside(order, event.lot, -event.freed_minor)
            case amend.ContractAmended():
                self._amend(order, event.allotment)
            case release.LotReleased() | release.LotPartReleased():
                self.released[order] += sum(share.minor for share in event.shares)
                self._hold(order, event.shares, -1)
            case release.LotRefunded():
                self.refunded[order] += sum(share.minor for share in event.shares)
                self._hold(order, event.shares, -1)
            case _:
                self._in_degrees(order, event)

    def _in_degrees(self, order: str, event: object) -> None:
        """A part is kept back; a price falls, first by what is unpaid."""
        match event:
            case accept.HoldbackKept():
                minor = sum(share.minor for share in event.shares)
                assert minor > 0, "a part kept back is positive"
                self._hold(order, event.shares, -1)
                self._add(order, event.lot, "holdback", minor)
            case reduce.PriceReduced():
                back = sum(share.minor for share in event.shares)
                less = sum(cell.minor for cell in event.cells)
                assert back + less == event.minor > 0, "a reduction is whole"
                assert all(part.lot == event.lot for part in (*event.cells, *event.shares))
                assert not {s.purpose.value for s in event.shares} & {"security", "frozen"}
                self.refunded[order] += back
                self.reduced[order] += event.minor
                self._hold(order, event.shares, -1)

    def _set_aside(self, order: str, lot: str, minor: int) -> None:
        """Goods money becomes security, or security goods money again where it is negative."""
        self._add(order, lot, "goods", -minor)
        self._add(order, lot, "security", minor)

    def _add(self, order: str, lot: str, purpose: str, minor: int) -> None:
        self.held[order, lot, purpose] += minor
        assert self.held[order, lot, purpose] >= 0, "M4"

    def _amend(self, order: str, allotment: Any) -> None:
        """Moving between lots takes and gives the same; what fits nowhere goes to the buyer."""
        for move in allotment.moved:
            assert move.minor > 0, "no empty move"
            self.held[order, move.lot, move.purpose.value] -= move.minor
            self.held[order, move.to_lot, move.to_purpose.value] += move.minor
        self.refunded[order] += sum(share.minor for share in allotment.refunded)
        self._hold(order, allotment.refunded, -1)
        assert all(minor >= 0 for minor in self.held.values()), "M4"

    def _hold(self, order: str, parts: Any, sign: int) -> None:
        for part in parts:
            assert part.minor > 0, "no empty share"
            self.held[order, part.lot, part.purpose.value] += sign * part.minor
            assert self.held[order, part.lot, part.purpose.value] >= 0, "M4"


def _not_overdrawn(books: Books, account: Any) -> None:
    if account.scope != PLATFORM:
        balance = books.balances[account] * (1 if is_asset(account.name) else -1)
        assert balance >= 0, f"M4: {account} stands at {balance}"


class Auditor:
    """Listens to a world and checks after every fact; ``check`` after every step."""

    def __init__(self, books: Books | None = None) -> None:
        self.books = books or Books()
        self.facts = 0

    def __call__(self, world: World, fact: Fact, before: Any, after: Any) -> None:
        """Book the fact and check what must hold between two events."""
        self.facts += 1
        assert after == EVOLVE[fact.subject.kind](before, fact.event), "S1: evolve is pure"
        if isinstance(after, Order | Receipt):
            self.books.book(fact, after.currency)
        if isinstance(after, Order):
            _one_event(before, fact.event, after, world)

    def check(self, world: World) -> None:
        """What must hold after every step, for every subject."""
        assert sum(self.books.balances.values()) == 0, "M2"
        for subject, state in world.states.items():
            if isinstance(state, Order):
                self._money(state)
                check_order(state)
            elif isinstance(state, Receipt):
                self._receipt(subject.id, state)
        for exposure in world.exposures.values():
            assert 0 <= exposure.reserved_minor <= exposure.limit_minor, "M12"

    def _money(self, order: Order) -> None:
        books, id = self.books, order.id
        held = {
            (lot.id, purpose.value): minor
            for lot in order.lots.values()
            for purpose, minor in lot.held.items()
        }
        ours = {key[1:]: minor for key, minor in books.held.items() if key[0] == id and minor}
        assert held == ours, f"state and books differ: {held} {ours}"
        for (lot, purpose), minor in held.items():
            assert -books.balances[id, f"escrow/{lot}/{purpose}", order.currency] == minor
        out = books.released[id] + books.refunded[id] + books.reversed[id]
        assert books.paid[id] == sum(held.values()) + out - books.receivable[id], "M3"
        assert out <= books.paid[id] + books.receivable[id], "M5"
        assert (order.paid_minor, order.released_minor, order.refunded_minor) == (
            books.paid[id],
            books.released[id],
            books.refunded[id],
        )
        assert order.reduced_minor == books.reduced[id], "R20: the price as it was agreed"
        debt = books.balances[id, "receivable/buyer", order.currency]
        assert debt == order.debt_minor >= 0, "M14"
        _payables(books, order)

    def _receipt(self, id: str, state: Receipt) -> None:
        suspense = -self.books.balances[id, "suspense", state.currency]
        assert suspense == state.suspense_minor + state.returning_minor, "P6"
        parts = state.matched_minor + suspense + state.returned_minor
        from_suspense = state.minor - parts
        assert 0 <= from_suspense <= state.reversed_minor, "a receipt is whole"
        assert bool(state.waits) == bool(state.suspense_minor), "T8 suspense"


def _payables(books: Books, order: Order) -> None:
    """What left escrow is with the bank, on its way, or kept against a debt."""
    for role in (Role.BUYER, Role.SUPPLIER):
        owed = -books.balances[order.id, f"payable/{role.value}", order.currency]
        under_way = sum(
            payout.minor
            for payout in order.payouts
            if payout.to is role
            and payout.status in (PayoutStatus.INSTRUCTED, PayoutStatus.UNKNOWN)
        )
        back = sum(p.returned_minor for p in order.payouts if p.to is role)
        assert owed == under_way + back, f"P1 {role}: owed {owed}, {under_way} + {back}"
    if order.debt_minor:
        assert not any(p.returned_minor for p in order.payouts if p.to is Role.BUYER), "M14"


def _one_event(before: Order, event: object, after: Order, world: World) -> None:
    name = type(event).__name__
    if before.stage in TERMINAL:
        assert name in AFTER_THE_END, f"S4: {name} after the end"
        assert after.stage is before.stage, "S4: a terminal stage is left"
    for number in GROWING:
        assert getattr(after, number) >= getattr(before, number), f"S8: {number}"
    assert len(after.receipts) >= len(before.receipts), "S8: receipts"
    if before.shipping.missed_on:
        assert after.shipping.missed_on, "S8: missed"
    for id, lot in before.lots.items():
        assert not (lot.has_left and not after.lots[id].has_left), "S8: shipped"
        assert not (lot.is_ended and not after.lots[id].is_ended), "S8: ended"
    if isinstance(event, WaitLapsed):
        assert world.last_at[Subject(Kind.ORDER, after.id)] >= event.due_at, "T1"
    if name == "PayoutInstructed" and event.to is Role.BUYER:  # type: ignore[attr-defined]  # by its name
        assert not before.debt_minor, "M14: no payout to a debtor"


def check_order(order: Order) -> None:
    """What must hold of one order at rest, whatever its history."""
    waits = {wait.kind for wait in order.waits}
    assert len({wait.name for wait in order.waits}) == len(order.waits), "T2: one wait of a name"
    if order.stage in TERMINAL:
        assert order.held_minor == 0, "M6: money held after the end"
        assert not order.reserved_minor, "M12: a limit stays reserved"
        bank = {WaitKind.PAYOUT, WaitKind.RETURNED_PAYOUT, WaitKind.UNKNOWN_PAYOUT}
        assert waits <= bank, f"M6: {waits}"
        _check_returned(order)
        return
    if order.contract is not None:
        moving = any(not payout.is_final for payout in order.payouts)
        assert order.waits or moving, f"L1: nobody is waited for in {order.stage}"
    for lot in order.lots.values():
        if lot.is_ended:
            assert not lot.held_minor, f"S9: money held for ended lot {lot.id}"
    for wait in order.waits:
        _check_wait(order, wait)
    _check_undertakings(order)
    _check_holdbacks(order)
    _check_returned(order)
    if order.plan:
        _check_plan(order)
    planned = sum(cell.minor for cell in order.plan)
    unpaid = sum(cell.minor for cell in order.unpaid)
    assert 0 <= unpaid <= planned, "R9"
    for cell in order.unpaid:
        assert any(_same_cell(cell, each) and cell.minor <= each.minor for each in order.plan), "R9"


def _check_returned(order: Order) -> None:
    """What came back and is still payable waits for the operator once, or both sides know (P9)."""
    waited = [w.about for w in order.waits if w.kind is WaitKind.RETURNED_PAYOUT]
    back = [
        p.id
        for p in order.payouts
        if p.status is PayoutStatus.RETURNED and not p.retried and p.minor > p.kept_minor
    ]
    told = [p.id for p in order.payouts if p.escalated]
    assert sorted(waited) == sorted(id for id in back if id not in told), "P9: returned payouts"
    _check_unanswered(order)


def _check_unanswered(order: Order) -> None:
    """A payout under way waits for the bank, then for the operator; then both sides know (E7)."""
    for kind, status in (
        (WaitKind.PAYOUT, PayoutStatus.INSTRUCTED),
        (WaitKind.UNKNOWN_PAYOUT, PayoutStatus.UNKNOWN),
    ):
        waited = [w.about for w in order.waits if w.kind is kind]
        open_ones = [p.id for p in order.payouts if p.status is status and not p.unresolved]
        assert sorted(waited) == sorted(open_ones), f"E7: payouts {status}"


def _check_holdbacks(order: Order) -> None:
    """What is kept back waits for its end (L1), and what is asked for for its answer (T8)."""
    for lot in order.lots.values():
        waits = {wait.kind for wait in order.waits if wait.about == lot.id}
        is_kept = lot.held.get(Purpose.HOLDBACK, 0) > 0
        assert is_kept == (WaitKind.HOLDBACK in waits), f"L1 holdback of lot {lot.id}"
        assert not is_kept or lot.stage is LotStage.ACCEPTED, "R22: kept back before acceptance"
        asked = lot.bargain
        assert bool(asked.reduction) == (WaitKind.ANSWER_REDUCTION in waits), "T8 reduction"
        assert bool(asked.holdback) == (WaitKind.ANSWER_HOLDBACK in waits), "T8 holdback"


def _check_undertakings(order: Order) -> None:
    """What is set aside is what open undertakings have, and each open one has one wait (L1)."""
    for lot in order.lots.values():
        ours = sum(each.secured_minor for each in order.undertakings if each.lot == lot.id)
        assert lot.held.get(Purpose.SECURITY, 0) == ours, f"security of lot {lot.id}"
    for each in order.undertakings:
        waits = [w for w in order.waits if w.kind in OF_UNDERTAKINGS and w.about == each.id]
        assert len(waits) == each.is_open, f"L1: {len(waits)} waits, {each.id} is {each.status}"
        assert each.paid_minor + each.owed_minor <= each.called_minor, "paid beyond the call"


def _check_plan(order: Order) -> None:
    """The plan adds up to the text in force, and to what is paid and unpaid, lot by lot (R9)."""
    planned, stands = Counter[Any](), Counter[Any]()
    by_item = Counter[str]()
    for cell in order.plan:
        planned[cell.lot, cell.purpose] += cell.minor
        by_item[cell.instalment] += cell.minor
    came_in = (cell for paid in order.receipts for cell in paid.cells)
    for cell in (*order.unpaid, *order.forgiven, *came_in):
        stands[cell.lot, cell.purpose] += cell.minor
    assert planned == stands, "R9: planned is not paid and unpaid"
    assert planned == {(s.lot, s.purpose): s.minor for s in lot_values(order.terms)}, "R9: values"
    assert by_item == {item.id: item.amount_minor for item in order.terms.schedule}, "R9: parts"


def _check_wait(order: Order, wait: Any) -> None:
    """The act that satisfies a wait cancels it (T8)."""
    if wait.kind in OF_A_LOT:
        assert order.lots[wait.about].stage in (LotStage.SHIPPED, LotStage.RECEIVED), "T8 lot"
    if wait.kind in OF_SHIPPING:
        assert any(not lot.has_left for lot in order.live_lots), f"T8 {wait.kind}: all left"
    if wait.kind is WaitKind.CANCEL_NOTICE:
        assert unshipped_at_notice(order), "T8 notice"
    if wait.kind in OF_PAYING:
        assert order.outstanding(wait.about), f"T8 paid: {wait.about}"
    if wait.kind is WaitKind.PAYOUT:
        payout = next(p for p in order.payouts if p.id == wait.about)
        assert payout.status is PayoutStatus.INSTRUCTED, "T8 payout"


def _same_cell(one: Any, other: Any) -> bool:
    return (one.instalment, one.lot, one.purpose) == (other.instalment, other.lot, other.purpose)


def check_replay(world: World) -> None:
    """Folding the journal again gives the same states (S1)."""
    states: dict[Any, Any] = {}
    for _, fact in world.journal:
        before = states.get(fact.subject) or NEW[fact.subject.kind](id=fact.subject.id)
        states[fact.subject] = EVOLVE[fact.subject.kind](before, fact.event)
    assert states == world.states, "S1: replay differs from live"
    for subject in world.states:
        instants = [at for at, fact in world.journal if fact.subject == subject]
        assert instants == sorted(instants), "T6: time goes back"


def check_nothing_overdue(world: World) -> None:
    """After time passed, no wait is left behind (T3)."""
    for state in world.states.values():
        for wait in getattr(state, "waits", ()):
            assert wait.due_at > world.now, f"T3: {wait}"
