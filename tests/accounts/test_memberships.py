"""Who may change a membership, and does the trade database hear of it?"""

from __future__ import annotations

import pytest

from earnest.accounts import memberships, projection
from earnest.accounts.models import MemberRole, Membership
from earnest.accounts.signed_in import memberships_of
from earnest.domain.parties import AUTHORITIES, Duty
from earnest.domain.refusals import Broken, Refused
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(ann):
    return memberships_of(ann).get()


@pytest.fixture
def bob(db, published):
    return person("bob@harbour.example", "Bob Hale")


def join(owner, user, role):
    seat = memberships.invite(owner, email=user.email, role=role)
    memberships.accept(user, seat)
    seat.refresh_from_db()
    return seat


def test_founder_is_published_as_owner(ann, published):
    [row] = published
    assert row.login == ann.pk
    assert row.duty is Duty.TRADE
    assert row.authority == AUTHORITIES
    assert not row.revoked


def test_invitation_gives_nothing_before_it_is_accepted(owner, bob, published):
    published.clear()
    memberships.invite(owner, email="Bob@Harbour.example ", role=MemberRole.CLERK)
    assert not published
    assert not memberships_of(bob).exists()
    assert memberships.invitations_for([bob.email]).get().organisation == owner.organisation


def test_accepted_clerk_may_draft_and_operate(owner, bob, published):
    join(owner, bob, MemberRole.CLERK)
    assert published[-1].authority == {"draft", "operate"}


def test_invitation_is_accepted_once(owner, bob):
    seat = memberships.invite(owner, email=bob.email, role=MemberRole.CLERK)
    memberships.end(owner, seat)
    with pytest.raises(Refused) as refused:
        memberships.accept(bob, seat)
    assert refused.value.code == "membership.invitation_gone"


def test_address_is_invited_once(owner):
    memberships.invite(owner, email="new@harbour.example", role=MemberRole.CLERK)
    with pytest.raises(Refused) as refused:
        memberships.invite(owner, email="NEW@harbour.example", role=MemberRole.VIEWER)
    assert refused.value.code == "membership.already_invited"


def test_ended_membership_is_published_as_revoked(owner, bob, published):
    seat = join(owner, bob, MemberRole.SIGNER)
    memberships.end(owner, seat)
    assert published[-1].revoked
    assert published[-1].authority == frozenset()


def test_returning_member_has_one_living_row(owner, bob, published):
    memberships.end(owner, join(owner, bob, MemberRole.SIGNER))
    join(owner, bob, MemberRole.VIEWER)
    [row] = projection.actor_projection(bob)
    assert (row.revoked, row.authority) == (False, frozenset())


def test_locked_out_person_is_revoked_everywhere(owner, ann, published):
    memberships.lock_out(ann)
    assert published[-1].revoked
    memberships.let_in_again(ann)
    assert not published[-1].revoked


@pytest.mark.parametrize("role", [MemberRole.SIGNER, MemberRole.CLERK, MemberRole.VIEWER])
def test_only_owners_change_members(owner, bob, role):
    seat = join(owner, bob, role)
    for act in (
        lambda: memberships.invite(seat, email="x@y.example", role=MemberRole.CLERK),
        lambda: memberships.change_role(seat, seat, role=MemberRole.OWNER),
        lambda: memberships.end(seat, owner),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "membership.only_owners"


def test_owner_of_one_organisation_is_nobody_in_another(owner, bob):
    elsewhere = memberships.found_organisation(bob, legal_name="Hale Ltd", country="IE")
    theirs = Membership.objects.get(organisation=elsewhere)
    with pytest.raises(Refused):
        memberships.end(owner, theirs)


def test_last_owner_stays(owner):
    for act in (
        lambda: memberships.end(owner, owner),
        lambda: memberships.change_role(owner, owner, role=MemberRole.CLERK),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "membership.last_owner"


def test_second_owner_lets_the_first_go(owner, bob):
    seat = join(owner, bob, MemberRole.OWNER)
    memberships.end(seat, owner)
    assert not memberships_of(owner.user).exists()


def test_change_that_cannot_be_published_does_not_happen(owner, bob):
    def fails(_rows):
        raise OSError("the trade database does not answer")

    seat = join(owner, bob, MemberRole.SIGNER)
    projection.publish_with(fails)
    with pytest.raises(OSError, match="does not answer"):
        memberships.end(owner, seat)
    seat.refresh_from_db()
    assert seat.ended_at is None


def test_house_without_a_listener_is_broken(ann):
    projection._publishers.clear()
    with pytest.raises(Broken):
        projection.publish(projection.actor_projection(ann))


def test_everyone_can_be_published_again(owner, bob, published):
    join(owner, bob, MemberRole.CLERK)
    published.clear()
    assert projection.publish_everyone() == len(published) == 2
