"""How many pieces are checked, and how many may be bad? ``earnest aql``, without an installation.

The plan comes from ``domain.inspection``; ``--svg`` writes what it detects as a drawing.
"""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.charts.operating_curve import operating_curve, percent, quality
from earnest.cli.failing import reading
from earnest.cli.options import Json
from earnest.cli.speak import clean, emit, line, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.inspection.curve import Curve, Model, curve
from earnest.domain.inspection.sampling import Plan, Standard, plan
from earnest.domain.refusals import refuse

FORM = ("code_letter", "use_letter", "sample_size", "ac", "re", "units_to_inspect")
"""What programs are given of a plan."""

_BAD = ("aql_bad_some", "aql_bad_none", "aql_found_bad")
_FAULTS = ("aql_faults_some", "aql_faults_none", "aql_found_faults")


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("aql")(aql)


def aql(  # noqa: PLR0917 - one parameter for each option
    lot: Annotated[int, typer.Option(metavar="PIECES", help="How many pieces the lot has.")],
    value: Annotated[
        str, typer.Option("--aql", metavar="AQL", help="One of the 26 of the standard, as 2.5.")
    ],
    level: Annotated[
        str, typer.Option(metavar="S-1|S-2|S-3|S-4|I|II|III", help="The inspection level.")
    ] = "II",
    severity: Annotated[
        str, typer.Option(metavar="normal|tightened|reduced", help="How strictly.")
    ] = "normal",
    standard: Annotated[
        str, typer.Option(metavar="iso2859-1|milstd105e", help="Whose reduced table.")
    ] = Standard.ISO.value,
    svg: Annotated[
        str, typer.Option(metavar="FILE", help="Write what the plan detects as a drawing.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Say how many pieces of a lot are checked, and how many may be bad (ISO 2859-1)."""
    found = plan(lot, level, value, severity, standard=standard)
    drawn = curve(found)
    if svg:
        _write(svg, operating_curve(drawn, terminal().language))
    if as_json:
        emit({name: getattr(found, name) for name in FORM})
        return
    _show(found, drawn)
    if svg:
        show(line((t("aql_drawn", file=clean(svg)), "quiet")))


def _write(file: str, text: str) -> None:
    with reading():
        try:
            terminal().path(file).write_text(text, encoding="utf-8")
        except OSError:
            refuse("file.not_writable", name=clean(file)[:120])


def _show(found: Plan, drawn: Curve) -> None:
    some, none, counted = _FAULTS if drawn.model is Model.NONCONFORMITIES else _BAD
    amount = t(some if found.ac else none, ac=found.ac)
    asked = f"aql_asked_{found.severity.value}"
    show(
        line((t("aql_plan", units=found.units_to_inspect) + amount, "title")),
        line((t(asked, lot=found.lot, level=found.level, aql=found.aql), "quiet")),
        line(),
    )
    answers = table(t(counted), t("aql_lot"))
    for count, answer, style in _answers(found):
        answers.add_row(count, line((answer, style)))
    show(answers, line())
    turns = table(t(f"aql_quality_{drawn.model.value}"), t("aql_accepted"), right=(0, 1))
    for point in (drawn.safe, drawn.caught):
        turns.add_row(quality(drawn, point), percent(point.chance))
    show(turns, line(), *(line((note, "quiet")) for note in _notes(found)))


def _answers(found: Plan) -> list[tuple[str, str, str]]:
    """Each range of counts with what it means for the lot."""
    upto = t("aql_range", first=0, last=found.ac) if found.ac else "0"
    rows = [(upto, t("aql_is_accepted"), "good")]
    if found.re > found.ac + 1:
        first, last = found.ac + 1, found.re - 1
        between = t("aql_range", first=first, last=last) if first < last else str(first)
        rows.append((between, t("aql_is_accepted_in_gap"), "warn"))
    return [*rows, (t("aql_from", first=found.re), t("aql_is_refused"), "bad")]


def _notes(found: Plan) -> list[str]:
    """What a reader of the table should know about this plan."""
    notes = [t("aql_letter", letter=found.code_letter)]
    if found.follows_arrow:
        notes = [t("aql_arrow", letter=found.code_letter, other=found.use_letter)]
    if found.sample_size > found.units_to_inspect:
        notes.append(t("aql_whole_lot", size=found.sample_size))
    if found.is_disputed:
        notes.append(t("aql_disputed"))
    is_older = found.standard is Standard.MILSTD105E
    return [*notes, t("aql_source_older") if is_older else t("aql_source_iso")]
