"""Who may do what, and is everybody else refused (A1, A6)?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.parties import AUTHORITIES, CLOCK, PARTIES, Duty, Role, other_side, role_of
from earnest.domain.permissions import PERMISSIONS, permit
from earnest.domain.refusals import Refused
from tests.cast import BUYER, EVERYBODY, HARBOUR, INES, NINGBO, OLGA, STRANGER, SUPPLIER

PEOPLE = {Role.BUYER, Role.SUPPLIER, Role.INSPECTOR, Role.MEDIATOR, Role.OPERATOR}


def code(command, actor, role):
    try:
        permit(command, actor, role)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("command", PERMISSIONS)
def test_command_is_for_its_roles_only(command):
    line = PERMISSIONS[command]
    assert line.roles
    assert not line.authority or line.authority in AUTHORITIES
    for role in Role:
        actor = replace(EVERYBODY.get(role.value, STRANGER), authority=AUTHORITIES)
        expected = "" if role in line.roles else "permission.wrong_role"
        if role is Role.STRANGER:
            expected = "order.not_found"
        assert code(command, actor, role) == expected
        if not expected and role in PEOPLE:
            bare = replace(actor, authority=AUTHORITIES - {line.authority})
            assert code(command, bare, role) == "permission.no_authority"
        assert code(command, replace(actor, revoked=True), role) == "permission.revoked"


def test_command_without_a_line_is_refused_to_everybody():
    for role in set(Role) - {Role.STRANGER}:
        assert code("Whatever", OLGA, role) == "permission.wrong_role"


def test_people_never_act_for_the_bank_or_for_time():
    for command, line in PERMISSIONS.items():
        machines = set(line.roles) & {Role.RAIL, Role.CLOCK}
        assert not (machines and set(line.roles) & PEOPLE), command


@pytest.mark.parametrize("role", Role)
def test_everybody_of_the_cast_has_his_role(role):
    assert role_of(EVERYBODY[role.value], buyer=HARBOUR, supplier=NINGBO) is role


def test_party_to_an_order_has_no_other_role_in_it():
    for duty in (Duty.INSPECT, Duty.MEDIATE, Duty.OPERATE):
        tied = replace(INES, organisation=HARBOUR, duty=duty)
        assert role_of(tied, buyer=HARBOUR, supplier=NINGBO) is Role.BUYER
        assert role_of(tied, buyer=NINGBO, supplier=HARBOUR) is Role.SUPPLIER


def test_empty_organisation_is_nobodys():
    assert role_of(replace(BUYER, organisation=""), buyer="", supplier="") is Role.STRANGER
    assert role_of(CLOCK, buyer="", supplier="") is Role.CLOCK
    assert [other_side(role) for role in PARTIES] == [Role.SUPPLIER, Role.BUYER]
    assert SUPPLIER.organisation == NINGBO
