"""How does an order begin, and how is its draft changed? From a file, an example, or a form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from earnest.domain.parties import Role
from earnest.domain.refusals import Refused
from earnest.web import drafting, writing
from earnest.web.counter import Visit, at_the_desk
from earnest.words.say import status_of

LARGEST_FILE = 5_000_000


@require_GET
@at_the_desk
def new(visit: Visit) -> HttpResponse:
    """Offer the ways in which an order can begin."""
    return visit.page("orders/new.html", {"examples": drafting.EXAMPLES})


@require_POST
@at_the_desk
def upload(visit: Visit) -> HttpResponse:
    """Read a contract from a file and open a draft; what cannot be read is said on the page."""
    file, side = visit.request.FILES.get("file"), writing.side_of(visit)
    try:
        data = file.read(LARGEST_FILE) if file else b""
        read = drafting.uploaded(visit.desk, data, (file and file.name) or "")
        id = writing.open_draft(visit, read.contract, side)
    except Refused as refused:
        facts = {"examples": drafting.EXAMPLES, "wrong": visit.reader.refusal(refused)}
        return visit.page("orders/new.html", facts, status_of(refused.code))
    writing.tell_gaps(visit, read)
    return visit.see("order", id)


@require_POST
@at_the_desk
def copy(visit: Visit) -> HttpResponse:
    """Open a draft that is a copy of an example."""
    found = drafting.example(visit.desk, visit.request.POST.get("example", ""))
    id = writing.open_draft(visit, found, writing.side_of(visit))
    messages.success(visit.request, _("This is a copy of an example. Change it as you like."))
    return visit.see("order", id)


@require_http_methods(["GET", "POST"])
@at_the_desk
def form(visit: Visit) -> HttpResponse:
    """Ask the terms of a new contract, and open its draft."""
    paper = writing.paper(visit, drafting.empty(), Role.BUYER, is_new=True)
    if visit.request.method == "GET" or not paper.is_complete() or paper.is_held():
        return paper.draw()
    try:
        return paper.open()
    except Refused as refused:
        return paper.refuse(refused)


@require_http_methods(["GET", "POST"])
@at_the_desk
def edit(visit: Visit, id: str, name: str) -> HttpResponse:
    """Change a draft, or answer a proposal by another text."""
    order = visit.order(id)
    paper = writing.paper(visit, order.contract, order.role, order=order, name=name)
    if visit.request.method == "GET" or not paper.is_complete() or paper.is_held():
        return paper.draw()
    try:
        return paper.send()
    except Refused as refused:
        return paper.refuse(refused)
