"""Which rules hold? ``earnest waits``, ``draw`` and ``policy``: tables, made from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer
from rich.text import Text

from earnest.cli.failing import UNREADABLE, failure_of, reading
from earnest.cli.options import Json
from earnest.cli.speak import clean, emit, line, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.order.deadlines import WAITS, Unit, WaitRule, number
from earnest.domain.order.stages import LOT_EDGES, ORDER_EDGES, TERMINAL, Edge
from earnest.domain.policy import Policies, Policy, differences
from earnest.domain.refusals import refuse
from earnest.policies import load, read_text
from earnest.words.say import sentence, word

PolicyName = Annotated[str, typer.Argument(help="A version, as guide-2021@1, or a file.")]


def register(app: typer.Typer) -> None:
    """Add all of them to the command line."""
    app.command("waits")(waits)
    app.command("draw")(draw)
    family = typer.Typer(help="Policies: every number that a lawyer may change, as data.")
    family.command("list")(list_)
    family.command("check")(check)
    family.command("diff")(diff)
    app.add_typer(family, name="policy", no_args_is_help=True)


def waits(
    policy: Annotated[str, typer.Option(help="The policy whose numbers are shown.")] = "",
    as_json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As a table for the docs.")] = False,
) -> None:
    """List everything that is waited for: who must act, until when, and what happens otherwise."""
    chosen = policy_called(policy) if policy else load().of(load().default)
    rows = [_wait_row(rule, chosen) for rule in WAITS.values()]
    if as_json:
        emit({"policy": chosen.version, "waits": rows})
        return
    columns = ("who", "what", "bound", "otherwise", "rule")
    keys = ("who_text", "awaited", "bound", "outcome", "rule")
    if markdown:
        cells = [[row[key] for key in keys] for row in rows]
        terminal().out.write("\n".join(_markdown([t(name) for name in columns], cells)) + "\n")
        return
    found = table(*(t(name) for name in columns[:-1]), title=t("waits"))
    for row in rows:
        bound = Text.assemble(row["bound"], (f"\n{broken(row['rule'], 22)}", "quiet"))
        found.add_row(Text(row["who_text"]), row["awaited"], bound, row["outcome"])
    show(found)


def broken(path: str, width: int = 26) -> str:
    """A rule's path on lines of at most ``width`` columns, broken where its words end."""
    lines = [""]
    for piece in re.findall(r"[^._]+[._]?", path):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)


def _wait_row(rule: WaitRule, policy: Policy) -> dict[str, Any]:
    language = terminal().language
    kind = rule.kind.value
    who = word("Role", rule.who.value, language) if rule.who else t("whose_turn")
    return {
        "kind": kind,
        "who": rule.who.value if rule.who else None,
        "who_text": who,
        "awaited": sentence("waits", kind, language, part="awaited"),
        "bound": _bound(rule, policy),
        "outcome": sentence("waits", kind, language, part="outcome"),
        "event": rule.outcome,
        "rule": rule.rule,
        "source": policy.sources.get(rule.rule, ""),
    }


def _bound(rule: WaitRule, policy: Policy) -> str:
    if rule.rule.startswith("contract."):
        return t("bound_contract")
    count = number(policy, rule.rule)
    if rule.unit is Unit.HOURS:
        return t("bound_hours", hours=count)
    names = {Unit.DAYS: "bound_days", Unit.BUSINESS_DAYS: "bound_business_days"}
    return t(names.get(rule.unit, "bound_contract_days"), days=count)


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def draw(as_json: Json = False) -> None:
    """Draw the stages of an order and of a lot as Mermaid pictures."""
    if as_json:
        emit({"order": _edges(ORDER_EDGES), "lot": _edges(LOT_EDGES)})
        return
    terminal().out.write("\n".join(mermaid()) + "\n")


def _edges(edges: tuple[Edge, ...]) -> list[dict[str, str]]:
    return [{"from": edge.start, "event": edge.event, "to": edge.end} for edge in edges]


def mermaid() -> Iterator[str]:
    """Both stage tables as Mermaid state diagrams."""
    ends = {stage.value for stage in TERMINAL}
    yield from _diagram("order", ORDER_EDGES, ends)
    yield ""
    yield from _diagram("lot", LOT_EDGES, {"released", "refunded"})


def _diagram(title: str, edges: tuple[Edge, ...], ends: set[str]) -> Iterator[str]:
    yield "```mermaid"
    yield "---"
    yield f"title: The stages of {'an order' if title == 'order' else 'a lot'}"
    yield "---"
    yield "stateDiagram-v2"
    yield f"    [*] --> {edges[0].start}"
    for edge in edges:
        yield f"    {edge.start} --> {edge.end}: {edge.event}"
    for stage in dict.fromkeys(edge.end for edge in edges):
        if stage in ends:
            yield f"    {stage} --> [*]"
    yield "```"


def list_(as_json: Json = False) -> None:
    """List the policies of this edition."""
    found = load()
    policies = tuple(found.by_version.values())
    if as_json:
        rows = [{"version": one.version, "title": one.title} for one in policies]
        emit({"policies": rows, "default": found.default})
        return
    shown = table(t("policies"), t("title"), "")
    for one in policies:
        mark = t("policy_default") if one.version == found.default else ""
        shown.add_row(Text(one.version, "name"), one.title, Text(mark, "good"))
    show(shown)


def check(
    file: Annotated[str, typer.Argument(help="A policy file in TOML.")], as_json: Json = False
) -> None:
    """Check a policy file: its keys, its numbers, its sources; says the path of what is wrong."""
    found = _read(file)
    if as_json:
        emit({"version": found.version, "rules": len(found.sources), "ok": True})
        return
    show(line((t("policy_good", name=found.version, count=len(found.sources)), "good")))


def diff(one: PolicyName, other: PolicyName, as_json: Json = False) -> None:
    """Explain in which rules two policies differ, with the source of each."""
    first, second = policy_called(one), policy_called(other)
    found = list(differences(first, second))
    if as_json:
        rows = [{"rule": d.path, "one": d.one, "other": d.other, "source_one": d.source_one,
                 "source_other": d.source_other} for d in found]  # fmt: skip
        emit({"one": first.version, "other": second.version, "differences": rows})
        return
    names = {"one": first.version, "other": second.version}
    if not found:
        show(line(t("policy_same", **names)))
        return
    title = t("policy_differences", count=len(found), **names)
    shown = table(t("rule"), first.version, second.version, title=title)
    for each in found:
        shown.add_row(
            Text(broken(each.path), "name"),
            _cell(each.one, each.source_one),
            _cell(each.other, each.source_other),
        )
    show(shown)


def _cell(value: str, source: str) -> Text:
    said = (
        word("truth", value.lower(), terminal().language) if value in ("True", "False") else value
    )
    return Text.assemble(said, (f"\n{source}", "quiet"))


def policy_called(name: str) -> Policy:
    """A policy by its version, by its name alone, or from a file."""
    known: Policies = load()
    versions = known.by_version
    for version, policy in versions.items():
        if name in (version, version.partition("@")[0]):
            return policy
    if "." in name or "/" in name:
        return _read(name)
    raise failure_of(_unknown(name), exit_code=UNREADABLE)


def _unknown(name: str) -> Any:
    from earnest.domain.refusals import Refused

    return Refused("policy.unknown", version=clean(name)[:60])


def _read(file: str) -> Policy:
    path = terminal().path(file)
    with reading():
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            refuse("import.unreadable", name=clean(file)[:120])
        return read_text(text)
