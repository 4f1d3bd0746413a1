"""How does Django call this app?"""

from __future__ import annotations

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """The loop: sweep, deliver, intake."""

    name = "earnest.worker"
