"""What happens with an inspector's report while it is written? It is kept, judged, and signed.

A press inside the form (“add a reading”, “check”) hands in nothing: what was typed is kept as the
person's draft and judged as it stands, by the same function that judges it for good. Handing in has
two steps: the result is shown, then signed. From then on it is frozen.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from pydantic import ValidationError

from earnest.domain.contract.terms import Contract
from earnest.domain.files import must_be_a_photo
from earnest.domain.inspection.report import Judged, Report
from earnest.domain.inspection.validity import Aborted
from earnest.domain.inspection.verdict import judge, report_hash
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import adapter, encode
from earnest.usecases.assignments import Visit as Job
from earnest.usecases.ports import FileRow
from earnest.web import report_drafts
from earnest.web.bench import BAD_FORM, CONFLICT
from earnest.web.counter import Visit
from earnest.web.presenters import judged, report, visits
from earnest.web.presenters.reader import capital
from earnest.web.report_forms import MOST_ITEMS, ReportForm
from earnest.web.report_presses import press
from earnest.words.say import status_of, unit_name

BUTTON, CHECK, SIGN = "do", "check", "command"


@dataclass(slots=True)
class Sheet:
    """The report of one visit on the desk of its inspector."""

    visit: Visit
    job: Job
    contract: Contract
    form: ReportForm
    photos: dict[str, FileRow]
    focus: str = ""
    notice: str = ""
    status: int = 200

    @property
    def order(self) -> str:
        """The order's id."""
        return self.job.assignment.order

    @property
    def subject(self) -> Subject:
        """The stream that the report is for."""
        return Subject(Kind.ORDER, self.order)

    def report(self) -> Report:
        """The report as it is written now."""
        return self.form.report(self.photos)

    def judged(self, found: Report) -> Judged:
        """The verdict on it; refuses ``report.*``."""
        job, policy = self.job, self.visit.desk.policies.of(self.job.policy)
        lot = job.assignment.lot
        return judge(found, self.contract, lot, policy, strictness=job.strictness)

    def fingerprint(self, found: Report) -> str:
        """The hash under which the report will be signed: of this lot, after those before it."""
        number = len(self.job.earlier) + 1
        return report_hash(found, order=self.order, lot=self.job.assignment.lot, number=number)

    def command(self) -> RecordInspection:
        """The command that hands it in."""
        job = self.job.assignment
        return RecordInspection(job.lot, self.report(), job.inspection)

    def draw(self) -> HttpResponse:
        """Show the form; or, to a script that only asked for it, how the report stands."""
        request = self.visit.request
        if request.POST.get(BUTTON) == CHECK and "HX-Request" in request.headers:
            return self.visit.page("inspections/standing_answer.html", self._standing())
        facts = self._standing() | {
            "head": visits.head(self.job, self.visit.reader),
            "form": self.form,
            "here": request.path,
            "upload": f"/orders/{self.order}/files/",
            "shots": self._shots("photos"),
            "focus": self.focus,
            "notice": self.notice,
            "closed": self._closed(),
            "too_long": len(self.job.checklist) > MOST_ITEMS,
        }
        return self.visit.page("inspections/visit.html", facts, status=self.status)

    def _standing(self) -> dict[str, Any]:
        """How the report stands: the verdict so far, and each item's state."""
        reader, wrong, found = self.visit.reader, list(self.form.missing()), None
        try:
            found = judged.judged(self.judged(self.report()), self.job.clauses, reader)
        except Refused as refused:
            wrong.append(reader.refusal(refused))
        rows = [self._row(row) for row in self.form.items]
        return {
            "standing": found,
            "wrong": wrong,
            "unread": len(self.form.errors),
            "rows": rows,
            "done": sum(bool(row["said"]) for row in rows),
            "all": len(rows),
        }

    def _row(self, row: Any) -> dict[str, Any]:
        new = self.form.said(row.name("new")) if row.is_read else ""
        return {
            "form": row,
            "number": row.number,
            "prefix": row.name(""),
            "unit": unit_name(row.item.unit, self.visit.reader.language) if row.item.unit else "",
            "target": f"item-{row.number}",
            "said": row.said,
            "counters": [(self._counter(each), row[each]) for each in row.classes],
            "words": visits.item(row.item, self.order, row.needed, self.visit.reader),
            "readings": [(each, row.keeps(each)) for each in row.readings],
            "has_new": bool(new),
            "new": row.keeps(new) if new else None,
            "shots": self._shots(row.name("photos")),
        }

    def _counter(self, name: str) -> str:
        """What a counter counts: pieces of a class, or whatever fails a check point."""
        if name == "bad":
            return _("Bad")
        return capital(self.visit.reader.word("severity", name))

    def _shots(self, name: str) -> list[dict[str, Any]]:
        """The photos of a field, each with where it can be seen."""
        found = self.form.photos(name, self.photos)
        return [report.shot(self.photos[each]) for each in found]

    def _closed(self) -> str:
        """Why it cannot be handed in at this moment, or nothing: an empty report is tried."""
        job = self.job.assignment
        empty = Report(kind=job.kind, by=job.by, aborted=Aborted.OTHER.value)
        try:
            command = RecordInspection(job.lot, empty, job.inspection)
            self.visit.desk.preview(self.subject, command, self.visit.actor)
        except Refused as refused:
            return self.visit.reader.refusal(refused)
        return ""

    def sign(self) -> HttpResponse:
        """Show the result and what comes next, with the button that signs; or what is wrong."""
        missing = self.form.missing()
        if not self.form.is_valid() or missing:
            self.status, self.notice = BAD_FORM, " ".join(missing)
            return self.draw()
        return self._to_sign(self.command())

    def _to_sign(self, command: RecordInspection, notice: str = "", key: str = "") -> HttpResponse:
        visit, reader = self.visit, self.visit.reader
        try:
            preview = visit.desk.preview(self.subject, command, visit.actor)
            found = self.judged(command.report)
        except Refused as refused:
            self.notice, self.status = reader.refusal(refused), status_of(refused.code)
            return self.draw()
        facts = {
            "head": visits.head(self.job, reader),
            "report": report.body(command.report, found, self.contract, self.photos, reader),
            "hash": self.fingerprint(command.report),
            "next": report.next_steps(found.verdict, command.report.kind),
            "signer": visit.request.user,
            "here": visit.request.path,
            "notice": notice,
            "confirm": {
                SIGN: encode(command).decode(),
                "version": str(preview.version),
                "key": key or secrets.token_urlsafe(18),
            },
        }
        return visit.page("inspections/sign.html", facts, status=CONFLICT if notice else 200)

    def hand_in(self) -> HttpResponse:
        """Sign what was shown; a page that was changed by hand is not found."""
        visit, sent = self.visit, self.visit.request.POST
        try:
            command = adapter(RecordInspection).validate_json(
                sent[SIGN], strict=True, extra="forbid"
            )
            version, key = int(sent["version"]), sent["key"]
        except (ValidationError, ValueError, KeyError):
            raise Http404 from None
        job = self.job.assignment
        if (command.lot, command.inspection) != (job.lot, job.inspection):
            raise Http404
        try:
            visit.desk.perform(self.subject, command, visit.actor, key=key, seen_version=version)
        except Refused as refused:
            if refused.code == "request.stale":
                said = _("Something happened meanwhile. Nothing was done; look again.")
                return self._to_sign(command, said)
            self.notice, self.status = visit.reader.refusal(refused), status_of(refused.code)
            return self.draw()
        report_drafts.forget(visit.request, self.order, job.inspection)
        messages.success(visit.request, _("Your report is handed in and signed."))
        now = visit.desk.look.assignment(self.order, job.inspection, visit.actor, visit.reader.now)
        return visit.see("report", self.order, now.report_sha256)


