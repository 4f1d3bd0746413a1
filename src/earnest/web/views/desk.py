"""How do people look after themselves: profile and API keys?"""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from earnest.accounts.keys import keys_of, make_key, revoke
from earnest.accounts.signed_in import membership_of, person_of
from earnest.web.forms import KeyForm, ProfileForm


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change name, language and time zone."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("profile")
    return render(request, "web/profile.html", {"form": form})


@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """List one's own keys, with the form for another."""
    return render(
        request, "web/keys.html", {"keys": keys_of(person_of(request)), "form": KeyForm()}
    )


@require_POST
@never_cache
@reauthentication_required
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key for the chosen organisation and show its secret, this once."""
    form, membership = KeyForm(request.POST), membership_of(request)
    facts = {"keys": keys_of(person_of(request)), "form": form}
    if membership is None or not form.is_valid():
        return render(request, "web/keys.html", facts, status=422)
    _key, facts["secret"] = make_key(membership, **form.cleaned_data)
    return render(request, "web/keys.html", {**facts, "form": KeyForm()})


@require_POST
@login_required
def revoke_key(request: HttpRequest, prefix: str) -> HttpResponse:
    """Make a key open nothing from now on."""
    if not revoke(person_of(request), prefix):
        raise Http404
    messages.success(request, _("The key %(prefix)s is revoked.") % {"prefix": prefix})
    return redirect("keys")
