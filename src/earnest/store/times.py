"""How do the two databases give instants back? SQLite as text, PostgreSQL as values."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(value: str | datetime) -> datetime:
    """The instant of a column, aware, in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    return value.astimezone(UTC)
