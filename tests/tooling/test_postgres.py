"""Does a run get a PostgreSQL of its own, with fresh databases, and clean up after a killed one?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
import pytest

from tests.needs import needs
from tests.postgres import PREFIX, Run, Server

pytestmark = needs("postgres")


def _prepare(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE greeting AS SELECT 'hello' AS word")


def test_url_leads_to_an_empty_database(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_stat_user_tables").fetchone() == (0,)


def test_fresh_database_is_a_copy_of_its_template(postgres_template, fresh_postgres):
    template = postgres_template("greeting", _prepare)
    first, second = fresh_postgres(template), fresh_postgres(template)
    with psycopg.connect(first) as connection:
        connection.execute("DELETE FROM greeting")
    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT word FROM greeting").fetchone() == ("hello",)


def _runs(pid: int) -> bool:
    """Tell whether the process is at work; in a container nobody may bury a dead orphan."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.postgres import Run, Server
run = Run.begin(Path(sys.argv[1]))
Server(run.home, "main").create()
print(run.home, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def place():
    """Where no other run cleans up; its name is short, because it leads to a socket."""
    with TemporaryDirectory(prefix="runs-") as folder:
        found = Path(folder)
        found.chmod(0o755)  # the server runs as somebody else
        yield found


@pytest.mark.skipif("EARNEST_TEST_POSTGRES" in os.environ, reason="the server is not ours to stop")
def test_next_run_stops_the_server_of_a_killed_one(place):
    child = subprocess.run(
        [sys.executable, "-c", KILLED, place], stdout=subprocess.PIPE, text=True, check=False
    )
    assert child.returncode == -signal.SIGKILL
    home = Path(child.stdout.strip())
    postmaster = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
    assert _runs(postmaster)
    Run.begin(place).end()
    assert not home.exists()
    assert not _runs(postmaster)


def test_folder_of_a_living_run_is_left_alone():
    living = Run.begin()
    Run.begin().end()
    assert living.home.name.startswith(PREFIX)
    assert living.home.is_dir()
    living.end()
    assert not living.home.exists()


def test_servers_of_two_workers_are_one(postgres_server):
    home = Path(os.environ["EARNEST_TEST_RUN"])
    other = Server(home, "other")
    url = other.create()
    with psycopg.connect(url) as theirs, psycopg.connect(postgres_server.create()) as ours:
        question = "SELECT pg_postmaster_start_time()"
        assert theirs.execute(question).fetchone() == ours.execute(question).fetchone()
