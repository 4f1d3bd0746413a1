"""Does the page of the API's document work in a browser under our content policy?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.needs import needs


@needs("browser")
def test_page_of_the_document_works_under_our_policy(open_page: Callable[..., Any]):
    page = open_page()
    page.goto("/v1/docs")
    page.get_by_text("/v1/orders/{id}/ship-goods").wait_for()
    page.locator(".opblock").nth(20).wait_for()
