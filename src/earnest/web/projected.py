"""How does the write path hear of a change of membership? The desk projects it (A4)."""

from __future__ import annotations

from collections.abc import Sequence

from earnest.accounts.projection import ProjectedActor, publish_with
from earnest.domain.parties import Actor
from earnest.wiring import desk


def project_by_the_desk() -> None:
    """From now on, every published row goes through this process's desk."""
    publish_with(_project)


def _project(rows: Sequence[ProjectedActor]) -> None:
    desk().reads.project_actors(
        [
            Actor(row.login, row.organisation, row.duty, row.authority, revoked=row.revoked)
            for row in rows
        ]
    )
