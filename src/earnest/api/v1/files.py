"""How does a program add files to an order, and fetch them? As a form's file; given out inert."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from ninja import Router

from earnest.api import answers
from earnest.api.asked import only
from earnest.api.outgoing import FileOut, FilesOut
from earnest.api.shapes import wrong_shape
from earnest.api.v1.commands import order_subject
from earnest.domain.refusals import refuse
from earnest.usecases.files import INERT
from earnest.wiring import desk

router = Router(tags=["files"])
_FORM = "multipart/form-data"
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TOO_LARGE = "earnest.upload_too_large"
_UNREADABLE = (
    BadRequest, MultiPartParserError, RequestDataTooBig, SuspiciousOperation, UnreadablePostError,
)  # fmt: skip
"""What Django raises for a form that is broken, too long, or has too many parts."""

_BODY = {
    "required": True,
    "content": {
        _FORM: {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "sha256": {
                        "type": "string",
                        "pattern": "^[0-9a-f]{64}$",
                        "description": "What you send; refused if something else arrives.",
                    },
                },
            }
        }
    },
}
_BYTES = {
    "description": "The bytes as they came, to be saved and not shown.",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


@router.post(
    "/orders/{id}/files",
    response={201: FileOut},
    operation_id="add_file",
    summary="Add a file",
    openapi_extra={"requestBody": _BODY},
)
def add_file(request: Any, id: str) -> HttpResponse:
    """Keep a file with an order, bound by its SHA-256. The same bytes again are the same file."""
    only(request)
    order, (file, sha256) = order_subject(id).id, _sent(request)
    found = desk()
    row = found.files.keep(
        order, file.chunks(), file.name or "", request.auth, found.now(), sha256=sha256
    )
    where = f"/v1/orders/{order}/files/{row.sha256}"
    return answers.answer(FileOut.model_validate(row), 201, Location=where)


@router.get("/orders/{id}/files", response=FilesOut, operation_id="list_files")
def list_files(request: Any, id: str) -> HttpResponse:
    """List the files of an order: name, kind, size, fingerprint, who sent it and when."""
    only(request)
    rows = desk().files.of(order_subject(id).id, request.auth, desk().now())
    files = [FileOut.model_validate(row) for row in rows]
    return answers.answer(FilesOut(order=id, files=files))


@router.get(
    "/orders/{id}/files/{sha256}",
    operation_id="get_file",
    summary="Get a file",
    openapi_extra={"responses": {200: _BYTES}},
)
def get_file(request: Any, id: str, sha256: str) -> Any:
    """Give the bytes of a file of this order."""
    only(request)
    if not _HASH.fullmatch(sha256):
        refuse("vault.not_found")
    row, file = desk().files.read(id, sha256, request.auth, desk().now())
    return FileResponse(
        file, as_attachment=True, filename=row.name, content_type=row.media, headers=INERT
    )


def _sent(request: HttpRequest) -> tuple[UploadedFile, str]:
    """The file of the form and the hash that its sender gives; refuses a form without one."""
    if request.content_type != _FORM:
        refuse("request.not_a_form", wanted=_FORM)
    try:
        files, fields = request.FILES.getlist("file"), request.POST
    except _UNREADABLE:
        refuse("request.not_a_form", wanted=_FORM)
    if _TOO_LARGE in request.META:
        refuse("vault.too_large", limit=desk().limits.file)
    if len(files) != 1 or len(request.FILES) != 1:
        refuse("vault.no_file")
    sha256 = fields.get("sha256", "")
    if sha256 and not _HASH.fullmatch(sha256):
        raise wrong_shape(("#/sha256", "64 digits in lower-case hex"))
    return files[0], sha256
