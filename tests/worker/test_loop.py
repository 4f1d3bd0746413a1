"""Does the loop go on through every trouble, and stop when it is told?"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from earnest.domain.refusals import Broken, Trouble
from earnest.wiring.loop import Loop
from earnest.worker.report import Report, json_lines
from tests.needs import needs

NOTHING = {"swept": 0, "delivered": 0, "taken_in": 0}


class FakeDesk:
    """Gives the turns that it was told to give, then stops the loop."""

    def __init__(self, *turns: dict[str, int] | Exception) -> None:
        self.turns = list(turns)
        self.loop: Loop

    def turn(self) -> dict[str, int]:
        if not self.turns:
            self.loop.stop()
            return NOTHING
        told = self.turns.pop(0)
        if isinstance(told, Exception):
            raise told
        return told


class Patience:
    """Stands for the loop's event: remembers each pause and never waits."""

    def __init__(self) -> None:
        self.over, self.pauses = False, []

    def is_set(self) -> bool:
        return self.over

    def set(self) -> None:
        self.over = True

    def wait(self, pause: float) -> bool:
        self.pauses.append(pause)
        return self.over


def run(*turns: dict[str, int] | Exception) -> tuple[Report, Patience, list[dict[str, Any]]]:
    desk, stream = FakeDesk(*turns), io.StringIO()
    report, patience = Report(json_lines(stream)), Patience()
    desk.loop = loop = Loop(desk, report)
    loop._over = patience
    loop.run()
    return report, patience, [json.loads(line) for line in stream.getvalue().splitlines()]


def test_turns_are_counted_and_told_as_lines_of_json():
    report, _, lines = run({"swept": 2, "delivered": 0, "taken_in": 1}, {"swept": 1})
    assert report.counts == {"turns": 2, "swept": 3, "taken_in": 1}
    assert [line["event"] for line in lines] == ["worker.turn", "worker.turn"]
    assert lines[0]["swept"] == 2
    assert "delivered" not in lines[0]


def test_trouble_and_bugs_do_not_end_the_loop():
    report, _, lines = run(Trouble("store.gone", why="secret"), ValueError("x"), {"swept": 1})
    assert report.counts["failures"] == 2
    assert [line["event"] for line in lines] == [
        "worker.trouble", "worker.failed", "worker.recovered", "worker.turn",
    ]  # fmt: skip
    assert [line["level"] for line in lines[:2]] == ["warning", "error"]
    assert "secret" not in json.dumps(lines[0])


def test_broken_promise_is_an_error():
    _, _, lines = run(Broken("debits equal credits"))
    assert (lines[0]["level"], lines[0]["kind"]) == ("error", "broken")


def test_pauses_grow_while_turns_fail_up_to_a_bound_and_then_begin_anew():
    _, patience, _ = run(*[Trouble("store.gone")] * 9, NOTHING)
    assert patience.pauses[:9] == sorted(patience.pauses[:9])
    assert max(patience.pauses) == 60.0
    assert patience.pauses[9] == 1.0


def test_turn_that_did_something_is_followed_at_once():
    _, patience, _ = run({"swept": 200}, {"swept": 200}, NOTHING)
    assert patience.pauses[0] == 1.0
    assert len(patience.pauses) == 2


@needs("postgres")
def test_loop_outlives_a_database_that_drops_its_connections(
    tmp_path: Path, postgres_template: Callable[..., str], fresh_postgres: Callable[..., str]
):
    import psycopg

    from earnest.environment import read_environment
    from earnest.wiring import open_desk
    from tests.store.conftest import _create

    url = fresh_postgres(postgres_template("store", _create))
    values = {"EARNEST_HOME": str(tmp_path), "EARNEST_MODE": "demo", "EARNEST_DATABASE": url}
    desk = open_desk(read_environment(values))
    report = Report(json_lines(io.StringIO()))
    desk.turn()
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    outcomes = []
    for _ in range(3):
        try:
            outcomes.append(desk.turn() == NOTHING)
        except Trouble as trouble:
            report(trouble)
    desk.close()
    assert outcomes
    assert outcomes[-1]


def test_worker_alone_starts_and_ends_on_a_signal(tmp_path: Path):
    environment = {**os.environ, "EARNEST_HOME": str(tmp_path), "EARNEST_MODE": "demo"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "earnest.worker"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment | {"PYTHONPATH": "src"}
    ) as worker:
        assert worker.stderr is not None
        watchdog = Thread(target=_end_late, args=(worker,), daemon=True)
        watchdog.start()
        first = json.loads(worker.stderr.readline())
        worker.send_signal(signal.SIGTERM)
        rest = [json.loads(line) for line in worker.stderr]
    assert first["event"] == "worker.started"
    assert rest[-1]["event"] == "worker.stopped"
    assert worker.returncode == 0


def _end_late(worker: subprocess.Popen[str]) -> None:
    try:
        worker.wait(300)
    except subprocess.TimeoutExpired:
        worker.kill()
