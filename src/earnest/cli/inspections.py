"""Who inspects what, when, and what was found? The family ``earnest inspection``.

An inspector sees the visits that were given to his organisation, and of an order only what he
inspects; the parties see all of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from earnest.cli.commands import Yes, send
from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Key, Order
from earnest.cli.people import acting_as, the_desk
from earnest.cli.speak import clean, emit, heading, line, money, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.contract.terms import Clause, called
from earnest.domain.inspection.booking import Inspection
from earnest.domain.inspection.history import Strictness
from earnest.domain.inspection.report import Inspected, Section, SectionResult
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.order.acts.assign import AssignInspector
from earnest.domain.order.acts.contest import ContestReport
from earnest.domain.order.acts.inspect import (
    AnswerInspection,
    BookInspection,
    CancelInspection,
)
from earnest.domain.parties import Actor, Duty
from earnest.domain.refusals import refuse
from earnest.usecases.assignments import Assignment, Visit
from earnest.usecases.look import OrderAnswer
from earnest.wiring import Desk
from earnest.words import formats, strictness
from earnest.words.say import word

Maybe = Annotated[
    str, typer.Argument(metavar="[ORDER]", help="The order; an inspector needs none.")
]
Id = Annotated[str, typer.Argument(metavar="INSPECTION", help="As I1; the newest if left out.")]
Which = Annotated[
    str | None,
    typer.Option("--inspection", help="As I1; the only one to come if left out."),
]
Lot = Annotated[str | None, typer.Option("--lot", help="The lot; the only one where there is one.")]
Day = Annotated[str | None, typer.Option("--on", metavar="DATE", help="As 2026-05-15.")]


def register(app: typer.Typer) -> None:
    """Add the family to the command line."""
    family = typer.Typer(help="Inspections: book, date, assign, report, contest, look.")
    for name, run in (
        ("list", list_), ("show", show_), ("book", book), ("answer", answer), ("assign", assign),
        ("cancel", cancel), ("report", report), ("contest", contest),
    ):  # fmt: skip
        family.command(name)(run)
    app.add_typer(family, name="inspection", no_args_is_help=True)


def book(  # noqa: PLR0913, PLR0917 - one parameter for each option
    order: Order,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="As 2026-05-15.")],
    kind: Annotated[
        str, typer.Option(help="ipi, dupro, psi, loading, destination, every-piece.")
    ] = "psi",
    by: Annotated[str, typer.Option(help="self, third-party, platform.")] = "third-party",
    lot: Lot = None,
    price: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="That of the plan if left out.")
    ] = None,
    reduced: Annotated[
        bool, typer.Option("--reduced", help="Reduced inspection, where the history earned it.")
    ] = False,
    login: As = "",
    yes: Yes = False,
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Ask for an inspection of a lot on a day; the other side answers, or lets it be."""
    words = {"lot": lot, "kind": kind, "by": by, "on": on, "price": price, "reduced": reduced}
    send(order, BookInspection, **words, login=login, yes=yes, key=key, as_json=as_json)


