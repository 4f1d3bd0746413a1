"""Whose desk is asked, and as whom? ``--as LOGIN`` names a person; the channel is always ``cli``.

In demo and sandbox anybody of the cast may be played, the demo's buyer unless said otherwise; in
production only an operator's own login acts here, with its role.
"""

from __future__ import annotations

from collections.abc import Sequence

from earnest.cli import street
from earnest.cli.failing import Elsewhere
from earnest.demo.cast import CARRIER, HANNAH, MEMBERS, OLGA, Member, introduce, member_of
from earnest.domain.parties import Actor, Duty
from earnest.domain.refusals import Trouble, refuse
from earnest.environment import Mode
from earnest.wiring import Desk, letters_go_to
from earnest.wiring import desk as desk_of_this_process


def the_desk() -> Desk:
    """The installation's desk, opened on first use; raises Elsewhere where another owns it."""
    if not street.is_open():
        letters_go_to(_cast_of)
    try:
        found = desk_of_this_process()
    except Trouble as trouble:
        if trouble.code != "store.owned_by_another":
            raise
        raise Elsewhere from None
    if found.environment.mode is not Mode.PRODUCTION:
        introduce(found.reads)
    return found


def _cast_of(organisation: str) -> Sequence[tuple[str, str, str]]:
    """To whom letters go while nobody has asked the accounts: the demo's people."""
    cast = (member for member in MEMBERS if member.company.id == organisation)
    return [(member.email, member.language, member.zone) for member in cast]


def acting_as(desk: Desk, login: str, *, default: Member = HANNAH) -> Actor:
    """The person who sends a command, or asks; refuses ``login.unknown`` and what is not allowed.

    ``default`` acts in demo and sandbox where nobody is named.
    """
    if desk.environment.mode is Mode.PRODUCTION:
        found = _of_accounts(login)
        if found is None or found.duty is not Duty.OPERATE:
            refuse("login.operators_only")
        return found
    if login == CARRIER.login:
        return CARRIER
    member = member_of(login) if login else default
    actor = member.actor() if member else _of_accounts(login)
    if actor is None:
        refuse("login.unknown", login=login[:80])
    return actor


def operator(desk: Desk, login: str) -> Actor:
    """As ``acting_as``, with the demo's operator where nobody is named."""
    return acting_as(desk, login, default=OLGA)


def supplier_of(organisation: str) -> str:
    """The id of an organisation that trades here; refuses ``limit.unknown_supplier``."""
    if organisation in {member.company.id for member in MEMBERS}:
        return organisation
    street.accounts_ready()
    from earnest.accounts.models import Organisation, OrganisationDuty

    trading = Organisation.objects.filter(duty=OrganisationDuty.TRADE)
    if not trading.filter(pk=organisation).exists():
        refuse("limit.unknown_supplier", supplier=organisation[:80])
    return organisation


def _of_accounts(login: str) -> Actor | None:
    """The person who signs in by this id or e-mail address, for the first seat that is open."""
    if not login:
        return None
    street.accounts_ready()
    from earnest.accounts.authority import AUTHORITY_OF_ROLE
    from earnest.accounts.models import User
    from earnest.accounts.signed_in import memberships_of

    user = User.objects.filter(is_active=True, email=login.lower()).first()
    user = user or User.objects.filter(is_active=True, pk=login).first()
    seat = memberships_of(user).first() if user else None
    if user is None or seat is None:
        return None
    authority = AUTHORITY_OF_ROLE[seat.role]
    duty = Duty(seat.organisation.duty)
    return Actor(user.pk, seat.organisation_id, duty, authority, ("console",), "cli")
