"""Does the process that owns the file carry out what other terminals ask, and nobody else's?"""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from earnest.cli.app import run
from earnest.cli.remote import NAME, Counter, hand_over, owner_listens
from earnest.cli.terminal import terminal, use_terminal
from tests.cli.conftest import FLASKS
from tests.cli.runner import Sitting


@pytest.fixture
def counter(earnest, tmp_path):
    """The owner's side, open in this process."""
    earnest.done("clock", "show")
    found = Counter(tmp_path, run)
    yield tmp_path
    found.close()


def asked(home: Path, sitting: Sitting, *words: str):
    """Hand words over as another process would; gives the exit code and what was printed."""
    import io

    sitting("clock", "show")  # makes a terminal in this thread
    here = terminal()
    here.out, here.err = io.StringIO(), io.StringIO()
    use_terminal(here)
    return hand_over(home, words), here.out.getvalue(), here.err.getvalue()


def test_command_is_carried_out_by_the_owner_with_the_clients_terminal(earnest, counter):
    earnest.language = "zh"
    code, out, _ = asked(counter, earnest, "order", "list")
    assert code == 0
    assert "没有订单" in out


def test_failure_comes_back_with_sentence_and_exit_code(earnest, counter):
    code, out, err = asked(counter, earnest, "order", "show", "nobody", "--json")
    assert code == 1
    assert '"order.not_found"' in out
    assert err == "There is no such order.\n"


@pytest.mark.parametrize("words", [("order", "show", "\udcff"), ("message", "x", "\udcff")])
def test_words_that_are_no_text_are_refused_by_the_owner(earnest, counter, draft, words):
    code, _, err = asked(counter, earnest, *(draft if word == "x" else word for word in words))
    assert code in {1, 2}
    assert err.count("\n") == 1


def test_question_is_asked_at_the_clients_terminal(earnest, counter, draft):
    earnest.answers = ["y"]
    code, out, _ = asked(counter, earnest, "order", "do", draft, "propose-contract")
    assert code == 0
    assert "Done." in out
    assert earnest.answers == []


def test_standard_input_and_files_are_the_clients(earnest, counter, tmp_path):
    earnest.stdin = FLASKS.read_bytes()
    assert asked(counter, earnest, "order", "import", "-")[0] == 0
    (tmp_path / "order.toml").write_bytes(FLASKS.read_bytes())
    earnest.folder = tmp_path
    assert asked(counter, earnest, "order", "import", "order.toml")[0] == 0


def test_client_that_leaves_does_not_stop_its_command(earnest, counter, draft):
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    caller.connect(str(counter / NAME))
    words = f'["order", "do", "{draft}", "propose-contract", "--yes"]'
    text = f'{{"argv": {words}, "width": 80, "colour": false, "language": "en", "folder": "/"}}\n'
    caller.sendall(text.encode())
    caller.recv(1)  # it has begun to speak
    caller.close()
    for _ in range(200):
        if earnest.done("order", "show", draft)["stage"] == "proposed":
            return
    pytest.fail("the command was not carried out")


@pytest.mark.parametrize(
    "noise", [b"", b"\n", b"hello\n", b"[1]\n", b'{"argv": 1}\n', b"\xff" * 50]
)
def test_noise_on_the_socket_harms_nobody(earnest, counter, noise):
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    caller.connect(str(counter / NAME))
    caller.sendall(noise)
    caller.shutdown(socket.SHUT_WR)
    while caller.recv(4096):
        pass
    caller.close()
    assert asked(counter, earnest, "clock", "show")[0] == 0


def test_socket_is_the_owners_alone(counter):
    assert stat.S_IMODE((counter / NAME).stat().st_mode) == 0o600


def test_long_paths_have_a_socket_too(earnest, tmp_path):
    home = tmp_path / ("long-" * 20) / ("path-" * 10)
    home.mkdir(parents=True)
    found = Counter(home, run)
    try:
        assert owner_listens(home)
    finally:
        found.close()
    assert not owner_listens(home)


def test_nobody_listens_where_nobody_is(tmp_path):
    assert hand_over(tmp_path, ["clock", "show"]) is None
