"""Why can a membership not be changed that way?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "membership.only_owners": _("Only an owner of the organisation can change its members."),
    "membership.last_owner": _(
        "An organisation needs an owner. Make somebody else an owner first."
    ),
    "membership.already_invited": _("%(email)s is already a member, or has an open invitation."),
    "membership.already_member": _("You are already a member of this organisation."),
    "membership.invitation_gone": _("This invitation has been withdrawn or used."),
}
