"""How does the command line reach what Django keeps: people who sign in, and the pages?

Django is loaded only by the commands that need it.
"""

from __future__ import annotations

import os
import sys
from functools import cache


@cache
def accounts_ready() -> None:
    """Load Django and bring the accounts' tables up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def is_open() -> bool:
    """Whether Django is loaded: then the accounts' people get the letters."""
    return "django" in sys.modules and sys.modules["django"].apps.apps.ready
