"""How does a promise become an undertaking: written, signed by both, and secured (S136, R22)?

Either side may write it, from a message or afresh; the other signs exactly that text. It has an
effect only then. What happens when it is called is in ``enforce``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from earnest.domain.calendar import end_of_day, local_date
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.lots import Purpose
from earnest.domain.coverage.undertaking import (
    CallTrigger,
    Ending,
    Remedy,
    Undertaking,
    UndertakingStatus,
    Wording,
    text_hash,
)
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.deadlines import start, zone_of_party
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import Order, Wait, WaitKind, change_lot, ending, starting
from earnest.domain.parties import Role, other_side
from earnest.domain.policy_sections import UndertakingRules
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class OfferUndertaking:
    """Write an undertaking and sign it; it binds nobody until the other side signs too.

    ``claim_by`` is the last day for the buyer's call, ``security_minor`` what of the lot's goods
    money is set aside for it, ``message`` the number of the message that it is made from.
    """

    lot: str
    clauses: tuple[str, ...]
    remedy: Remedy
    trigger: CallTrigger
    max_minor: int
    security_minor: int
    claim_by: date
    perform_days: int
    extends: bool = False
    wording: Wording = Wording.ACCEPT_WITH_DEFECTS
    message: int = 0


@dataclass(frozen=True, slots=True)
class CountersignUndertaking:
    """Sign the text with this hash, in the language in which it was shown."""

    undertaking: str
    text_sha256: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class DeclineUndertaking:
    """Say no to an offered undertaking, or take one's own offer back."""

    undertaking: str


@dataclass(frozen=True, slots=True)
class UndertakingOffered:
    """One side wrote and signed an undertaking; the other is asked to sign it."""

    undertaking: Undertaking
    authority: str
    factors: tuple[str, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class UndertakingCountersigned:
    """Both sides signed the same text; the security was set aside (goods money of the lot)."""

    undertaking: str
    lot: str
    by: Role
    text_sha256: str
    language: str
    authority: str
    factors: tuple[str, ...]
    secured_minor: int
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class UndertakingLapsed:
    """An undertaking ended and nothing is paid from it; its security is goods money again."""

    undertaking: str
    lot: str
    why: Ending
    freed_minor: int


UNDERTAKING_WAITS = (
    WaitKind.ANSWER_UNDERTAKING,
    WaitKind.CALL_UNDERTAKING,
    WaitKind.PERFORM_UNDERTAKING,
    WaitKind.CONFIRM_PERFORMANCE,
    WaitKind.PAY_UNDERTAKING,
    WaitKind.DECIDE_CALL,
    WaitKind.DECIDE_CALL_LATE,
    WaitKind.REVIEW_CALL,
)
"""Whatever may be waited for on an undertaking; ``about`` is its id."""


def undertaking_of(state: Order, id: str) -> Undertaking:
    """The undertaking called ``id``; refuses an unknown one."""
    found = next((each for each in state.undertakings if each.id == id), None)
    if found is None:
        refuse("undertaking.unknown", undertaking=id[:40])
    return found


def in_status(state: Order, id: str, *wanted: UndertakingStatus) -> Undertaking:
    """The undertaking called ``id``; refuses one that stands elsewhere."""
    found = undertaking_of(state, id)
    if found.status not in wanted:
        refuse("undertaking.wrong_status", undertaking=id, status=found.status.value)
    return found


def open_undertakings(state: Order, lot: str = "") -> tuple[Undertaking, ...]:
    """Those of which something can still come, of all lots or of one."""
    return tuple(each for each in state.undertakings if each.is_open and lot in ("", each.lot))


def freed(state: Order, undertaking: Undertaking) -> int:
    """What of its security is still in escrow, and becomes goods money of the lot again."""
    held = state.lots[undertaking.lot].held.get(Purpose.SECURITY, 0)
    return min(undertaking.secured_minor, held)


def lapsed(state: Order, undertaking: Undertaking, why: Ending) -> UndertakingLapsed:
    """The end of an undertaking from which nothing is paid."""
    return UndertakingLapsed(undertaking.id, undertaking.lot, why, freed(state, undertaking))


def fallen(state: Order) -> Events:
    """Undertakings that end with their lot: refunded, cancelled, or paid out before both signed."""
    return tuple(
        lapsed(state, each, Ending.LOT_ENDED)
        for each in open_undertakings(state)
        if _has_fallen(state, each)
    )


def _has_fallen(state: Order, undertaking: Undertaking) -> bool:
    lot = state.lots[undertaking.lot]
    if undertaking.status is UndertakingStatus.OFFERED:
        return lot.is_ended
    return not lot.is_payable


def _may_offer(state: Order, ctx: Context, about: str) -> None:
    lot, rules = state.lot(about), ctx.policies.of(state.policy).undertaking
    if lot.is_ended:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)
    if len(open_undertakings(state, about)) >= rules.open_limit:
        refuse("undertaking.too_many", lot=about, limit=rules.open_limit)
    if sum(each.lot == about for each in state.undertakings) >= rules.offers_limit:
        refuse("undertaking.offered_too_often", lot=about, limit=rules.offers_limit)


