"""How do tests drive a real browser, and what do they hold against every page?

Import the fixtures ``browser`` and ``open_page`` into a conftest. ``open_page`` gives a page of a
reader with a language, a width and a colour scheme; at the end of the test it fails on console
errors and on requests that left for another host. ``violations`` asks axe-core. With
EARNEST_TEST_SHOTS=folder, ``shoot`` leaves pictures to look at.

Playwright's click comes back before the page that it leads to has come, so nobody clicks without
saying what the click does: ``follow`` leads to another page, ``press`` changes this one, ``send``
hands the form to the server and stays.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.needs import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE, DESK = 390, 1280
LONGEST_WAIT = 60_000
"""Milliseconds; only reached where something is broken, however busy the machine is."""
_LOOK = """async () => {
  %s;
  const found = await axe.run(document, {resultTypes: ['violations']});
  return {address: location.href, found: found.violations};
}"""


_running: list[Any] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session, also where two conftests import this fixture."""
    if _running:
        yield _running[0]
        return
    from playwright.sync_api import sync_playwright

    # Playwright runs a loop in this thread, and Django then suspects every query of being async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        _running.append(playwright.chromium.launch(executable_path=chromium(), args=FLAGS))
        yield _running[0]
        _running.pop().close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server) -> Iterator[Callable[..., Any]]:
    """Call for a page; ``storage`` (another page's storage_state) shares its sign-in.

    ``scripts`` false makes it the page of a reader whose browser runs none.
    """
    contexts, wrong = [], []

    def open_one(
        *,
        language: str = "en",
        width: int = DESK,
        dark: bool = False,
        scripts: bool = True,
        storage: Any = None,
    ) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            locale={"en": "en-GB", "zh-hans": "zh-CN"}[language],
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            storage_state=storage,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(LONGEST_WAIT)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and wrong.append(_said(said)))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda asked: _stays(asked.url, live_server.url) or wrong.append(asked))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not wrong, wrong


def _said(message: Any) -> str:
    return f"{message.text} ({message.location.get('url')})"


def _stays(url: str, home: str) -> bool:
    return url.startswith((home, "data:", "blob:", "about:"))


def follow(page: Any, selector: str) -> None:
    """Click what leads to another page, and wait until that page has loaded."""
    with page.expect_navigation():
        page.click(selector)


def press(page: Any, selector: str, *, shows: str) -> None:
    """Click what changes this page, and wait until ``shows`` stands on it."""
    page.click(selector)
    page.wait_for_selector(shows)


def send(page: Any, selector: str) -> None:
    """Click what hands the form to the server without leaving, and wait for the answer.

    The request begins after the click, so the answer knows everything that was typed before.
    """
    address = page.url
    with page.expect_request(
        lambda asked: asked.method == "POST" and asked.url == address
    ) as sending:
        page.click(selector)
    answer = sending.value.response()
    assert answer is not None, f"{address} does not answer"
    assert answer.ok, f"{address} answers {answer.status}"


def violations(page: Any) -> list[str]:
    """Ask axe-core about the page that has loaded; one line for each thing that shuts one out.

    Fails where the page is left meanwhile: then a click was not waited for.
    """
    page.wait_for_load_state()
    try:
        answer = page.evaluate(_LOOK % AXE.read_text(encoding="utf-8"))
    except Exception as error:
        error.add_note(f"axe could not look at {page.url} to the end: is it being left?")
        raise
    assert page.evaluate("'axe' in window"), f"{answer['address']} was left while axe looked at it"
    return [
        f"{answer['address']} {found['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for found in answer["found"]
        for node in found["nodes"]
    ]


def shoot(page: Any, name: str) -> None:
    """Leave a picture of the whole page, if a folder for pictures was named."""
    if folder := os.environ.get("EARNEST_TEST_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
