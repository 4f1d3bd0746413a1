"""Does long work show how far it is to people, and nothing to programs? Does a server say where?"""

from __future__ import annotations

import json
import signal
import subprocess
import sys

from earnest.cli.people import the_desk
from earnest.demo.market import fill
from tests.cli.test_process import PATIENCE, answers, environment, kept_port, until


def test_long_work_shows_how_far_it_is_at_a_terminal(earnest, concluded):
    earnest.colour = True
    assert "Checking" in earnest("verify").out
    assert "Making again" in earnest("rebuild").out
    assert "正在核验" in earnest("verify", "--lang", "zh").out


def test_programs_and_pipes_see_no_progress(earnest, concluded):
    earnest.colour = True
    assert earnest.done("verify")["ok"]
    assert earnest.done("rebuild")["streams"] >= 2
    earnest.colour = False
    assert "Checking" not in earnest("verify").out
    assert "Making again" not in earnest("rebuild").out


def test_each_tale_and_each_stream_is_one_step(earnest):
    from earnest.demo.tales import declined, lapsed
    from earnest.wiring.proof import rebuilt, streams, verified

    desk, steps = the_desk(), []
    assert fill(desk, (declined, lapsed), lambda: steps.append("tale"))
    assert steps == ["tale", "tale"]
    assert rebuilt(desk, step=lambda: steps.append("again")) == steps.count("again")
    assert verified(desk, step=lambda: steps.append("checked")).ok
    assert streams(desk) == steps.count("again") == steps.count("checked")


def test_server_says_once_where_it_is_for_programs(tmp_path):
    call = [sys.executable, "-P", "-m", "earnest.cli", "serve", "--json"]
    with kept_port() as port, (tmp_path / "said").open("w+") as said:
        env = environment(tmp_path, EARNEST_URL=f"http://127.0.0.1:{port}")
        server = subprocess.Popen(call, env=env, stdout=said, stderr=subprocess.STDOUT, text=True)
        until(lambda: answers(f"http://127.0.0.1:{port}"), server)
        said.seek(0)
        told = json.loads(said.read())
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=PATIENCE) == 0
        said.seek(0)
        assert json.loads(said.read()) == told
    assert told == {
        "url": f"http://127.0.0.1:{port}",
        "host": "127.0.0.1",
        "port": port,
        "processes": 1,
        "database": "sqlite",
    }
