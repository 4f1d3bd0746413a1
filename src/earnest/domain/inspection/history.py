"""How strictly is the next lot of a supplier's product inspected, and why?

What was inspected of one product of one supplier, over all orders, is a stream of its own: the
history. Its lots are folded by the rules of ``switching``; which reports count is ``sampled``'s
answer. A booking takes the strictness that holds at that moment and keeps it, whatever comes later.
Our choices are in docs/rules/sampling.md.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import NamedTuple

from earnest.domain.changes import replace
from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.lots import lots_of
from earnest.domain.contract.terms import Contract, DefectClass
from earnest.domain.inspection.sampling import Severity, judge
from earnest.domain.inspection.switching import (
    SCORE_FOR_REDUCED,
    WINDOW,
    Lot,
    Rules,
    Standing,
    Word,
    after,
)

RULES = Rules()
"""Those of ISO 2859-1."""

BEGINNING = Standing()
"""Normal inspection, of which nothing is counted yet."""

KEPT = 20
"""Lots that are kept one by one, because a re-check may still turn their result round."""


class Because(ClosedList):
    """Why a class of a lot is inspected as strictly as it is.

    ``NOT_ASKED``: the history has no say in this kind of inspection. ``FIRST``: nothing of the
    product was counted before. ``CALM``: nothing calls for another severity. ``REFUSED``: two of
    five lots were not accepted. ``RECOVERED``: five accepted in a row ended the tightened
    inspection. ``EARNED``: the switching score is reached and the buyer wants less. ``NOT_WANTED``:
    it is reached, and nobody asked for less. ``LOST``: what reduced inspection rests on is gone.
    ``STOPPED``: five were refused on tightened inspection; the standard accepts none by sampling
    any more. ``RESUMED``: after that a lot was accepted on tightened inspection. ``REPEATED``: a
    lot shown again is not inspected less strictly than before.
    """

    NOT_ASKED = "not_asked"
    FIRST = "first"
    CALM = "calm"
    REFUSED = "refused"
    RECOVERED = "recovered"
    EARNED = "earned"
    NOT_WANTED = "not_wanted"
    LOST = "lost"
    STOPPED = "stopped"
    RESUMED = "resumed"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Grade:
    """How strictly one class is inspected, and why: ``refused`` of ``lots`` made it so."""

    severity: Severity = Severity.NORMAL
    because: Because = Because.NOT_ASKED
    refused: int = 0
    lots: int = 0


_ORDER = (Severity.REDUCED, Severity.NORMAL, Severity.TIGHTENED, Severity.DISCONTINUED)
"""From the least strict to the strictest."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """How strictly a lot is inspected; classes switch on their own.

    Critical defects have no severity of their own: none is allowed under any.
    """

    majors: Grade = Grade()
    minors: Grade = Grade()

    def of(self, name: DefectClass) -> Severity:
        """The severity by which a class is sampled."""
        grades = {DefectClass.MAJOR: self.majors, DefectClass.MINOR: self.minors}
        return grades[name].severity if name in grades else Severity.NORMAL

    @property
    def is_stopped(self) -> bool:
        """Whether the standard would accept no lot of this product by sampling any more."""
        return Because.STOPPED in (self.majors.because, self.minors.because)

    @property
    def name(self) -> str:
        """One word for both classes: the strictest severity, or ``stopped``."""
        severity = max(self.majors.severity, self.minors.severity, key=_ORDER.index)
        if severity is Severity.NORMAL and Severity.REDUCED in self._severities:
            return Severity.REDUCED.value
        return Because.STOPPED.value if self.is_stopped else severity.value

    @property
    def _severities(self) -> tuple[Severity, Severity]:
        return (self.majors.severity, self.minors.severity)

    @property
    def is_normal(self) -> bool:
        """Whether every class is inspected normally."""
        return set(self._severities) == {Severity.NORMAL}


AS_NORMAL = Strictness()
"""Where no history is asked."""


@dataclass(frozen=True, slots=True)
class LotSampled:
    """A lot of the product was inspected for the first time, by these plans with these counts.

    ``is_again``: of a lot that was counted already, a re-check said otherwise. The new counts take
    the old ones' place, while that lot is still kept by itself.
    """

    supplier: str
    product: str
    order: str
    lot: str
    majors: Lot
    minors: Lot
    at: datetime
    buyer: str = ""
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """What holds for one class, and what the last switch rested on."""

    standing: Standing = BEGINNING
    because: Because = Because.FIRST
    refused: int = 0
    lots: int = 0


class Tracks(NamedTuple):
    """Both classes that switch."""

    majors: Track = Track()
    minors: Track = Track()


@dataclass(frozen=True, slots=True)
class History:
    """One product of one supplier. ``majors`` and ``minors`` hold before the ``recent`` lots, which
    are the last ones, oldest first; ``count`` is how many lots there were in all.
    """

    id: str
    supplier: str = ""
    product: str = ""
    majors: Track = Track()
    minors: Track = Track()
    recent: tuple[LotSampled, ...] = ()
    count: int = 0

    @property
    def now(self) -> Tracks:
        """What holds after all of it."""
        return reduce(_counted, self.recent, Tracks(self.majors, self.minors))

    @property
    def last_at(self) -> datetime | None:
        """When a lot was counted last."""
        return self.recent[-1].at if self.recent else None

    def is_known_to(self, organisation: str) -> bool:
        """Whether somebody may read of it before he has an order: the supplier, and who bought one
        of the lots that are still kept. Others would learn how the purchases of strangers went.
        """
        buyers = (lot.buyer for lot in self.recent)
        return bool(organisation) and organisation in (self.supplier, *buyers)

    @property
    def best_score(self) -> int:
        """The higher switching score of the two classes."""
        return max(track.standing.score for track in self.now)


def product_of(contract: Contract, lot: str) -> str:
    """What a lot consists of: the names of its goods, without regard to case, width, order and what
    nobody can see.

    Contracts know goods by name only, so a product is what the two sides call so. Empty for an
    unknown lot.
    """
    names = {line.id: line.name for line in contract.lines}
    found = (part.line for each in lots_of(contract) if each.id == lot for part in each.lines)
    return " + ".join(sorted({_plain(names[line]) for line in found if line in names}))


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(filter(_is_seen, folded)).split())


_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
"""Fillers and selectors, which Unicode counts among letters and marks."""


def _is_seen(letter: str) -> bool:
    """Whether a letter shows: one that does not would give a product a clean sheet."""
    return unicodedata.category(letter) != "Cf" and not _BLANK.match(letter)


def history_id(supplier: str, product: str) -> str:
    """The id of the history of a supplier's product: SHA-256 in hex, so that it names nobody."""
    return hashlib.sha256(f"{supplier}\n{product}".encode()).hexdigest()


