"""Can this contract be tested? ``earnest contract check`` and ``earnest order check``.

Both only read: each clause with its grade and the reasons, what is vague, what the buyer would
have to confirm. A file that can be read is checked, whatever it says: the exit code is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.text import Text

from earnest.cli.failing import reading
from earnest.cli.finding import order_id
from earnest.cli.json_forms import gap_form
from earnest.cli.options import As, Json, Order
from earnest.cli.order_page import gap_list
from earnest.cli.people import acting_as, the_desk
from earnest.cli.rules import policy_called
from earnest.cli.speak import clean, emit, heading, line, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.contract.gaps import Gap, gaps
from earnest.domain.contract.terms import Clause, Contract
from earnest.domain.contract.testability import Grade, Graded, contract_grade, grade
from earnest.domain.order.acts.confirm import unconfirmed
from earnest.domain.policy import Policy
from earnest.exchange.read import read_order
from earnest.policies import load
from earnest.words import formats
from earnest.words.say import unit_name, word

_LOOKS = {Grade.A: "good", Grade.B: "good", Grade.C: "warn", Grade.D: "bad"}


def register(app: typer.Typer) -> None:
    """Add the family to the command line."""
    family = typer.Typer(help="Contracts: can they be tested?", no_args_is_help=True)
    family.callback()(lambda: None)  # or else a family of one would lose the command's name
    family.command("check")(check)
    app.add_typer(family, name="contract")


def check(
    file: Annotated[
        str, typer.Argument(help="An order file, as for order import; - reads standard input.")
    ],
    policy: Annotated[str, typer.Option(help="The rules to check by; the usual ones else.")] = "",
    as_json: Json = False,
) -> None:
    """Grade every clause of an order file and say why; nothing is written."""
    with reading():
        rules = policy_called(policy or load().default)
        source = terminal().read_stdin() if file == "-" else terminal().path(file)
        found = read_order(source, policy=rules, filename=file)
    _answer(found.contract, found.gaps, (), rules, as_json=as_json)


def check_order(order: Order, login: As = "", as_json: Json = False) -> None:
    """Grade every clause of an order's contract and say why; nothing is written."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    found = desk.look.order(order_id(desk, viewer, order), viewer, desk.now())
    rules = desk.policies.of(found.policy)
    lacks = gaps(found.contract, rules)
    _answer(found.contract, lacks, found.confirmed, rules, as_json=as_json)


def _answer(
    contract: Contract,
    lacks: tuple[Gap, ...],
    confirmed: tuple[str, ...],
    rules: Policy,
    *,
    as_json: bool,
) -> None:
    left = unconfirmed(contract, confirmed, rules)
    if as_json:
        emit(
            {
                "title": contract.title,
                "policy": rules.version,
                "grade": contract_grade(contract).value,
                "grade_min": rules.contract.grade_min,
                "clauses": [
                    _clause_form(clause, item.id)
                    for item in contract.lines
                    for clause in item.clauses
                ],
                "gaps": [gap_form(gap) for gap in lacks],
                "to_confirm": [gap.id for gap in left],
                "confirmed": list(confirmed),
            }
        )
        return
    show(*_page(contract, lacks, left, rules))


def _clause_form(clause: Clause, line_id: str) -> dict[str, Any]:
    found = grade(clause)
    return {
        "line": line_id,
        "id": clause.id,
        "name": clause.name,
        "kind": clause.kind.value,
        "aspect": clause.aspect,
        "grade": found.grade.value,
        "reasons": [
            {"code": reason.value, "sentence": word("clause_reason", reason, terminal().language)}
            for reason in found.reasons
        ],
        "vague": list(found.vague),
    }


def _page(
    contract: Contract, lacks: tuple[Gap, ...], left: tuple[Gap, ...], rules: Policy
) -> Iterator[RenderableType]:
    overall, language = contract_grade(contract), terminal().language
    said = word("grade", overall, language)
    yield line((clean(contract.title), "title"))
    yield line((t("contract_grade", grade=overall.value, said=said), _LOOKS[overall]))
    for item in contract.lines:
        if item.clauses:
            yield heading(clean(item.name))
            yield _clauses(item.clauses)
    yield from gap_list(lacks)
    if left:
        yield line(
            ("\n" + t("to_confirm", count=len(left), least=rules.contract.grade_min), "warn")
        )
    elif not lacks:
        yield line(("\n" + t("nothing_missing"), "good"))


def _clauses(clauses: tuple[Clause, ...]) -> RenderableType:
    shown = table(t("grade"), t("requirement"), t("agreed"), t("not_better"))
    for clause in clauses:
        found = grade(clause)
        shown.add_row(
            Text(found.grade.value, _LOOKS[found.grade]),
            clean(clause.name or clause.id),
            clean(_agreed(clause)),
            clean(_why(found)),
        )
    return shown


def _agreed(clause: Clause) -> str:
    """Value, unit and tolerance, as one reads them."""
    unit = unit_name(clause.unit, terminal().language) if clause.unit else ""
    value = " ".join(filter(None, (clause.value, unit)))
    return "; ".join(filter(None, (value, clause.tolerance)))


def _why(found: Graded) -> str:
    language = terminal().language
    reasons = [word("clause_reason", reason, language) for reason in found.reasons]
    said = formats.listed(reasons, language) if reasons else ""
    words = t("vague_words", words=found.vague) if found.vague else ""
    return "\n".join(filter(None, (said, words)))
