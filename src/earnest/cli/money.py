"""How is the sandbox's bank played, and who sets a supplier's limit? ``earnest pay``, ``limit``."""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.cli.failing import reading
from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Key, Order
from earnest.cli.order_page import money_bar
from earnest.cli.people import acting_as, operator, supplier_of, the_desk
from earnest.cli.speak import emit, line, show
from earnest.cli.texts import t
from earnest.demo.cast import name_of
from earnest.domain.closed_list import ClosedList
from earnest.domain.money import Money, minor_from_text, money_from_decimal
from earnest.domain.parties import Actor
from earnest.domain.programme.limit import SetLimit
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.batch import Request
from earnest.usecases.look import OrderAnswer
from earnest.wiring import Desk, Play
from earnest.words.say import Value

Amount = Annotated[str, typer.Option("--amount", help="In the order's currency, as 120.50.")]
Minor = Annotated[str, typer.Option("--minor", help="The same in minor units.")]


class HowPaid(ClosedList):
    """What the payer does at the played bank."""

    IN_TIME = "in-time"
    LATE = "late"
    TWICE = "twice"
    TOO_LITTLE = "too-little"
    TOO_MUCH = "too-much"
    WRONG_CURRENCY = "wrong-currency"
    NO_REFERENCE = "no-reference"
    REVERSE = "reverse"


def register(app: typer.Typer) -> None:
    """Add both to the command line."""
    app.command("pay")(pay)
    family = typer.Typer(help="Suppliers' limits: set by the operator, with a reason.")
    family.command("set")(set_limit)
    family.command("show")(show_limit)
    app.add_typer(family, name="limit", no_args_is_help=True)


def pay(  # noqa: PLR0917 - one parameter for each option
    order: Order,
    how: Annotated[HowPaid, typer.Argument(help="What the payer does.")] = HowPaid.IN_TIME,
    amount: Amount = "",
    minor: Minor = "",
    method: Annotated[str, typer.Option(help="By which way the money comes.")] = "tt",
    entry: Annotated[int, typer.Option(help="With reverse: the bank's entry to take back.")] = 0,
    login: As = "",
    as_json: Json = False,
) -> None:
    """Play the sandbox's bank: let it receive a payment for an order, or take one back.

    Without an amount it is what the order asks for next: the deposit, then all that is open.
    """
    desk = the_desk()
    actor = acting_as(desk, login)
    id = order_id(desk, actor, order)
    seen = desk.look.order(id, actor, desk.now())
    with reading():
        chosen = _amount(seen, amount, minor)
    if how is HowPaid.REVERSE:
        entries: tuple[int, ...] = (_reverse(desk, entry, chosen.minor),)
    else:
        play = Play(how.value.replace("-", "_"))
        entries = desk.play_payment(id, chosen.minor, chosen.currency, play, method)
    desk.settle_down()
    after = desk.look.order(id, actor, desk.now())
    if as_json:
        bar = after.money
        figures = {"paid_minor": bar.paid_minor, "held_minor": bar.held_minor}
        asked = {"minor": chosen.minor, "currency": chosen.currency}
        emit({"entries": list(entries), **asked, **figures})
        return
    _tell(entries, chosen, how, after)


def _reverse(desk: Desk, entry: int, minor: int) -> int:
    if not entry:
        refuse("command.missing", fields=("--entry",))
    return desk.play_reversal(entry, minor)


def _amount(seen: OrderAnswer, amount: str, minor: str) -> Money:
    currency = seen.money.currency
    if minor:
        return Money(minor_from_text(minor), currency)
    if amount:
        return money_from_decimal(amount, currency)
    asked = seen.money.outstanding_minor
    if not seen.money.paid_minor and seen.contract.schedule:
        asked = seen.contract.schedule[0].amount_minor
    if not asked:
        refuse("command.missing", fields=("--amount",))
    return Money(asked, currency)


def _tell(entries: tuple[int, ...], chosen: Money, how: HowPaid, after: OrderAnswer) -> None:
    facts: dict[str, Value] = {"minor": chosen.minor, "currency": chosen.currency}
    for entry in entries:
        code = "bank_reversed" if how is HowPaid.REVERSE else "bank_received"
        show(line(t(code, entry=entry, play=how.value, **facts)))
    if how is HowPaid.LATE:
        show(line((t("bank_late"), "warn")))
    show(money_bar(after.money))


def set_limit(  # noqa: PLR0917 - one parameter for each option
    supplier: Annotated[str, typer.Argument(help="The supplier's organisation.")],
    amount: Annotated[str, typer.Argument(help="As 250000.00.")],
    currency: Annotated[str, typer.Argument(help="ISO 4217, as USD.")],
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")],
    login: As = "",
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Set a supplier's limit in one currency; the demo's operator acts where nobody is named."""
    desk = the_desk()
    actor = operator(desk, login)
    with reading():
        minor = money_from_decimal(amount, currency).minor
    subject = Subject(Kind.PROGRAMME, supplier_of(supplier))
    desk.perform(subject, SetLimit(currency, minor, reason), actor, key=key)
    _show_limit(desk, actor, supplier, currency, as_json=as_json)


def show_limit(
    supplier: Annotated[str, typer.Argument(help="The supplier's organisation.")],
    currency: Annotated[str, typer.Argument(help="ISO 4217, as USD.")],
    login: As = "",
    as_json: Json = False,
) -> None:
    """Show a supplier's limit in one currency: how much is in use, how much is free."""
    desk = the_desk()
    _show_limit(desk, operator(desk, login), supplier, currency, as_json=as_json)


def _show_limit(desk: Desk, actor: Actor, supplier: str, currency: str, *, as_json: bool) -> None:
    subject = Subject(Kind.PROGRAMME, supplier)
    found = desk.store.peek([Request(subject, None, actor)]).exposures.get((supplier, currency))
    limit, used = (found.limit_minor, found.reserved_minor) if found else (0, 0)
    if as_json:
        emit({"supplier": supplier, "currency": currency, "limit_minor": limit,
              "used_minor": used, "free_minor": limit - used})  # fmt: skip
    elif found is None:
        show(line((t("limit_none", name=name_of(supplier), in_currency=currency), "warn")))
    else:
        facts = {"limit": limit, "used": used, "free": limit - used}
        show(line(t("limit", name=name_of(supplier), currency=currency, **facts)))
