"""What a signer may sign: roles and the certificate policies that grant them.

Source: package-format section 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

ARC = "1.3.6.1.4.1.32473.1"
"""The operator's own OID arc; this default is the number that RFC 5612 reserves for examples."""


class Role(Enum):
    """A role; the value is the last number of its policy OID."""

    OFFICE = 1
    FORM_PUBLISHER = 2
    BENCHMARK_PUBLISHER = 3
    RECEIVER = 4
    REVIEWER = 5
    REGISTRAR = 6
    TRUST_SIGNER = 7

    def policy(self, arc: str = ARC) -> str:
        """Policy OID of this role under `arc`, dotted."""
        return f"{arc}.{self.value}"


CENTRAL_ROLES = (
    Role.FORM_PUBLISHER,
    Role.BENCHMARK_PUBLISHER,
    Role.RECEIVER,
    Role.REVIEWER,
    Role.REGISTRAR,
)
"""Roles that the Central Issuing CA may grant; one certificate may hold several of them."""

ALONE = frozenset({Role.OFFICE, Role.TRUST_SIGNER})
"""Roles that stand alone in a certificate."""


def policies(roles: Iterable[Role], arc: str = ARC) -> tuple[str, ...]:
    """Policy OIDs of `roles` in ascending order, each once."""
    return tuple(role.policy(arc) for role in sorted(set(roles), key=lambda role: role.value))


def may_combine(roles: Iterable[Role]) -> bool:
    """Tell whether one certificate may hold all of `roles` and at least one."""
    wanted = set(roles)
    return bool(wanted) and (len(wanted) == 1 or not wanted & ALONE)
