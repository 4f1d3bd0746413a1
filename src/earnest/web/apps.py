"""How does Django call the pages, and where do changes of membership go?"""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Server-rendered pages."""

    name = "earnest.web"

    def ready(self) -> None:
        """Let every change of a membership reach the write path (A4)."""
        from earnest.web.projected import project_by_the_desk  # noqa: PLC0415 - models are ready

        project_by_the_desk()
