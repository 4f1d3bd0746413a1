"""How does Django call the accounts?"""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, organisations, memberships and keys."""

    name = "earnest.accounts"
    verbose_name = _("Accounts")
