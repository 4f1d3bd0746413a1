"""How does Django call this app, and to whom do letters go?"""

from __future__ import annotations

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """The loop: sweep, deliver, intake."""

    name = "earnest.worker"

    def ready(self) -> None:
        """Let the letters that the loop delivers go to the people of the accounts."""
        from earnest.accounts.address_book import people_of  # noqa: PLC0415 - models are ready
        from earnest.wiring import letters_go_to  # noqa: PLC0415 - opened late, like the desk

        letters_go_to(people_of)
