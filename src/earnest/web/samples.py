"""Which sample values does the style page show? Not translated: only builders look at it."""

from __future__ import annotations

from typing import Any

_LATER = {"iso": "2027-03-12T09:00:00Z", "at": "12 Mar 2027, 17:00", "zone": "Asia/Shanghai, UTC+8"}


def style_page() -> dict[str, Any]:
    """Give one example for each part, in each of its states."""
    return {
        "bar": _bar(),
        "line": _line(),
        "deadlines": _deadlines(),
        "actions": _actions(),
        "cover": _cover(),
        "events": _events(),
        "empty": {
            "icon": "package",
            "title": "No orders yet",
            "text": "An order begins with what you want to buy and from whom.",
            "href": "#",
            "button": "Start an order",
        },
        "icons": ["lock", "truck", "ship", "gavel", "clipboard-check", "hand-coins", "receipt"],
    }


def _bar() -> dict[str, Any]:
    rows = [
        ("held", "Held for the goods", "USD 28,800.00", 2_880_000, "#"),
        ("guaranteed", "Guaranteed by the platform", "USD 4,800.00", 480_000, "#"),
        ("released", "Paid to the supplier", "USD 9,600.00", 960_000, "#"),
        ("refunded", "Refunded", "USD 1,200.00", 120_000, "#"),
        ("fee", "Fee", "USD 240.00", 24_000, "#"),
        ("open", "Still to pay", "USD 3,360.00", 336_000, ""),
    ]
    names = ("kind", "label", "amount", "minor", "href")
    pieces = [dict(zip(names, row, strict=True)) for row in rows]
    return {"caption": "Order total", "total": "USD 48,000.00", "pieces": pieces}


def _line() -> dict[str, Any]:
    rows = [
        ("Terms agreed", "done", "3 Feb"),
        ("Deposit paid", "done", "6 Feb"),
        ("In production", "done", "9 Feb"),
        ("Inspection", "now", "until 12 Mar"),
        ("Shipped", "ahead", ""),
        ("Goods arrived", "ahead", ""),
        ("Supplier paid", "ahead", ""),
    ]
    stages = [dict(zip(("label", "state", "on"), row, strict=True)) for row in rows]
    return {"stages": stages, "count": "Step 4 of 7: Inspection"}


def _deadlines() -> list[dict[str, Any]]:
    label = "Buyer answers the inspection report"
    otherwise = "If nobody acts, shipping counts as approved."
    return [
        {**_LATER, "label": label, "otherwise": otherwise, "urgency": urgency, "relative": text}
        for urgency, text in [
            ("calm", "in 21 days"),
            ("soon", "in 3 days"),
            ("today", "today, in 5 hours"),
            ("past", "2 days ago"),
        ]
    ] + [{**_LATER, "label": label, "urgency": "calm", "relative": "9 days left", "paused": True}]


def _actions() -> list[dict[str, Any]]:
    preview = {"href": "#", "button": "See what happens"}
    return [
        {
            "title": "Approve shipping",
            "text": "The supplier may hand the goods to the carrier. Money stays held.",
            "icon": "ship",
            "tone": "main",
            "deadline": _deadlines()[1],
            **preview,
        },
        {
            "title": "Refuse and ask for re-inspection",
            "text": "Two clauses did not pass. The supplier has ten days to mend them.",
            "icon": "clipboard-check",
            "tone": "plain",
            **preview,
        },
        {
            "title": "Give up claims for clause 4",
            "text": "You cannot take this back. Your cover shrinks by USD 4,800.00.",
            "icon": "shield-off",
            "tone": "grave",
            **preview,
        },
        {
            "title": "Accept goods and pay",
            "icon": "hand-coins",
            "tone": "main",
            "closed": "The goods have not been shipped yet.",
        },
    ]


def _cover() -> list[dict[str, Any]]:
    return [
        {
            "name": "Not shipped on time",
            "state": "covered",
            "amount": "USD 48,000.00",
            "until": "until 12 Mar 2027",
            "why": "The whole payment comes back if nothing is shipped by the ship-by date.",
        },
        {
            "name": "Goods not as agreed",
            "state": "conditional",
            "amount": "USD 28,800.00",
            "until": "until 30 days after arrival",
            "why": "Clause 4 (“good finish”) cannot be tested and is not covered.",
            "better": "Give clause 4 a value, a tolerance and a method.",
        },
        {
            "name": "Damage in transit",
            "state": "not",
            "amount": "",
            "why": "Under FOB the carriage is yours: ask a cargo insurer.",
        },
    ]


def _events() -> list[dict[str, Any]]:
    return [
        {
            **_LATER,
            "sentence": "Ines handed in the inspection report: 2 of 14 clauses did not pass.",
            "icon": "clipboard-check",
            "actor": "Ines Prado, Prado Inspections",
            "hash": "9f3c 11ab",
            "href": "#",
        },
        {
            **_LATER,
            "sentence": "Harbour Tools Ltd noted a limit for an offer.",
            "icon": "pen-line",
            "actor": "Ann Moss, Harbour Tools Ltd",
            "private": "only you",
            "hash": "02de 77c0",
        },
        {
            **_LATER,
            "sentence": "The deposit of USD 14,400.00 arrived and is held.",
            "icon": "banknote",
            "actor": "Bank",
            "channel": "by statement",
            "hash": "b81a 40ef",
        },
    ]
