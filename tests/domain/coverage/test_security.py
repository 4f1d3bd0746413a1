"""How much is suggested as the security of a promise?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.coverage.security import security_for
from earnest.domain.refusals import Refused
from tests.domain.order.degrees import GUIDE, arrived


@pytest.mark.parametrize(
    ("clauses", "wanted"), [((), 43_200), (("gap",), 40_500), (("size",), 2_700)]
)
def test_security_is_the_loss_by_the_report_times_the_factor(clauses, wanted):
    assert security_for(arrived(3).order, "A", GUIDE, clauses) == wanted


def test_security_pays_at_least_for_a_report_from_the_destination():
    order = arrived(3).order
    terms = replace(order.terms, inspection=replace(order.terms.inspection, price_minor=30_000))
    dear = replace(order, contract=terms)
    assert security_for(dear, "A", GUIDE, ("size",)) == 30_000
    assert security_for(dear, "A", GUIDE) == 43_200


def test_security_is_not_computed_while_a_finding_has_no_figure():
    order = arrived(3).order
    clauses = tuple(replace(c, repair_unit_price="") for c in order.terms.lines[0].clauses)
    terms = replace(order.terms, lines=(replace(order.terms.lines[0], clauses=clauses),))
    unknown = replace(order, contract=terms)
    assert security_for(unknown, "A", GUIDE) is None
    assert security_for(unknown, "A", GUIDE, ("size",)) == 2_700


def test_security_of_an_unknown_lot_is_refused():
    with pytest.raises(Refused, match=r"lot\.unknown"):
        security_for(arrived(3).order, "Z", GUIDE)
