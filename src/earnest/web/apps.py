"""How does Django call the pages?"""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Server-rendered pages."""

    name = "earnest.web"
