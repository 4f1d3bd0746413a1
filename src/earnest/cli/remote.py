"""How is a command carried out by the process that owns the file? Over a socket of its owner.

SQLite has one owning process. A command that finds the file taken is handed to that process:
words to carry out, the reader's terminal, and then whatever is said and asked, line by line as
JSON. The socket is the owner's alone (mode 0600), and the peer's user is checked as well.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

from earnest.cli.terminal import Handed, Terminal, terminal, use_terminal

NAME = "earnest.sock"
LONGEST_ADDRESS = 100
"""Bytes that fit a socket's address everywhere; longer paths go through the folder's handle."""

LONGEST_LINE = 16 * 1024 * 1024


class Line:
    """A connection that speaks one JSON value a line."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._file = connection.makefile("rwb")

    def send(self, **value: Any) -> None:
        """Send one value; in ASCII, so that words that are no text arrive and are refused there."""
        self._file.write(json.dumps(value).encode() + b"\n")
        self._file.flush()

    def receive(self) -> dict[str, Any] | None:
        """The next value; None when the other side is gone."""
        text = self._file.readline(LONGEST_LINE)
        found = json.loads(text) if text.endswith(b"\n") else None
        return found if isinstance(found, dict) else None

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):  # what the other side did not read is nobody's any more
            self._file.close()
        self._connection.close()


@contextmanager
def _address(home: Path) -> Iterator[str]:
    path = str(home / NAME)
    if len(os.fsencode(path)) <= LONGEST_ADDRESS:
        yield path
        return
    handle = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


def owner_listens(home: Path) -> bool:
    """Whether a process that owns the installation takes commands."""
    there = _called(home)
    if there is not None:
        there.close()
    return there is not None


def _called(home: Path) -> Line | None:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _address(home) as address:
            connection.connect(address)
    except OSError:
        connection.close()
        return None
    return Line(connection)


def hand_over(home: Path, argv: Sequence[str]) -> int | None:
    """Let the owner carry the command out at this terminal; None where nobody listens."""
    there, here = _called(home), terminal()
    if there is None:
        return None
    try:
        there.send(
            argv=list(argv),
            width=here.width,
            colour=here.colour,
            language=here.language,
            folder=str(here.folder),
        )
        return _listen(there, here)
    finally:
        there.close()


def _listen(there: Line, here: Terminal) -> int | None:
    while (said := there.receive()) is not None:
        if "exit" in said:
            return int(said["exit"])
        if "out" in said:
            here.out.write(said["out"])
            here.out.flush()
        elif "err" in said:
            here.err.write(said["err"])
            here.err.flush()
        elif "ask" in said:
            there.send(answer=here.ask(said["ask"]))
        elif "stdin" in said:
            there.send(bytes=base64.b64encode(here.read_stdin()).decode())
    return None


class Counter:
    """The owner's side: takes commands on the socket and carries each out on a thread."""

    def __init__(self, home: Path, carry_out: Any) -> None:
        """``carry_out`` runs the words of one command at the present terminal: its exit code."""
        self._path, self._carry_out = home / NAME, carry_out
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _address(home) as address:
            before = os.umask(0o177)
            try:
                self._socket.bind(address)
            finally:
                os.umask(before)
        self._socket.listen(16)
        Thread(target=self._run, name="earnest-counter", daemon=True).start()

    def close(self) -> None:
        """Take no more commands."""
        self._path.unlink(missing_ok=True)
        self._socket.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:  # closed
                return
            if _is_ours(connection):
                Thread(target=self._serve, args=(connection,), daemon=True).start()
            else:
                connection.close()

    def _serve(self, connection: socket.socket) -> None:
        client = Line(connection)
        try:
            asked = client.receive()
            if asked is not None:
                use_terminal(_terminal_of(client, asked))
                client.send(exit=self._carry_out([str(word) for word in asked["argv"]]))
        except (OSError, ValueError, KeyError):
            pass  # the client is gone, or spoke another tongue: nobody is left to be told
        finally:
            client.close()


def _terminal_of(client: Line, asked: Mapping[str, Any]) -> Terminal:
    def say(**value: Any) -> None:
        with suppress(OSError):  # a client that left does not stop what it asked for
            client.send(**value)

    def ask(question: str) -> str | None:
        say(ask=question)
        return (client.receive() or {}).get("answer")

    def read_stdin() -> bytes:
        say(stdin=True)
        return base64.b64decode((client.receive() or {}).get("bytes", ""))

    return Terminal(
        out=Handed(lambda text: say(out=text)),
        err=Handed(lambda text: say(err=text)),
        width=int(asked["width"]),
        colour=bool(asked["colour"]),
        language=str(asked["language"]),
        folder=Path(str(asked["folder"])),
        ask=ask,
        read_stdin=read_stdin,
        is_remote=True,
    )


def _is_ours(connection: socket.socket) -> bool:
    """Whether the peer is the same user (or root); where the kernel does not say, the mode does."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    raw = connection.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i"))
    return struct.unpack("3i", raw)[1] in (os.getuid(), 0)
