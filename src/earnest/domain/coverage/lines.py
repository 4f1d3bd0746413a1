"""Which lines has the answer? One for each class of issue, for each lot, and for the order.

``cover`` is the one door: it makes the questions and lets ``steps`` walk them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from earnest.domain.calendar import Calendars
from earnest.domain.contract.lots import Purpose
from earnest.domain.coverage.amounts import cost_of, late_sum, price_of, units_missing
from earnest.domain.coverage.answer import Cap, CoverAnswer, Issue, Line
from earnest.domain.coverage.backing import backing, stands_behind
from earnest.domain.coverage.question import Question
from earnest.domain.coverage.rules import Improve, Missing, Rule
from earnest.domain.coverage.scene import Goods, Scene
from earnest.domain.coverage.steps import burden, paid, walk
from earnest.domain.coverage.undertaking import Undertaking, UndertakingStatus
from earnest.domain.money import minor_of, share
from earnest.domain.order.stages import TERMINAL
from earnest.domain.order.state import Lot, Order
from earnest.domain.policy import Policy

NO_CALENDARS = Calendars()


def cover(
    state: Order, policy: Policy, now: datetime, calendars: Calendars = NO_CALENDARS
) -> CoverAnswer:
    """The cover of an order at ``now``, by its own policy or another that is compared.

    Pure: reads the events folded into ``state``. An order without a contract, or one that is
    over, has no lines.
    """
    if state.contract is None or state.stage in TERMINAL:
        return CoverAnswer(policy.version, now, state.currency, "none")
    scene = Scene(state, policy, now, calendars)
    lines = (line for goods in scene.lots for line in _of_lot(scene, goods))
    return CoverAnswer(
        policy.version,
        now,
        state.terms.currency,
        backing(state).promise,
        tuple(stands_behind(state, goods.lot) for goods in scene.lots),
        (*lines, *_of_order(scene)),
    )


def _of_lot(scene: Scene, goods: Goods) -> Iterator[Line]:
    for kind in (_known, _worse, _latent, _uninspected, _packaging, _on_the_way, _shortage):
        yield from map(walk, kind(scene, goods))
    yield from _late(scene, goods)
    yield from map(walk, _not_shipped(scene, goods))
    for each in scene.state.undertakings:
        if each.lot == goods.lot.id:
            yield from _undertaking(scene, goods, each)


def _known(scene: Scene, goods: Goods) -> Iterator[Question]:
    for known in goods.known:
        cost = cost_of(goods, known)
        q = Question(scene, goods, Issue.KNOWN_FINDING, known.clause, known)
        q.wanted, q.unknown = cost.minor or 0, cost.missing
        q.note(
            *(() if cost.missing else (cost.rule,)),
            found=known.defective,
            checked=known.checked,
            loss_minor=q.wanted,
        )
        yield q


def _worse(scene: Scene, goods: Goods) -> Iterator[Question]:
    """What a sample found in part can turn out worse; ten of ten bad, or a failed check, cannot."""
    for known in goods.known:
        clause = goods.clauses.get(known.clause)
        if clause is not None and clause.is_checked:
            continue
        if known.baseline <= known.sampled:
            q = Question(scene, goods, Issue.WORSE_THAN_REPORTED, known.clause, known)
            q.facts |= {"reported": known.defective, "checked": known.sampled}
            q.facts["baseline"] = known.baseline
            yield q


def _latent(scene: Scene, goods: Goods) -> Iterator[Question]:
    if goods.decisive is not None:
        yield Question(scene, goods, Issue.LATENT)


def _uninspected(scene: Scene, goods: Goods) -> Iterator[Question]:
    """What no inspector was shown: the whole lot, or the part that was not presented."""
    left = goods.pieces - goods.presented
    if goods.decisive is not None and left <= 0:
        return
    q = Question(scene, goods, Issue.UNINSPECTED)
    q.note(Rule.NOT_INSPECTED, left=left, pieces=goods.pieces)
    if left < goods.pieces:
        q.wanted = share(goods.cap.covered_minor + goods.cap.owed_minor, left, goods.pieces)
    yield q


def _packaging(scene: Scene, goods: Goods) -> Iterator[Question]:
    """Damage by packaging that breaks a clause: the clauses found broken, else any of them."""
    broken = [known for known in goods.known if known.clause in goods.packaging]
    for known in broken:
        yield Question(scene, goods, Issue.PACKAGING_DAMAGE, known.clause, known)
    if not broken:
        yield Question(scene, goods, Issue.PACKAGING_DAMAGE)


def _on_the_way(scene: Scene, goods: Goods) -> Iterator[Question]:
    yield Question(scene, goods, Issue.TRANSIT_DAMAGE)


def _shortage(scene: Scene, goods: Goods) -> Iterator[Question]:
    q, units = Question(scene, goods, Issue.SHORTAGE), units_missing(goods)
    q.facts["unit_minor"] = minor_of(goods.unit_price)
    if units:
        q.wanted = price_of(goods, units)
        q.note(Rule.MISSING_UNITS, units=units)
    yield q


def _late(scene: Scene, goods: Goods) -> Iterator[Line]:
    """Compensation is what the contract's clause gives; without one there is none (R6)."""
    q, late = Question(scene, goods, Issue.LATE), late_sum(scene, goods)
    if scene.terms.ship_by is None:
        q.cannot_tell(Missing.SHIP_BY)
        yield q.line()
        return
    if late is None:
        q.note(Rule.NO_LATE_CLAUSE)
        q.ends(Improve.ADD_LATE_CLAUSE)
        yield q.line()
        return
    if not scene.state.shipping.late_claim_kept:
        q.note(Rule.LATE_GIVEN_UP)
    q.note(Rule.LATE_CLAUSE, late_days=late.days, most_minor=late.most_minor)
    q.wanted = late.minor
    yield walk(q)


