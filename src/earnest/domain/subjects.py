"""What has a stream of its own in the journal? Orders, receipts, programmes, talks,
notices of the bank that were refused, and what was inspected of a supplier's product.
"""

from __future__ import annotations

from typing import NamedTuple

from earnest.domain.closed_list import ClosedList


class Kind(ClosedList):
    """The kinds of subject."""

    ORDER = "order"
    RECEIPT = "receipt"
    PROGRAMME = "programme"
    TALK = "talk"
    NOTICE = "notice"
    HISTORY = "history"


class Subject(NamedTuple):
    """One stream: its kind and id. A talk has the id of its order, a programme its supplier's."""

    kind: Kind
    id: str


class Fact(NamedTuple):
    """One event of one subject, as a decision returns it.

    ``after`` is the subject's state after it, where the decision has folded it already.
    """

    subject: Subject
    event: object
    after: object = None
