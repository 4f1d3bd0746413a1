"""What does the OpenAPI document tell beyond the routes? Commands' fields, problems, every code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from earnest.api.outgoing import ProblemOut, ShapeProblemOut
from earnest.api.shapes import Shape, shape_of
from earnest.api.v1.commands import OFFERED
from earnest.api.v1.notices import NOTICE_ID, SettleNoticeIn
from earnest.api.v1.orders import OpenOrderIn, SendMessageIn
from earnest.api.v1.sandbox import PlayPaymentIn
from earnest.words.tables import UNKNOWN, rows

_IN_PATHS = {
    "orders": ("The order's id.", "[0-9a-hjkmnp-tv-z]{20}"),
    "notices": ("The notice's id.", NOTICE_ID.pattern),
    "sha256": ("The file's SHA-256.", "[0-9a-f]{64}"),
}
"""What stands in a path, and what it looks like: an id by the path's first word, others by name."""

_REF = "#/components/schemas/{model}"
_OPEN = (422, 500, 503)
_LOOK = (401, 403, 404, 422, 500, 503)
_ACT = (400, 401, 403, 404, 409, 413, 415, 422, 500, 503)

_ABOUT = """\
Money is a string of minor units (`"2000000"` is USD 20,000.00). Instants are UTC, dates are
calendar dates. Every command takes `?dry_run=true` and then answers with what it would change:
events, money, cover, waits, and what becomes impossible.

**Keys.** A command that signs, pays or approves, and opening an order, needs an
`Idempotency-Key`. The same key gives the same outcome; the same key with another content is
refused (`request.key_reused`). After `request.unknown`, ask again with the same key.

**Versions.** `If-Match` (or `seen_version`) names the version that you saw; if the order has
changed since, the command is refused (`request.stale`).

**Problems.** Every refusal is an `application/problem+json` (RFC 9457) whose `code` is one of
these; `detail` is the sentence in the language of `Accept-Language`, and the facts named in
braces stand beside it.

| Code | Status | Sentence | 说明 |
|---|---|---|---|
"""


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The document, completed."""
    schema["info"]["description"] = _ABOUT + "\n".join(_codes())
    known = schema["components"]["schemas"]
    for shape in (
        *map(shape_of, OFFERED), OpenOrderIn, SendMessageIn, SettleNoticeIn, PlayPaymentIn,
    ):  # fmt: skip
        _add(known, shape)
    for problem in (ProblemOut, ShapeProblemOut):
        _add(known, problem)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            is_open = "security" not in operation
            _problems(operation, _OPEN if is_open else _LOOK if method == "get" else _ACT)
            _path_ids(path, operation)
    return schema


def _codes() -> list[str]:
    found: Mapping[str, Mapping[str, Any]] = rows("refusals")
    return [
        f"| `{code}` | {row['status']} | {_told(row['en'])} | {_told(row['zh'])} |"
        for code, row in sorted(found.items())
        if code != UNKNOWN
    ]


def _told(template: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", r"{\1}", template).replace("|", "\\|")


def _add(known: dict[str, Any], shape: type[Shape | ProblemOut]) -> None:
    schema = shape.model_json_schema(ref_template=_REF)
    known.update(schema.pop("$defs", {}))
    known[shape.__name__] = schema


def _problems(operation: dict[str, Any], statuses: tuple[int, ...]) -> None:
    for status in statuses:
        kind = ShapeProblemOut if status == 422 else ProblemOut  # noqa: PLR2004 - its own status
        schema: dict[str, Any] = {"$ref": _REF.format(model=kind.__name__)}
        if kind is ShapeProblemOut:  # a 422 may also be the domain's own no
            schema = {"anyOf": [schema, {"$ref": _REF.format(model="ProblemOut")}]}
        operation["responses"].setdefault(
            status,
            {
                "description": "Problem",
                "content": {"application/problem+json": {"schema": schema}},
            },
        )


def _path_ids(path: str, operation: dict[str, Any]) -> None:
    in_path = [each for each in operation.get("parameters", ()) if each["in"] == "path"]
    for parameter in in_path:
        name = parameter["name"] if parameter["name"] != "id" else path.split("/")[2]
        what, pattern = _IN_PATHS[name]
        parameter["schema"] = {"type": "string", "pattern": f"^{pattern}$"}
        parameter["description"] = what
