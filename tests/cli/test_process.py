"""Does the program work as a program: on its own, beside a server, and when it is told to stop?"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PATIENCE = 300
"""Seconds; only reached where something is broken, however busy the machine is."""


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARNEST_")}
    return {**kept, "EARNEST_HOME": str(home), "COLUMNS": "100", "LANG": "C.UTF-8", **more}


def program(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-P", "-m", "earnest.cli", *words]
    return subprocess.run(
        call, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@contextmanager
def kept_port() -> Iterator[int]:
    """A port that a server may listen on, and that nobody else is given meanwhile.

    A socket that is bound and never listens keeps it: Linux lets another one share its address.
    """
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        keeper.bind(("127.0.0.1", 0))
        yield int(keeper.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[dict[str, str]]:
    """An installation with a server, by its environment; the server is stopped and looked at."""
    home = tmp_path_factory.mktemp("served")
    call = [sys.executable, "-P", "-m", "earnest.cli", "serve"]
    with kept_port() as port, (home / "said").open("w+") as said:
        url = f"http://127.0.0.1:{port}"
        env = environment(home, EARNEST_URL=url)
        server = subprocess.Popen(call, env=env, stdout=said, stderr=subprocess.STDOUT, text=True)
        until(lambda: (home / "earnest.sock").exists() and answers(url), server)
        yield env
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=PATIENCE) == 0
        said.seek(0)
        assert said.read().splitlines()[-2:] == [
            f"Earnest is ready: {url}",
            "Stopped. Nothing is lost.",
        ]
    assert not (home / "earnest.sock").exists()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status == 200
    except OSError:
        return False


def until(is_so, server: subprocess.Popen[str]) -> None:
    ends = time.monotonic() + PATIENCE
    while not is_so():
        with suppress(subprocess.TimeoutExpired):  # leave the processor to the server meanwhile
            assert server.wait(0.1) is None, "the server ended"
        assert time.monotonic() < ends, "the server does not answer"


def test_demo_once_ends_with_balanced_books(tmp_path):
    found = program("demo", "--once", "--json", env=environment(tmp_path))
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    assert [order["stage"] for order in told["orders"]] == ["closed", "closed"]
    assert [order["currency"] for order in told["orders"]] == ["SEK", "USD"]
    assert [order["released_minor"] for order in told["orders"]] == [632_500, 1_164_000]
    assert all(order["held_minor"] == 0 for order in told["orders"])
    assert (told["books"], told["verify"]) == ({"balanced": True}, {"ok": True})
    assert list(tmp_path.iterdir()) == []  # it harms no installation


def test_demo_once_tells_one_story_in_chinese(tmp_path):
    found = program(
        "demo", "--once", "--story", "branded", "--lang", "zh", env=environment(tmp_path)
    )
    assert found.returncode == 0
    assert "买方验收了A批。" in found.stdout
    assert "各币种借贷平衡。" in found.stdout
    assert found.stderr == ""


def test_command_line_acts_beside_a_server(served):
    made = program(
        "order", "import", "src/earnest/demo/orders/vacuum-flasks.toml", "--json", env=served
    )
    assert made.returncode == 0, made.stderr
    order = json.loads(made.stdout)["order_id"]
    shown = program("order", "show", order, "--json", env=served)
    assert json.loads(shown.stdout)["stage"] == "draft"
    refused = program("order", "show", "nobody", env=served)
    assert (refused.returncode, refused.stderr) == (1, "There is no such order.\n")


def test_second_server_is_refused_with_a_sentence(served):
    second = program("serve", env=served)
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.startswith("This installation is already open in another process")


def test_several_processes_need_postgresql(tmp_path):
    found = program("serve", "--workers", "2", env=environment(tmp_path))
    assert found.returncode == 1
    assert "PostgreSQL" in found.stderr


def test_login_that_nobody_has_is_refused(tmp_path):
    found = program("order", "list", "--as", "nobody@nowhere.example", env=environment(tmp_path))
    assert (found.returncode, found.stderr.count("\n")) == (1, 1)
    assert "nobody@nowhere.example" in found.stderr


def test_limit_of_nobody_is_refused(tmp_path):
    words = ("limit", "set", "lantern", "1.00", "USD", "--reason", "a typo")
    found = program(*words, env=environment(tmp_path))
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (1, "", 1)
    assert "“lantern”" in found.stderr


def test_tables_are_brought_up_to_date(tmp_path):
    found = program("migrate", "--json", env=environment(tmp_path))
    assert (found.returncode, json.loads(found.stdout)) == (0, {"migrated": True})


def test_parties_are_not_played_in_production(tmp_path):
    secrets = {
        f"EARNEST_{name}": "x" * 40
        for name in ("SECRET_KEY", "SECOND_FACTOR_KEY", "MAC_KEY", "CHECKPOINT_KEY")
    }
    env = environment(
        tmp_path,
        EARNEST_MODE="production",
        EARNEST_URL="https://trade.example",
        EARNEST_MAIL="smtps://user:word@mail.example:465",
        **secrets,
    )
    assert "operator" in program("order", "list", "--as", "hannah", env=env).stderr
    assert "real bank" not in program("demo", env=env).stdout
    assert program("demo", env=env).returncode == 1
    assert "demo or sandbox" in program("clock", "advance", "1d", env=env).stderr


def test_reader_who_stops_reading_is_no_failure_with_a_trace(tmp_path):
    env = environment(tmp_path)
    call = f'"{sys.executable}" -P -m earnest.cli waits | head -1'
    found = subprocess.run(
        call, env=env, shell=True, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert "Traceback" not in found.stderr


def test_completion_knows_the_families(tmp_path):
    env = environment(
        tmp_path, _EARNEST_COMPLETE="complete_bash", COMP_WORDS="earnest ord", COMP_CWORD="1"
    )
    assert "order" in program(env=env).stdout
