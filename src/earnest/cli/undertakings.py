"""What has the supplier promised on an order? The family ``earnest undertaking``.

Offering, signing, calling and deciding are commands of ``earnest order do``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Order
from earnest.cli.people import acting_as, the_desk
from earnest.cli.speak import clean, emit, line, money, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.coverage.security import security_for
from earnest.domain.coverage.undertaking import Undertaking
from earnest.domain.order.state import Order as OrderState
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.batch import Request
from earnest.usecases.look import OrderAnswer
from earnest.words import formats
from earnest.words.say import word
from earnest.words.undertakings import undertaking_text

Id = Annotated[str, typer.Argument(metavar="UNDERTAKING", help="As U1; the newest if left out.")]


def register(app: typer.Typer) -> None:
    """Add the family to the command line."""
    family = typer.Typer(help="Undertakings: promises with a sum, a date and a security.")
    family.command("list")(list_)
    family.command("show")(show_)
    family.command("suggest")(suggest)
    app.add_typer(family, name="undertaking", no_args_is_help=True)


def list_(order: Order, login: As = "", as_json: Json = False) -> None:
    """List the undertakings of an order: where each stands, its sum, its security, its last day."""
    found, _ = _order(order, login)
    if as_json:
        emit({"undertakings": [_form(each) for each in found.undertakings]})
        return
    if not found.undertakings:
        show(line((t("no_undertakings"), "quiet")))
        return
    language, zone = terminal().language, found.contract.destination_zone
    columns = ("undertaking", "lot", "stage", "at_most", "set_aside", "call_until")
    rows = table(*(t(name) for name in columns), right=(3, 4))
    for each in found.undertakings:
        rows.add_row(
            each.id,
            clean(each.lot),
            word("undertaking", each.status.value, language),
            money(each.max_minor, found.contract.currency),
            money(each.secured_minor, found.contract.currency) if each.secured_minor else "—",
            formats.deadline(each.claim_by, language, zone),
        )
    show(rows)


def show_(order: Order, undertaking: Id = "", login: As = "", as_json: Json = False) -> None:
    """Show the whole text of one undertaking, with the hash that is signed."""
    found, days = _order(order, login)
    wanted = [each for each in found.undertakings if undertaking in ("", each.id)]
    if not wanted:
        refuse("undertaking.unknown", undertaking=undertaking[:40])
    each, language = wanted[-1], terminal().language
    texts = {
        code: undertaking_text(each, found.contract, payout_days=days, language=code)
        for code in formats.LANGUAGES
    }
    if as_json:
        emit({**_form(each), "text": texts})
        return
    status = word("undertaking", each.status.value, language)
    show(
        line((f"{each.id} · {status}", "title")),
        line(clean(texts[formats.column_of(language)])),
        line((f"SHA-256 {each.text_sha256}", "quiet")),
    )


def suggest(
    order: Order,
    lot: Annotated[str, typer.Option(help="The lot; the only one where there is one.")] = "",
    login: As = "",
    as_json: Json = False,
) -> None:
    """Say how much should be set aside for a promise about a lot, by what its report found."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    found = desk.look.order(order_id(desk, viewer, order), viewer, desk.now())
    subject = Subject(Kind.ORDER, found.id)
    state = desk.store.peek([Request(subject, None, viewer)]).streams[subject].state
    wanted = lot or (found.lots[0].id if len(found.lots) == 1 else "")
    if not isinstance(state, OrderState):
        refuse("order.not_found")
    minor = security_for(state, wanted, desk.policies.of(found.policy))
    if as_json:
        emit({"lot": wanted, "security_minor": minor})
    elif minor is None:
        show(line((t("no_security_figure", lot=wanted), "warn")))
    else:
        amount = money(minor, found.contract.currency)
        show(line((t("security_suggested", lot=wanted, amount=amount), "title")))


def _order(order: str, login: str) -> tuple[OrderAnswer, int]:
    """The order as its viewer sees it, and the days after which a notice is paid."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    found = desk.look.order(order_id(desk, viewer, order), viewer, desk.now())
    return found, desk.policies.of(found.policy).undertaking.payout_days


def _form(each: Undertaking) -> dict[str, Any]:
    """What programs get of one; enums are their values, instants are written as everywhere."""
    return {**asdict(each), "has_effect": each.has_effect}