def _offer(state: Order, command: OfferUndertaking, ctx: Context) -> Events:
    _terms_fit(state, command, ctx.policies.of(state.policy).undertaking)
    role, zone = side(state, ctx), zone_of_party(state, Role.BUYER)
    longest = ctx.policies.of(state.policy).undertaking.claim_days_max
    today = local_date(ctx.now, zone)
    if not today < command.claim_by <= today + timedelta(days=longest):
        refuse("undertaking.claim_by", on=command.claim_by.isoformat(), longest=longest)
    claim_by = end_of_day(command.claim_by, zone)
    text = Undertaking(
        id=f"U{len(state.undertakings) + 1}",
        lot=command.lot,
        clauses=command.clauses,
        remedy=command.remedy,
        trigger=command.trigger,
        max_minor=command.max_minor,
        security_minor=command.security_minor,
        claim_by=claim_by,
        perform_days=command.perform_days,
        extends_to=claim_by if command.extends else None,
        by=role,
        wording=command.wording,
        message=command.message,
    )
    digest = text_hash(text, order=state.id, contract=state.contract_hash, currency=state.currency)
    text = replace(text, text_sha256=digest)
    who = other_side(role)
    waits = (start(WaitKind.ANSWER_UNDERTAKING, state, ctx, about=text.id, who=who),)
    return (UndertakingOffered(text, "sign", ctx.actor.factors, waits),)


def _terms_fit(state: Order, command: OfferUndertaking, rules: UndertakingRules) -> None:
    known = {clause.id for clause in state.terms.clauses}
    unknown = tuple(clause[:40] for clause in command.clauses if clause not in known)
    if unknown or len(set(command.clauses)) != len(command.clauses):
        refuse("undertaking.clauses", clauses=unknown or command.clauses)
    worth = sum(cell.minor for cell in state.plan if cell.lot == command.lot)
    if not 1 <= command.max_minor <= worth:
        refuse("undertaking.sum", worth=worth, currency=state.currency)
    if not 0 <= command.security_minor <= command.max_minor:
        refuse("undertaking.security_above_sum", most=command.max_minor, currency=state.currency)
    _is_held(state, command.lot, command.security_minor)
    if not 0 <= command.perform_days <= rules.perform_days_max:
        refuse("undertaking.perform_days", longest=rules.perform_days_max)
    if command.message < 0:
        refuse("undertaking.message")


def _is_held(state: Order, lot: str, security: int) -> None:
    held = state.lots[lot].held.get(Purpose.GOODS, 0)
    if security > held:
        refuse("undertaking.security_above_held", lot=lot, held=held, currency=state.currency)


def _may_answer(state: Order, _ctx: Context, _about: str) -> None:
    if not any(each.status is UndertakingStatus.OFFERED for each in state.undertakings):
        refuse("undertaking.nothing_offered")


