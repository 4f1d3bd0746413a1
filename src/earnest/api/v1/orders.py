"""What can be asked of orders? Open one, list them, look at one, its history, money and talk."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic import create_model

from earnest.api import answers
from earnest.api.asked import asked, only, whole
from earnest.api.outgoing import (
    DeedOut,
    HistoryOut,
    LedgerOut,
    LineOut,
    MessageOut,
    MessagesOut,
    MovementOut,
    OrderOut,
    OrdersOut,
    PreviewOut,
    VersionOut,
    VersionsOut,
)
from earnest.api.shapes import Shape, read, shape_of, text, to_domain, wrong_shape
from earnest.api.v1.commands import DRY_RUN, KEY, body_extra, body_of, order_subject
from earnest.domain.contract.terms import Contract
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.stages import Stage
from earnest.domain.parties import Role
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.story import story
from earnest.wiring import desk
from earnest.wiring.desk import new_id

router = Router(tags=["orders"])
LONGEST_PAGE = 100
STAGES = tuple(stage.value for stage in Stage)

OpenOrderIn: type[Shape] = create_model(
    "OpenOrderIn",
    __base__=Shape,
    __doc__="A contract, and the side of it for which you open the order.",
    contract=(shape_of(Contract), ...),
    side=(Role, Role.BUYER),
)


SendMessageIn: type[Shape] = create_model(
    "SendMessageIn",
    __base__=Shape,
    __doc__="What to say to the other side.",
    text=(text(4000), ...),
)


@router.post(
    "/orders",
    response={201: DeedOut, 200: PreviewOut},
    operation_id="open_order",
    summary="Open an order",
    openapi_extra={
        "parameters": [{**KEY, "required": True}, DRY_RUN],
        "requestBody": body_extra(OpenOrderIn, required=True),
    },
)
def open_order(request: Any) -> HttpResponse:
    """Begin an order with a first draft. Nobody is bound by it; your answer names its id."""
    terms, found = asked(request, command="OpenOrder"), read_opening(body_of(request))
    if terms.dry_run:
        subject = Subject(Kind.ORDER, new_id())
        return answers.answer(answers.preview(desk().preview(subject, found, request.auth)))
    done = desk().open_order(found.contract, request.auth, side=found.side, key=terms.key)
    id = done.subject.id
    return answers.answer(answers.deed(done, id), 201, Location=f"/v1/orders/{id}")


@router.get(
    "/orders",
    response=OrdersOut,
    operation_id="list_orders",
    openapi_extra={
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": schema}
            for name, schema in {
                "stage": {"type": "string", "enum": list(STAGES)},
                "after": {"type": "string", "maxLength": 120},
                "limit": {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE},
            }.items()
        ]
    },
)
def list_orders(request: Any) -> HttpResponse:
    """List your organisation's orders: what is due first on top, then the newest."""
    only(request, "stage", "after", "limit")
    limit, after = whole(request, "limit", default=50, most=LONGEST_PAGE), request.GET.get("after")
    found = desk().look.orders(
        request.auth, stage=_stage(request), after=(after or "")[:120], limit=limit + 1
    )
    page = found[:limit]
    following = desk().reads.cursor(page[-1]) if len(found) > limit else None
    lines = [LineOut.model_validate(line) for line in page]
    return answers.answer(OrdersOut(orders=lines, next=following))


@router.get("/orders/{id}", response=OrderOut, operation_id="show_order")
def show_order(request: Any, id: str) -> HttpResponse:
    """Show one order as it is now: contract, money, cover, waits, and what you may do."""
    only(request)
    found = desk().look.order(order_subject(id).id, request.auth, desk().now())
    return answers.answer(answers.order(found), ETag=f'"{found.version}"')


@router.get("/orders/{id}/history", response=HistoryOut, operation_id="show_history")
def show_history(request: Any, id: str) -> HttpResponse:
    """Tell what happened, event by event, each with the hash that seals it."""
    only(request)
    seen = desk().look.seen(order_subject(id).id, request.auth, desk().now())
    currency, told = seen.state.currency, story(desk().look, seen)
    events = [answers.event(item.envelope, currency, item.hash) for item in told]
    return answers.answer(HistoryOut(order=id, events=events))


@router.get("/orders/{id}/ledger", response=LedgerOut, operation_id="show_ledger")
def show_ledger(request: Any, id: str) -> HttpResponse:
    """Tell the story of the order's money, movement by movement."""
    only(request)
    seen = desk().look.seen(order_subject(id).id, request.auth, desk().now())
    movements = [MovementOut.model_validate(line) for line in desk().look.statement(seen)]
    return answers.answer(LedgerOut(order=id, currency=seen.state.currency, movements=movements))


@router.get("/orders/{id}/versions", response=VersionsOut, operation_id="list_versions")
def list_versions(request: Any, id: str) -> HttpResponse:
    """List the texts that both sides signed, oldest first, each with what it changed."""
    only(request)
    seen = desk().look.seen(order_subject(id).id, request.auth, desk().now())
    found = desk().look.versions(seen)
    listed = [VersionOut.model_validate(each) for each in found]
    return answers.answer(VersionsOut(order=id, versions=listed))


@router.get("/orders/{id}/messages", response=MessagesOut, operation_id="list_messages")
def list_messages(request: Any, id: str) -> HttpResponse:
    """List the messages on an order, oldest first."""
    only(request)
    seen = desk().look.seen(order_subject(id).id, request.auth, desk().now())
    found = desk().look.talk(seen)
    messages = [MessageOut.model_validate(words) for words in found]
    return answers.answer(MessagesOut(order=id, messages=messages))


@router.post(
    "/orders/{id}/messages",
    response={201: DeedOut},
    operation_id="send_message",
    openapi_extra={
        "parameters": [{**KEY, "required": False}],
        "requestBody": body_extra(SendMessageIn, required=True),
    },
)
def send_message(request: Any, id: str) -> HttpResponse:
    """Say something to the other side; it changes no cover and makes nothing stale."""
    only(request)
    terms, said = asked(request), read(SendMessageIn, body_of(request))
    done = desk().say(order_subject(id).id, said.text, request.auth, key=terms.key)
    return answers.answer(answers.deed(done, id), 201)


def read_opening(body: bytes) -> OpenOrder:
    """The opening command of a body."""
    found: Any = read(OpenOrderIn, body)
    return OpenOrder(to_domain(found.contract), found.side)


def _stage(request: Any) -> str:
    stage = request.GET.get("stage", "")
    if stage and stage not in STAGES:
        raise wrong_shape(("#/query/stage", ", ".join(STAGES)))
    return str(stage)
