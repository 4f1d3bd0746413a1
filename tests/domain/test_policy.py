"""Is every policy file of the house read, and every bad one refused with path and reason?"""

from __future__ import annotations

import copy
import tomllib
from importlib.resources import files

import pytest

from earnest.domain.policy import differences, read_policy
from earnest.domain.refusals import Refused
from earnest.policies import load, read_text

GUIDE = tomllib.loads(files("earnest.policies").joinpath("guide-2021.toml").read_text("utf-8"))


def changed(*path, to):
    data = copy.deepcopy(GUIDE)
    at = data
    for name in path[:-1]:
        at = at[name]
    if to is None:
        del at[path[-1]]
    else:
        at[path[-1]] = to
    return data


BAD = [
    (("name",), None, "name", "wanted str"),
    (("number",), "1", "number", "wanted int"),
    (("wether",), {}, "wether", "unknown section"),
    (("cover",), None, "cover", "missing section"),
    (("cover",), 3, "cover", "missing section"),
    (("fees", "tip"), {}, "fees.tip", "unknown rule"),
    (("fees", "card_basis_points"), None, "fees.card_basis_points", "wanted a table"),
    (("fees", "card_basis_points"), 295, "fees.card_basis_points", "wanted a table"),
    (("fees", "card_basis_points", "unit"), "bp", "fees.card_basis_points", "wanted a table"),
    (("fees", "card_basis_points", "source"), None, "fees.card_basis_points.source", "wanted str"),
    (("fees", "card_basis_points", "source"), " ", "fees.card_basis_points", "cites its source"),
    (("fees", "card_basis_points", "value"), True, "fees.card_basis_points", "wanted int"),
    (("fees", "card_basis_points", "value"), 2.95, "fees.card_basis_points", "found float"),
    (("fees", "card_basis_points", "value"), 10_001, "fees.card_basis_points", "wanted 0 to"),
    (("switches", "holiday_extension", "value"), 1, "switches.holiday_extension", "wanted bool"),
    (("limit", "base", "value"), "some", "limit.base", "wanted one of"),
    (("cover", "types", "value"), ["half"], "cover.types", "wanted one of"),
    (("cover", "types", "value"), [], "cover.types", "not empty"),
    (("cover", "types", "value"), {"a": 1}, "cover.types", "wanted a list"),
    (("receipt", "transit_max_days", "value"), [], "receipt.transit_max_days", "wanted a table"),
    (("receipt", "transit_max_days", "value", "sea"), "60", "receipt.transit_max_days.sea", "int"),
    (("receipt", "transit_max_days", "value", "sea"), 0, "receipt.transit_max_days.sea", "1 to"),
    (("receipt", "transit_min_days", "value", "sea"), None, "receipt.transit_min_days", "modes"),
    (("receipt", "transit_min_days", "value", "sea"), 61, "receipt.transit_min_days.sea", "longer"),
]


@pytest.mark.parametrize(("path", "to", "where", "why"), BAD)
def test_bad_file_names_path_and_reason(path, to, where, why):
    with pytest.raises(Refused, match=r"policy\.bad_file") as refused:
        read_policy(changed(*path, to=to))
    assert refused.value.facts["path"] == where
    assert why in refused.value.facts["reason"]


def test_text_that_is_no_toml_is_refused():
    with pytest.raises(Refused, match=r"policy\.bad_file"):
        read_text("name = ")


def test_policies_of_the_house_are_read_and_cite_their_sources():
    policies = load()
    assert set(policies.by_version) == {"guide-2021@1", "alibaba-2017-12@1"}
    for policy in policies.by_version.values():
        assert all(source.strip() for source in policy.sources.values())
    with pytest.raises(Refused, match=r"policy\.unknown"):
        policies.of("none@1")


def test_differences_name_rule_values_and_sources():
    guide, strict = load().of("guide-2021@1"), load().of("alibaba-2017-12@1")
    found = {each.path: each for each in differences(guide, strict)}
    assert (found["receipt.auto_confirm_days"].one, found["receipt.auto_confirm_days"].other) == (
        "7",
        "30",
    )
    assert found["cover.types"].one == "pre_shipment, post_delivery"
    assert not tuple(differences(guide, guide))
