"""Which of an office's packages counts: duplicate, conflict, superseded (package stage 11; K2).

A pure function over the whole set of packages that one office has handed in for one form and
round, so that the order in which files arrive never changes what the registry holds in the end.
Source: package-format sections 11 and 13, codes CONFLICT, SUPERSEDED, PREDECESSOR_MISSING of section 17.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

LOST = "TRUST_REVOKED"


@dataclass(frozen=True, slots=True)
class Handed:
    """One package of a slot: its id, revision, and the package it says it replaces.

    `lost`: it was received when its key must be thought to have been in other hands. `rejected`: a person decided
    that it does not count.
    """

    package_id: str
    revision: int
    supersedes: str | None
    lost: bool = False
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a package stands beside the others: `OK`, `SUPERSEDED`, `CONFLICT`; beside none if `LOST` or rejected."""

    package_id: str
    revision: int
    code: str
    predecessor_missing: bool
    rejected: bool = False

    @property
    def aside(self) -> bool:
        """Whether it concerns no other."""
        return self.rejected or self.code == LOST

    @property
    def waits(self) -> bool:
        """Whether it is disputed and nobody has decided yet."""
        return self.code == "CONFLICT" and not self.rejected

    @property
    def disputed(self) -> bool:
        """Whether it counts nowhere, decided or not."""
        return self.code in ("CONFLICT", LOST)


def settle(packages: Iterable[Handed]) -> dict[str, Standing]:
    """Give every package of one office, form and round its standing.

    Two contents for one revision, or a revision that names another predecessor than the one here,
    make all concerned disputed: who came first changes nothing. The highest revision counts, unless it is
    disputed; then none does until a person decides. What a lost key signed, and what a person rejected, changes
    nothing for the others.
    """
    handed = list(packages)
    aside = {
        one.package_id: Standing(one.package_id, one.revision, LOST if one.lost else "CONFLICT", False, one.rejected)
        for one in handed
        if one.lost or one.rejected
    }
    by_revision = _by_revision(one for one in handed if one.package_id not in aside)
    disputed = {key for pair in _disputes(by_revision) for key in pair}
    newest = max(by_revision, default=0)
    return aside | {
        one.package_id: Standing(
            one.package_id,
            one.revision,
            "CONFLICT" if one.package_id in disputed else "OK" if one.revision == newest else "SUPERSEDED",
            predecessor_missing=one.revision > 1 and one.revision - 1 not in by_revision,
        )
        for held in by_revision.values()
        for one in held
    }


def opponents(packages: Iterable[Handed], package_id: str) -> frozenset[str]:
    """The packages that cannot stand beside this one, those among them that only continue another content."""
    standing = [one for one in packages if not (one.lost or one.rejected)]
    aside: set[str] = set()
    while True:
        beside = _by_revision(one for one in standing if one.package_id not in aside)
        against = {key for pair in _disputes(beside) if package_id in pair for key in pair} - {package_id}
        if not against:
            return frozenset(aside)
        aside |= against


def _by_revision(packages: Iterable[Handed]) -> Mapping[int, list[Handed]]:
    found: dict[int, list[Handed]] = defaultdict(list)
    for one in packages:
        found[one.revision].append(one)
    return found


def _disputes(by_revision: Mapping[int, list[Handed]]) -> Iterator[tuple[str, str]]:
    """Pairs that cannot both stand: two of one revision, or one that names none of the revision before it."""
    for revision, held in by_revision.items():
        before = [one.package_id for one in by_revision.get(revision - 1, [])]
        yield from combinations((one.package_id for one in held), 2)
        for one in held:
            if one.supersedes not in before:
                yield from ((one.package_id, other) for other in before)
