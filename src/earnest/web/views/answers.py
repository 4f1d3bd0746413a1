"""Where does a buyer answer a report, or the goods that came? All answers on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from earnest.web import answering
from earnest.web.counter import Visit, at_the_desk


@require_GET
@at_the_desk
def answer(visit: Visit, id: str, lot: str) -> HttpResponse:
    """Show the answers side by side; without one to give, lead back to the order."""
    found = visit.order(id)
    facts = answering.page(visit, found, lot)
    return visit.page("orders/answer.html", facts) if facts else visit.see("order", id)
