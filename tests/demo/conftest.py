"""The people who sign in are those of every room."""

from tests.people import fresh_limits, published

__all__ = ["fresh_limits", "published"]
