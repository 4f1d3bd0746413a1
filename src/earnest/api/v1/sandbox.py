"""How is a payment played? Only where no real bank is: demo and sandbox."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic import create_model

from earnest.api import answers
from earnest.api.asked import only
from earnest.api.outgoing import PaymentOut
from earnest.api.shapes import Minor, Shape, read, text
from earnest.api.v1.commands import body_extra, body_of, order_subject
from earnest.domain.money import exponent
from earnest.domain.parties import Role
from earnest.domain.refusals import refuse
from earnest.wiring import Play, desk

router = Router(tags=["sandbox"])
PAYERS = (Role.BUYER, Role.OPERATOR)

PlayPaymentIn: type[Shape] = create_model(
    "PlayPaymentIn",
    __base__=Shape,
    __doc__="What a payer does at the sandbox bank.",
    order=(text(20, "^[0-9a-hjkmnp-tv-z]{20}$"), ...),
    minor=(Minor, ...),
    currency=(text(3, "^[A-Z]{3}$"), ...),
    play=(Play, Play.IN_TIME),
    method=(text(20), "tt"),
)


@router.post(
    "/sandbox/payments",
    response={201: PaymentOut},
    operation_id="play_payment",
    openapi_extra={"requestBody": body_extra(PlayPaymentIn, required=True)},
)
def play_payment(request: Any) -> HttpResponse:
    """Let the sandbox bank receive a payment; the worker takes it in on its next turn."""
    only(request)
    found: Any = read(PlayPaymentIn, body_of(request))
    order = desk().look.order(order_subject(found.order).id, request.auth, desk().now())
    if order.role not in PAYERS:
        refuse("permission.wrong_role", command="AnnouncePayment", role=order.role.value)
    needed = "pay" if order.role is Role.BUYER else "operate"
    if needed not in request.auth.authority:
        refuse("permission.no_authority", command="AnnouncePayment", authority=needed)
    exponent(found.currency)
    entries = desk().play_payment(
        found.order, found.minor, found.currency, found.play, found.method
    )
    return answers.answer(PaymentOut(entries=list(entries)), 201)
