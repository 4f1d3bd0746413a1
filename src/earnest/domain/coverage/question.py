"""What is a line of the cover answer while it is still being asked? It walks through ``steps``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from earnest.domain.coverage.answer import Burden, FactValue, Issue, Line, Status
from earnest.domain.coverage.rules import Improve, Missing, Rule
from earnest.domain.coverage.scene import Goods, Known, Scene

_SUPPLIED_BY = {
    Missing.LOSS_TABLE: Improve.AGREE_LOSSES,
    Missing.REPAIR_PRICE: Improve.AGREE_LOSSES,
}
"""Who can supply a fact that is missing."""


@dataclass(slots=True)
class Question:
    """One line on its way: the issue, what it is about, and what the steps have noted so far.

    ``wanted`` is the amount in minor units, ``None`` for all that stands behind the lot;
    ``unknown`` is the fact without which that amount cannot be told.
    """

    scene: Scene
    goods: Goods
    issue: Issue
    clause: str = ""
    known: Known | None = None
    wanted: int | None = None
    unknown: Missing | None = None
    until: datetime | None = None
    burden: Burden = Burden.BUYER
    status: Status = Status.COVERED
    rules: list[Rule] = field(default_factory=list)
    facts: dict[str, FactValue] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)
    improve: list[Improve] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Name the clause once for all sentences."""
        if self.clause:
            found = self.goods.clauses.get(self.clause)
            self.facts["clause"] = found.name if found else self.clause

    def note(self, *rules: Rule, **facts: FactValue) -> None:
        """Put rules and the facts of their sentences on the line."""
        self.rules += rules
        self.facts |= facts

    def ends(self, *improve: Improve) -> bool:
        """The line is not covered; what would have helped."""
        self.status = Status.NOT_COVERED
        self.improve += improve
        return False

    def lacks(self, missing: Missing, *improve: Improve) -> bool:
        """The line is covered only once the missing fact is there."""
        self.status = Status.CONDITIONAL
        self.missing.append(missing)
        self.improve += improve
        return True

    def cannot_tell(self, missing: Missing) -> bool:
        """Nobody can say without the missing fact."""
        self.status = Status.UNDETERMINED
        self.missing.append(missing)
        if missing in _SUPPLIED_BY:
            self.improve.append(_SUPPLIED_BY[missing])
        return False

    @property
    def amount(self) -> int:
        """What is asked for of what may read covered."""
        covered = self.goods.cap.covered_minor
        return covered if self.wanted is None else min(self.wanted, covered)

    def line(self) -> Line:
        """The line, with its amount shared between what is held, guaranteed and owed."""
        cap = self.goods.cap
        wanted = cap.covered_minor + cap.owed_minor if self.wanted is None else self.wanted
        held = guaranteed = owed = 0
        if self.status in (Status.COVERED, Status.CONDITIONAL):
            held = min(wanted, cap.held_minor)
            guaranteed = min(wanted - held, cap.guaranteed_minor)
            owed = min(wanted - held - guaranteed, cap.owed_minor)
        elif Rule.NOTHING_BEHIND in self.rules:
            owed = min(wanted, cap.owed_minor)
        if owed and Rule.NOTHING_BEHIND not in self.rules:
            self.note(Rule.PARTLY_OWED)
        return Line(
            self.issue, self.goods.lot.id, self.clause, self.status,
            held + guaranteed, held, guaranteed, owed, self.until,
            tuple(dict.fromkeys(self.rules)), tuple(self.facts.items()),
            tuple(self.missing), tuple(dict.fromkeys(self.improve)), self.burden,
        )  # fmt: skip
