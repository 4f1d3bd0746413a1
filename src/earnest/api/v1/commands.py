"""How is a command sent? One path for each command of the domain's list that a person may send.

``POST /v1/orders/{id}/ship-goods`` with the command's fields as body; ``?dry_run=true`` answers
with what it would change; ``Idempotency-Key`` makes repeating harmless.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja import Router

from earnest.api import answers
from earnest.api.access import for_people
from earnest.api.asked import asked, needs_key
from earnest.api.outgoing import DeedOut, PreviewOut
from earnest.api.shapes import MAX_BODY, Shape, read, shape_of
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.payment.reference import ORDER_ID
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import kebab, snake
from earnest.wiring import desk
from earnest.wiring.desk import ORDER_COMMANDS
from earnest.words.say import sentence

router = Router(tags=["commands"])
_JSON = "application/json"
OFFERED = tuple(c for c in ORDER_COMMANDS if c is not OpenOrder and for_people(c.__name__))
"""The commands that have a path; an order is opened by ``POST /v1/orders``."""

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Sending the same command under the same key again gives the same outcome.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}
DRY_RUN = {
    "name": "dry_run",
    "in": "query",
    "required": False,
    "description": "true: answer with what would change, and change nothing.",
    "schema": {"type": "string", "enum": ["true", "false"]},
}
SEEN = [
    {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "The order's ETag as you saw it: consent to other numbers is refused.",
        "schema": {"type": "string", "pattern": '^"[0-9]{1,12}"$'},
    },
    {
        "name": "seen_version",
        "in": "query",
        "required": False,
        "description": "The same as If-Match, for those who cannot set headers.",
        "schema": {"type": "string", "pattern": "^[0-9]{1,12}$"},
    },
]


def kebab_of(command: type) -> str:
    """A command's name as its path has it: ``ship-goods``."""
    return kebab(command.__name__)


def order_subject(id: str) -> Subject:
    """The order of a path; what cannot be an order's id is an order that does not exist."""
    if not ORDER_ID.fullmatch(id):
        refuse("order.not_found")
    return Subject(Kind.ORDER, id)


def body_of(request: HttpRequest) -> bytes:
    """The JSON of a request, bounded; refuses other kinds of content."""
    try:
        body = request.body
    except RequestDataTooBig:
        refuse("request.too_large", limit=MAX_BODY)
    except UnreadablePostError:
        refuse("request.not_json")
    if body and request.content_type != _JSON:
        refuse("request.not_json_type", wanted=_JSON)
    return body


def send(request: Any, id: str, shape: type[Shape], name: str) -> HttpResponse:
    """Do what the body says, or say what it would change."""
    terms, subject = asked(request, command=name), order_subject(id)
    command = read(shape, body_of(request))
    if terms.dry_run:
        found = desk().preview(subject, command, request.auth)
        if terms.seen_version not in (None, found.version):
            refuse("request.stale", seen=terms.seen_version, version=found.version)
        return answers.answer(answers.preview(found))
    done = desk().perform(
        subject, command, request.auth,
        key=terms.key, seen_version=terms.seen_version, request_id=secrets.token_hex(8),
    )  # fmt: skip
    return answers.answer(answers.deed(done, id), ETag=f'"{done.version}"')


def body_extra(shape: type[Shape], *, required: bool) -> dict[str, Any]:
    """The request body as the OpenAPI document describes it."""
    schema = {"$ref": f"#/components/schemas/{shape.__name__}"}
    return {"required": required, "content": {_JSON: {"schema": schema}}}


def _add(command: type) -> None:
    name, shape = command.__name__, shape_of(command)

    def act(request: HttpRequest, id: str) -> HttpResponse:
        return send(request, id, shape, name)

    act.__name__ = snake(name)
    has_required = any(field.is_required() for field in shape.model_fields.values())
    router.post(
        f"/orders/{{id}}/{kebab(name)}",
        response={200: DeedOut | PreviewOut},
        operation_id=snake(name),
        summary=sentence("commands", name, "en", part="label"),
        description=f"{sentence('commands', name, 'en', part='hint')}\n\n{command.__doc__}",
        openapi_extra={
            "parameters": [{**KEY, "required": needs_key(name)}, DRY_RUN, *SEEN],
            "requestBody": body_extra(shape, required=has_required),
        },
    )(act)


for _command in OFFERED:
    _add(_command)
