"""What are the pages of inspections? An inspector's visits, the report he writes, and reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from earnest.domain.parties import Duty
from earnest.usecases.reports import signed_report
from earnest.web import report_pages
from earnest.web.counter import Visit, at_the_desk
from earnest.web.names import people_and_organisations
from earnest.web.presenters import report, visits
from earnest.web.presenters.order import frame


@require_GET
@at_the_desk
def assignments(visit: Visit) -> HttpResponse:
    """Show the visits that the reader's organisation has still to make."""
    found = visit.desk.look.assignments(visit.actor, visit.reader.now)
    return visit.page("inspections/list.html", {"groups": visits.lists(found, visit.reader)})


@require_http_methods(["GET", "POST"])
@at_the_desk
def one(visit: Visit, id: str, inspection: str) -> HttpResponse:
    """Show the report of a visit to whoever writes it; judge, keep, sign it."""
    sheet = report_pages.sheet(visit, id, inspection)
    if sheet.job.report_sha256 and report_pages.SIGN not in visit.request.POST:
        return visit.see("report", id, sheet.job.report_sha256)
    if report_pages.SIGN in visit.request.POST:
        return sheet.hand_in()
    return sheet.sign() if "save" in visit.request.POST else sheet.draw()


@require_GET
@at_the_desk
def signed(visit: Visit, id: str, sha256: str) -> HttpResponse:
    """Show a report that was handed in, to both sides and to whoever made it."""
    reader, desk = visit.reader, visit.desk
    found = signed_report(desk.look, id, sha256, visit.actor, reader.now)
    files = {row.sha256: row for row in desk.files.of(id, visit.actor, reader.now)}
    names = people_and_organisations([found.stamp.login], [found.stamp.organisation])
    policy = desk.policies.of(found.policy)
    is_inspector = visit.actor.duty is Duty.INSPECT
    facts = {
        "order": None if is_inspector else frame(visit.order(id), reader, "goods"),
        "report": report.signed(found, files, names, policy, reader),
    }
    template = "inspections/report.html" if is_inspector else "inspections/order_report.html"
    return visit.page(template, facts)
