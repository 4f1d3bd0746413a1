"""How is a list of files written? Name, size, who, when, and the beginning of its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from earnest.usecases.files import SHOWN, Limits
from earnest.usecases.look import OrderAnswer
from earnest.usecases.ports import FileRow
from earnest.web.presenters.reader import Reader
from earnest.words import formats

SHORT = 12
"""So many digits of a fingerprint tell files apart; the whole one stands in the tooltip."""


def lines(
    rows: Sequence[FileRow], names: Mapping[str, str], order: OrderAnswer, reader: Reader
) -> list[dict[str, Any]]:
    """Give the files, newest first."""
    bound = {file.sha256 for file in order.contract.design_files}
    return [
        {
            "name": row.name,
            "href": reverse("order_file", args=[row.order, row.sha256]),
            "is_picture": row.media in SHOWN,
            "is_bound": row.sha256 in bound,
            "size": formats.about_size(row.size, reader.language),
            "who": names.get(row.organisation) or reader.word("Role", row.role),
            "role": reader.word("role", row.role),
            "sha256": row.sha256,
            "short": row.sha256[:SHORT],
            **reader.moment(row.at),
        }
        for row in reversed(rows)
    ]


def limits(found: Limits, reader: Reader) -> dict[str, str]:
    """Give the limits as a reader reads them."""
    return {
        "file": formats.size(found.file, reader.language),
        "order": formats.size(found.order, reader.language),
        "count": formats.number(found.count, reader.language),
    }
