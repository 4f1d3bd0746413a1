"""What does a report say that was handed in? The signed event, beside the text that it judged.

A report is frozen: it is read from the journal, with the requirements as they stood on that day,
however the contract was amended afterwards. Both sides may read it, and whoever made it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from earnest.domain.contract.terms import Contract
from earnest.domain.inspection.booking import Inspection
from earnest.domain.order.acts.amend import AmendmentProposed, ContractAmended
from earnest.domain.order.acts.approve import InspectionRecorded
from earnest.domain.order.acts.draft import DraftWritten
from earnest.domain.order.acts.propose import ContractCountered
from earnest.domain.order.acts.sign import OrderConcluded
from earnest.domain.order.state import Order
from earnest.domain.parties import Actor, Duty
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Kind, Subject
from earnest.journal.envelope import Stamp, open_up
from earnest.usecases.assignments import has_inspection
from earnest.usecases.look import Look, visible_role


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A report as it was signed: by whom and when, on which lot, under which text and rules.

    ``booking`` is the visit that it answers, if there was one; ``contested`` whether the supplier
    contested it since.
    """

    order: str
    recorded: InspectionRecorded
    stamp: Stamp
    contract: Contract
    policy: str
    booking: Inspection | None
    contested: bool


def signed_report(
    look: Look, order: str, sha256: str, viewer: Actor, now: datetime
) -> SignedReport:
    """The report with this hash; refuses ``order.not_found`` for whoever has no part in it."""
    state = look.state(order, viewer, now)
    if viewer.duty is not Duty.INSPECT:
        visible_role(state, viewer)
    elif not has_inspection(state, viewer):
        refuse("order.not_found")
    recorded, stamp, contract = _recorded(look, state, sha256)
    booking = next((each for each in state.inspections if each.id == recorded.inspection), None)
    if viewer.duty is Duty.INSPECT and (booking is None or not _is_of(booking, stamp, viewer)):
        refuse("order.not_found")
    reports = state.lots[recorded.lot].quality.reports if recorded.lot in state.lots else ()
    return SignedReport(
        order=order,
        recorded=recorded,
        stamp=stamp,
        contract=contract,
        policy=state.policy,
        booking=booking,
        contested=any(each.contested for each in reports if each.report_sha256 == sha256),
    )


def _is_of(booking: Inspection, stamp: Stamp, viewer: Actor) -> bool:
    return viewer.organisation in (booking.inspector, stamp.organisation)


def _recorded(look: Look, state: Order, sha256: str) -> tuple[InspectionRecorded, Stamp, Contract]:
    """The event, and the text that was in force when it happened."""
    texts: dict[str, Contract] = {}
    contract = state.terms
    for body in look.reads.events(Subject(Kind.ORDER, state.id)):
        envelope = open_up(body)
        event = envelope.event
        if isinstance(event, DraftWritten | ContractCountered | AmendmentProposed):
            texts[event.contract_hash] = event.contract
        elif isinstance(event, OrderConcluded | ContractAmended):
            contract = texts.get(event.contract_hash, contract)
        elif isinstance(event, InspectionRecorded) and event.report_sha256 == sha256:
            return event, envelope.stamp, contract
    return refuse("order.not_found")
