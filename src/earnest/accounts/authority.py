"""What does a role in an organisation allow in trade?

The domain knows authorities, not roles: this table is the only translation.
"""

from __future__ import annotations

from collections.abc import Mapping

from earnest.accounts.models import MemberRole
from earnest.domain.parties import AUTHORITIES

AUTHORITY_OF_ROLE: Mapping[str, frozenset[str]] = {
    MemberRole.OWNER: AUTHORITIES,
    # A signer binds the organisation like its owner does, but changes no memberships.
    MemberRole.SIGNER: AUTHORITIES,
    MemberRole.CLERK: frozenset({"draft", "operate"}),
    MemberRole.VIEWER: frozenset(),
}
