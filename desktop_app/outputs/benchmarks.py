"""Results that somebody published: own office beside ministry and nation (O8, C3).

A figure is shown only with its year, source and day; one that was not published is nothing, never 0.
Source: `resources/benchmarks/README.md`; content rules 1.3 and 2.6.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from desktop_app.outputs.faults import BENCHMARKS_BROKEN
from desktop_app.questionnaire.scheme import Text
from desktop_app.resources import BENCHMARKS

RESULTS = "survey_results.csv"
NATION = "TH"
SAME_NAMES_ONLY: Text = {
    "th": "เปรียบเทียบได้เพียงว่าชื่อมิติและค่าน้ำหนักเดียวกัน แต่ข้อคำถามต่างกัน",
    "en": "Same names and weights only; the questions are different.",
}
NOT_PUBLISHED: Text = {"th": "ไม่มีข้อมูลเผยแพร่", "en": "not published"}

_PERCENT = re.compile(r"\d{1,3}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Published:
    """One published figure as printed: percent text, its exact value, and where it comes from.

    `as_of` is the day of the source as it gives it (year-month-day, Buddhist Era), "" where it gives none.
    """

    year_be: int
    as_of: str
    unit_key: str
    unit: Text
    node: str
    percent: str
    exact: Fraction
    source: str
    status: str


@dataclass(frozen=True)
class Benchmarks:
    """All published figures, in the order of the file."""

    figures: tuple[Published, ...] = ()

    @cached_property
    def _by_key(self) -> dict[tuple[int, str, str], Published]:
        """The first figure of each key: where sources differ, the file's order decides."""
        return {(one.year_be, one.unit_key, one.node): one for one in reversed(self.figures)}

    def figure(self, year_be: int, unit_key: str, node: str) -> Published | None:
        """What was published for a unit (`TH`, a ministry key or an office code) and a node (`total`, `D1`)."""
        return self._by_key.get((year_be, unit_key, node))

    def years(self) -> tuple[int, ...]:
        """Years with any figure, oldest first."""
        return tuple(sorted({one.year_be for one in self.figures}))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of own / ministry / nation. `own` is None where the office has no score there."""

    node: str
    own: Fraction | None
    ministry: Published | None
    nation: Published | None

    def difference(self, other: Published | None) -> Fraction | None:
        """Own minus published, in points; None where either is missing."""
        return None if self.own is None or other is None else self.own - other.exact


def published(year_be: int | None = None, folder: Path = BENCHMARKS) -> Benchmarks:
    """Read the published figures, of one year or of all.

    Raises:
        PhromError: OUT-01, a row that is not as the table promises.
    """
    path = folder / RESULTS
    if not path.is_file():
        return Benchmarks()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        figures = tuple(_figures(csv.DictReader(stream), path.name))
    return Benchmarks(tuple(one for one in figures if year_be in (None, one.year_be)))


def compare(
    benchmarks: Benchmarks, year_be: int, ministry_key: str, own: dict[str, Fraction | None]
) -> tuple[Comparison, ...]:
    """Set own points (node id to 0..100) beside what was published for that year."""
    return tuple(
        Comparison(
            node,
            points,
            benchmarks.figure(year_be, ministry_key, node) if ministry_key else None,
            benchmarks.figure(year_be, NATION, node),
        )
        for node, points in own.items()
    )


def _figures(rows: csv.DictReader[str], name: str) -> Iterator[Published]:
    for number, row in enumerate(rows, start=2):
        try:
            percent = row["percent"].strip()
            if not percent:
                continue
            if not _PERCENT.fullmatch(percent) or Fraction(percent) > 100:
                raise BENCHMARKS_BROKEN.error(name=name, row=number, column="percent")
            yield _figure(row, percent)
        except (KeyError, AttributeError, ValueError) as problem:
            raise BENCHMARKS_BROKEN.error(name=name, row=number, column=str(problem)) from problem


def _figure(row: dict[str, str], percent: str) -> Published:
    return Published(
        year_be=int(row["year_be"]),
        as_of=row["as_of"],
        unit_key=row["unit_key"],
        unit={"th": row["unit_th"], "en": row["unit_en"]},
        node=row["node"],
        percent=percent,
        exact=Fraction(percent),
        source=row["source"],
        status=row["status"],
    )
