"""How do the routes become one API? Joined, checked against the access table, and described.

Importing this module stops the program where a route has no line in ``access`` (A1).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, ValidationError

from earnest.api import access, problems
from earnest.api.callers import CALLERS
from earnest.api.v1 import commands, cover, files, notices, orders, published, sandbox
from earnest.api.v1.description import described
from earnest.domain.refusals import Refused, Trouble


class Api(NinjaAPI):
    """The API whose description also tells every refusal and every command's fields."""

    def get_openapi_schema(self, **how: Any) -> Any:
        """The OpenAPI 3.1 document."""
        return described(super().get_openapi_schema(**how))


def assembled() -> Api:
    """All routes of version 1, checked against the access table."""
    made = Api(
        title="Earnest",
        version="1",
        urls_namespace="v1",
        auth=list(CALLERS),
        docs=Swagger(settings={"validatorUrl": None}),
    )
    made.add_router("", orders.router)
    made.add_router("", cover.router)
    made.add_router("", files.router)
    made.add_router("", commands.router)
    made.add_router("", notices.router)
    made.add_router("", published.router)
    if settings.EARNEST_MODE != "production":
        made.add_router("", sandbox.router)
    for kind, told in _PROBLEMS.items():
        made.add_exception_handler(kind, told)
    access.check(_routes(made))
    return made


def _routes(made: Api) -> Iterator[tuple[str, str, bool]]:
    """Every route as the access table names it: method, path, whether it asks who calls."""
    generated = {f"/orders/{{id}}/{name}" for name in map(commands.kebab_of, commands.OFFERED)}
    for router in made._get_bound_routers():  # noqa: SLF001 - what ninja will really serve
        for path, view in router.path_operations.items():
            line = "/orders/{id}/{command}" if path in generated else path
            for operation in view.operations:
                asks_who = bool(operation.auth_callbacks)
                yield from ((method, line, asks_who) for method in operation.methods)


def _not_signed_in(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problems.of_refusal(request, Refused("request.not_signed_in"))


def _not_found(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problems.of_refusal(request, Refused("request.no_such_address"))


_PROBLEMS: dict[type[Exception], Any] = {
    Refused: problems.of_refusal,
    Trouble: problems.of_refusal,
    AuthenticationError: _not_signed_in,
    ValidationError: _not_found,
    Http404: _not_found,
    Exception: problems.of_bug,
}
"""How each family of exceptions is told."""

api = assembled()
