"""What does every test have? Hypothesis profiles, a PostgreSQL on request, skips with a reason.

``bin/test`` uses the profile "default", ``make ci`` and ``make soak`` the ones of their name
(EARNEST_PROFILE). The seed is printed at the top of a run; ``--hypothesis-seed=N`` repeats it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.needs import NEEDS, missing
from tests.postgres import Run, Server, Unavailable

EXAMPLES = {"default": 50, "ci": 500, "soak": 20_000}
for _name, _examples in EXAMPLES.items():
    # Time is a bench's business: no deadline, and a slow machine is no failure.
    settings.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
# These rooms prove that they need no Django: with them alone, it is never loaded.
WITHOUT_DJANGO = {
    "architecture",
    "charts",
    "domain",
    "exchange",
    "journal",
    "ledger",
    "properties",
    "tooling",
    "usecases",
}
TESTS = Path(__file__).parent
PROFILE = os.environ.get("EARNEST_PROFILE", "default")
_RUN = pytest.StashKey[Run]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(PROFILE)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if worker == "main":  # xdist hands options and environment to its workers
        if config.option.hypothesis_seed is None:
            config.option.hypothesis_seed = str(secrets.randbelow(10**9))
        config.stash[_RUN] = run = Run.begin()
        _clean_environment(run.home)
    # A home of its own for each process, known before the settings read it.
    os.environ["EARNEST_HOME"] = str(Path(os.environ["EARNEST_TEST_RUN"]) / f"home-{worker}")
    runs_tests = worker != "main" or not config.getoption("numprocesses", None)
    if runs_tests and any(_needs_django(argument) for argument in config.args):
        os.environ["DJANGO_SETTINGS_MODULE"] = "earnest.config.settings"
        import django  # the other rooms do without

        django.setup()


def _clean_environment(home: Path) -> None:
    """Forget what the developer's own installation is called; tests are the same everywhere."""
    kept = ("EARNEST_TEST_", "EARNEST_PROFILE", "EARNEST_GOLDEN")
    for name in [name for name in os.environ if name.startswith("EARNEST_")]:
        if not name.startswith(kept):
            del os.environ[name]
    os.environ["EARNEST_TEST_RUN"] = str(home)


def _needs_django(argument: str) -> bool:
    asked = Path(argument.partition("::")[0]).absolute()
    inside = asked.relative_to(TESTS).parts if asked.is_relative_to(TESTS) else ()
    return not inside or inside[0] not in WITHOUT_DJANGO


def pytest_unconfigure(config: pytest.Config) -> None:
    if run := config.stash.get(_RUN, None):
        run.end()


def pytest_report_header(config: pytest.Config) -> str:
    return f"hypothesis: profile {PROFILE}, --hypothesis-seed={config.option.hypothesis_seed}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in NEEDS:
            if item.get_closest_marker(f"needs_{name}") and (reason := missing(name)):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def postgres_server() -> Server:
    """The run's server; skips where none can be had."""
    home = Path(os.environ["EARNEST_TEST_RUN"])
    try:
        return Server(home, os.environ.get("PYTEST_XDIST_WORKER", "main"))
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server) -> str:
    """The URL of a database that this worker's tests share; empty at first."""
    return postgres_server.create()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server) -> Callable[[str, Callable[[str], None]], str]:
    """Call with a name and ``prepare(url)``: a template made once per run, for fresh_postgres."""
    return postgres_server.template


@pytest.fixture
def fresh_postgres(postgres_server: Server) -> Iterator[Callable[..., str]]:
    """Call, with a template's name if wanted, for the URL of a database of the test's own."""
    made: list[str] = []

    def create(template: str = "template0") -> str:
        made.append(postgres_server.create(template))
        return made[-1]

    yield create
    for url in made:
        postgres_server.drop(url)
