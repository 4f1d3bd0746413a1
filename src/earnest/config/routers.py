"""Which database holds which tables?

App ``store`` (orders, journal, ledger) lives in ``trade``, everything else in ``default``. With
SQLite these are two files. With PostgreSQL they are one database under two names, and then both
names must accept every migration: they share one table of applied migrations, and whichever name
is migrated first would otherwise mark the other's as done without making the tables.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model

TRADE = "trade"
DEFAULT = "default"


class HouseRouter:
    """Send the app ``store`` to ``trade`` and the rest to ``default``."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """Name the database in which ``model`` is read."""
        return _home_of(model._meta.app_label)

    def db_for_write(self, model: type[Model], **_hints: Any) -> str:
        """Name the database in which ``model`` is written."""
        return _home_of(model._meta.app_label)

    def allow_relation(self, one: Any, other: Any, **_hints: Any) -> bool:
        """Refuse keys that would cross from one database into the other."""
        return _home_of(one._meta.app_label) == _home_of(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Make each table in its own file, or all in the one PostgreSQL database."""
        return settings.EARNEST_ONE_DATABASE or db == _home_of(app_label)


def _home_of(app_label: str) -> str:
    return TRADE if app_label == "store" else DEFAULT
