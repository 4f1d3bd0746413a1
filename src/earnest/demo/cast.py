"""Who appears in the demo? Fixed organisations and logins, the same in every installation.

Harbour Tools buys, Ningbo Lantern Works supplies, Ines inspects, Mara mediates, Olga operates.
The pages' logins are made of the same list (``MEMBERS``) by ``accounts``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from earnest.domain.contract.terms import Party
from earnest.domain.parties import AUTHORITIES, Actor, Duty

PASSWORD = "held until it is right"  # noqa: S105 - the demo's own, printed for everybody to see
"""The password of every demo login."""


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation of the demo; ``country`` is ISO 3166 alpha-2."""

    id: str
    name: str
    country: str
    duty: Duty = Duty.TRADE

    @property
    def party(self) -> Party:
        """The company as a side of a contract."""
        return Party(self.id, self.name, self.country)


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the demo: the login that the journal names, and the seat in a company.

    ``role`` is a role of ``accounts`` (owner, signer, clerk, viewer); ``language`` and ``zone``
    are how the pages and letters speak to this person.
    """

    login: str
    email: str
    name: str
    company: Company
    role: str = "owner"
    language: str = "en"
    zone: str = "UTC"

    def actor(self, channel: str = "cli") -> Actor:
        """The person as the write path knows them."""
        authority = _AUTHORITY[self.role]
        return Actor(self.login, self.company.id, self.company.duty, authority, ("demo",), channel)


HARBOUR = Company("harbour-tools", "Harbour Tools Ltd", "GB")
JOHNSSON = Company("johnssons-byggvaror", "Johnssons Byggvaror AB", "SE")
KOBE = Company("kobe-garden", "Kobe Garden KK", "JP")
NINGBO = Company("ningbo-lantern", "Ningbo Lantern Works", "CN")
MODERNA = Company("moderna-produkter", "Moderna Produkter AB", "SE")
SHAOXING = Company("shaoxing-yunjin", "绍兴云锦纺织有限公司", "CN")
INSPECTION = Company("quay-inspection", "Quay Inspection", "CN", Duty.INSPECT)
MEDIATION = Company("mediation-house", "Mediation House", "SG", Duty.MEDIATE)
PLATFORM = Company("platform", "Earnest", "SG", Duty.OPERATE)

COMPANIES = (
    HARBOUR, JOHNSSON, KOBE, NINGBO, MODERNA, SHAOXING, INSPECTION, MEDIATION, PLATFORM,
)  # fmt: skip

HANNAH = Member("hannah", "hannah@harbour.example", "Hannah Moore", HARBOUR, zone="Europe/London")
TOM = Member("tom", "tom@harbour.example", "Tom Birch", HARBOUR, role="clerk", zone="Europe/London")
ELSA = Member("elsa", "elsa@johnssons.example", "Elsa Lind", JOHNSSON, zone="Europe/Stockholm")
SORA = Member("sora", "sora@kobe.example", "Sora Tanaka", KOBE, zone="Asia/Tokyo")
NING = Member(
    "ning", "ning@lantern.example", "林宁", NINGBO, language="zh-hans", zone="Asia/Shanghai"
)
NILS = Member("nils", "nils@moderna.example", "Nils Berg", MODERNA, zone="Europe/Stockholm")
YUN = Member(
    "yun", "yun@yunjin.example", "沈云", SHAOXING, language="zh-hans", zone="Asia/Shanghai"
)
INES = Member("ines", "ines@quay.example", "Ines Rocha", INSPECTION, zone="Asia/Shanghai")
MARA = Member("mara", "mara@mediation.example", "Mara Steen", MEDIATION, zone="Asia/Singapore")
OLGA = Member("olga", "olga@earnest.example", "Olga Petrova", PLATFORM, zone="Asia/Singapore")

MEMBERS = (HANNAH, TOM, ELSA, SORA, NING, NILS, YUN, INES, MARA, OLGA)
"""Everybody who can sign in, the demo's buyer first."""

CARRIER = Actor("carrier", "carrier", Duty.CARRIER, frozenset({"operate"}), channel="carrier")
"""The carrier's voice: proves hand-over and delivery. It has no login."""

_AUTHORITY = {
    "owner": AUTHORITIES,
    "signer": AUTHORITIES,
    "clerk": frozenset({"draft", "operate"}),
    "viewer": frozenset[str](),
}
"""As ``accounts.authority`` has it; a test compares the two."""


class TakesActors(Protocol):
    """Where the cast is written: ``desk.reads``."""

    def setting(self, name: str) -> str | None:
        """A setting of the installation."""
        ...

    def set(self, name: str, value: str) -> None:
        """Write a setting."""
        ...

    def project_actors(self, actors: Sequence[Actor]) -> None:
        """Write what decisions must know of people."""
        ...


_EDITION = "1"


def introduce(reads: TakesActors) -> bool:
    """Make the cast known to the write path, once; tells whether it was new."""
    if reads.setting("demo.cast") == _EDITION:
        return False
    reads.project_actors([member.actor() for member in MEMBERS])
    reads.set("demo.cast", _EDITION)
    return True


def member_of(login: str) -> Member | None:
    """The demo login of this name or e-mail address."""
    wanted = login.strip().lower()
    return next((m for m in MEMBERS if wanted in (m.login, m.email)), None)


def name_of(organisation: str) -> str:
    """A demo company's name; the id itself for others."""
    return next((company.name for company in COMPANIES if company.id == organisation), organisation)
