"""Until when may somebody claim (R14)? The last instant of each class of issue, half open.

``None`` says that the clock has not started: the goods have not been received yet, or the order
has no end that is known. Days end in the contract's zone for the event (R26).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from earnest.domain.calendar import (
    Holidays,
    days_after,
    end_of_day,
    is_zone,
    local_date,
    past_long_holiday,
)
from earnest.domain.coverage.scene import Goods, Scene
from earnest.domain.money import share
from earnest.domain.order.state import WaitKind


def claim_until(scene: Scene, goods: Goods) -> datetime | None:
    """Quality, quantity, packaging and damage: 30 days after receipt, or as the wait says.

    A running wait of the order's own policy is the better answer: it may have been extended.
    """
    received, zone = goods.lot.received_at, _zone(scene.terms.destination_zone)
    if received is None:
        return None
    running = scene.state.wait(WaitKind.ACCEPTANCE, goods.lot.id)
    if running is not None and scene.is_binding:
        return running.due_at
    due_at = days_after(received, scene.policy.dispute.open_window_days, zone)
    if not scene.policy.switches.holiday_extension:
        return due_at
    return past_long_holiday(due_at, zone, scene.calendars.of(scene.terms.buyer.country))


def deposit_until(scene: Scene, goods: Goods) -> datetime | None:
    """Fraud, identity, quantity and papers under deposit cover: receipt + 7 days (R4).

    Such an order knows no receipt: the carrier's proof counts, else the longest transit.
    """
    shipment, rules = goods.lot.shipment, scene.policy.receipt
    if shipment is None:
        return None
    zone = _zone(scene.terms.destination_zone)
    days, since = scene.policy.cover.fraud_days_after_receipt, shipment.delivered_at
    if since is None:
        longest = rules.transit_max_days.get(shipment.mode, max(rules.transit_max_days.values()))
        days, since = days + longest + rules.transit_margin_days, shipment.handed_over_at
    return days_after(since, days, zone)


def late_until(scene: Scene) -> datetime | None:
    """Late and not shipped: ship-by + extra period + 30 days."""
    on, terms = promised_on(scene), scene.terms
    if on is None or terms.ship_by is None:
        return None
    rules = scene.policy.shipment
    of_lead = share(terms.lead_days, rules.extra_period_percent_of_lead, 100)
    extra = 0 if terms.ship_by.essential else max(rules.extra_period_days, of_lead)
    days = extra + scene.policy.dispute.open_window_days
    return end_of_day(on + timedelta(days=days), _zone(terms.ship_by.zone))


def promised_on(scene: Scene) -> date | None:
    """The ship-by date in force."""
    terms = scene.terms
    return scene.state.shipping.ship_by_on or (terms.ship_by.on if terms.ship_by else None)


def claimed_from(scene: Scene) -> date | None:
    """The date from which lateness counts: the first one, unless the buyer gave that claim up.

    Days that the buyer caused move it in any case (R6).
    """
    shipping, terms = scene.state.shipping, scene.terms
    if terms.ship_by is None or shipping.ship_by_on is None or not shipping.late_claim_kept:
        return promised_on(scene)
    return min(shipping.ship_by_on, terms.ship_by.on + timedelta(days=shipping.moved_days))


def days_late(scene: Scene, goods: Goods) -> int:
    """Days by which the lot left late; so far, while it has not left."""
    on, ship_by, shipment = claimed_from(scene), scene.terms.ship_by, goods.lot.shipment
    if on is None or ship_by is None or not is_zone(ship_by.zone):
        return 0
    at = scene.now if shipment is None else shipment.verified_at or shipment.handed_over_at
    return max(0, (local_date(at, ship_by.zone) - on).days)


def book_until(scene: Scene) -> date | None:
    """The last day to book an inspection: so many working days of the supplier before ship-by."""
    on = promised_on(scene)
    if on is None:
        return None
    days = scene.policy.inspection.book_before_ship_working_days
    return _working_days_before(on, days, scene.calendars.of(scene.terms.supplier.country))


def may_still_book(scene: Scene) -> bool:
    """Whether that day is still to come or is today, where the goods are (R26)."""
    on = book_until(scene)
    return on is not None and local_date(scene.now, _zone(scene.terms.origin_zone)) <= on


def _working_days_before(day: date, days: int, calendar: Holidays) -> date:
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_working(day)
    return day


def _zone(name: str) -> str:
    return name if is_zone(name) else "UTC"
