"""How does the API say no? As RFC 9457 problems, with the refusal's code, sentence and facts.

``status`` and ``detail`` come from the words' tables; money facts are strings like all money here.
A problem of ours is told without a word of what broke.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from pydantic_core import to_json

from earnest.api.shapes import WrongShape
from earnest.domain.refusals import Refused, Trouble
from earnest.words.formats import column_of
from earnest.words.say import refusal, status_of
from earnest.words.tables import rows

RETRY_AFTER = "1"
"""Seconds after which asking again may help."""

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("Cannot be read", "无法读取"),
    401: ("Who are you?", "未验证身份"),
    403: ("Not open to you", "无权操作"),
    404: ("Nothing here", "未找到"),
    405: ("Not done this way", "方法不适用"),
    409: ("Not possible now", "现在无法执行"),
    413: ("Too large", "内容过大"),
    415: ("Not this kind of content", "内容类型不支持"),
    422: ("Not as it should be", "内容不正确"),
    500: ("Our fault", "系统错误"),
    503: ("Not ready", "暂不可用"),
}
"""The title of a problem, by status, in English and Chinese."""

_OWN = frozenset({"type", "title", "status", "detail", "code", "errors"})
_log = structlog.get_logger("earnest.api")


def of_refusal(request: HttpRequest, refused: Refused | Trouble) -> HttpResponse:
    """The problem of a refusal or trouble, in the language of the request."""
    language = translation.get_language() or "en"
    status = status_of(refused.code)
    titles = TITLES.get(status, TITLES[409])
    told: dict[str, Any] = {
        "type": f"urn:earnest:problem:{refused.code}",
        "title": titles[1 if column_of(language) == "zh" else 0],
        "status": status,
        "detail": refusal(refused, language),
        "code": refused.code,
    }
    told |= {name: value for name, value in _facts(refused).items() if name not in _OWN}
    if isinstance(refused, WrongShape):
        told["errors"] = refused.errors
    response = HttpResponse(to_json(told), status=status, content_type="application/problem+json")
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 (an expected no is no alarm)
    if isinstance(refused, Trouble):
        response["Retry-After"] = RETRY_AFTER
        _log.warning("trouble", code=refused.code, path=request.path, **refused.facts)
    if status == 401:  # noqa: PLR2004 - the one status that has to name the way in
        response["WWW-Authenticate"] = "Bearer"
    return response


def of_bug(request: HttpRequest, bug: Exception) -> HttpResponse:
    """The problem of an exception that nobody expected: logged whole, told as our fault."""
    if isinstance(bug, OperationalError | InterfaceError):
        return of_refusal(request, Trouble("store.busy"))
    _log.error("bug", path=request.path, method=request.method, exc_info=bug)
    return of_refusal(request, Refused("request.our_fault"))


def _facts(refused: Refused | Trouble) -> dict[str, Any]:
    """The facts of a refusal; those of a trouble are for the log, not for strangers."""
    if isinstance(refused, Trouble):
        return {}
    money = _money_facts(refused.code)
    return {
        name: str(value) if name in money and type(value) is int else value
        for name, value in refused.facts.items()
    }


@cache
def _money_facts(code: str) -> frozenset[str]:
    """The facts that the refusal's sentence writes as money."""
    template = rows("refusals").get(code, {}).get("en", "")
    return frozenset(
        name for _, name, spec, _ in Formatter().parse(template) if name and spec == "money"
    )
