"""What happens with a file that a page sends? It is kept, bound to the draft if asked, and told.

Two kinds of senders: a plain form, which gets a page, and a script (``Accept: application/json``),
which gets the hash.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from earnest.domain.order.acts.draft import WriteDraft
from earnest.domain.refusals import Refused, refuse
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.files import with_design_file
from earnest.usecases.look import OrderAnswer
from earnest.usecases.ports import FileRow
from earnest.web.counter import Visit
from earnest.web.names import organisation_names
from earnest.web.presenters import files
from earnest.web.presenters.order import frame
from earnest.words.say import status_of

CREATED = 201
_TOO_LARGE = "earnest.upload_too_large"


def kept(visit: Visit, id: str) -> FileRow:
    """Keep the file of the form ``file``; with ``design``, the draft binds it by its hash."""
    sent = visit.request.FILES.get("file")
    room, is_design = visit.desk.files, "design" in visit.request.POST
    if _TOO_LARGE in visit.request.META:
        refuse("vault.too_large", limit=room.limits.file)
    if sent is None:
        refuse("vault.no_file")
    row = room.keep(id, sent.chunks(), sent.name or "", visit.actor, visit.reader.now)
    if is_design:
        command = WriteDraft(with_design_file(visit.order(id).contract, row))
        visit.desk.perform(Subject(Kind.ORDER, id), command, visit.actor)
    return row


def told(visit: Visit, id: str, row: FileRow) -> HttpResponse:
    """Say that a file was kept."""
    if _is_script(visit):
        return JsonResponse(
            {"sha256": row.sha256, "name": row.name, "media": row.media, "size": row.size},
            status=CREATED,
        )
    messages.success(visit.request, _("The file is kept with this order."))
    return visit.see("order_files", id)


def refused(visit: Visit, id: str, no: Refused) -> HttpResponse:
    """Say why a file was not kept."""
    if _is_script(visit):
        told = {"code": no.code, "detail": visit.reader.refusal(no)}
        return JsonResponse(told, status=status_of(no.code))
    return page(visit, id, wrong=no)


def page(visit: Visit, id: str, wrong: Refused | None = None) -> HttpResponse:
    """Show the files, and the place to add one."""
    order, reader, room = visit.order(id), visit.reader, visit.desk.files
    rows = room.of(order.id, visit.actor, reader.now)
    names = organisation_names(row.organisation for row in rows)
    facts = {
        "order": frame(order, reader, "files"),
        "files": files.lines(rows, names, order, reader),
        "limits": files.limits(room.limits, reader),
        "can_bind": can_bind(order),
        "wrong": reader.refusal(wrong) if wrong else "",
    }
    return visit.page("orders/files.html", facts, status_of(wrong.code) if wrong else 200)


def can_bind(order: OrderAnswer) -> bool:
    """Whether the reader may write the draft now, so that a design file can become part of it."""
    return any(offer.command is WriteDraft and offer.is_open for offer in order.offers)


def _is_script(visit: Visit) -> bool:
    return visit.request.headers.get("Accept", "").startswith("application/json")
