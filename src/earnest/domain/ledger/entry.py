"""What is a movement of money? One debit, one credit, one positive amount, one currency (M1)."""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.closed_list import ClosedList
from earnest.domain.ledger.accounts import Account
from earnest.domain.money import MAX_MINOR
from earnest.domain.refusals import require


class Code(ClosedList):
    """Every permitted movement; ``moves`` says which event makes which."""

    RECEIVE = "receive"
    ALLOCATE = "allocate"
    RELEASE = "release"
    REFUND = "refund"
    REALLOCATE = "reallocate"
    SECURE = "secure"
    FREE_SECURITY = "free_security"
    HOLD_BACK = "hold_back"
    PAY_OUT = "pay_out"
    PAYOUT_RETURNED = "payout_returned"
    REVERSE = "reverse"
    REVERSE_AS_DEBT = "reverse_as_debt"
    RECOVER_DEBT = "recover_debt"
    RETURN_UNMATCHED = "return_unmatched"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One row of the ledger: an unbalanced entry cannot be written."""

    code: Code
    debit: Account
    credit: Account
    minor: int

    def __post_init__(self) -> None:
        require(type(self.minor) is int and 0 < self.minor <= MAX_MINOR, "a transfer is positive")
        require(self.debit.currency == self.credit.currency, "no transfer crosses currencies")
        require(self.debit != self.credit, "a transfer has two accounts")

    @property
    def currency(self) -> str:
        """The one currency of both accounts."""
        return self.debit.currency
