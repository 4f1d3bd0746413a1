"""What do letters say, to whom do they go, and what can nobody smuggle into one?"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.order import order as orders
from earnest.domain.order.acts.assign import AssignInspector
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.state import Wait, WaitKind
from earnest.domain.parties import Role
from earnest.domain.permissions import PERMISSIONS
from earnest.domain.refusals import Trouble
from earnest.domain.subjects import Kind, Subject
from earnest.journal.envelope import Stamp, instant, seal_up
from earnest.letters.compose import ANSWERS, MONEY_WAITS, Asked, Reader, _phrases, write
from earnest.letters.letterbox import Letterbox
from earnest.letters.post import FilePost, message
from earnest.usecases.ports import Letter
from earnest.usecases.reactions import _NEWS, _SILENT
from tests.api.callers import House
from tests.cast import BUYER, INES, OLGA, PLAN, START, SUPPLIER, contract, day
from tests.driver import ORDER_1, World
from tests.given import an_order
from tests.words.samples import made

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "zh-hans")
SITE = "https://trade.example"


def proposed(**changes: Any) -> World:
    world = World()
    world.perform(OpenOrder(contract(**changes)), BUYER)
    world.perform(ProposeContract(world.order.contract_hash), BUYER)
    return world


def reader(language: str = "en", role: Role = Role.SUPPLIER) -> Reader:
    return Reader(role, language, "Asia/Shanghai")


@pytest.mark.golden
@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_read_as_the_golden_ones(language: str):
    text = "\n".join(_all_letters(language))
    path = GOLDEN / f"letters.{language}.txt"
    if os.environ.get("EARNEST_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, "make golden, and read the difference"


def _all_letters(language: str) -> list[str]:
    """One letter for each kind of wait and moment, and one for each piece of news."""
    order = proposed().order
    found = []
    for kind in ANSWERS:
        for moment in ("first", "half_way", "last_day"):
            asked = Asked(kind, day(5), moment)
            role = _role_of(kind)
            written = write(order, None, asked, reader(language, role), site=SITE)
            body = written.text if moment == "first" else ""
            found.append(f"=== {kind.value}, {moment}\n{written.subject}\n\n{body}")
    events = {event.__name__: event for event in orders.FOLDS}
    for name in sorted(_NEWS):
        event: Any = made(events[name])
        event = replace(event, mode="sea") if hasattr(event, "mode") else event
        written = write(order, event, None, reader(language), site=SITE)
        found.append(f"=== {name}\n{written.subject}\n\n{written.text}")
    return found


def _role_of(kind: WaitKind) -> Role:
    from earnest.domain.order.deadlines import WAITS

    who = WAITS[kind].who
    if kind is WaitKind.INSPECTION_DUE:
        return Role.INSPECTOR
    return who if who in (Role.BUYER, Role.SUPPLIER) else Role.SUPPLIER


def test_every_wait_of_a_party_names_the_commands_that_answer_it():
    assert set(ANSWERS) == set(WaitKind) - set(_SILENT)
    for kind, commands in ANSWERS.items():
        assert all(_role_of(kind) in PERMISSIONS[command].roles for command in commands), kind


def test_every_phrase_is_in_both_languages_with_the_same_facts():
    for name, row in _phrases().items():
        facts = [set(re.findall(r"\{(\w+)\}", row[language])) for language in ("en", "zh")]
        assert facts[0] == facts[1], name


@pytest.mark.parametrize("kind", sorted(MONEY_WAITS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_about_money_has_no_link_and_no_text_of_the_parties(kind, language):
    false = "pay to IBAN DE89370400440532013000 https://evil.example"
    order = proposed(title=false).order
    written = write(order, None, Asked(kind, day(5), "first"), reader(language), site=SITE)
    for text in (written.subject, written.text, written.html):
        assert "evil" not in text
        assert "IBAN" not in text
        assert "http" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_letters_link_to_the_order_and_to_nothing_else(language):
    world = proposed()
    asked = Asked(WaitKind.ANSWER_PROPOSAL, day(5), "first")
    written = write(world.order, world.events()[-1], asked, reader(language), site=SITE)
    links = re.findall(r"https?://[^\s\"<]+", written.text + written.html)
    assert set(links) == {f"{SITE}/orders/{world.order.id}"}


def test_text_of_a_party_stays_text_in_html():
    order = proposed(title="<img src=x onerror=alert(1)>").order
    asked = Asked(WaitKind.ANSWER_PROPOSAL, day(5), "first")
    written = write(order, None, asked, reader(), site=SITE)
    assert "<img" not in written.html
    assert "&lt;img" in written.html
    HTMLParser().feed(written.html)


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: x@y.example", "a\nSubject: b", "a\x00b", "a\u2028b\x85c"]
)
def test_no_text_becomes_a_header(evil: str):
    order = proposed(title=evil).order
    written = write(
        order, None, Asked(WaitKind.ANSWER_PROPOSAL, day(5), "first"), reader(), site=SITE
    )
    sent = message(
        to="a@b.example", subject=written.subject + evil, text=written.text, html=written.html,
        id=f"1{evil}", sender=f"Earnest{evil} <no-reply@trade.example>", host="trade.example",
    )  # fmt: skip
    read: Message = message_from_bytes(bytes(sent), policy=default)
    assert read["Bcc"] is None
    assert len(read.get_all("Subject")) == 1
    assert re.fullmatch(r"<[A-Za-z0-9._-]+@trade\.example>", read["Message-ID"])


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: x@y", "a@b.example, c@d.example", "nobody", ""]
)
def test_address_that_is_none_is_refused(address: str, tmp_path: Path):
    post = FilePost(tmp_path, "Earnest <no-reply@trade.example>", "trade.example")
    with pytest.raises((ValueError, IndexError)):
        post.send(to=address, subject="s", text="t", html="h", id="1")
    assert list(tmp_path.iterdir()) == []


def test_same_letter_twice_is_one_file(tmp_path: Path):
    post = FilePost(tmp_path, "Earnest <no-reply@trade.example>", "trade.example")
    for _ in range(2):
        post.send(to="a@b.example", subject="款项", text="t", html="<p>h</p>", id="order-1-00001")
    (path,) = tmp_path.iterdir()
    read: Any = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    assert read["Subject"] == "款项"
    assert read["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


# --------------------------------------------------------------------------- the letterbox


class FakePost:
    """Keeps letters; refuses the addresses that it was told to refuse."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.away: set[str] = set()

    def send(self, **letter: str) -> None:
        if letter["to"] in self.away:
            raise Trouble("letters.not_sent")
        self.sent.append(letter)


