"""How does Django call this app?"""

from __future__ import annotations

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """Read-only rows; every action is a command."""

    name = "earnest.backoffice"
