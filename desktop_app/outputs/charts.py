"""Charts as geometry, computed once and painted by the window and by the PDF alike (C3, U19).

Unit space: the radar's outer ring has radius 1 around (0, 0), y upwards; bars run from x = 0 to 1 for 0 to
100 points, rows from y = 0 (the last) to 1 (above the first). Painters scale, and add type and colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

RINGS = (20, 40, 60, 80, 100)
LABEL_RADIUS = 1.12  # a spoke's label starts this far out, clear of the outer ring
RING_LABEL_TURN = 0.5  # ring labels stand half a spoke beside the first, never on one
BAR_SHARE = 0.56  # of a row's height

Anchor = Literal["start", "middle", "end"]
Values = Sequence[Fraction | None]


@dataclass(frozen=True, slots=True)
class Point:
    """A place in unit space."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """A text and where it stands: `at` is its start, middle or end as `anchor` says, on its vertical middle."""

    text: str
    at: Point
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Series:
    """One office or group in a radar.

    Attributes:
        name: for the legend.
        points: one for each spoke, None where there is no value (which is not 0).
        runs: lines to draw; one closed outline where every spoke has a value, else stretches of neighbours.
        closed: whether the outline goes all round and may be filled.
    """

    name: str
    points: tuple[Point | None, ...]
    runs: tuple[tuple[Point, ...], ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class Radar:
    """Spokes from the centre, rings at 20 to 100 points, labels, and the series in drawing order."""

    spokes: tuple[Point, ...]
    rings: tuple[tuple[Point, ...], ...]
    labels: tuple[Label, ...]
    ring_labels: tuple[Label, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: `length` 0..1 (None without a value), from `bottom` to `top`, with marks of other values."""

    label: str
    value: Fraction | None
    length: float | None
    bottom: float
    top: float
    marks: tuple[tuple[str, float], ...]

    @property
    def middle(self) -> float:
        """Height of the row's middle."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, the first on top, and the ticks below them."""

    bars: tuple[Bar, ...]
    ticks: tuple[Label, ...]


def radar(labels: Sequence[str], series: Sequence[tuple[str, Values]]) -> Radar:
    """Geometry of a radar with one spoke for each label, the first at twelve o'clock, then clockwise.

    Args:
        labels: one for each spoke; fewer than three make no shape, but no error either.
        series: names and points 0 to 100 by spoke; the own office last, so that it lies on top.
    """
    directions = [_direction(number, len(labels)) for number in range(len(labels))]
    return Radar(
        spokes=tuple(directions),
        rings=tuple(tuple(_scaled(one, ring / 100) for one in directions) for ring in RINGS),
        labels=tuple(_spoke_label(text, one) for text, one in zip(labels, directions, strict=True)),
        ring_labels=tuple(_ring_label(ring, len(labels)) for ring in RINGS) if labels else (),
        series=tuple(_series(name, values, directions) for name, values in series),
    )


def bars(rows: Sequence[tuple[str, Fraction | None, Sequence[tuple[str, Fraction | None]]]]) -> Bars:
    """Geometry of horizontal bars: label, own points, and named points of others drawn as marks."""
    height = 1 / max(len(rows), 1)
    return Bars(
        bars=tuple(_bar(row, 1 - (number + 0.5) * height, height) for number, row in enumerate(rows)),
        ticks=tuple(Label(str(tick), Point(tick / 100, 0), "middle") for tick in (0, *RINGS)),
    )


def _direction(number: float, count: int) -> Point:
    turn = 2 * math.pi * number / count
    return Point(math.sin(turn), math.cos(turn))


def _scaled(point: Point, factor: float) -> Point:
    return Point(point.x * factor, point.y * factor)


def _spoke_label(text: str, direction: Point) -> Label:
    at = _scaled(direction, LABEL_RADIUS)
    if abs(direction.x) < 0.2:  # nearly above or below the centre
        return Label(text, at, "middle")
    return Label(text, at, "start" if direction.x > 0 else "end")


def _ring_label(ring: int, count: int) -> Label:
    inside = math.cos(math.pi / count) if count > 2 else 1.0  # where the ring's edge crosses this direction
    return Label(str(ring), _scaled(_direction(RING_LABEL_TURN, count), ring / 100 * inside), "middle")


def _series(name: str, values: Values, directions: Sequence[Point]) -> Series:
    points = tuple(
        None if value is None else _scaled(direction, float(value) / 100)
        for value, direction in zip(values, directions, strict=True)
    )
    present = tuple(point for point in points if point is not None)
    if len(present) == len(points) and len(points) > 2:
        return Series(name, points, (present,), closed=True)
    return Series(name, points, _stretches(points), closed=False)


def _stretches(points: Sequence[Point | None]) -> tuple[tuple[Point, ...], ...]:
    """Neighbouring points joined, also across the first spoke; single points make no line."""
    gap = next((number for number, point in enumerate(points) if point is None), 0)
    runs: list[list[Point]] = [[]]
    for point in (*points[gap:], *points[:gap]):
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return tuple(tuple(run) for run in runs if len(run) > 1)


def _bar(row: tuple[str, Fraction | None, Sequence[tuple[str, Fraction | None]]], middle: float, height: float) -> Bar:
    label, value, others = row
    half = height * BAR_SHARE / 2
    return Bar(
        label=label,
        value=value,
        length=None if value is None else float(value) / 100,
        bottom=middle - half,
        top=middle + half,
        marks=tuple((name, float(other) / 100) for name, other in others if other is not None),
    )
