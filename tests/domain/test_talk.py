"""Who may say something on an order, and does talk change nothing else?"""

from __future__ import annotations

from earnest.domain.order.acts.cancel import CancelOrder
from earnest.domain.subjects import Kind, Subject
from earnest.domain.talk import (
    LONGEST_REASON,
    MAX_LENGTH,
    EraseWords,
    MessageSent,
    SendMessage,
    WordsErased,
)
from tests.cast import BUYER, INES, OLGA, ORDER, STRANGER, SUPPLIER
from tests.given import an_order, given

TALK = Subject(Kind.TALK, ORDER)
HELLO = SendMessage("ef" * 32, 5)


def test_parties_and_operator_talk():
    story = an_order().proposed()
    before = story.order
    for actor in (BUYER, SUPPLIER, OLGA):
        given(story).when(HELLO, actor, TALK).then(MessageSent)
    assert story.world.state(TALK).messages == 3
    assert story.order == before
    given(story).when(HELLO, INES, TALK).refuses("permission.wrong_role")
    given(story).when(HELLO, STRANGER, TALK).refuses("order.not_found")


def test_message_has_a_length():
    story = an_order().proposed()
    for length in (0, MAX_LENGTH + 1):
        message = SendMessage("ef" * 32, length)
        given(story).when(message, BUYER, TALK).refuses("message.length")


def test_nobody_talks_on_what_he_cannot_see():
    given(an_order()).when(HELLO, BUYER, TALK).refuses("order.not_found")
    given(an_order().opened()).when(HELLO, SUPPLIER, TALK).refuses("order.not_found")
    given(an_order().opened()).when(CancelOrder(), BUYER, TALK).refuses("command.unknown")


def test_operator_erases_the_words_of_a_message_once_with_a_reason():
    story = an_order().proposed().do(HELLO, BUYER, TALK)
    given(story).when(EraseWords(2, "asked"), OLGA, TALK).refuses("message.not_found")
    given(story).when(EraseWords(0, "asked"), OLGA, TALK).refuses("message.not_found")
    given(story).when(EraseWords(1, "  "), OLGA, TALK).refuses("message.no_reason")
    long = EraseWords(1, "x" * (LONGEST_REASON + 1))
    given(story).when(long, OLGA, TALK).refuses("message.reason_too_long")
    given(story).when(EraseWords(1, "asked"), BUYER, TALK).refuses("permission.wrong_role")
    given(story).when(EraseWords(1, "asked"), OLGA, TALK).then(WordsErased)
    given(story).when(EraseWords(1, "again"), OLGA, TALK).refuses("message.erased_already")
    given(story).when(HELLO, SUPPLIER, TALK).then(MessageSent)
    assert story.world.state(TALK).erased == (1,)
    assert story.world.state(TALK).messages == 2
