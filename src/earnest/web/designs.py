"""How do design files come into a contract while it is written? Kept first, then bound by hash.

The form sends them with everything else; what the vault refuses is said beside the field, and the
rest of the form is kept. A photo in place of a drawing is a warning of the check (S30).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from earnest.domain.contract.terms import Contract
from earnest.usecases.files import with_design_file
from earnest.web.counter import Visit
from earnest.web.presenters import files

FIELD, TAKEN_AWAY = "design", "drop-design"


def are_sent(visit: Visit) -> bool:
    """Whether the form brings files."""
    return bool(visit.request.FILES.getlist(FIELD))


def without(visit: Visit, contract: Contract) -> Contract:
    """The contract without the files that the person took away."""
    gone = set(visit.request.POST.getlist(TAKEN_AWAY))
    left = tuple(file for file in contract.design_files if file.sha256 not in gone)
    return replace(contract, design_files=left)


def kept(visit: Visit, order: str, contract: Contract) -> Contract:
    """The contract with the files that were sent, each kept with its order; refuses ``vault.*``."""
    for sent in visit.request.FILES.getlist(FIELD):
        row = visit.desk.files.keep(
            order, sent.chunks(), sent.name or "", visit.actor, visit.reader.now
        )
        contract = with_design_file(contract, row)
    return contract


def shown(visit: Visit, contract: Contract) -> dict[str, Any]:
    """Give the files of a contract as the form shows them, and how large one may be."""
    gone = set(visit.request.POST.getlist(TAKEN_AWAY))
    return {
        "files": [
            {"name": file.name, "sha256": file.sha256, "short": file.sha256[: files.SHORT],
             "gone": file.sha256 in gone}
            for file in contract.design_files
        ],
        "limits": files.limits(visit.desk.files.limits, visit.reader),
    }  # fmt: skip
