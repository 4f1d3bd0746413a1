"""Is the actor the right person, for the right organisation, with the right authority?"""

from __future__ import annotations

import pytest

from earnest.accounts import memberships
from earnest.accounts.keys import keys_of, make_key, revoke
from earnest.accounts.models import ApiKey, KeyScope, MemberRole
from earnest.accounts.signed_in import (
    actor_of,
    actor_of_key,
    choose_organisation,
    memberships_of,
)
from earnest.domain.parties import AUTHORITIES, Duty
from earnest.domain.refusals import Broken
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rf):
    """Call with a user for a request of that user."""
    from django.contrib.sessions.backends.db import SessionStore

    def request(user):
        asked = rf.get("/")
        asked.user, asked.session = user, SessionStore()
        return asked

    return request


def key_for(user, scope=KeyScope.ACT):
    return make_key(memberships_of(user).get(), label="import", scope=scope)[1]


def test_actor_is_the_person_for_the_organisation(ann, ask):
    actor = actor_of(ask(ann))
    assert actor.login == ann.pk
    assert actor.organisation == memberships_of(ann).get().organisation_id
    assert (actor.duty, actor.authority, actor.channel) == (Duty.TRADE, AUTHORITIES, "web")


def test_anonymous_request_has_no_actor(ask):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(Broken):
        actor_of(ask(AnonymousUser()))


def test_person_without_organisation_has_no_authority(db, ask):
    actor = actor_of(ask(person("solo@x.example", "Solo")))
    assert (actor.organisation, actor.authority) == ("", frozenset())


def test_chosen_organisation_holds_until_the_membership_ends(ann, ask):
    second = memberships.found_organisation(ann, legal_name="Moss & Co", country="GB")
    request = ask(ann)
    assert choose_organisation(request, second.id)
    assert actor_of(request).organisation == second.id
    memberships_of(ann).filter(organisation=second).update(ended_at=ann.joined_at)
    del request._earnest_membership
    assert actor_of(request).organisation != second.id


def test_organisation_of_others_cannot_be_chosen(ann, ask):
    bob = person("bob@x.example", "Bob")
    theirs = memberships.found_organisation(bob, legal_name="Hale", country="IE")
    assert not choose_organisation(ask(ann), theirs.id)


def test_key_acts_for_its_person(ann):
    actor = actor_of_key(key_for(ann))
    assert (actor.login, actor.channel, actor.factors) == (ann.pk, "api", ("api_key",))
    assert actor.authority == AUTHORITIES


def test_reading_key_has_no_authority(ann):
    assert actor_of_key(key_for(ann, KeyScope.READ)).authority == frozenset()


def test_secret_is_nowhere_in_the_database(ann):
    secret = key_for(ann)
    row = ApiKey.objects.get()
    assert secret not in repr(row.__dict__)
    assert secret.split("_")[2] not in repr(row.__dict__)
    assert len(secret.split("_")[2]) == 32


@pytest.mark.parametrize("wrong", ["", "ern_x_y", "ern_00000000_" + "0" * 32, "Bearer x"])
def test_wrong_secret_opens_nothing(ann, wrong):
    key_for(ann)
    assert actor_of_key(wrong) is None


def test_right_prefix_with_wrong_secret_opens_nothing(ann):
    secret = key_for(ann)
    assert actor_of_key(secret[:-1] + ("0" if secret[-1] != "0" else "1")) is None


def test_key_dies_with_revocation_membership_and_person(ann):
    owner = memberships_of(ann).get()
    bob = person("bob@x.example", "Bob")
    seat = memberships.invite(owner, email=bob.email, role=MemberRole.CLERK)
    memberships.accept(bob, seat)
    revoked, ended, locked = key_for(bob), key_for(bob), key_for(ann)
    assert revoke(bob, keys_of(bob).get(prefix=revoked.split("_")[1]).prefix)
    assert actor_of_key(revoked) is None
    assert actor_of_key(ended) is not None
    memberships.end(owner, seat)
    assert actor_of_key(ended) is None
    memberships.lock_out(ann)
    assert actor_of_key(locked) is None


def test_revocation_is_told_when_no_process_remembers_the_key_any_more(ann, settings):
    from time import monotonic

    from earnest.accounts.keys import LEASE
    from earnest.accounts.known_keys import KnownKeys

    secret = key_for(ann)
    elsewhere = KnownKeys()
    assert elsewhere.actor(secret) is not None
    settings.EARNEST_ONE_DATABASE = True
    begun = monotonic()
    assert revoke(ann, secret.split("_")[1])
    assert monotonic() - begun >= LEASE
    assert elsewhere.actor(secret) is None


def test_key_of_others_cannot_be_revoked(ann):
    prefix = key_for(ann).split("_")[1]
    assert not revoke(person("eve@x.example", "Eve"), prefix)


def test_use_is_noted_once_a_day(ann, django_assert_num_queries):
    secret = key_for(ann)
    actor_of_key(secret)
    with django_assert_num_queries(1):
        actor_of_key(secret)
