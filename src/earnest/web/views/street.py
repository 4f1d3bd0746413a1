"""What stands at the front door, and what do the switches in the header do?"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from earnest.accounts.models import User
from earnest.accounts.signed_in import choose_organisation
from earnest.web import samples
from earnest.web.views import orders


def home(request: HttpRequest) -> HttpResponse:
    """Show what needs the reader, or the front page to somebody who has not signed in."""
    if not request.user.is_authenticated:
        return render(request, "web/front.html")
    return orders.orders(request)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, for good if the reader has signed in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(language):
        User.objects.filter(pk=request.user.pk).update(language=language)
    return set_language(request)


@require_POST
@login_required
def switch_organisation(request: HttpRequest) -> HttpResponse:
    """Speak for another organisation; one without a seat there learns nothing about it."""
    if not choose_organisation(request, request.POST.get("organisation", "")):
        raise Http404
    return redirect("home")


def style(request: HttpRequest) -> HttpResponse:
    """Show every part with sample values (demo only: ``urls`` leaves it out elsewhere)."""
    return render(request, "web/style.html", samples.style_page())