def _not_shipped(scene: Scene, goods: Goods) -> Iterator[Question]:
    """All that is held for goods that have not left, whatever its way in (R3)."""
    if not goods.has_left:
        held = stands_behind(scene.state, goods.lot)
        whole = Goods(goods.lot, goods.contract, held, goods.value_minor, goods.is_strict)
        yield Question(scene, whole, Issue.NOT_SHIPPED, wanted=held.held_minor)


def _of_order(scene: Scene) -> Iterator[Line]:
    caps = [goods.cap for goods in scene.lots]
    whole = Cap(
        "",
        sum(cap.held_minor for cap in caps),
        sum(cap.guaranteed_minor for cap in caps),
        sum(cap.owed_minor for cap in caps),
    )
    left = [goods.lot.shipment for goods in scene.lots if goods.lot.shipment]
    last = max(left, key=lambda each: each.handed_over_at, default=None)
    everything = Lot("", shipment=last if len(left) == len(caps) else None)
    order = Goods(everything, scene.terms, whole, scene.terms.stated_total_minor, is_strict=False)
    yield walk(Question(scene, order, Issue.FRAUD))
    if not scene.state.undertakings:
        q = Question(scene, order, Issue.UNDERTAKING, rules=[Rule.MERE_WORDS])
        q.ends(Improve.SECURE_UNDERTAKING)
        yield q.line()


_OVER = (UndertakingStatus.PERFORMED, UndertakingStatus.PAID, UndertakingStatus.LAPSED)


def _undertaking(scene: Scene, goods: Goods, given: Undertaking) -> Iterator[Line]:
    """A promise that counts: covered up to its security, owed above it; an offer has no effect."""
    if given.status in _OVER or not given.due_minor:
        return
    in_escrow = min(goods.cap.held_minor, goods.lot.held.get(Purpose.SECURITY, 0))
    due = given.due_minor
    held = min(given.secured_minor, in_escrow, due)
    owed = max(0, due - held) if given.has_effect else 0
    own = Cap(goods.lot.id, held, 0, owed)
    mine = Goods(goods.lot, goods.contract, own, goods.value_minor, goods.is_strict)
    q = Question(scene, mine, Issue.UNDERTAKING, given.id, wanted=due)
    q.facts |= {"max_minor": given.max_minor, "secured_minor": held}
    q.until = given.claim_by
    if not given.has_effect:
        q.note(Rule.UNSIGNED)
        q.ends(Improve.COUNTERSIGN)
    elif not (held or paid(q)):
        q.ends()
    elif not held:
        q.note(Rule.UNSECURED, Rule.NOTHING_BEHIND)
        q.ends(Improve.SECURE_UNDERTAKING)
    elif scene.now >= given.claim_by and given.status is UndertakingStatus.ACTIVE:
        q.note(Rule.SECURED, Rule.WINDOW_OVER)
        q.ends()
    else:
        q.note(Rule.SECURED)
    burden(q)
    yield q.line()
