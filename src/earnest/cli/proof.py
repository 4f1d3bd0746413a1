"""Is everything as it must be? ``earnest verify``, ``checkpoint`` and ``rebuild``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from earnest.cli.failing import REFUSED, reading
from earnest.cli.options import Json
from earnest.cli.people import the_desk
from earnest.cli.progress import progress
from earnest.cli.speak import clean, emit, line, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.refusals import refuse
from earnest.usecases.verify import Report
from earnest.wiring.proof import rebuilt, sealed, streams, trusted_heads, verified


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("verify")(verify)
    app.command("checkpoint")(checkpoint)
    app.command("rebuild")(rebuild)


def verify(
    point: Annotated[
        str, typer.Option("--checkpoint", help="A checkpoint's file, kept off this machine.")
    ] = "",
    public_key: Annotated[
        str, typer.Option(help="The public key in hex, as you kept it; else this installation's.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Derive everything again from the journal and compare: chain, seals, states, money, waits."""
    desk = the_desk()
    with reading():
        heads = trusted_heads(desk, _bytes(point), public_key) if point else ()
    with progress(t("verifying"), streams(desk), is_quiet=as_json) as step:
        report = verified(desk, heads, step=step)
    if as_json:
        emit(report_form(report))
    else:
        show_report(report)
    if not report.ok:
        raise typer.Exit(REFUSED)


def report_form(report: Report) -> dict[str, Any]:
    """The report for programs."""
    findings = [asdict(finding) for finding in report.findings]
    return {
        "ok": report.ok,
        "events": report.events,
        "streams": report.streams,
        "files": report.files,
        "files_kept_elsewhere": report.kept_elsewhere,
        "files_unclaimed": report.unclaimed,
        "findings": findings,
    }


def show_report(report: Report) -> None:
    """Print what was checked and what was found."""
    if report.ok:
        show(line((t("verified", events=report.events, streams=report.streams), "good")))
        if report.files or report.kept_elsewhere:
            counts = {"files": report.files, "elsewhere": report.kept_elsewhere}
            show(line((t("verified_files", **counts), "quiet")))
        return
    show(line((t("verify_failed", count=len(report.findings)), "bad")))
    found = table("", "", "")
    found.show_header = False
    for finding in report.findings:
        found.add_row(finding.check, clean(finding.where), clean(finding.detail))
    show(found)


def _bytes(name: str) -> bytes:
    path = terminal().path(name)
    try:
        if not path.is_file():  # a device has no end
            refuse("import.not_a_file", name=clean(name)[:120])
        return path.read_bytes()
    except (OSError, ValueError):
        refuse("import.unreadable", name=clean(name)[:120])


def checkpoint(as_json: Json = False) -> None:
    """Sign the ends of all streams; keep the file off this machine, it shows a cut tail."""
    point, path = sealed(the_desk())
    if as_json:
        emit({**asdict(point), "file": str(path)})
        return
    text = t("checkpointed", streams=point.streams, events=point.events, path=str(path))
    show(line((text, "good")))


def rebuild(as_json: Json = False) -> None:
    """Make lists, snapshots and deadlines again from nothing but the journal."""
    desk = the_desk()
    with progress(t("rebuilding"), streams(desk), is_quiet=as_json) as step:
        count = rebuilt(desk, step=step)
    if as_json:
        emit({"streams": count})
    else:
        show(line((t("rebuilt", count=count), "good")))


__all__ = ["register", "report_form", "show_report"]
