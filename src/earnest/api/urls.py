"""At which address does the API answer? Below ``/v1``; ``/healthz`` tells a balancer how we are.

Whatever is not there, or is not done that way, is a problem too: programs never get a page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path

from earnest.api import answers, problems
from earnest.api.outgoing import HealthOut
from earnest.api.v1.api import api
from earnest.domain.refusals import Refused, Trouble
from earnest.wiring import desk
from earnest.wiring.clock import SETTING

View = Callable[..., HttpResponse]


def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether the server and its database answer; tells nothing else to anybody."""
    try:
        desk().reads.setting(SETTING)
    except Trouble as trouble:
        return problems.of_refusal(request, trouble)
    except Exception as bug:  # noqa: BLE001 - whatever it is, we are not healthy
        return problems.of_bug(request, bug)
    return answers.answer(HealthOut(status="ok"))


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an address below /v1 at which nothing is."""
    return problems.of_refusal(request, Refused("request.no_such_address"))


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]  # nothing changes; the answer is 404


def _in_problems(view: View) -> View:
    """The same view, whose "not allowed" is a problem as well."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        problem = problems.of_refusal(request, Refused("request.not_this_way"))
        problem["Allow"] = response["Allow"]
        return problem

    return answered


routes, app, namespace = api.urls
for _route in routes:
    if isinstance(_route, URLPattern):
        is_root = _route.name == "api-root"
        _route.callback = nothing_here if is_root else _in_problems(_route.callback)

urlpatterns = [
    path("v1/", (routes, app, namespace)),
    re_path(r"^v1(?:/.*)?$", nothing_here),
    path("healthz", healthz, name="healthz"),
]
