"""How is a report read? Its result, what was found of each requirement, photos, and how it proves.

The same body stands on the page that is signed and on the frozen one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.domain.contract.clauses import within
from earnest.domain.contract.terms import Clause, Contract
from earnest.domain.inspection.report import DECIDING, Finding, Judged, Report, Verdict
from earnest.domain.inspection.verdict import weight
from earnest.domain.policy import Policy
from earnest.usecases.files import SHOWN
from earnest.usecases.ports import FileRow
from earnest.usecases.reports import SignedReport
from earnest.web.presenters import judged, visits
from earnest.web.presenters.files import SHORT
from earnest.web.presenters.reader import Reader, capital
from earnest.words import formats


def shot(row: FileRow) -> dict[str, Any]:
    """Give one photo: where it is, and whether a browser draws it."""
    return {
        "href": reverse("order_file", args=[row.order, row.sha256]),
        "name": row.name,
        "sha256": row.sha256,
        "short": row.sha256[:SHORT],
        "is_picture": row.media in SHOWN,
    }


def body(
    found: Report,
    result: Judged,
    contract: Contract,
    photos: Mapping[str, FileRow],
    reader: Reader,
) -> dict[str, Any]:
    """Give the whole report: result, counts, and what was found of each requirement."""
    return {
        "result": judged.judged(result, contract.clauses, reader),
        "aborted": capital(reader.word("aborted", found.aborted)) if found.aborted else "",
        "counts": _counts(found, reader),
        "findings": []
        if found.aborted
        else sorted(_findings(found, contract, photos, reader), key=_bad_first),
        "photos": _shots(found.photos, photos),
    }


def _counts(found: Report, reader: Reader) -> list[tuple[str, str]]:
    number = formats.number
    rows = [
        (name, number(getattr(found, name), reader.language))
        for name in ("presented", "units_checked", "cartons", "cartons_opened")
    ]
    rows += [(name, f"{getattr(found, name)} %") for name in ("finished_percent", "packed_percent")]
    return [(reader.word("Report_field", name), value) for name, value in rows]


_ORDER = ("broken", "unclear", "unchecked", "kept")


def _bad_first(entry: Mapping[str, Any]) -> int:
    return _ORDER.index(entry["state"])


def _findings(
    found: Report, contract: Contract, photos: Mapping[str, FileRow], reader: Reader
) -> Iterator[dict[str, Any]]:
    """One entry for each requirement that the report names, in the contract's order."""
    readings = {each.clause: each.values for each in found.measured}
    for clause in contract.clauses:
        counts = [each for each in found.findings if each.clause == clause.id]
        values = readings.get(clause.id, ())
        left_out = clause.id in found.unperformed
        if counts or values or left_out:
            yield _entry(
                clause, reader, counts=counts, values=values, is_left_out=left_out, photos=photos
            )


def _entry(
    clause: Clause,
    reader: Reader,
    *,
    counts: list[Finding],
    values: tuple[str, ...],
    is_left_out: bool,
    photos: Mapping[str, FileRow],
) -> dict[str, Any]:
    read = [(value, within(clause, value)) for value in values]
    kept = {good for _value, good in read}
    is_bad = False in kept or any(each.defective for each in counts)
    state = "broken" if is_bad else "unclear" if None in kept else "kept"
    return {
        "name": clause.name,
        "wanted": visits.wanted(clause, reader),
        "severity": capital(reader.word("severity", clause.severity.value)),
        "state": "unchecked" if is_left_out else state,
        "counts": [] if values else [_count(each, reader) for each in counts],
        "readings": read,
        "shots": [one for each in counts for one in _shots(each.photos, photos)],
    }


def _count(each: Finding, reader: Reader) -> str:
    facts = {
        "bad": formats.number(each.defective, reader.language),
        "checked": formats.number(each.checked, reader.language),
        "severity": reader.word("severity", each.severity.value),
    }
    if not each.defective:
        return _("none of %(checked)s bad") % facts
    return _("%(bad)s of %(checked)s bad, %(severity)s") % facts


def _shots(hashes: tuple[str, ...], photos: Mapping[str, FileRow]) -> list[dict[str, Any]]:
    """Photos that the reader may have as links, the others by their fingerprint alone."""
    return [
        shot(photos[each]) if each in photos else {"sha256": each, "short": each[:SHORT]}
        for each in hashes
    ]


def next_steps(verdict: Verdict, kind: Any) -> str:
    """Say what a report leads to."""
    if kind not in DECIDING:
        return _("Both sides read it. It does not decide whether the lot may leave.")
    return {
        Verdict.PASSED: _(
            "The buyer answers. If he says nothing in time, the lot counts as approved."
        ),
        Verdict.FAILED: _(
            "The lot may not leave as it is. The buyer answers requirement by requirement; his "
            "silence approves nothing. The supplier may contest the report for a short time."
        ),
        Verdict.PENDING: _(
            "The buyer decides what was left open; his silence approves nothing. The supplier may "
            "contest the report for a short time."
        ),
        Verdict.NOT_PERFORMED: _(
            "Nothing that was known of the lot changes. Another visit can be booked."
        ),
    }.get(verdict, "")


def signed(
    found: SignedReport,
    photos: Mapping[str, FileRow],
    names: Mapping[str, str],
    policy: Policy,
    reader: Reader,
) -> dict[str, Any]:
    """Give a frozen report with who signed it, and how much it proves."""
    event, stamp = found.recorded, found.stamp
    report = event.report
    return {
        "title": found.contract.title,
        "lot": event.lot,
        "kind": capital(reader.word("inspection_kind", report.kind.value)),
        "by": capital(reader.word("inspected_by", report.by.value)),
        "at": reader.moment(event.at),
        "signer": names.get(stamp.login, stamp.login),
        "organisation": names.get(stamp.organisation, stamp.organisation),
        "hash": event.report_sha256,
        "contested": found.contested,
        "is_recheck": bool(found.booking and found.booking.contests),
        "accreditation": _accreditation(found, reader),
        "next": next_steps(event.judged.verdict, report.kind),
        "weight": weight(report.by, report.kind, policy),
        "most": _most(policy),
        **body(report, event.judged, found.contract, photos, reader),
    }


def _most(policy: Policy) -> int:
    """The weight of the report that proves most under these rules."""
    rules = policy.inspection
    return max(rules.weight_by.values()) * max(rules.weight_of_kind.values())


def _accreditation(found: SignedReport, reader: Reader) -> str:
    shown = found.booking.accreditation if found.booking else None
    if shown is None:
        return ""
    facts = {
        "body": shown.body,
        "number": shown.number,
        "scope": shown.scope,
        "until": reader.day(shown.valid_until),
    }
    return _("%(body)s %(number)s, %(scope)s, valid until %(until)s") % facts
