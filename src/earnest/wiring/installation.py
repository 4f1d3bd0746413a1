"""How is an installation opened? Environment, rules, store, rail and letters become one desk.

One process opens it once; ``desk()`` gives what was opened.
"""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from threading import Lock

from earnest.environment import Environment, Mode, read_environment
from earnest.letters.letterbox import AddressBook, Letterbox, post_for
from earnest.policies import load
from earnest.rails.sandbox.bank import SandboxBank
from earnest.rails.sandbox.rail import SandboxRail
from earnest.store.awaited import AwaitedCommitter
from earnest.store.opening import OpenStore, open_store
from earnest.store.owner import old_sqlite
from earnest.usecases.deliver import Delivery
from earnest.usecases.files import Limits
from earnest.usecases.perform import House
from earnest.vault.disk import DiskVault
from earnest.vault.scanner import scanner_of
from earnest.wiring.calendars import calendars
from earnest.wiring.clock import SettableClock, SystemClock
from earnest.wiring.desk import Desk

_opened: list[Desk] = []
_opening = Lock()


def open_desk(
    environment: Environment | None = None, *, address_book: AddressBook | None = None
) -> Desk:
    """Open the installation that the environment describes; on SQLite this process owns it.

    ``address_book`` gives the people to whom letters for an organisation go, instead of the one
    named by ``letters_go_to``. Raises Trouble ``store.owned_by_another``.
    """
    environment = environment or read_environment()
    environment.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    house = House(load(), calendars(), environment.secret("mac_key").encode())
    opened = open_store(home=environment.home, database=environment.database, mac_key=house.mac_key)
    clock = _clock(environment, opened)
    bank = SandboxBank(environment.home / "sandbox-bank.sqlite3")
    rail = SandboxRail(bank, clock)
    letters = Letterbox(
        reads=opened.reads,
        store=opened.store,
        outbox=opened.outbox,
        post=post_for(environment),
        address_book=address_book or (_people if environment.is_production else _people_or_itself),
        site=environment.url,
    )
    found = Desk(
        environment=environment,
        house=house,
        store=opened.store,
        reads=opened.reads,
        deadlines=opened.deadlines,
        outbox=opened.outbox,
        file_rows=opened.files,
        vault=DiskVault(environment.vault, scanner_of(environment.scan)),
        limits=Limits(),
        committer=AwaitedCommitter(opened.store, house, clock),
        clock=clock,
        rail=rail,
        delivery=Delivery(rail, letters.write),
        let_go=opened.close,
    )
    found.come_back()
    return found


def _clock(environment: Environment, opened: OpenStore) -> SystemClock:
    """Production's clock is the machine's; a demo's stands still while nobody runs it."""
    if environment.mode is Mode.PRODUCTION:
        return SystemClock(opened.reads.setting, opened.reads.set)
    clock = SettableClock(opened.reads.setting, opened.reads.set)
    if environment.mode is Mode.DEMO:
        clock.go_on()
    return clock


def desk() -> Desk:
    """The desk of this process, opened on first use."""
    with _opening:
        if not _opened:
            _opened.append(open_desk())
            atexit.register(close_desk)
        return _opened[0]


def sqlite_with_a_known_bug() -> str:
    """The version of this Python's SQLite where only one program may ever write the file."""
    return old_sqlite()


def use_desk(opened: Desk) -> None:
    """Make an opened desk this process's own (a server or a test that opened it differently)."""
    with _opening:
        _opened[:] = [opened]


def close_desk() -> None:
    """Close this process's desk, if it has one."""
    with _opening:
        while _opened:
            _opened.pop().close()


_address_books: list[AddressBook] = []


def letters_go_to(book: AddressBook) -> None:
    """Name the address book of this process: whoever has the accounts' tables names theirs."""
    _address_books[:] = [book]


def _people(organisation: str) -> Sequence[tuple[str, str, str]]:
    return _address_books[0](organisation) if _address_books else ()


def _people_or_itself(organisation: str) -> Sequence[tuple[str, str, str]]:
    """Its people; in a demo, an organisation without people gets its letters all the same."""
    return _people(organisation) or ((f"{organisation}@letters.invalid", "en", "UTC"),)
