"""Who belongs to the organisation, and who may still join?"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.accounts import memberships
from earnest.accounts.adapter import send_invitation, verified_addresses
from earnest.accounts.models import MemberRole, Membership
from earnest.accounts.signed_in import membership_of, person_of
from earnest.domain.refusals import Refused, refuse
from earnest.web.forms import InvitationForm, RoleForm
from earnest.words.say import refusal


@login_required
def seats(request: HttpRequest) -> HttpResponse:
    """Show the members of the chosen organisation, and invitations to the reader."""
    return render(request, "web/seats.html", _facts(request, InvitationForm()))


@require_POST
@login_required
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return render(request, "web/seats.html", _facts(request, form), status=422)
    return _or_why_not(request, lambda: _invite(request, form))


@require_POST
@login_required
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    form, seat = RoleForm(request.POST), _seat(request, pk)
    if not form.is_valid():
        return redirect("seats")
    role = form.cleaned_data["role"]
    return _or_why_not(request, lambda: memberships.change_role(_mine(request), seat, role=role))


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership, or withdraw an invitation."""
    seat = _seat(request, pk)
    return _or_why_not(request, lambda: memberships.end(_mine(request), seat))


@require_POST
@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an invitation to an address that the reader has verified."""
    mine = memberships.invitations_for(verified_addresses(person_of(request)))
    invitation = get_object_or_404(mine, pk=pk)
    return _or_why_not(request, lambda: memberships.accept(person_of(request), invitation))


def _facts(request: HttpRequest, form: InvitationForm) -> dict[str, object]:
    mine = membership_of(request)
    return {
        "mine": mine,
        "is_owner": mine is not None and mine.role == MemberRole.OWNER,
        "roles": MemberRole.choices,
        "seats": memberships.open_seats(mine.organisation).order_by("pk") if mine else [],
        "invitations": memberships.invitations_for(verified_addresses(person_of(request))),
        "form": form,
    }


def _seat(request: HttpRequest, pk: int) -> Membership:
    """Find a seat of the reader's own organisation; any other one does not exist for them."""
    mine = membership_of(request)
    return get_object_or_404(
        Membership.objects.select_related("organisation", "user"),
        pk=pk,
        organisation_id=mine.organisation_id if mine else None,
        ended_at=None,
    )


def _invite(request: HttpRequest, form: InvitationForm) -> None:
    invitation = memberships.invite(_mine(request), **form.cleaned_data)
    send_invitation(request, invitation)


def _mine(request: HttpRequest) -> Membership:
    """Give the reader's seat; somebody without one is no owner either."""
    return membership_of(request) or refuse("membership.only_owners")


def _or_why_not(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    """Do it and say so, or say why not; the page with the members follows in both cases."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refusal(refused, get_language() or "en"))
    else:
        messages.success(request, _("Done."))
    return redirect("seats")