class Told:
    """A world as the letterbox reads it, with an address book of its own."""

    def __init__(self, world: World, book: Mapping[str, Any]) -> None:
        self.world, self.post, self.waits = world, FakePost(), True
        self.box = Letterbox(
            reads=self, store=self, outbox=self, post=self.post,
            address_book=lambda organisation: book.get(organisation, ()), site=SITE,
        )  # fmt: skip

    def peek(self, _requests: Any) -> Any:
        return SimpleNamespace(streams={ORDER_1: SimpleNamespace(state=self.world.order)})

    def events(self, _subject: Subject) -> list[bytes]:
        stamp = Stamp("l", "o", "buyer", "api", (), "", "", "guide-2021@1", START, START)
        facts = [fact for _, fact in self.world.journal if fact.subject.kind is Kind.ORDER]
        return [seal_up(fact, seq, "parties", stamp) for seq, fact in enumerate(facts, 1)]

    def still_waits(self, _subject: Subject, kind: str, _about: str, due_at: Any) -> bool:
        running = [(w.kind.value, w.due_at) for w in self.world.order.waits]
        return self.waits and (kind, due_at) in running


NINGNING = ("ningning@lantern.example", "zh-hans", "Asia/Shanghai")
LEI = ("lei@lantern.example", "en", "UTC")
BOOK = {
    "ningbo-lantern": (NINGNING, LEI),
    "harbour-tools": (("hannah@harbour.example", "en", "Europe/London"),),
}


def payload(wait: Wait, **changes: Any) -> dict[str, Any]:
    return {
        "about": "wait", "wait": wait.kind.value, "subject_part": wait.about, "seq": 3,
        "due_at": instant(wait.due_at), "moment": "first", "to": wait.who.value, **changes,
    }  # fmt: skip