def history_of(supplier: str, contract: Contract, lot: str) -> str:
    """The id of the history that a lot belongs to; empty while supplier or product is unknown."""
    product = product_of(contract, lot)
    return history_id(supplier, product) if supplier and product else ""


def strictness(history: History | None, *, reduced: bool = False) -> Strictness:
    """What holds for the next lot after this history; ``reduced``: the buyer wants less."""
    tracks = history.now if history else Tracks()
    return Strictness(*(_grade(track, wanted=reduced) for track in tracks))


def at_least(new: Strictness, before: Strictness) -> Strictness:
    """The strictness for a lot that is shown again: never less than when it was shown before."""
    return Strictness(
        _stricter(new.majors, before.majors.severity), _stricter(new.minors, before.minors.severity)
    )


def _stricter(new: Grade, before: Severity) -> Grade:
    is_less = _ORDER.index(new.severity) < _ORDER.index(before)
    return Grade(before, Because.REPEATED) if is_less else new


def _grade(track: Track, *, wanted: bool) -> Grade:
    """What a track means for a booking. Where sampling was stopped it goes on tightened: the
    parties are warned, and nobody is kept from looking at goods.
    """
    standing = track.standing
    told = Grade(standing.severity, track.because, track.refused, track.lots)
    if standing.severity is Severity.DISCONTINUED:
        return replace(told, severity=Severity.TIGHTENED)
    if after(standing, Word.REDUCED_WANTED, RULES).severity is Severity.REDUCED:
        severity = Severity.REDUCED if wanted else Severity.NORMAL
        because = Because.EARNED if wanted else Because.NOT_WANTED
        return Grade(severity, because, lots=SCORE_FOR_REDUCED)
    if track.because in (Because.FIRST, Because.CALM):
        lots = len(standing.recent)
        because = Because.CALM if lots else Because.FIRST
        return Grade(standing.severity, because, standing.recent.count(False), lots)
    return told


def _counted(before: Tracks, lot: LotSampled) -> Tracks:
    return Tracks(_after(before.majors, lot.majors), _after(before.minors, lot.minors))


def _after(before: Track, lot: Lot) -> Track:
    """The track after one more lot, with the reason where the severity changes."""
    old = before.standing
    ready = after(old, word, RULES) if (word := _said(old, lot)) else old
    new = after(ready, lot, RULES)
    if new.severity is old.severity:
        return replace(before, standing=new)
    window = (*ready.recent, judge(lot.plan, lot.nonconforming).is_accepted)[-WINDOW:]
    because, refused, lots = Because.LOST, 0, 0
    match old.severity, new.severity:
        case _, Severity.DISCONTINUED:
            because, refused = Because.STOPPED, ready.refused + 1
        case Severity.DISCONTINUED, _:
            because = Because.RESUMED
        case _, Severity.TIGHTENED:
            because, refused, lots = Because.REFUSED, window.count(False), len(window)
        case Severity.TIGHTENED, _:
            because, lots = Because.RECOVERED, WINDOW
        case _, Severity.REDUCED:
            because = Because.EARNED
    return Track(new, because, refused, lots)


def _said(now: Standing, lot: Lot) -> Word | None:
    """What the way in which a lot was inspected says of the authority's will.

    The buyers are that authority. A lot on reduced inspection shows that it was wanted, one on
    normal inspection in its time that it was not. After a stop, a lot that passed tightened
    inspection shows that the cause was acted on.
    """
    severity = lot.plan.severity
    if severity is Severity.REDUCED:
        return Word.REDUCED_WANTED
    if now.severity is Severity.REDUCED:
        return Word.PRODUCTION_IRREGULAR
    is_stopped = now.severity is Severity.DISCONTINUED and severity is Severity.TIGHTENED
    if is_stopped and judge(lot.plan, lot.nonconforming).is_accepted:
        return Word.CAUSE_CORRECTED
    return None


def evolve(state: History, event: object) -> History:
    """The history after ``event``; never refuses."""
    if not isinstance(event, LotSampled):
        return state
    names = [(each.order, each.lot) for each in state.recent]
    if (event.order, event.lot) in names:
        at = names.index((event.order, event.lot))
        again = replace(event, at=state.recent[at].at)
        return replace(state, recent=(*state.recent[:at], again, *state.recent[at + 1 :]))
    if event.is_again:
        return state
    recent, tracks = (*state.recent, event), Tracks(state.majors, state.minors)
    if len(recent) > KEPT:
        tracks, recent = _counted(tracks, recent[0]), recent[1:]
    return History(
        state.id,
        event.supplier,
        event.product,
        tracks.majors,
        tracks.minors,
        recent,
        state.count + 1,
    )


EVENTS = (LotSampled,)
