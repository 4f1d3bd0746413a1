"""Is the OpenAPI document true? Kept in docs, fuzzed against the API, shown without a CDN."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from earnest.words.tables import codes
from tests.api.callers import House
from tests.conftest import PROFILE

KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = {"default": 4, "ci": 40, "soak": 1000}[PROFILE]


def document() -> dict[str, Any]:
    from earnest.api.v1.api import api

    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return found


@pytest.mark.golden
def test_document_is_the_one_kept_in_docs():
    found = document()
    # The table of refusals is that of the words, and has its own test below.
    found["info"]["description"] = found["info"]["description"].partition("| Code |")[0]
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("EARNEST_GOLDEN") == "write":
        KEPT.write_text(text, encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == text, "make golden, and read the difference"


def test_document_names_every_refusal():
    told = document()["info"]["description"]
    assert {code for code in codes("refusals") if f"`{code}`" not in told} == set()


def test_document_says_money_only_as_strings():
    found = [
        f"{name}.{member}"
        for name, schema in document()["components"]["schemas"].items()
        for member, kind in schema.get("properties", {}).items()
        if re.search(r"(^|_)minor$", member) and kind.get("type") != "string"
    ]
    assert found == []


def test_answers_have_no_defaults():
    for name, schema in document()["components"]["schemas"].items():
        if name.endswith("Out") and name != "ProblemOut":
            assert set(schema["required"]) == set(schema["properties"]), name


def test_command_bodies_are_closed():
    for name, schema in document()["components"]["schemas"].items():
        if name.endswith("In"):
            assert schema["additionalProperties"] is False, name


def test_every_operation_tells_its_problems():
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert "503" in operation["responses"], (method, path)


def test_page_of_the_document_needs_nothing_from_elsewhere(house: House):
    answer = house.get("/v1/docs")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert not re.search(r"(src|href)=[\"'](https?:)?//", page)
    for script in re.findall(r"<script([^>]*)>", page):
        assert "src=" in script or 'type="application/json"' in script
    assert "default-src 'self'" in answer["content-security-policy"]
    assert house.get("/v1/openapi.json").json()["openapi"].startswith("3.1")


def test_api_keeps_its_word_whatever_is_sent(house: House):
    """Examples made from the document, right and wrong, as somebody who is signed in."""
    from earnest.config.wsgi import application

    id = house.signed()
    schema = schemathesis.openapi.from_wsgi(
        "/v1/openapi.json", application, headers={"Host": "localhost"}
    )
    failures: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        _fuzz(operation, house, id, failures)
    assert failures == []


def _fuzz(operation: Any, house: House, id: str, failures: list[str]) -> None:
    headers = {"Authorization": f"Bearer {house.keys['buyer']}", "Host": "localhost"}

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        if "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = id
        answer = case.call(headers=headers)
        try:
            case.validate_response(answer, checks=CHECKS)
        except Exception as failure:  # noqa: BLE001 - collected, so that all are seen at once
            failures.append(f"{operation.label}: {answer.status_code} {failure}"[:600])

    run()
