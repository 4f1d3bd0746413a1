"""Who may do what? One line per command: the roles, and the authority that they need.

A command without a line is refused to everybody (A1). What a role may *see* is decided by the
audience of each event; whether the moment is right is the act's own ``may``.
"""

from __future__ import annotations

from typing import NamedTuple

from earnest.domain.parties import Actor, Role
from earnest.domain.refusals import refuse

BUYER, SUPPLIER = Role.BUYER, Role.SUPPLIER
OPERATOR, INSPECTOR, MEDIATOR, RAIL, CARRIER, CLOCK = (
    Role.OPERATOR,
    Role.INSPECTOR,
    Role.MEDIATOR,
    Role.RAIL,
    Role.CARRIER,
    Role.CLOCK,
)


class Permission(NamedTuple):
    """The roles that may send a command and the authority that a person needs for it."""

    roles: tuple[Role, ...]
    authority: str


PERMISSIONS: dict[str, Permission] = {
    "OpenOrder": Permission((BUYER, SUPPLIER), "draft"),
    "WriteDraft": Permission((BUYER, SUPPLIER), "draft"),
    "ConfirmWarnings": Permission((BUYER,), "sign"),
    "ProposeContract": Permission((BUYER, SUPPLIER), "draft"),
    "CounterPropose": Permission((BUYER, SUPPLIER), "draft"),
    "DeclineProposal": Permission((BUYER, SUPPLIER), "draft"),
    "SignContract": Permission((BUYER, SUPPLIER), "sign"),
    "CancelOrder": Permission((BUYER, SUPPLIER), "sign"),
    "AnnouncePayment": Permission((BUYER,), "pay"),
    "ReportProduction": Permission((SUPPLIER,), "operate"),
    "ProposeShipBy": Permission((SUPPLIER,), "operate"),
    "AnswerShipBy": Permission((BUYER,), "sign"),
    "BookInspection": Permission((BUYER, SUPPLIER), "operate"),
    "AnswerInspection": Permission((BUYER, SUPPLIER), "operate"),
    "AssignInspector": Permission((OPERATOR,), "operate"),
    "CancelInspection": Permission((BUYER, SUPPLIER, OPERATOR), "operate"),
    "RecordInspection": Permission((BUYER, INSPECTOR, OPERATOR), "operate"),
    "ContestReport": Permission((SUPPLIER,), "operate"),
    "ApproveShipment": Permission((BUYER,), "operate"),
    "ShipGoods": Permission((SUPPLIER,), "operate"),
    "RefuseToShip": Permission((SUPPLIER,), "sign"),
    "VerifyShipment": Permission((CARRIER, OPERATOR), "operate"),
    "RecordDelivery": Permission((CARRIER, OPERATOR), "operate"),
    "ConfirmReceipt": Permission((BUYER,), "operate"),
    "ReportNotArrived": Permission((BUYER,), "operate"),
    "AcceptGoods": Permission((BUYER,), "pay"),
    "WaiveClause": Permission((BUYER,), "sign"),
    "VoidWaiver": Permission((BUYER,), "sign"),
    "ProposeReduction": Permission((BUYER, SUPPLIER), "sign"),
    "AnswerReduction": Permission((BUYER, SUPPLIER), "sign"),
    "AskHoldback": Permission((BUYER,), "sign"),
    "AnswerHoldback": Permission((SUPPLIER,), "sign"),
    "ProposeCancellation": Permission((BUYER, SUPPLIER), "sign"),
    "AnswerCancellation": Permission((BUYER, SUPPLIER), "sign"),
    "ProposeAmendment": Permission((BUYER, SUPPLIER), "sign"),
    "SplitLot": Permission((BUYER, SUPPLIER), "sign"),
    "AnswerAmendment": Permission((BUYER, SUPPLIER), "sign"),
    "WithdrawAmendment": Permission((BUYER, SUPPLIER), "sign"),
    "GiveNotice": Permission((BUYER,), "sign"),
    "CancelForNonPayment": Permission((SUPPLIER,), "sign"),
    "OfferUndertaking": Permission((BUYER, SUPPLIER), "sign"),
    "CountersignUndertaking": Permission((BUYER, SUPPLIER), "sign"),
    "DeclineUndertaking": Permission((BUYER, SUPPLIER), "sign"),
    "CallUndertaking": Permission((BUYER,), "sign"),
    "ReportPerformance": Permission((SUPPLIER,), "operate"),
    "AnswerPerformance": Permission((BUYER,), "sign"),
    "ObjectToCall": Permission((SUPPLIER,), "sign"),
    "DecideCall": Permission((MEDIATOR, OPERATOR), "approve"),
    "RecordPayout": Permission((RAIL,), ""),
    "RetryPayout": Permission((OPERATOR,), "approve"),
    "RecordReceipt": Permission((RAIL,), ""),
    "RecordReversal": Permission((RAIL,), ""),
    "AssignReceipt": Permission((OPERATOR,), "approve"),
    "ReturnReceipt": Permission((OPERATOR,), "approve"),
    "RecordReturn": Permission((RAIL,), ""),
    "KeepNotice": Permission((RAIL,), ""),
    "SettleNotice": Permission((OPERATOR,), "approve"),
    "SetLimit": Permission((OPERATOR,), "approve"),
    "SendMessage": Permission((BUYER, SUPPLIER, OPERATOR), "draft"),
    "EraseWords": Permission((OPERATOR,), "approve"),
    "ExtendForOutage": Permission((CLOCK,), ""),
}
"""The published matrix; ``docs/`` prints it."""

_PEOPLE = (Role.BUYER, Role.SUPPLIER, Role.OPERATOR, Role.INSPECTOR, Role.MEDIATOR)


def permit(command: str, actor: Actor, role: Role) -> None:
    """Refuse unless ``actor`` may send ``command`` in ``role``.

    A stranger is answered as if the order did not exist (A3).
    """
    if actor.revoked:
        refuse("permission.revoked")
    if role is Role.STRANGER:
        refuse("order.not_found")
    line = PERMISSIONS.get(command)
    if line is None or role not in line.roles:
        refuse("permission.wrong_role", command=command, role=role.value)
    if role in _PEOPLE and line.authority not in actor.authority:
        refuse("permission.no_authority", command=command, authority=line.authority)