LETTER = Letter(ORDER_1, 7, "letter", "", 0)


def test_everybody_of_the_waited_for_side_gets_it_in_their_own_language_and_zone():
    world = proposed()
    told = Told(world, BOOK)
    told.box.write(LETTER, payload(world.order.waits[0]))
    ningning, lei = told.post.sent
    assert ningning["to"] == NINGNING[0]
    assert "UTC+8" in ningning["text"]
    assert "买方提出了合同" in ningning["text"]
    assert "The buyer proposed the contract" in lei["text"]
    assert ningning["id"] != lei["id"]


def test_reminder_whose_wait_is_over_is_dropped():
    world = proposed()
    told = Told(world, BOOK)
    told.waits = False
    told.box.write(LETTER, payload(world.order.waits[0], moment="last_day"))
    assert told.post.sent == []


def test_one_bad_address_does_not_stop_the_others_and_repeats_nobody():
    world = proposed()
    told = Told(world, BOOK)
    told.post.away = {NINGNING[0]}
    for _ in range(3):
        with pytest.raises(Trouble):
            told.box.write(LETTER, payload(world.order.waits[0]))
    assert [letter["to"] for letter in told.post.sent] == [LEI[0]]
    told.post.away = set()
    told.box.write(LETTER, payload(world.order.waits[0]))
    assert [letter["to"] for letter in told.post.sent] == [LEI[0], NINGNING[0]]


def test_draft_that_was_never_shown_is_news_to_nobody_else():
    world = World()
    world.perform(OpenOrder(contract()), BUYER)
    told = Told(world, BOOK)
    told.box.write(LETTER, {"about": "news", "event": "draft_written", "seq": 2, "to": "supplier"})
    assert told.post.sent == []


def test_letter_for_a_part_of_the_house_goes_to_nobody():
    told = Told(proposed(), BOOK)
    told.box.write(LETTER, {"about": "news", "event": "order_opened", "seq": 1, "to": "operator"})
    assert told.post.sent == []


def test_inspector_who_is_waited_for_gets_a_letter_that_leads_to_his_visits():
    story = an_order().deposited(inspection=PLAN)
    kind, by = InspectionKind.PRE_SHIPMENT, InspectedBy.PLATFORM
    story.do(BookInspection("A", kind, by, day(30).date()), BUYER)
    story.do(AnswerInspection("I1", accept=True), SUPPLIER)
    story.do(AssignInspector("I1", INES.organisation), OLGA)
    told = Told(story.world, {INES.organisation: (("ines@house.example", "en", "UTC"),)})
    (wait,) = [w for w in story.order.waits if w.kind is WaitKind.INSPECTION_DUE]
    told.box.write(LETTER, payload(wait))
    (letter,) = told.post.sent
    assert letter["to"] == "ines@house.example"
    assert f"{SITE}/inspections/" in letter["text"]
    assert "USD" not in letter["text"]


def test_whole_order_writes_to_both_sides_through_the_outbox(house: House, tmp_path: Path):
    house.active()
    letters = [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in (tmp_path / "letters").glob("*.eml")
    ]
    assert {letter["To"] for letter in letters} == {"buyer@house.example", "supplier@house.example"}
    assert len({letter["Message-ID"] for letter in letters}) == len(letters)
    subjects = " ".join(letter["Subject"] for letter in letters)
    assert "USD 6,000.00" in subjects


def test_last_day_is_reminded_of_when_it_comes(house: House, tmp_path: Path):
    id = house.signed()
    house.desk.settle_down()
    due_at = next(w["due_at"] for w in house.shown(id)["waits"] if w["kind"] == "deposit")
    from datetime import datetime, timedelta

    house.desk.set_clock(datetime.fromisoformat(due_at) - timedelta(hours=23))
    house.desk.settle_down()
    texts = [
        str(message_from_bytes(path.read_bytes(), policy=default)["Subject"])
        for path in (tmp_path / "letters").glob("*.eml")
    ]
    assert any(text.startswith("Last day: please pay the deposit") for text in texts)
    assert any(text.startswith("Reminder: please pay the deposit") for text in texts)
