"""What happens at an action's address? A form, its preview, and the deed that was confirmed."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from earnest.web.bench import BAD_FORM, bench, confirmed
from earnest.web.counter import Visit, at_the_desk
from earnest.web.writing import COMMANDS


@require_http_methods(["GET", "POST"])
@at_the_desk
def command(visit: Visit, id: str, name: str) -> HttpResponse:
    """Ask what is not known, show what would change, do what was confirmed."""
    if visit.request.method == "GET":
        return _begin(visit, id, name)
    if "command" in visit.request.POST:
        return _confirm(visit, id, name)
    return _preview(visit, id, name)


def _begin(visit: Visit, id: str, name: str) -> HttpResponse:
    if name in COMMANDS:
        return visit.see("edit_contract", id, name)
    laid_out = bench(visit, id, name)
    if laid_out.offer.is_open and not laid_out.form.asks:
        initial = {key: field.initial for key, field in laid_out.form.fields.items()}
        laid_out.try_out(laid_out.offer.command(**initial))
    return laid_out.draw()


def _preview(visit: Visit, id: str, name: str) -> HttpResponse:
    laid_out = bench(visit, id, name, bound=True)
    if laid_out.form.is_valid():
        laid_out.try_out(laid_out.form.command())
    else:
        laid_out.status = BAD_FORM
    return laid_out.draw()


def _confirm(visit: Visit, id: str, name: str) -> HttpResponse:
    laid_out = bench(visit, id, name)
    return laid_out.do(*confirmed(laid_out))
