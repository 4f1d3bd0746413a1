"""Which files does an order have, how is one added, and how is one given out? Inert, always."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from earnest.domain.refusals import Refused
from earnest.usecases.files import INERT, SHOWN
from earnest.web import uploading
from earnest.web.counter import Visit, at_the_desk


@require_http_methods(["GET", "POST"])
@at_the_desk
def files(visit: Visit, id: str) -> HttpResponse:
    """Show the files of an order; keep the one that was sent, and say so to people or scripts."""
    if visit.request.method == "GET":
        return uploading.page(visit, id)
    try:
        return uploading.told(visit, id, uploading.kept(visit, id))
    except Refused as refused:
        return uploading.refused(visit, id, refused)


@require_safe
@at_the_desk
def one(visit: Visit, id: str, sha256: str) -> HttpResponse:
    """Give a file out for saving; a picture may be shown inside a page (``?show=1``)."""
    row, file = visit.desk.files.read(id, sha256, visit.actor, visit.reader.now)
    is_shown = "show" in visit.request.GET and row.media in SHOWN
    how: Any = {"filename": row.name, "content_type": row.media, "headers": INERT}
    return FileResponse(file, as_attachment=not is_shown, **how)  # type: ignore[return-value]  # streams
