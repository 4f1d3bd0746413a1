"""Which words do the order pages add to templates? The strip of the demo."""

from __future__ import annotations

from typing import Any

from django import template

from earnest.accounts.signed_in import actor_of
from earnest.web.counter import Visit
from earnest.web.playing import strip
from earnest.web.presenters.reader import here
from earnest.wiring import desk

register = template.Library()


@register.inclusion_tag("orders/strip.html", takes_context=True)
def demo_strip(context: dict[str, Any], order: str = "") -> dict[str, Any]:
    """Draw the clock and the chairs of a demo; nothing in production."""
    open_desk, request = desk(), context["request"]
    visit = Visit(request, open_desk, actor_of(request), here(open_desk.now()))
    return {"strip": strip(visit, order), "csrf_token": context.get("csrf_token")}
