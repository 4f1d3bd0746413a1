"""What does the back office show, and what can be done there? Rows to read, commands to give.

No row is edited: whatever changes is done by a function of the accounts, which also tells the
trade database (``accounts.projection``). Orders and money are on the order's own pages.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from earnest.accounts import keys, memberships
from earnest.accounts.models import ApiKey, Membership, Organisation, User
from earnest.backoffice.site import back_office


class ReadOnly(admin.ModelAdmin):
    """Rows that can be looked at and searched, and nothing else."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Nothing is edited here."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Model | None = None) -> bool:
        """Nothing is deleted here."""
        return False

    def has_view_permission(self, request: HttpRequest, _obj: Model | None = None) -> bool:
        """Whoever may open the back office may look."""
        return back_office.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Likewise for the list of what there is."""
        return back_office.has_permission(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The commands of this kind of row; deleting is not one."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found


def _say(request: HttpRequest, count: int) -> None:
    text = ngettext("Done for %(count)d row.", "Done for %(count)d rows.", count)
    messages.success(request, text % {"count": count})


@admin.register(User, site=back_office)
class UserAdmin(ReadOnly):
    """People who sign in."""

    list_display = ("email", "display_name", "is_active", "is_staff", "joined_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "display_name", "id")
    fields = ("id", "email", "display_name", "language", "time_zone", "is_active", "is_staff")
    actions = ("lock_out", "let_in_again")

    @admin.action(description=_("Lock out: no sign-in, no act, at once"))
    def lock_out(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Lock people out; nobody locks out himself."""
        others = [person for person in people if person.pk != request.user.pk]
        for person in others:
            memberships.lock_out(person)
        _say(request, len(others))

    @admin.action(description=_("Let in again"))
    def let_in_again(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Undo a lock-out."""
        for person in people:
            memberships.let_in_again(person)
        _say(request, len(people))


@admin.register(Organisation, site=back_office)
class OrganisationAdmin(ReadOnly):
    """Organisations."""

    list_display = ("legal_name", "country", "duty", "founded_at")
    list_filter = ("duty", "country")
    search_fields = ("legal_name", "id")


@admin.register(Membership, site=back_office)
class MembershipAdmin(ReadOnly):
    """Who has a seat where."""

    list_display = ("email", "organisation", "role", "accepted_at", "ended_at")
    list_filter = ("role",)
    list_select_related = ("organisation",)
    search_fields = ("email", "organisation__legal_name")


@admin.register(ApiKey, site=back_office)
class ApiKeyAdmin(ReadOnly):
    """Keys of programs; the secret is nowhere, its digest is not shown."""

    list_display = ("label", "prefix", "membership", "scope", "last_used_on", "revoked_at")
    list_filter = ("scope",)
    list_select_related = ("membership", "membership__user")
    search_fields = ("label", "prefix", "membership__email")
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description=_("Revoke: the key opens nothing any more"))
    def revoke(self, request: HttpRequest, found: QuerySet[ApiKey]) -> None:
        """Revoke keys for their owners."""
        owned = [(key.membership.user, key.prefix) for key in found]
        done = keys.revoke_each((user, prefix) for user, prefix in owned if user is not None)
        _say(request, done)
