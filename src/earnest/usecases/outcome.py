"""How is an outcome remembered under its key? As a JSON text that gives the same outcome back."""

from __future__ import annotations

from earnest.domain.refusals import Refused, require
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import from_json, to_json
from earnest.usecases.batch import Done, Outcome


def outcome_text(outcome: Outcome) -> str:
    """The JSON text under which an outcome is remembered."""
    if isinstance(outcome, Refused):
        return to_json({"refused": outcome.code, "facts": outcome.facts}).decode()
    subject = f"{outcome.subject.kind.value}/{outcome.subject.id}"
    fields = {
        "done": subject,
        "version": outcome.version,
        "events": outcome.events,
        "first_seq": outcome.first_seq,
    }
    return to_json(fields).decode()


def refused_of(text: str) -> Refused:
    """The refusal of a remembered text; raises ``Broken`` where the text tells of a deed."""
    refused = outcome_of(text)
    require(isinstance(refused, Refused), "a refusal")
    return refused  # type: ignore[return-value]  # required above


def outcome_of(text: str) -> Outcome:
    """The outcome of a remembered text, equal to the one that was written."""
    raw = from_json(text)
    if "refused" in raw:
        facts = {k: tuple(v) if isinstance(v, list) else v for k, v in raw["facts"].items()}
        return Refused(raw["refused"], **facts)
    kind, _, id = raw["done"].partition("/")
    subject = Subject(Kind(kind), id)
    return Done(subject, raw["version"], tuple(raw["events"]), raw["first_seq"])