def sheet(visit: Visit, order: str, inspection: str) -> Sheet:
    """Lay out the report of a visit with what was sent, or the draft; refuses anybody else's.

    What a press says is done before: readings are added, photos are kept with the order.
    """
    job = visit.desk.look.assignment(order, inspection, visit.actor, visit.reader.now)
    contract = visit.desk.look.inspected(order, visit.actor, visit.reader.now)
    request, focus, notice = visit.request, "", ""
    if request.method == "POST" and SIGN not in request.POST:
        data = request.POST.copy()
        notice = _keep_photos(visit, order, data)
        focus = press(data, str(data.get(BUTTON, "")))
        report_drafts.keep(request, order, inspection, data)
    else:
        data = report_drafts.read(request, order, inspection)
    rows = visit.desk.files.of(order, visit.actor, visit.reader.now)
    form = ReportForm(job, data, visit.reader)
    form.is_valid()
    return Sheet(visit, job, contract, form, {row.sha256: row for row in rows}, focus, notice)


def _keep_photos(visit: Visit, order: str, data: QueryDict) -> str:
    """Keep the photos that came with a form, each in its item's list; says what was refused."""
    for name in visit.request.FILES:
        field = f"{name.removesuffix('file')}photos"
        for sent in visit.request.FILES.getlist(name):
            try:
                row = visit.desk.files.keep(
                    order, sent.chunks(), sent.name or "", visit.actor, visit.reader.now
                )
                must_be_a_photo(row.sha256, row.media)
            except Refused as refused:
                return visit.reader.refusal(refused)
            data[field] = f"{data.get(field, '')}\n{row.sha256}"
    return ""
