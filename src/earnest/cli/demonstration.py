"""How is Earnest shown? ``earnest demo``: orders told at the terminal, or a market to look at.

``--once`` plays in a fresh installation of its own each time and leaves nothing behind; without
it the demo's own installation is filled once and served.
"""

from __future__ import annotations

import tempfile
from functools import partial
from typing import Annotated, Any

import typer
from rich.rule import Rule
from rich.text import Text

from earnest.cli.books import show_trial
from earnest.cli.failing import REFUSED
from earnest.cli.options import Json
from earnest.cli.order_page import money_bar
from earnest.cli.people import the_desk
from earnest.cli.progress import progress
from earnest.cli.proof import show_report
from earnest.cli.reader_story import tell_reader
from earnest.cli.remote import owner_listens
from earnest.cli.speak import clean, emit, heading, line, show, table
from earnest.cli.telling import Printer
from earnest.cli.texts import t
from earnest.demo.cast import MEMBERS, PASSWORD, introduce
from earnest.demo.market import IS_FILLED
from earnest.demo.play import Teller, begin_at, play
from earnest.demo.reader import READER
from earnest.demo.stories import START, STORIES, once
from earnest.demo.tales import TALES, populate
from earnest.demo.trade import Trade
from earnest.domain.ledger.trial import is_balanced
from earnest.domain.refusals import refuse
from earnest.environment import Mode, read_environment
from earnest.usecases.look import trial_of
from earnest.wiring import Desk, open_desk
from earnest.wiring.proof import verified

TOLD = (*STORIES, READER)
"""The names that ``--story`` takes; ``--once`` alone tells those of the two orders."""


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("demo")(demo)


def demo(  # noqa: PLR0917 - one parameter for each option
    is_once: Annotated[
        bool, typer.Option("--once", help="Tell two orders at the terminal, and end.")
    ] = False,
    story: Annotated[
        str, typer.Option(metavar="|".join(TOLD), help="Tell only this story at the terminal.")
    ] = "",
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0: as EARNEST_URL says.")
    ] = 0,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Fill the installation, and end.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show everything: two orders at the terminal (--once), or a market in the browser."""
    if story and story not in TOLD:
        refuse("command.bad_choice", field="--story", choices=TOLD)
    if is_once or story or as_json:
        tell_once(story, as_json=as_json)
        return
    if read_environment().mode is Mode.PRODUCTION:
        refuse("demo.not_in_production")
    _market(host, port, no_serve=no_serve)


def tell_once(story: str, *, as_json: bool) -> None:
    """Play the stories in an installation of their own; fails where the books or the checks do."""
    with tempfile.TemporaryDirectory(prefix="earnest-demo-") as home:
        desk = open_desk(read_environment({"EARNEST_HOME": home, "EARNEST_MODE": "demo"}))
        try:
            tell = tell_reader if story == READER else partial(_tell, story=story)
            is_good = tell(desk, as_json=as_json)
        finally:
            desk.close()
    if not is_good:
        raise typer.Exit(REFUSED)


def _tell(desk: Desk, *, story: str, as_json: bool) -> bool:
    begin_at(desk, START)
    introduce(desk.reads)
    trades: list[Trade] = []
    teller = Teller(desk, (lambda _: None) if as_json else Printer())
    play(desk, [once(desk, teller, trades, story)], after_each=teller.news)
    lines, report = trial_of(desk.reads), verified(desk)
    if as_json:
        orders = [_order_form(trade) for trade in trades]
        books = {"balanced": is_balanced(lines)}
        emit({"orders": orders, "books": books, "verify": {"ok": report.ok}})
    else:
        _summary(trades)
        show(Text())
        show_trial(lines)
        show(Text())
        show_report(report)
        show(line(("\n" + t("demo_where"), "quiet")))
    return is_balanced(lines) and report.ok


def _order_form(trade: Trade) -> dict[str, Any]:
    seen = trade.look()
    bar = seen.money
    return {
        "id": trade.id,
        "stage": seen.stage,
        "currency": bar.currency,
        "paid_minor": bar.paid_minor,
        "released_minor": bar.released_minor,
        "refunded_minor": bar.refunded_minor,
        "held_minor": bar.held_minor,
    }


def _summary(trades: list[Trade]) -> None:
    show(Text(), Rule(Text(t("demo_summary"), "title"), style="quiet", align="left"))
    for trade in trades:
        seen = trade.look()
        stage = Text(f"  ✓ {t(f'stage_{seen.stage}')}", "good")
        show(Text.assemble((clean(seen.contract.title), "title"), stage), money_bar(seen.money))


def _market(host: str, port: int, *, no_serve: bool) -> None:
    from earnest.cli.service import house_open, port_of, serve_here, url_of

    environment = read_environment()
    if owner_listens(environment.home):
        show(line((t("demo_already", url=environment.url), "good")))
        show_logins()
        return
    if no_serve:
        fill(the_desk())
        return
    with house_open(environment, prepare=_prepare):
        show(line(("\n" + t("demo_ready", url=url_of(environment, port)), "good")))
        show_logins()
        show(line((t("demo_stop"), "quiet")))
        serve_here(host, port or port_of(environment))
    show(line((t("stopped"), "quiet")))


def _prepare(desk: Desk) -> None:
    """The people first, so that letters have somebody to go to."""
    let_sign_in()
    fill(desk)


def fill(desk: Desk) -> None:
    """Fill the installation once, and say how it stands."""
    if desk.reads.setting(IS_FILLED) is None:
        show(line((t("demo_making", count=len(TALES)), "quiet")))
        with progress(t("demo_filling"), len(TALES)) as step:
            populate(desk, step)
    boards = desk.reads.boards(organisation=None, limit=500)
    currencies = len({board.currency for board in boards})
    code = "demo_made" if is_balanced(trial_of(desk.reads)) else "not_balanced"
    show(line(t(code, count=len(boards), currencies=currencies)))


def let_sign_in() -> None:
    """Let the cast sign in to the pages."""
    from earnest.accounts.newcomers import Newcomer, welcome

    welcome(
        [
            Newcomer(
                login=member.login,
                email=member.email,
                name=member.name,
                organisation=member.company.id,
                legal_name=member.company.name,
                country=member.company.country,
                duty=member.company.duty.value,
                role=member.role,
                language=member.language,
                zone=member.zone,
            )
            for member in MEMBERS
        ],
        password=PASSWORD,
    )


def show_logins() -> None:
    """Print who can sign in."""
    show(heading(t("demo_logins")))
    found = table(t("email"), t("name"), t("company"), t("does"))
    for member in MEMBERS:
        company, duty = member.company.name, member.company.duty.value
        found.add_row(Text(member.email, "name"), member.name, company, t(f"duty_{duty}"))
    show(found, line((t("demo_password", password=PASSWORD), "quiet")))
