"""Is a command answered without a thread exactly as it is answered on one?"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from threading import Event, Thread
from typing import Any, NamedTuple

import pytest

from tests.api.callers import House

UNKNOWN = f"ern_00000000_{'0' * 32}"
PLAIN = {"host": "localhost", "content-type": "application/json"}


class Said(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return json.loads(self.body)


def asked(
    door: Callable[..., Awaitable[None]], method: str, path: str,
    headers: dict[str, str], body: bytes | Sequence[bytes] = b"", *, hangs_up: bool = False,
    falls_silent: bool = False,
) -> Awaitable[Said | None]:  # fmt: skip
    """Ask an ASGI application; None where it answers nothing."""
    pieces = [body] if isinstance(body, bytes) else list(body)
    is_cut = hangs_up or falls_silent
    length = sum(map(len, pieces)) + (7 if is_cut else 0)
    headers = {"content-length": str(length), **headers}
    plain_path, _, query = path.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http",
        "path": plain_path, "raw_path": plain_path.encode(), "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "server": ("localhost", 80), "client": ("127.0.0.1", 5),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not pieces and falls_silent:
            await asyncio.Event().wait()
        if not pieces:
            return {"type": "http.disconnect"}
        more = len(pieces) > 1 or is_cut
        return {"type": "http.request", "body": pieces.pop(0), "more_body": more}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def ask() -> Said | None:
        await door(scope, receive, send)
        if not sent:
            return None
        named = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Said(sent[0]["status"], named, b"".join(m.get("body", b"") for m in sent[1:]))

    return ask()


def ways() -> tuple[Any, Any]:
    """The door as it is, and one that takes everything the long way."""
    from earnest.config.asgi import Door

    door, long = Door(), Door()
    long._express.takes = lambda _scope: None
    return door, long


Run = Callable[[Awaitable[Any]], Any]


@pytest.fixture
def run() -> Iterator[Run]:
    """Waits for one answer after the other, on one loop with a thread of its own, as servers do."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()

    async def whole(work: Awaitable[Any]) -> Any:
        return await work

    yield lambda work: asyncio.run_coroutine_threadsafe(whole(work), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def headers_of(house: House, who: str = "supplier", key: str = "", **more: str) -> dict[str, str]:
    found = {**PLAIN, "authorization": f"Bearer {house.keys.get(who, who)}"}
    if key:
        found["idempotency-key"] = key
    return found | {name.replace("_", "-"): value for name, value in more.items()}


def report(id: str) -> str:
    return f"/v1/orders/{id}/report-production"


@pytest.fixture
def active(house: House) -> str:
    return house.active()


def test_plain_command_is_taken_and_everything_else_is_not(run: Run, house: House, active: str):
    door, _ = ways()
    taken: list[bool] = []
    really = door._express.takes

    def takes(scope: Any) -> Any:
        found = really(scope)
        taken.append(found is not None)
        return found

    door._express.takes = takes
    plain, body = headers_of(house, "stranger"), b"{}"
    for path, headers, due in (
        (report(active), plain, True),
        (report(active), {**plain, "content-type": "application/json; charset=utf-8"}, True),
        (f"{report(active)}?dry_run=true", plain, False),
        (report("not-an-id"), plain, False),
        (f"/v1/orders/{active}/explode", plain, False),
        (f"/v1/orders/{active}/messages", plain, False),
        (f"/v1/orders/{active}/report-production/", plain, False),
        (report(active), {**plain, "host": "evil.example"}, False),
        (report(active), {**plain, "cookie": "language=zh-hans"}, False),
        (report(active), {**plain, "content-type": "text/plain"}, False),
        (report(active), {**plain, "content-length": "1000000"}, False),
        (report(active), {**plain, "authorization": "Basic YTpi"}, False),
        (report(active), {n: v for n, v in plain.items() if n != "authorization"}, False),
    ):
        run(asked(door, "POST", path, headers, body))
        assert taken.pop() is due, (path, headers)
    run(asked(door, "GET", report(active), plain))
    assert taken == [False]


def test_both_ways_answer_the_same_to_the_byte(run: Run, house: House, active: str):
    good = b'{"lot":"A","percent":40}'
    cases: tuple[tuple[str, str, bytes, dict[str, str]], ...] = (
        ("report-production", "supplier", good, {"key": "a"}),
        ("report-production", "supplier", good, {"key": "a", "accept_language": "zh-hans"}),
        ("report-production", "supplier", good, {"key": "b" * 201}),
        ("report-production", "supplier", good, {"key": "\xe9"}),
        ("report-production", "supplier", good, {"key": "c", "if_match": '"1"'}),
        ("report-production", "supplier", good, {"key": "d", "if_match": "1"}),
        ("report-production", "supplier", b'{"lot":"A","percent":101}', {"key": "e"}),
        ("report-production", "supplier", b'{"lot":"A","percent":4.5}', {}),
        ("report-production", "supplier", b'{"lot":"A","percent":4,"more":1}', {}),
        ("report-production", "supplier", b"{", {"accept_language": "zh-hans"}),
        ("report-production", "supplier", b"", {}),
        ("report-production", "supplier", b'{"lot":"Z","percent":4}', {"key": "f"}),
        ("report-production", "buyer", good, {"key": "g", "accept_language": "zh"}),
        ("report-production", "stranger", good, {"key": "h"}),
        ("report-production", "supplier reads", good, {"key": "i"}),
        ("report-production", UNKNOWN, good, {"key": "j"}),
        ("sign-contract", "supplier", b'{"contract_hash":"%s"}' % (b"a" * 64), {}),
        ("accept-goods", "buyer", b'{"lot":"A"}', {"key": "k"}),
    )
    door, long = ways()
    seen = set()
    for command, who, body, asks in cases:
        path, headers = f"/v1/orders/{active}/{command}", headers_of(house, who, **asks)
        short, other = (run(asked(way, "POST", path, headers, body)) for way in (door, long))
        assert short == other, (command, who, asks)
        seen.add(short.status)
    assert {200, 400, 401, 403, 404, 409, 422} <= seen


def test_trouble_and_bugs_are_told_as_on_the_long_way(run: Run, house: House, active: str):
    from earnest.domain.refusals import Trouble
    from earnest.wiring import desk

    door, long = ways()
    committer, headers = desk().committer, headers_of(house, key="t")
    for answer, status in ((Trouble("store.busy"), 503), (RuntimeError("secret"), 500)):
        desk().committer = Broken(answer)
        path, body = report(active), b'{"lot":"A","percent":4}'
        short, other = (run(asked(way, "POST", path, headers, body)) for way in (door, long))
        assert short == other
        assert (short.status, b"secret" in short.body) == (status, False)
    desk().committer = committer


def test_database_that_is_gone_when_a_key_is_looked_up_is_told(
    run: Run, house: House, active: str, monkeypatch
):
    from django.db import OperationalError

    from earnest.accounts import known_keys

    def gone(_secret: str) -> None:
        raise OperationalError

    known_keys.KNOWN_KEYS.forget()
    monkeypatch.setattr(known_keys, "actor_of_key", gone)
    body, headers = b'{"lot":"A","percent":4}', headers_of(house, key="t")
    said = run(asked(ways()[0], "POST", report(active), headers, body))
    assert (said.status, said.told["code"]) == (503, "store.busy")


class Broken:
    """A committer whose world is not ready."""

    def __init__(self, answer: BaseException) -> None:
        self._answer = answer

    def perform(self, _request: Any) -> Any:
        return self._answer

    def submit(self, _request: Any, told: Callable[[Any], None]) -> None:
        told(self._answer)

    def stop(self) -> None:
        """Nothing runs."""


def test_answer_that_does_not_come_is_unknown(run: Run, house: House, active: str, monkeypatch):
    from earnest.api import express
    from earnest.wiring import desk

    monkeypatch.setattr(express, "WAIT_SECONDS", 0.05)
    committer, desk().committer = desk().committer, Silent()
    body, headers = b'{"lot":"A","percent":4}', headers_of(house, key="t")
    said = run(asked(ways()[0], "POST", report(active), headers, body))
    assert (said.status, said.told["code"]) == (409, "request.unknown")
    desk().committer = committer


class Silent(Broken):
    """A committer that never answers."""

    def __init__(self) -> None:
        super().__init__(RuntimeError())

    def submit(self, _request: Any, told: Callable[[Any], None]) -> None:
        """Take it and say nothing."""


def test_many_at_once_are_each_told_their_own_answer(run: Run, house: House, monkeypatch):
    from earnest.accounts import known_keys

    monkeypatch.setattr(known_keys, "LEASE", 60.0)  # nobody is overtaken while his key is looked up
    orders = [house.active(key=f"open-{number}") for number in range(3)]
    door, _ = ways()
    run(asked(door, "POST", report(orders[0]), headers_of(house, key="first"), b"{}"))

    async def all_at_once() -> list[Said]:
        return await asyncio.gather(
            *(
                asked(
                    door, "POST", report(id), headers_of(house, key=f"{id}-{percent}"),
                    b'{"lot":"A","percent":%d}' % percent,
                )
                for percent in range(1, 21)
                for id in orders
            )
        )  # fmt: skip

    said = run(all_at_once())
    assert {one.status for one in said} == {200}
    for place, id in enumerate(orders):
        mine = [one.told for one in said[place::3]]
        assert {told["order"] for told in mine} == {id}
        assert len({told["version"] for told in mine}) == 20


def test_revoked_key_is_refused_at_once(run: Run, house: House, active: str):
    from earnest.accounts.keys import revoke

    door, _ = ways()
    path, body = report(active), b'{"lot":"A","percent":4}'
    first = run(asked(door, "POST", path, headers_of(house, key="1"), body))
    prefix = house.keys["supplier"].split("_")[1]
    assert revoke(house.members["supplier"].user, prefix)
    later = run(asked(door, "POST", path, headers_of(house, key="2"), body))
    assert (first.status, later.status) == (200, 401)


def test_revoked_key_is_refused_also_where_a_look_up_began_before(
    run: Run, house: House, active: str, monkeypatch
):
    from earnest.accounts import known_keys
    from earnest.accounts.keys import revoke

    read, told, really = Event(), Event(), known_keys.actor_of_key

    def slow(secret: str) -> Any:
        found = really(secret)
        read.set()
        assert told.wait(30)
        return found

    monkeypatch.setattr(known_keys, "actor_of_key", slow)
    known_keys.KNOWN_KEYS.forget()
    door, _ = ways()
    path, body = report(active), b'{"lot":"A","percent":4}'
    owner, prefix = house.members["supplier"].user, house.keys["supplier"].split("_")[1]

    async def before_and_after() -> int:
        first = asyncio.ensure_future(asked(door, "POST", path, headers_of(house, key="1"), b"{}"))
        await asyncio.to_thread(read.wait, 30)
        assert await asyncio.to_thread(revoke, owner, prefix)
        later = asyncio.ensure_future(asked(door, "POST", path, headers_of(house, key="2"), body))
        asyncio.get_running_loop().call_soon(told.set)  # after the later one has begun
        await first
        return (await later).status

    assert run(before_and_after()) == 401


@pytest.mark.parametrize("way", [0, 1])
def test_whoever_hangs_up_half_way_has_asked_for_nothing(
    run: Run, house: House, active: str, way: int
):
    before = house.shown(active)["version"]
    body, headers = b'{"lot":"A","percent":4}', headers_of(house, key="1")
    door = ways()[way]
    assert run(asked(door, "POST", report(active), headers, body, hangs_up=True)) is None
    assert house.shown(active)["version"] == before


@pytest.mark.parametrize("way", [0, 1])
def test_body_that_never_comes_is_not_waited_for_for_ever(
    run: Run, house: House, active: str, monkeypatch, way: int
):
    from earnest.api import bodies

    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    before = house.shown(active)["version"]
    body, headers = b'{"lot":"A","percent":4}', headers_of(house, key="1")
    door = ways()[way]
    said = run(asked(door, "POST", report(active), headers, body, falls_silent=True))
    assert (said.status, said.headers["connection"]) == (408, "close")
    assert house.shown(active)["version"] == before


def test_long_bodies_and_files_come_and_go_in_pieces(run: Run, house: House, active: str):
    door, _ = ways()
    file = b"%PDF-1.4\n" + bytes(range(256)) * 1000 + b"\n%%EOF\n"
    form = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + file + b"\r\n--b--\r\n"
    )
    pieces = [form[start : start + 10_000] for start in range(0, len(form), 10_000)]
    headers = headers_of(house, content_type="multipart/form-data; boundary=b")
    path, name = f"/v1/orders/{active}/files", hashlib.sha256(file).hexdigest()
    kept = run(asked(door, "POST", path, headers, pieces))
    assert (kept.status, kept.told["sha256"]) == (201, name)
    given = run(asked(door, "GET", f"{path}/{name}", headers_of(house)))
    assert (given.status, given.body) == (200, file)
    broken = run(asked(door, "POST", path, headers, pieces[:-1], hangs_up=True))
    assert broken is None or broken.status == 415
    assert len(run(asked(door, "GET", path, headers_of(house))).told["files"]) == 1


def test_header_with_an_underscore_does_not_pose_as_another(run: Run, house: House, active: str):
    _, long = ways()
    headers = {**headers_of(house), "idempotency_key": "\xe9 is no key"}
    body = b'{"lot":"A","percent":4}'
    assert run(asked(long, "POST", report(active), headers, body)).status == 200
