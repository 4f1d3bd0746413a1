"""Which delivery terms exist, what event counts as shipment under each, and which are gone?

Incoterms 2020, in force since 1 January 2020; the list of discontinued terms is from the
editions 1936 to 2010. The shipment event of each term is ruling R6; the point where risk passes
is what R23 asks for.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incoterm:
    """One rule: its code, the event that ship-by means, and whether the buyer bears transit."""

    code: str
    shipment_event: str
    risk_at_origin: bool
    deliver_by: bool = False


INCOTERMS: dict[str, Incoterm] = {
    "EXW": Incoterm("EXW", "at_buyers_disposal", risk_at_origin=True),
    "FCA": Incoterm("FCA", "handed_to_carrier", risk_at_origin=True),
    "CPT": Incoterm("CPT", "handed_to_carrier", risk_at_origin=True),
    "CIP": Incoterm("CIP", "handed_to_carrier", risk_at_origin=True),
    "FAS": Incoterm("FAS", "on_board", risk_at_origin=True),
    "FOB": Incoterm("FOB", "on_board", risk_at_origin=True),
    "CFR": Incoterm("CFR", "on_board", risk_at_origin=True),
    "CIF": Incoterm("CIF", "on_board", risk_at_origin=True),
    "DAP": Incoterm("DAP", "delivered", risk_at_origin=False, deliver_by=True),
    "DPU": Incoterm("DPU", "delivered", risk_at_origin=False, deliver_by=True),
    "DDP": Incoterm("DDP", "delivered", risk_at_origin=False, deliver_by=True),
}

DISCONTINUED = frozenset({"FOT", "FOR", "FOA", "FRC", "DCP", "DAF", "DES", "DEQ", "DDU", "DAT"})
"""Terms of earlier editions: a contract that names one must name its successor instead."""
