"""Where is a half-written report until it is handed in? With the person's sign-in, on the server.

It survives a closed page and a lost connection, and is nobody else's: no event, no row of trade.
It ends with the sign-in, or when the report is handed in.
"""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

KEY = "report-drafts"
MOST_DRAFTS = 5
"""So many visits are written at a time; the oldest draft makes room."""

_NOT_KEPT = ("csrfmiddlewaretoken", "do", "save")


def keep(request: HttpRequest, order: str, inspection: str, data: QueryDict) -> None:
    """Keep what was typed."""
    said = data.copy()
    for name in _NOT_KEPT:
        said.pop(name, None)
    name = f"{order}/{inspection}"
    others = {key: text for key, text in _drafts(request).items() if key != name}
    latest = dict(list(others.items())[-(MOST_DRAFTS - 1) :])
    request.session[KEY] = latest | {name: said.urlencode()}


def read(request: HttpRequest, order: str, inspection: str) -> QueryDict:
    """What was typed before; empty where nothing was."""
    return QueryDict(_drafts(request).get(f"{order}/{inspection}", ""), mutable=True)


def forget(request: HttpRequest, order: str, inspection: str) -> None:
    """Let a draft go."""
    request.session[KEY] = {
        key: text for key, text in _drafts(request).items() if key != f"{order}/{inspection}"
    }


def _drafts(request: HttpRequest) -> dict[str, str]:
    found: dict[str, str] = request.session.get(KEY, {})
    return found
