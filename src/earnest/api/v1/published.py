"""What is the same for everybody? The table of all waits, and every version of the rules."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic_core import to_jsonable_python

from earnest.api import answers
from earnest.api.asked import only
from earnest.api.outgoing import PoliciesOut, PolicyOut, WaitRuleOut, WaitsOut
from earnest.domain.order.deadlines import WAITS, Unit, WaitRule, number
from earnest.domain.policy import Policy
from earnest.journal.codec import snake
from earnest.wiring import desk
from earnest.words.say import sentence

router = Router(tags=["rules"], auth=None)


@router.get("/waits", response=WaitsOut, operation_id="list_waits")
def list_waits(request: Any) -> HttpResponse:
    """List everything that is ever waited for: who must act, until when, what happens otherwise."""
    only(request)
    policies = desk().policies
    default = policies.of(policies.default)
    lines = [_line(rule, default) for rule in WAITS.values()]
    return answers.answer(WaitsOut(policy=default.version, waits=lines))


@router.get("/policies", response=PoliciesOut, operation_id="list_policies")
def list_policies(request: Any) -> HttpResponse:
    """List every version of the rules with each number's source."""
    only(request)
    policies = desk().policies
    versions = [_policy(policies.by_version[version]) for version in sorted(policies.by_version)]
    return answers.answer(PoliciesOut(default=policies.default, policies=versions))


def _line(rule: WaitRule, policy: Policy) -> WaitRuleOut:
    language, kind = answers.language(), rule.kind.value
    return WaitRuleOut(
        kind=kind,
        who=rule.who.value if rule.who else None,
        unit=rule.unit.value,
        rule=rule.rule,
        bound=None if rule.unit is Unit.CONTRACT else number(policy, rule.rule),
        outcome=snake(rule.outcome),
        awaited=sentence("waits", kind, language, part="awaited"),
        otherwise=sentence("waits", kind, language, part="outcome"),
    )


def _policy(policy: Policy) -> PolicyOut:
    sections = {
        item.name: getattr(policy, item.name)
        for item in fields(policy)
        if is_dataclass(getattr(policy, item.name))
    }
    return PolicyOut(
        version=policy.version,
        title=policy.title,
        rules={name: to_jsonable_python(section) for name, section in sections.items()},
        sources=dict(policy.sources),
    )
