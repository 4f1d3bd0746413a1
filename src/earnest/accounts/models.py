"""Which rows describe people, organisations and who speaks for whom?

Rows have no behaviour: what happens to them is in ``memberships`` and ``keys``, so that no change
is written without telling the trade database (``projection``).
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from earnest.accounts.ids import new_id
from earnest.accounts.moments import real_now


class OrganisationDuty(models.TextChoices):
    """What an organisation does here; the system's own duties (clock, rail) never sign in."""

    TRADE = "trade", _("Trades")
    OPERATE = "operate", _("Operates the platform")
    MEDIATE = "mediate", _("Mediates disputes")
    INSPECT = "inspect", _("Inspects goods")


class MemberRole(models.TextChoices):
    """What a member may do for the organisation; ``authority`` translates it for the domain."""

    OWNER = "owner", _("Owner")
    SIGNER = "signer", _("Signer")
    CLERK = "clerk", _("Clerk")
    VIEWER = "viewer", _("Viewer")


class KeyScope(models.TextChoices):
    """What a program with the key may do."""

    READ = "read", _("Read only")
    ACT = "act", _("Read and act")


class UserManager(BaseUserManager["User"]):
    """The look-up by e-mail that Django's sign-in needs, and making a user in one step."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make and store a user; without password nobody can sign in with one."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user who may see every page of the back office."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. The id is the *login* that the journal names."""

    id = models.CharField(primary_key=True, max_length=20, default=new_id, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("your name"), max_length=80)
    language = models.CharField(_("language"), max_length=16, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the back office"), default=False)
    joined_at = models.DateTimeField(_("joined"), default=real_now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name or self.email


class Organisation(models.Model):
    """A company that trades, inspects, mediates or operates."""

    id = models.CharField(primary_key=True, max_length=20, default=new_id, editable=False)
    legal_name = models.CharField(_("legal name"), max_length=160)
    country = models.CharField(_("country"), max_length=2)
    duty = models.CharField(_("duty"), max_length=8, choices=OrganisationDuty)
    founded_at = models.DateTimeField(_("registered"), default=real_now, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.legal_name


class Membership(models.Model):
    """A person's seat in an organisation: invited, then accepted, then ended.

    ``user`` is empty until the invited person accepts: an invitation must not tell whether
    somebody with that address is registered.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="memberships", null=True, blank=True
    )
    email = models.EmailField(_("invited address"))
    role = models.CharField(_("role"), max_length=8, choices=MemberRole)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    invited_at = models.DateTimeField(_("invited"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(ended_at=None, user__isnull=False),
                name="one_open_seat_per_person",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(ended_at=None),
                name="one_open_seat_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(user__isnull=False),
                name="accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.role}"


class ApiKey(models.Model):
    """A program's key: acts for one person in one organisation, until revoked.

    Only the SHA-256 of the secret is kept. A fast hash is right here: the secret is 160 random
    bits, not something that a person chose.
    """

    prefix = models.CharField(_("begins with"), max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="keys")
    label = models.CharField(_("what it is for"), max_length=60)
    scope = models.CharField(_("scope"), max_length=4, choices=KeyScope)
    made_at = models.DateTimeField(_("made"))
    last_used_on = models.DateField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"
