"""What did the installation ask for, and is it sane?

The one reader of environment variables. It refuses a bad value with a sentence that names the
variable and what it may be, before anything starts. ``settings`` turns the answer into Django's
names; nothing else looks at ``os.environ``.
"""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from earnest.domain.closed_list import ClosedList

LONGEST_PROXY_CHAIN = 5
SHORTEST_SECRET = 32


class Mode(ClosedList):
    """How serious the installation is."""

    DEMO = "demo"
    SANDBOX = "sandbox"
    PRODUCTION = "production"


class BadEnvironment(Exception):  # noqa: N818 - it is a sentence for the person who starts us
    """A setting cannot be used; the text says which one and what it may be."""


@dataclass(frozen=True)
class Environment:
    """The installation's wishes, checked."""

    mode: Mode
    home: Path
    vault: Path
    scan: str
    database: str
    url: str
    proxies: int
    mail: str
    mail_from: str
    values: Mapping[str, str] = field(repr=False)

    @property
    def is_production(self) -> bool:
        """Say whether real money may move here."""
        return self.mode is Mode.PRODUCTION

    @property
    def address(self) -> SplitResult:
        """Split the public address into scheme, host and port."""
        return urlsplit(self.url)

    def secret(self, name: str) -> str:
        """Give the secret called ``name`` (lower case with underscores).

        In production it comes from ``EARNEST_<NAME>`` or from the file named by
        ``EARNEST_<NAME>_FILE``, and refuses to start without. In demo and sandbox it is made
        once and kept below the home folder, readable by its owner only.
        """
        variable = f"EARNEST_{name.upper()}"
        given = self.values.get(variable, "").strip()
        if not given and (path := self.values.get(f"{variable}_FILE", "")):
            given = _text_of(Path(path), f"{variable}_FILE")
        if given:
            return _long_enough(given, variable)
        if self.is_production:
            raise BadEnvironment(
                f"Production needs {variable}, or {variable}_FILE with the path of a file that "
                f"holds it: at least {SHORTEST_SECRET} random characters."
            )
        return _kept_secret(self.home / "secrets" / name)


def read_environment(values: Mapping[str, str] | None = None) -> Environment:
    """Read and check what the installation asks for; refuses with ``BadEnvironment``."""
    values = dict(os.environ if values is None else values)
    mode = _mode(values.get("EARNEST_MODE") or Mode.DEMO)
    home = _home(values.get("EARNEST_HOME", ""))
    return Environment(
        mode=mode,
        home=home,
        vault=_folder(values.get("EARNEST_VAULT", ""), home / "vault"),
        scan=_command(values.get("EARNEST_SCAN", "")),
        database=_database(values.get("EARNEST_DATABASE", "")),
        url=_url(values.get("EARNEST_URL", ""), mode),
        proxies=_proxies(values.get("EARNEST_PROXIES") or "0"),
        mail=_mail(values.get("EARNEST_MAIL", ""), mode),
        mail_from=values.get("EARNEST_MAIL_FROM") or "Earnest <no-reply@earnest.example>",
        values=values,
    )


def postgres_settings(url: str) -> dict[str, object]:
    """Turn a ``postgresql://`` address into Django's connection settings.

    Query parameters are handed to libpq as they are (``sslmode=verify-full``); ``host`` among
    them names a folder with a Unix socket.
    """
    parts = urlsplit(url)
    query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    host = unquote(query.pop("host", parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {key: unquote(value) for key, value in query.items()},
    }


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise BadEnvironment(f"EARNEST_MODE is {text!r}; it may be {', '.join(Mode)}.") from None


def _home(text: str) -> Path:
    """Take the data folder as given, or ``.earnest`` beside the project's pyproject.toml."""
    if text:
        return Path(text).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[2]
    root = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return root / ".earnest"


def _folder(text: str, usual: Path) -> Path:
    return Path(text).expanduser().resolve() if text else usual


def _command(text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError:
        words = [""]
    if words and shutil.which(words[0]) is None:
        raise BadEnvironment(
            "EARNEST_SCAN is a program that looks at uploads, with its options, as you would type "
            "it; the file's path is added. This one cannot be found."
        )
    return text


def _database(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise BadEnvironment(
            "EARNEST_DATABASE may be empty (SQLite files in EARNEST_HOME) or "
            "postgresql://user:password@host:port/name."
        )
    return text


def _url(text: str, mode: Mode) -> str:
    if not text and mode is not Mode.PRODUCTION:
        return "http://127.0.0.1:8000"
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise BadEnvironment(
            "EARNEST_URL is the address that people type, without a path: https://trade.example."
        )
    if mode is Mode.PRODUCTION and parts.scheme != "https":
        raise BadEnvironment("EARNEST_URL has to begin with https:// in production.")
    return text.rstrip("/")


def _proxies(text: str) -> int:
    if not text.isdecimal() or int(text) > LONGEST_PROXY_CHAIN:
        raise BadEnvironment(
            f"EARNEST_PROXIES is {text!r}; it is the number of our own proxies in front of the "
            f"server, 0 to {LONGEST_PROXY_CHAIN}."
        )
    return int(text)


def _mail(text: str, mode: Mode) -> str:
    if not text and mode is not Mode.PRODUCTION:
        return ""
    if urlsplit(text).scheme not in {"smtp", "smtps"} or not urlsplit(text).hostname:
        raise BadEnvironment(
            "EARNEST_MAIL is smtp://user:password@host:587 (with STARTTLS) or smtps://…:465; "
            "outside production it may be empty, and letters become files in EARNEST_HOME."
        )
    return text


def _text_of(path: Path, variable: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as trouble:
        raise BadEnvironment(
            f"{variable} names a file that cannot be read: {trouble.strerror}."
        ) from trouble


def _long_enough(text: str, variable: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise BadEnvironment(f"{variable} is shorter than {SHORTEST_SECRET} characters.")
    return text


def _kept_secret(path: Path) -> str:
    """Read the secret at ``path``, making it first if nobody has.

    The text is complete before the name exists (a link is made, never a half-written file), so
    that a server and a worker which start at the same moment agree.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # somebody else was faster: theirs counts
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
