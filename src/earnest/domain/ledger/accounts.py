"""Which accounts are there, and what does a balance on each mean? The chart of accounts.

Escrow is keyed (order, lot, purpose, currency). Accounts that every order touches (custody,
fees) keep no balance of their own: theirs is rolled up from the transfers.
"""

from __future__ import annotations

from typing import NamedTuple

from earnest.domain.contract.lots import Purpose
from earnest.domain.parties import Role

PLATFORM = "platform"
"""The scope of accounts that belong to no single order or receipt."""


class Account(NamedTuple):
    """One account in one currency; ``scope`` is an order, a receipt, or the platform."""

    scope: str
    name: str
    currency: str


def custody(currency: str) -> Account:
    """The designated bank account (asset): what the bank owes us."""
    return Account(PLATFORM, "custody", currency)


def fees(currency: str) -> Account:
    """Fees earned (income)."""
    return Account(PLATFORM, "fees", currency)


def suspense(receipt: str, currency: str) -> Account:
    """Money of one receipt that counts for no order (liability)."""
    return Account(receipt, "suspense", currency)


def escrow(order: str, lot: str, purpose: Purpose, currency: str) -> Account:
    """Money held for one lot and purpose (liability)."""
    return Account(order, f"escrow/{lot}/{purpose.value}", currency)


def payable(order: str, to: Role, currency: str) -> Account:
    """Money that has left escrow and not yet the bank (liability)."""
    return Account(order, f"payable/{to.value}", currency)


def receivable(order: str, debtor: Role, currency: str) -> Account:
    """What a party owes after the bank took money back (asset)."""
    return Account(order, f"receivable/{debtor.value}", currency)


_ASSETS = ("custody", "receivable")


def is_asset(name: str) -> bool:
    """Whether a debit increases the account's balance."""
    return name.partition("/")[0] in _ASSETS


def keeps_balance(account: Account) -> bool:
    """Whether the account keeps a balance of its own, which may never be below zero (M4)."""
    return account.scope != PLATFORM


ACCOUNT_KINDS = {
    "custody": "asset",
    "receivable": "asset",
    "suspense": "liability",
    "escrow": "liability",
    "payable": "liability",
    "fees": "income",
}
"""The chart: the first part of an account's name, and its class."""