def answer(  # noqa: PLR0917 - one parameter for each option
    order: Order,
    inspection: Which = None,
    on: Day = None,
    login: As = "",
    yes: Yes = False,
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Agree to the day of an inspection; or name another one with --on."""
    words = {"inspection": inspection, "accept": on is None, "on": on}
    send(order, AnswerInspection, **words, login=login, yes=yes, key=key, as_json=as_json)


def assign(  # noqa: PLR0913, PLR0917 - one parameter for each option
    order: Order,
    inspector: Annotated[str, typer.Argument(help="The organisation of the inspector.")],
    inspection: Which = None,
    body: Annotated[str | None, typer.Option(help="Who accredited it, as UKAS.")] = None,
    number: Annotated[str | None, typer.Option(help="Number of the accreditation.")] = None,
    scope: Annotated[str | None, typer.Option(help="Scope of the accreditation.")] = None,
    until: Annotated[
        str | None, typer.Option("--valid-until", metavar="DATE", help="As 2027-05-15.")
    ] = None,
    login: As = "",
    yes: Yes = False,
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Give a booked inspection to an inspector; a third party with its accreditation."""
    words = {"inspection": inspection, "inspector": inspector, "body": body, "number": number}
    words |= {"scope": scope, "valid_until": until}
    send(order, AssignInspector, **words, login=login, yes=yes, key=key, as_json=as_json)


def cancel(  # noqa: PLR0917 - one parameter for each option
    order: Order,
    inspection: Which = None,
    login: As = "",
    yes: Yes = False,
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Call off an inspection that has no report yet."""
    options = {"login": login, "yes": yes, "key": key, "as_json": as_json}
    send(order, CancelInspection, inspection=inspection, **options)


def report(  # noqa: PLR0917 - one parameter for each option
    order: Order,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The report in JSON.")],
    inspection: Annotated[
        str | None,
        typer.Option(
            "--inspection", help="As I1; the only booked one if left out; '' for none at all."
        ),
    ] = None,
    lot: Lot = None,
    login: As = "",
    yes: Yes = False,
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Hand in a report; its result is computed, and it is never changed."""
    words = {"lot": lot, "report": file, "inspection": inspection}
    send(order, RecordInspection, **words, login=login, yes=yes, key=key, as_json=as_json)


def contest(  # noqa: PLR0917 - one parameter for each option
    order: Order,
    lot: Lot = None,
    login: As = "",
    yes: Yes = False,
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Contest the report by which a lot did not pass; the loser pays the re-check."""
    send(order, ContestReport, lot=lot, login=login, yes=yes, key=key, as_json=as_json)


def list_(order: Maybe = "", login: As = "", as_json: Json = False) -> None:
    """List the inspections of an order; or, for an inspector, those that he has still to make."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    if order:
        found = _order(desk, viewer, order)
        rows: tuple[Any, ...] = found.inspections
        headed: tuple[str, ...] = ("inspection", "lot", "kind", "on_day", "stands", "paid_by")
        cells = [tuple(_cells(each, found)) for each in found.inspections]
    elif viewer.duty is not Duty.INSPECT:
        refuse("inspection.name_an_order")
    else:
        rows = desk.look.assignments(viewer, desk.now())
        headed = ("inspection", "order", "item", "lot", "kind", "on_day", "until")
        cells = [tuple(_job(each)) for each in rows]
    if as_json:
        emit({"inspections": [asdict(each) for each in rows]})
        return
    if not rows:
        show(line((t("no_inspections"), "quiet")))
        return
    shown = table(*(t(name) for name in headed))
    for row in cells:
        shown.add_row(*row)
    show(shown)


def _order(desk: Desk, viewer: Actor, order: str) -> OrderAnswer:
    return desk.look.order(order_id(desk, viewer, order), viewer, desk.now())


def _cells(each: Inspection, found: OrderAnswer) -> Iterator[str]:
    language = terminal().language
    yield each.id
    yield clean(each.lot)
    kind, strictly = word("inspection_kind", each.kind.value, language), each.strictness
    loud = f" · {word('sampling_strictness', strictly.name, language)}"
    yield kind if strictly.is_normal else kind + loud
    yield formats.day(each.on, language)
    yield word("booking_status", each.status.value, language)
    price = money(each.price_minor, found.contract.currency) if each.price_minor else ""
    yield f"{word('role', each.payer.value, language)} {price}".strip()


def _job(each: Assignment) -> Iterator[str]:
    language = terminal().language
    yield each.inspection
    yield each.order
    yield clean(each.title)
    yield clean(each.lot)
    yield word("inspection_kind", each.kind.value, language)
    yield formats.day(each.on, language)
    yield formats.deadline(each.due_at, language, each.zone) if each.due_at else "—"


def show_(order: Order, inspection: Id = "", login: As = "", as_json: Json = False) -> None:
    """Show one inspection: what an inspector has to check, or what its report says."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    if viewer.duty is Duty.INSPECT:
        found = desk.look.assignment(order_id(desk, viewer, order), inspection, viewer, desk.now())
        if as_json:
            emit(asdict(found))
        else:
            show(*_visit(found))
        return
    seen = _order(desk, viewer, order)
    wanted = [each for each in seen.inspections if inspection in ("", each.id)]
    if not wanted:
        refuse("inspection.unknown", inspection=inspection[:40])
    reports = [
        each
        for lot in seen.lots
        for each in lot.quality.reports
        if each.inspection == wanted[-1].id
    ]
    if as_json:
        said = [asdict(each) for each in reports]
        emit({**asdict(wanted[-1]), "reports": said})
        return
    show(line((" · ".join(_cells(wanted[-1], seen)), "title")), *_strict(wanted[-1].strictness))
    for each in reports:
        show(*report_page(each, seen.contract.clauses))


def _strict(found: Strictness) -> Iterator[RenderableType]:
    """How strictly the lot is inspected, and why: a line for each class, loud where it warns."""
    for name, sentence in strictness.said(found, terminal().language):
        yield line((f"{name}: {sentence}", "warn" if found.is_stopped else "quiet"))


def report_page(found: Inspected, clauses: Iterable[Clause]) -> Iterator[RenderableType]:
    """A report as it was judged: the result, and each section that made it so, in whose names
    those of ``clauses``, the contract's, stand.
    """
    language, judged = terminal().language, found.judged
    verdict = word("verdict", judged.verdict.value, language)
    yield heading(f"{t('inspection')}: {verdict}")
    shown = table(t("section"), t("stands"), t("found"), t("allowed"), right=(2, 3))
    for section in judged.sections:
        shown.add_row(*_section(section, called(clauses, section.clauses)))
    yield shown
    yield line((f"SHA-256 {found.report_sha256}", "quiet"))


_STYLES = {
    SectionResult.PASSED: "good",
    SectionResult.FAILED: "bad",
    SectionResult.PENDING: "warn",
    SectionResult.NOT_APPLICABLE: "quiet",
}


def _section(section: Section, names: Sequence[str]) -> Iterator[RenderableType]:
    language = terminal().language
    clauses = f" ({', '.join(map(clean, names))})" if names else ""
    yield Text(word("report_section", section.name, language) + clauses)
    yield Text(word("section_result", section.result.value, language), _STYLES[section.result])
    yield Text(f"{section.found} / {section.checked}" if section.checked else "—")
    yield Text(str(section.ac) if section.re else "—")


def _visit(found: Visit) -> Iterator[RenderableType]:
    language, job = terminal().language, found.assignment
    yield line((clean(job.title), "title"))
    facts = [job.inspection, clean(job.lot), word("inspection_kind", job.kind.value, language)]
    facts += [formats.day(job.on, language), clean(job.place), clean(found.supplier)]
    yield line((" · ".join(filter(None, facts)), "quiet"))
    yield line(t("pieces_to_see", pieces=found.pieces, cartons=found.cartons_to_open or "—"))
    plan = table(t("section"), t("checked"), t("allowed"), right=(1, 2))
    for name, rule in found.allowed.items():
        plan.add_row(word("report_section", name.value, language), str(rule.checked), str(rule.ac))
    yield plan
    yield from _strict(found.strictness)
    yield heading(t("checklist"))
    items = table(
        t("item"), t("wanted_value"), t("tolerance"), t("method"), t("checked"), right=(4,)
    )
    for item in found.checklist:
        value = f"{clean(item.value)} {clean(item.unit)}".strip()
        sample = str(item.sample) if item.sample else t("all_of_them")
        items.add_row(clean(item.name), value, clean(item.tolerance), clean(item.method), sample)
    yield items
    for each in found.earlier:
        yield from report_page(each, found.clauses)
