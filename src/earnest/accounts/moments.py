"""What time is it really?

Invitations, keys and sessions end by the world's clock, also in a demo whose trade clock can be
set: security must not travel in time. This is the accounts' only look at the clock.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def real_now() -> datetime:
    """Give the present instant, aware and in UTC."""
    return timezone.now()
