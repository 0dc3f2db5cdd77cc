"""Which of an office's packages counts: duplicate, conflict, superseded (package stage 11; K2).

A pure function over the whole set of packages that one office has handed in for one form and
round, so that the order in which files arrive never changes what the registry holds in the end.
Source: package-format sections 11 and 13, codes CONFLICT, SUPERSEDED, PREDECESSOR_MISSING of section 17.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

LOST = "TRUST_REVOKED"


@dataclass(frozen=True, slots=True)
class Handed:
    """One package of a slot: its id, revision, and the package it says it replaces.

    `lost`: it was received when its key must be thought to have been in other hands.
    """

    package_id: str
    revision: int
    supersedes: str | None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a package stands beside the others: `OK`, `SUPERSEDED`, `CONFLICT`, or `LOST` and beside none."""

    package_id: str
    revision: int
    code: str
    predecessor_missing: bool

    @property
    def disputed(self) -> bool:
        """Whether it waits for a person and counts nowhere."""
        return self.code in ("CONFLICT", LOST)


def settle(packages: Iterable[Handed]) -> dict[str, Standing]:
    """Give every package of one office, form and round its standing.

    Two contents for one revision, or a revision that names another predecessor than the one here,
    make all concerned disputed: who came first changes nothing. The highest revision counts, unless it is
    disputed; then none does until a person decides. What a lost key signed changes nothing for the others.
    """
    by_revision: dict[int, list[Handed]] = defaultdict(list)
    lost: dict[str, Standing] = {}
    for one in packages:
        if one.lost:
            lost[one.package_id] = Standing(one.package_id, one.revision, LOST, predecessor_missing=False)
        else:
            by_revision[one.revision].append(one)
    disputed = _disputed(by_revision)
    newest = max(by_revision, default=0)
    return lost | {
        one.package_id: Standing(
            one.package_id,
            one.revision,
            "CONFLICT" if one.package_id in disputed else "OK" if one.revision == newest else "SUPERSEDED",
            predecessor_missing=one.revision > 1 and one.revision - 1 not in by_revision,
        )
        for held in by_revision.values()
        for one in held
    }


def _disputed(by_revision: dict[int, list[Handed]]) -> set[str]:
    disputed: set[str] = set()
    for revision, held in by_revision.items():
        if len(held) > 1:
            disputed.update(one.package_id for one in held)
        before = by_revision.get(revision - 1, [])
        for one in held:
            if before and one.supersedes not in {other.package_id for other in before}:
                disputed.add(one.package_id)
                disputed.update(other.package_id for other in before)
    return disputed
