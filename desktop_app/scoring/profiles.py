"""How far a part of the score tree can be brought with k more rows at their cap, for every k (S6).

A profile lists the best value for k = 0, 1, 2 … rows, and knows which rows that takes. Profiles combine as nodes do,
exactly: the best value of a node depends on its children by their values alone, and more is never less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

Leaf = tuple[int, int]  # position of the row in the plan, position of the instance (-1: no repeat)
Weighted = tuple[Fraction, "Profile"]
T = TypeVar("T")


@dataclass(frozen=True)
class Profile:
    """Best values by number of rows raised, never falling, the last one better than the one before.

    Attributes:
        values: from 0 rows on.
        pick: which rows bring the value for that many.
    """

    values: Sequence[Fraction]
    pick: Callable[[int], tuple[Leaf, ...]]

    @property
    def concave(self) -> bool:
        """Whether each further row brings no more than the one before."""
        steps = [after - before for before, after in pairwise(self.values)]
        return all(before >= after for before, after in pairwise(steps))

    def least(self, value: Fraction) -> int | None:
        """The smallest number of rows that reaches `value`, None where no number does."""
        return next((number for number, reached in enumerate(self.values) if reached >= value), None)


def fixed(value: Fraction) -> Profile:
    """What nobody can raise."""
    return Profile((value,), lambda _number: ())


def raisable(now: Fraction, cap: Fraction, leaf: Leaf) -> Profile:
    """A row that may stand at its cap."""
    return Profile((now, cap), lambda number: (leaf,) if number else ()) if cap > now else fixed(now)


def capped(profile: Profile, cap: Fraction) -> Profile:
    """The profile under the cap of its node."""
    return _trimmed([min(value, cap) for value in profile.values], profile.pick)


def mean(children: Sequence[Weighted]) -> Profile:
    """Weighted mean: concave children by their largest steps, the others by trying every split."""
    total = sum((weight for weight, _ in children), Fraction(0))
    shares = [(weight / total, profile) for weight, profile in children if weight]
    combined = _merged([child for child in shares if child[1].concave])
    for share, profile in shares:
        if not profile.concave:
            combined = _split(combined, share, profile)
    return combined


def _merged(children: Sequence[Weighted]) -> Profile:
    """The sum of concave profiles: the largest steps first, and those of one child come in its own order."""
    steps = sorted(
        (
            (share * (after - before), child)
            for child, (share, profile) in enumerate(children)
            for before, after in pairwise(profile.values)
        ),
        key=lambda step: -step[0],
    )
    values = [sum((share * profile.values[0] for share, profile in children), Fraction(0))]
    for gain, _ in steps:
        values.append(values[-1] + gain)

    def pick(number: int) -> tuple[Leaf, ...]:
        counts = [0] * len(children)
        for _, child in steps[:number]:
            counts[child] += 1
        return _picked(profile for _, profile in children)(counts)

    return _trimmed(values, pick)


def _split(one: Profile, share: Fraction, other: Profile) -> Profile:
    """One profile plus a share of another, the rows split in the best way."""
    values: list[Fraction] = []
    splits: list[int] = []
    for number in range(len(one.values) + len(other.values) - 1):
        first = max(0, number - len(one.values) + 1)
        found = {
            mine: one.values[number - mine] + share * other.values[mine]
            for mine in range(first, min(number, len(other.values) - 1) + 1)
        }
        best = max(found, key=lambda mine: found[mine])
        values.append(found[best])
        splits.append(best)
    return _trimmed(values, lambda number: one.pick(number - splits[number]) + other.pick(splits[number]))


def least_of(children: Sequence[Profile]) -> Profile:
    """The smallest child counts: all that stand lowest rise together, to where the next one stands."""
    counts = [0] * len(children)
    values = [min(child.values[0] for child in children)]
    taken = [tuple(counts)]
    while True:
        lowest = [place for place, child in enumerate(children) if child.values[counts[place]] == values[-1]]
        for place in lowest:
            above = (n for n, value in enumerate(children[place].values) if value > values[-1])
            counts[place] = next(above, -1)
        if -1 in counts:
            break
        while len(values) < sum(counts):
            values.append(values[-1])
            taken.append(taken[-1])
        values.append(min(child.values[counts[place]] for place, child in enumerate(children)))
        taken.append(tuple(counts))
    return _trimmed(values, lambda number: _picked(children)(taken[number]))


def greatest_of(children: Sequence[Profile]) -> Profile:
    """The greatest child counts, so all rows go to the one that comes furthest with them."""
    longest = max(len(child.values) for child in children)

    def reached(child: Profile, number: int) -> Fraction:
        return child.values[min(number, len(child.values) - 1)]

    best = [max(children, key=lambda child, n=number: reached(child, n)) for number in range(longest)]  # type: ignore[misc]
    values = [reached(child, number) for number, child in enumerate(best)]
    return _trimmed(values, lambda number: best[number].pick(min(number, len(best[number].values) - 1)))


def _picked(children: Iterable[Profile]) -> Callable[[Sequence[int]], tuple[Leaf, ...]]:
    profiles = tuple(children)
    return lambda counts: tuple(
        leaf for profile, count in zip(profiles, counts, strict=True) for leaf in profile.pick(count)
    )


def _trimmed(values: Sequence[Fraction], pick: Callable[[int], tuple[Leaf, ...]]) -> Profile:
    """Without the rows at the end that bring nothing more."""
    last = values.index(values[-1])
    return Profile(tuple(values[: last + 1]), pick)
