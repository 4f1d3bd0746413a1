"""What is every answer made of? The closed base of wire types, and money as text."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from earnest.api.shapes import SIGNED


class Out(BaseModel):
    """What every answer is: closed, immutable, read from the attributes of a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


MinorOut = Annotated[
    int,
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": SIGNED, "examples": ["2000000"]}),
]
"""Minor units of a currency, as a string."""
