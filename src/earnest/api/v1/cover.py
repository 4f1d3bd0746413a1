"""Am I covered, and would I still be if I did that? ``GET /v1/orders/{id}/cover?if=...``.

The fields of the supposed command stand in the query beside ``if``; a list is given by repeating
its name. Nothing is ever written by asking.
"""

from __future__ import annotations

import json
import typing
from dataclasses import is_dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from earnest.api import answers, covering
from earnest.api.shapes import read, shape_of, wrong_shape
from earnest.api.v1.commands import OFFERED, kebab_of, order_subject
from earnest.usecases.cover import CoverQuestion
from earnest.wiring import desk

router = Router(tags=["orders"])
COMMANDS = {kebab_of(command): command for command in OFFERED}
_OWN = ("if", "pack")
_MOST_PACKS = 5

_PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "if",
        "in": "query",
        "required": False,
        "description": "A command that you might send, by the name that its path has.",
        "schema": {"type": "string", "enum": sorted(COMMANDS)},
    },
    {
        "name": "pack",
        "in": "query",
        "required": False,
        "description": "Other rules to compare with, by name or version, or both.",
        "schema": {"type": "string", "maxLength": 60},
    },
    {
        "name": "fields",
        "in": "query",
        "required": False,
        "style": "form",
        "explode": True,
        "description": "The command's fields, each as a parameter of its own: lot=A&answer=as_is.",
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    },
]


@router.get(
    "/orders/{id}/cover",
    response=covering.CoverReplyOut,
    operation_id="show_cover",
    summary="Ask what is covered",
    openapi_extra={"parameters": _PARAMETERS},
)
def show_cover(request: Any, id: str) -> HttpResponse:
    """Say what is covered, issue by issue: now, and as it would be after a supposed command."""
    question = CoverQuestion(order_subject(id).id, supposed(request), _packs(request))
    return answers.answer(covering.reply(desk().cover(question, request.auth)))


def supposed(request: HttpRequest) -> object | None:
    """The command of the query, read as strictly as a body; none where nothing is supposed."""
    name = request.GET.get("if")
    given = [key for key in request.GET if key not in _OWN]
    if name is None:
        if given:
            raise wrong_shape((f"#/query/{given[0][:60]}", "there is no such parameter"))
        return None
    if name not in COMMANDS or len(request.GET.getlist("if")) > 1:
        raise wrong_shape(("#/query/if", "the name of one command, as its path has it"))
    command = COMMANDS[name]
    body = {key: _value(command, key, request.GET.getlist(key)) for key in given}
    found: object = read(shape_of(command), json.dumps(body).encode())
    return found


def _value(command: type, name: str, texts: list[str]) -> Any:
    """A field's texts as JSON has them; what fits no field is left to the reader to refuse."""
    hint = typing.get_type_hints(command).get(name, str)
    if typing.get_origin(hint) is tuple:
        return texts
    if len(texts) > 1:
        raise wrong_shape((f"#/query/{name[:60]}", "given more than once"))
    if isinstance(hint, type) and is_dataclass(hint):
        raise wrong_shape((f"#/query/{name}", "too large for a query: use dry_run"))
    text = texts[0]
    if hint is bool and text in ("true", "false"):
        return text == "true"
    is_count = hint is int and not name.endswith("minor")
    return int(text) if is_count and text.isascii() and text.isdigit() and len(text) < 16 else text  # noqa: PLR2004 - our largest number


def _packs(request: HttpRequest) -> tuple[str, ...]:
    found = request.GET.getlist("pack")
    if len(found) > _MOST_PACKS:
        raise wrong_shape(("#/query/pack", f"at most {_MOST_PACKS}"))
    return tuple(found)