def _may_countersign(state: Order, ctx: Context, about: str) -> None:
    _may_answer(state, ctx, about)
    role = side(state, ctx)
    offered = [e for e in state.undertakings if e.status is UndertakingStatus.OFFERED]
    if all(each.by is role for each in offered):
        refuse("undertaking.own")


def _countersign(state: Order, command: CountersignUndertaking, ctx: Context) -> Events:
    found = in_status(state, command.undertaking, UndertakingStatus.OFFERED)
    role = side(state, ctx)
    if found.by is role:
        refuse("undertaking.own")
    if command.text_sha256 != found.text_sha256:
        refuse("undertaking.other_text", seen=command.text_sha256[:64])
    if command.language not in ("en", "zh-hans"):
        refuse("sign.language", language=command.language[:20])
    if found.claim_by <= ctx.now:
        refuse("undertaking.claim_over")
    _is_held(state, found.lot, found.security_minor)
    wait = start(WaitKind.CALL_UNDERTAKING, state, ctx, about=found.id, due_at=found.claim_by)
    signed = UndertakingCountersigned(
        found.id,
        found.lot,
        role,
        found.text_sha256,
        command.language,
        "sign",
        ctx.actor.factors,
        found.security_minor,
        (wait,),
    )
    return (signed,)


def _decline(state: Order, command: DeclineUndertaking, _ctx: Context) -> Events:
    found = in_status(state, command.undertaking, UndertakingStatus.OFFERED)
    return (lapsed(state, found, Ending.DECLINED),)


def change_undertaking(state: Order, id: str, **changes: object) -> Order:
    """The order with changes made to one undertaking."""
    after = (replace(e, **changes) if e.id == id else e for e in state.undertakings)
    return replace(state, undertakings=tuple(after))


def over(state: Order, id: str, status: UndertakingStatus, **changes: object) -> Order:
    """The order with one undertaking at its end: nothing is waited for or secured any more."""
    after = change_undertaking(state, id, status=status, secured_minor=0, **changes)
    return ending(after, *UNDERTAKING_WAITS, about=id)


def move_held(state: Order, lot: str, changes: Mapping[Purpose, int]) -> Order:
    """The order with these sums added to (or taken from) what is held for a lot, by purpose."""
    held = dict(state.lots[lot].held)
    for purpose, minor in changes.items():
        held[purpose] = held.get(purpose, 0) + minor
    left = {purpose: minor for purpose, minor in held.items() if minor}
    return change_lot(state, lot, lambda found: replace(found, held=left))


def free(state: Order, lot: str, minor: int) -> Order:
    """The order with security of a lot turned into goods money again."""
    return move_held(state, lot, {Purpose.SECURITY: -minor, Purpose.GOODS: minor})


def _offered(state: Order, event: UndertakingOffered) -> Order:
    after = replace(state, undertakings=(*state.undertakings, event.undertaking))
    return starting(after, event.waits)


def _countersigned(state: Order, event: UndertakingCountersigned) -> Order:
    minor = event.secured_minor
    after = change_undertaking(
        state, event.undertaking, status=UndertakingStatus.ACTIVE, secured_minor=minor
    )
    after = move_held(after, event.lot, {Purpose.GOODS: -minor, Purpose.SECURITY: minor})
    after = ending(after, WaitKind.ANSWER_UNDERTAKING, about=event.undertaking)
    return starting(after, event.waits)


def _lapsed(state: Order, event: UndertakingLapsed) -> Order:
    after = over(state, event.undertaking, UndertakingStatus.LAPSED)
    return free(after, event.lot, event.freed_minor)


_UNDER_WAY = (Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED)

ACTS = {
    OfferUndertaking: Act(_UNDER_WAY, _offer, _may_offer, per_lot=True),
    CountersignUndertaking: Act(_UNDER_WAY, _countersign, _may_countersign),
    DeclineUndertaking: Act(_UNDER_WAY, _decline, _may_answer),
}
FOLDS: dict[type, Fold] = {
    UndertakingOffered: _offered,
    UndertakingCountersigned: _countersigned,
    UndertakingLapsed: _lapsed,
}
