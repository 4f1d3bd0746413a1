"""How does Django call this app?"""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The trade tables, in the database called trade."""

    name = "earnest.store"
