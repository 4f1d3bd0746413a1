"""Which rules can decide a line of the cover answer, and where do they come from?

Closed lists of codes; the sentence of each is in ``words/cover.toml``, the pages in docs/rules.
"""

from __future__ import annotations

from earnest.domain.closed_list import ClosedList


class Rule(ClosedList):
    """A reason that stands on a line."""

    UNLISTED_METHOD = "unlisted_method"
    NOT_PAID = "not_paid"
    PARTLY_OWED = "partly_owed"
    NOTHING_BEHIND = "nothing_behind"
    GOES_BACK = "goes_back"
    UNTIL_SHIPMENT = "until_shipment"
    ENDED_AT_SHIPMENT = "ended_at_shipment"
    AFTER_SHIPMENT = "after_shipment"
    CLAUSE = "clause"
    CLAUSES = "clauses"
    NO_CLAUSE = "no_clause"
    WAIVED = "waived"
    PARTLY_WAIVED = "partly_waived"
    PAID_ALREADY = "paid_already"
    SETTLED = "settled"
    SETTLED_BEFORE = "settled_before"
    ACCEPTED = "accepted"
    RESERVED = "reserved"
    WORSE_THAN = "worse_than"
    NOT_WORSE = "not_worse"
    OWN_REPORT = "own_report"
    CONTESTED = "contested"
    NOT_INSPECTED = "not_inspected"
    INSPECT_FIRST = "inspect_first"
    NOTHING_BOOKED = "nothing_booked"
    REPORT_ABOVE = "report_above"
    REPORT_ALWAYS = "report_always"
    REPORTED_THERE = "reported_there"
    BUYERS_RISK = "buyers_risk"
    SUPPLIERS_RISK = "suppliers_risk"
    PACKAGING = "packaging"
    WINDOW = "window"
    LATE_WINDOW = "late_window"
    WINDOW_OVER = "window_over"
    EXTENDED = "extended"
    UNTIL_CLOSED = "until_closed"
    CONFORMS = "conforms"
    COUNTED = "counted"
    EXTRAPOLATED = "extrapolated"
    PUT_RIGHT = "put_right"
    MISSING_UNITS = "missing_units"
    LATE_CLAUSE = "late_clause"
    NO_LATE_CLAUSE = "no_late_clause"
    LATE_GIVEN_UP = "late_given_up"
    SECURED = "secured"
    UNSECURED = "unsecured"
    UNSIGNED = "unsigned"
    MERE_WORDS = "mere_words"


SOURCES: dict[Rule, tuple[str, ...]] = {
    Rule.UNLISTED_METHOD: ("S44", "S46"),
    Rule.NOT_PAID: ("S19", "R2"),
    Rule.PARTLY_OWED: ("R2",),
    Rule.NOTHING_BEHIND: ("R2",),
    Rule.GOES_BACK: ("R3",),
    Rule.UNTIL_SHIPMENT: ("S40", "R4"),
    Rule.ENDED_AT_SHIPMENT: ("R4",),
    Rule.AFTER_SHIPMENT: ("R4",),
    Rule.CLAUSE: ("S32",),
    Rule.CLAUSES: ("S32", "S76"),
    Rule.NO_CLAUSE: ("S76",),
    Rule.WAIVED: ("R20",),
    Rule.PARTLY_WAIVED: ("R20",),
    Rule.PAID_ALREADY: ("S136",),
    Rule.SETTLED: ("S137",),
    Rule.SETTLED_BEFORE: ("S137", "R20"),
    Rule.ACCEPTED: ("R20",),
    Rule.RESERVED: ("S137",),
    Rule.WORSE_THAN: ("R20",),
    Rule.NOT_WORSE: ("R20",),
    Rule.OWN_REPORT: ("R21",),
    Rule.CONTESTED: ("R21",),
    Rule.NOT_INSPECTED: ("S134",),
    Rule.INSPECT_FIRST: ("S77", "C2"),
    Rule.NOTHING_BOOKED: ("S77", "C2"),
    Rule.REPORT_ABOVE: ("S82", "R17"),
    Rule.REPORT_ALWAYS: ("S82", "R17"),
    Rule.REPORTED_THERE: ("S82",),
    Rule.BUYERS_RISK: ("R23",),
    Rule.SUPPLIERS_RISK: ("R23",),
    Rule.PACKAGING: ("R23", "S135"),
    Rule.WINDOW: ("S62", "R14"),
    Rule.LATE_WINDOW: ("R14",),
    Rule.WINDOW_OVER: ("R14",),
    Rule.EXTENDED: ("S136",),
    Rule.UNTIL_CLOSED: ("R14",),
    Rule.CONFORMS: ("R21",),
    Rule.COUNTED: ("R21",),
    Rule.EXTRAPOLATED: ("R21",),
    Rule.PUT_RIGHT: ("R21",),
    Rule.MISSING_UNITS: ("S33",),
    Rule.LATE_CLAUSE: ("S37", "R6"),
    Rule.NO_LATE_CLAUSE: ("R6",),
    Rule.LATE_GIVEN_UP: ("S36", "R6"),
    Rule.SECURED: ("S136", "R22"),
    Rule.UNSECURED: ("S136", "R2"),
    Rule.UNSIGNED: ("S136",),
    Rule.MERE_WORDS: ("S136", "S131"),
}
"""Where each rule is written: items of the guide (S), rulings (R), conflicts (C)."""


class Missing(ClosedList):
    """A fact without which the answer is conditional or undetermined."""

    INSPECTION = "inspection"
    DESTINATION_REPORT = "destination_report"
    THIRD_PARTY_REPORT = "third_party_report"
    RECHECK = "recheck"
    LOSS_TABLE = "loss_table"
    REPAIR_PRICE = "repair_price"
    INCOTERM = "incoterm"
    SHIP_BY = "ship_by"


class Improve(ClosedList):
    """Something that somebody can do to be better covered."""

    PAY_LISTED = "pay_listed"
    ADD_CLAUSE = "add_clause"
    MAKE_TESTABLE = "make_testable"
    REWORK = "rework"
    REPACK = "repack"
    RESERVE = "reserve"
    KEEP_BACK = "keep_back"
    SECURE_UNDERTAKING = "secure_undertaking"
    COUNTERSIGN = "countersign"
    INSPECT_FIRST = "inspect_first"
    BOOK_INSPECTION = "book_inspection"
    BOOK_DESTINATION_REPORT = "book_destination_report"
    THIRD_PARTY_REPORT = "third_party_report"
    AGREE_LOSSES = "agree_losses"
    ADD_LATE_CLAUSE = "add_late_clause"
    CARGO_INSURER = "cargo_insurer"
    CHOOSE_POST_DELIVERY = "choose_post_delivery"
