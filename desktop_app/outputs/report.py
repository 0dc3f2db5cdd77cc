"""What a printed self-assessment says: plain facts, nothing to compute and nothing to look up (C3).

`report_builder.build_report` fills it from a session and its score; `self_assessment_pdf` draws it.
Texts of the form and of the officer are as stored; figures are written in the digits of the setting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from fractions import Fraction
from typing import Literal

from desktop_app.errors import Language
from desktop_app.outputs.benchmarks import Published
from desktop_app.thai.digits import Digits

BANGKOK = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A dimension or the total: own points beside what was published.

    `shown` is None where nothing applies; `number` is the place among the dimensions, "" for the total.
    """

    node: str
    number: str
    label: str
    weight: str
    exact: Fraction | None
    shown: str | None
    ministry: Published | None = None
    nation: Published | None = None


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator under its dimension (`dimension` is the dimension's number)."""

    dimension: str
    label: str
    exact: Fraction | None
    shown: str | None


@dataclass(frozen=True, slots=True)
class PointLine:
    """A question where much was won or lost: its own score, and points of the total won and lost."""

    code: str
    label: str
    score: str
    points: str
    lost: str
    cause: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer; `label` is "" where the card's question is the label. A blank `value` was not answered."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """A question (or the two numbers of a share) with all that was said to it.

    Attributes:
        kind: `heading` has a label alone.
        reason: why it is not applicable; "" where it is.
        points: points of the question, 0 to 100 as shown; "" where it is not scored, None where not counted.
    """

    kind: Literal["answer", "heading"]
    code: str
    label: str
    lines: tuple[AnswerLine, ...] = ()
    reason: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()
    points: str | None = ""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One attached file under its own name; `codes` names the questions it serves. `size` in bytes."""

    name: str
    codes: tuple[str, ...]
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """One page of the form: its answers and files, and how many cards were asked and answered."""

    label: str
    cards: tuple[AnswerCard, ...]
    evidence: tuple[EvidenceLine, ...] = ()
    asked: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Signer:
    """Who certifies the report; `acting_for` where somebody signs in another's place."""

    name: str
    position: str
    acting_for: str = ""


@dataclass(frozen=True)
class SelfAssessment:
    """A whole report.

    Attributes:
        respondent_level: `department`, `province`, `local` or `other`: decides between CIO and PCIO.
        form_version: as text.
        total, maximum, completeness: the three figures as shown; None where nothing applies.
        level: number and name of the level reached, None without one.
        scored: False for a form without scoring: the report has answers only.
        dimensions: without the total, which is `overall`.
        strongest, weakest: restricted questions are not among them.
        sections: open and internal answers. `personal` is printed on its own page, `restricted` in the annex only.
        restricted_count: restricted questions that were asked.
        fingerprint: SHA-256 of `submission.json`, 64 lower-case hex digits.
        created_at: aware; the moment of the report, also in the file's metadata.
    """

    office_code: str
    office_name: str
    respondent_level: str
    round: str
    form_id: str
    form_version: str
    form_title: str
    signer: Signer
    fingerprint: str
    created_at: datetime
    revision: int = 1
    total: str | None = None
    maximum: str | None = None
    completeness: str | None = None
    level: tuple[int, str] | None = None
    scored: bool = True
    overall: ScoreLine | None = None
    dimensions: tuple[ScoreLine, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    strongest: tuple[PointLine, ...] = ()
    weakest: tuple[PointLine, ...] = ()
    sections: tuple[AnswerSection, ...] = ()
    personal: tuple[AnswerSection, ...] = ()
    restricted: tuple[AnswerSection, ...] = ()
    restricted_count: int = 0
    benchmark_year: int | None = None
    preparer: str = ""
    language: Language = "th"
    digits: Digits = "thai"
    zone: tzinfo = field(default=BANGKOK)

    def __post_init__(self) -> None:
        """English papers have Arabic digits; a moment without a zone is a mistake of the caller."""
        if self.created_at.tzinfo is None:
            raise ValueError("created_at must be aware")
        if self.language == "en":
            object.__setattr__(self, "digits", "arabic")

    @property
    def sources(self) -> tuple[Published, ...]:
        """Published figures that the report shows, in the order of its lines."""
        lines = (self.overall, *self.dimensions) if self.overall else self.dimensions
        return tuple(one for line in lines for one in (line.ministry, line.nation) if one is not None)

    @property
    def utc(self) -> datetime:
        """`created_at` in UTC, for the file's metadata."""
        return self.created_at.astimezone(UTC)
