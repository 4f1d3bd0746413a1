"""Do the books balance, and what is the story of one order's money?

Both work on plain transfers, so that the same code serves ``earnest ledger``, the checker and
the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from earnest.domain.ledger.accounts import ACCOUNT_KINDS, Account, is_asset
from earnest.domain.ledger.entry import Transfer


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One class of account in one currency: debits, credits and the balance on its own side."""

    kind: str
    name: str
    currency: str
    debits_minor: int
    credits_minor: int

    @property
    def balance_minor(self) -> int:
        """The balance, positive on the account's normal side."""
        difference = self.debits_minor - self.credits_minor
        return difference if is_asset(self.name) else -difference


def balances(transfers: Iterable[Transfer]) -> dict[Account, int]:
    """Each account's balance in minor units, positive on its normal side."""
    found: dict[Account, int] = {}
    for transfer in transfers:
        for account, sign in ((transfer.debit, 1), (transfer.credit, -1)):
            side = sign if is_asset(account.name) else -sign
            found[account] = found.get(account, 0) + side * transfer.minor
    return found


def trial(transfers: Iterable[Transfer]) -> tuple[TrialLine, ...]:
    """The trial balance: one line for each class of account and currency."""
    sums: dict[tuple[str, str], list[int]] = {}
    for transfer in transfers:
        for side, account in enumerate((transfer.debit, transfer.credit)):
            key = (account.currency, account.name.partition("/")[0])
            sums.setdefault(key, [0, 0])[side] += transfer.minor
    return tuple(
        TrialLine(ACCOUNT_KINDS[name], name, currency, *sums[currency, name])
        for currency, name in sorted(sums)
    )


def is_balanced(lines: Iterable[TrialLine]) -> bool:
    """Whether debits equal credits in every currency (M2)."""
    differences: dict[str, int] = {}
    for line in lines:
        difference = line.debits_minor - line.credits_minor
        differences[line.currency] = differences.get(line.currency, 0) + difference
    return not any(differences.values())


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of an order's money, with what is held after it, in minor units."""

    at: str
    code: str
    debit: str
    credit: str
    minor: int
    held_minor: int


def statement(order: str, dated: Iterable[tuple[str, Transfer]]) -> tuple[StatementLine, ...]:
    """The story of one order's money: each transfer with its instant and the held balance."""
    held, lines = 0, []
    for at, transfer in dated:
        for account, sign in ((transfer.credit, 1), (transfer.debit, -1)):
            if account.scope == order and account.name.startswith("escrow/"):
                held += sign * transfer.minor
        debit, credit = transfer.debit.name, transfer.credit.name
        lines.append(StatementLine(at, transfer.code.value, debit, credit, transfer.minor, held))
    return tuple(lines)
