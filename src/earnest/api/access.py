"""Who may ask what? One line for each route; a route without a line stops the program (A1).

``OPEN`` is for everybody, ``SIGNED_IN`` for a key or a session; beyond that the domain decides:
``permissions`` for each command, the order's visibility for each look.
"""

from __future__ import annotations

from collections.abc import Iterable

from earnest.domain.closed_list import ClosedList
from earnest.domain.parties import Role
from earnest.domain.permissions import PERMISSIONS
from earnest.domain.refusals import Broken


class Who(ClosedList):
    """To whom a route answers at all."""

    OPEN = "open"
    SIGNED_IN = "signed in"


ACCESS: dict[tuple[str, str], Who] = {
    ("POST", "/orders"): Who.SIGNED_IN,
    ("GET", "/orders"): Who.SIGNED_IN,
    ("GET", "/orders/{id}"): Who.SIGNED_IN,
    ("GET", "/orders/{id}/cover"): Who.SIGNED_IN,
    ("GET", "/orders/{id}/history"): Who.SIGNED_IN,
    ("GET", "/orders/{id}/ledger"): Who.SIGNED_IN,
    ("GET", "/orders/{id}/versions"): Who.SIGNED_IN,
    ("GET", "/orders/{id}/messages"): Who.SIGNED_IN,
    ("POST", "/orders/{id}/messages"): Who.SIGNED_IN,
    ("POST", "/orders/{id}/files"): Who.SIGNED_IN,
    ("GET", "/orders/{id}/files"): Who.SIGNED_IN,
    ("GET", "/orders/{id}/files/{sha256}"): Who.SIGNED_IN,
    ("POST", "/orders/{id}/{command}"): Who.SIGNED_IN,
    ("GET", "/notices"): Who.SIGNED_IN,
    ("POST", "/notices/{id}/settle"): Who.SIGNED_IN,
    ("GET", "/waits"): Who.OPEN,
    ("GET", "/policies"): Who.OPEN,
    ("POST", "/sandbox/payments"): Who.SIGNED_IN,
}
"""The published table. ``{command}`` stands for every command that a person may ever send."""

_PEOPLE = {Role.BUYER, Role.SUPPLIER, Role.INSPECTOR, Role.MEDIATOR, Role.OPERATOR}


def for_people(command: str) -> bool:
    """Whether some person's role may send the command; the others are the house's own."""
    return bool(_PEOPLE.intersection(PERMISSIONS[command].roles))


def check(routes: Iterable[tuple[str, str, bool]]) -> None:
    """Stop unless every route (method, path, whether it asks who calls) is as its line says."""
    for method, path, asks_who in routes:
        who = ACCESS.get((method, path))
        if who is None:
            raise Broken(f"{method} {path} has no line in the access table")
        if asks_who is not (who is Who.SIGNED_IN):
            raise Broken(f"{method} {path} does not ask as the access table says")
