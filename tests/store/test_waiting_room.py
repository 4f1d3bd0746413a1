"""Is everybody who put a ticket down served, once, whatever the threads do?"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from earnest.domain.subjects import Kind, Subject
from earnest.store.waiting_room import AT_ONCE, Ticket, WaitingRoom
from earnest.usecases.batch import Done, Request
from tests.cast import BUYER

PATIENCE = 120
"""Seconds; only reached where somebody is forgotten, however busy the machine is."""
REQUEST = Request(Subject(Kind.ORDER, "one"), None, BUYER)


def answer(number: int) -> Done:
    return Done(REQUEST.subject, number, (), number)


def serve(room: WaitingRoom, sizes: list[int]) -> None:
    expected = 1
    while tickets := room.take(expected):
        sizes.append(sum(len(ticket.requests) for ticket in tickets))
        expected = sizes[-1]
        for ticket in tickets:
            ticket.settle([answer(number) for number in range(len(ticket.requests))])


def test_everybody_is_served_by_any_number_of_servers():
    room, sizes = WaitingRoom(), []
    servers = [threading.Thread(target=serve, args=(room, sizes)) for _ in range(3)]
    for server in servers:
        server.start()

    def caller(size: int) -> int:
        served = 0
        for _ in range(100):
            ticket = Ticket((REQUEST,) * size)
            assert room.enter(ticket)
            answers = ticket.answers(PATIENCE)
            assert answers is not None
            served += len(answers)
        return served

    with ThreadPoolExecutor(16) as pool:
        served = sum(pool.map(caller, [1, 2, 3, 4] * 4))
    room.close()
    for server in servers:
        server.join(PATIENCE)
    assert not any(server.is_alive() for server in servers)
    assert served == sum(sizes) == 4 * 100 * (1 + 2 + 3 + 4)


def test_who_waits_at_the_closing_is_still_served_and_nobody_enters_afterwards():
    room, sizes = WaitingRoom(), []
    early, late = Ticket((REQUEST,)), Ticket((REQUEST,))
    assert room.enter(early)
    room.close()
    assert not room.enter(late)
    serve(room, sizes)
    assert early.answers(0) is not None
    assert late.answers(0) is None
    assert sizes == [1]


def test_at_most_so_many_single_requests_are_taken_at_once_and_a_list_stays_whole():
    room = WaitingRoom()
    for _ in range(AT_ONCE + 10):
        room.enter(Ticket((REQUEST,)))
    assert len(room.take(1)) == AT_ONCE
    assert len(room.take(1)) == 10
    room.enter(Ticket((REQUEST,) * (AT_ONCE * 2)))
    (whole,) = room.take(1)
    assert len(whole.requests) == AT_ONCE * 2


def test_nobody_is_waited_for_long():
    room = WaitingRoom()
    room.enter(Ticket((REQUEST,)))
    begun = time.monotonic()
    assert len(room.take(AT_ONCE)) == 1
    assert time.monotonic() - begun < PATIENCE
