"""Results of a report: dimensions beside published figures, indicators, strong and weak points (C3, O8)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from reportlab.platypus import Spacer

from desktop_app.outputs import charts
from desktop_app.outputs.benchmarks import NOT_PUBLISHED, SAME_NAMES_ONLY, Published
from desktop_app.outputs.pdf.drawings import BarsDrawing, InlineBar
from desktop_app.outputs.pdf.layout import (
    CELL,
    CELL_BOLD,
    CELL_CENTER,
    CELL_QUIET,
    CELL_RIGHT,
    HEAD,
    HEAD_CENTER,
    HEAD_RIGHT,
    SMALL,
    TEXT_WIDTH,
    TINT,
    Heading,
    headed,
    heading,
    style,
    table,
    text,
)
from desktop_app.outputs.pdf.wording import Wording
from desktop_app.outputs.report import PointLine, ScoreLine, SelfAssessment
from desktop_app.outputs.workbook import rounded

READINESS = "readiness-"
MISSING = style(12, pitch=1.25, align=1)


def results(report: SelfAssessment, words: Wording) -> list[Any]:
    """Everything between the cover and the answers."""
    story = _dimensions(report, words)
    if report.indicators:
        story += _indicators(report, words)
    if report.strongest or report.weakest:
        story += _highlights(report, words)
    return story


def _dimensions(report: SelfAssessment, words: Wording) -> list[Any]:
    lines = (*report.dimensions, report.overall) if report.overall else report.dimensions
    if not report.sources:
        return [*heading(words("results")), _plain_table(lines, words), *_origin(report, words), *_bars(report, words)]
    year = words.digits(str(report.benchmark_year))
    sentence = SAME_NAMES_ONLY[report.language]
    return [
        *heading(words("against", year=year)),
        _compared_table(report, lines, words),
        Spacer(0, 4),
        text(sentence, style(14, bold=True, pitch=1.25)),
        text(words("against_rule"), SMALL),
        *(text(_source(one, report, words), SMALL) for one in _distinct(report.sources)),
        *_origin(report, words),
        *_bars(report, words),
    ]


def _origin(report: SelfAssessment, words: Wording) -> list[Any]:
    """Where names and weights come from; said of the readiness instrument only."""
    return [text(words("origin"), SMALL)] if report.form_id.startswith(READINESS) else []


def _plain_table(lines: Sequence[ScoreLine], words: Wording) -> Any:
    centred = [text(words(key), HEAD_CENTER) for key in ("weight", "own")]
    rows = [[*_named(line, words), _score(line, words)] for line in lines]
    return table(
        [[text("", HEAD), text(words("dimension"), HEAD), *centred], *rows],
        [22, TEXT_WIDTH - 22 - 70 - 90, 70, 90],
        extra=_total_look(lines),
    )


def _compared_table(report: SelfAssessment, lines: Sequence[ScoreLine], words: Wording) -> Any:
    units = {role: _unit(report, role, words) for role in ("ministry", "nation")}
    heads = [words("dimension"), words("weight"), words("own"), units["ministry"], units["nation"]]
    head = [text("", HEAD), text(heads[0], HEAD), *(text(label, HEAD_CENTER) for label in heads[1:])]
    rows = [
        [*_named(line, words), _score(line, words), _beside(line, line.ministry, report, words),
         _beside(line, line.nation, report, words)]
        for line in lines
    ]  # fmt: skip
    widths = [22, TEXT_WIDTH - 22 - 48 - 62 - 86 - 86, 48, 62, 86, 86]
    return table([head, *rows], widths, extra=_total_look(lines))


def _named(line: ScoreLine, words: Wording) -> list[Any]:
    look = CELL if line.number else CELL_BOLD
    return [
        text(words.digits(line.number), CELL_BOLD),
        text(line.label, look),
        text(words.digits(line.weight), CELL_CENTER),
    ]


def _score(line: ScoreLine, words: Wording) -> Any:
    return text(words.score(line.shown), style(14, bold=True, align=1, pitch=1.22))


def _beside(line: ScoreLine, other: Published | None, report: SelfAssessment, words: Wording) -> Any:
    """The figure as printed by its source, and own minus it in points; or that none was published."""
    if other is None:
        return text(NOT_PUBLISHED[report.language], MISSING)
    if line.exact is None:
        return text(words.digits(other.percent), CELL_CENTER)
    difference = rounded(line.exact - other.exact, 1)
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return text(words.digits(f"{other.percent} ({sign}{abs(difference)})"), CELL_CENTER)


def _unit(report: SelfAssessment, role: str, words: Wording) -> str:
    """The unit's own name where a figure of it is shown."""
    for line in (report.overall, *report.dimensions):
        found = line and (line.ministry if role == "ministry" else line.nation)
        if found:
            return found.unit.get(report.language) or found.unit["th"]
    return words(role)


def _distinct(sources: Sequence[Published]) -> list[Published]:
    """One figure for each unit and source."""
    return list({(one.unit_key, one.source): one for one in sources}.values())


def _source(one: Published, report: SelfAssessment, words: Wording) -> str:
    unit = one.unit.get(report.language) or one.unit["th"]
    line = words("source", unit=unit, year=words.digits(str(one.year_be)), source=one.source)
    return line + (words("source_day", day=one.as_of) if one.as_of else "")


def _total_look(lines: Sequence[ScoreLine]) -> list[Any]:
    return [("BACKGROUND", (0, -1), (-1, -1), TINT)] if lines and not lines[-1].number else []


def _bars(report: SelfAssessment, words: Wording) -> list[Any]:
    rows = [(line.number, line.exact, [(role, one.exact) for role, one in _marks(line)]) for line in report.dimensions]
    if not rows:
        return []
    roles = dict.fromkeys(role for line in report.dimensions for role, _ in _marks(line))
    legend = [(role, words.series(role, report)) for role in ("own", *roles)] if roles else []
    return [Spacer(0, 8), BarsDrawing(charts.bars(rows), legend, TEXT_WIDTH, 17, report.digits)]


def _marks(line: ScoreLine) -> list[tuple[str, Published]]:
    both = (("ministry", line.ministry), ("nation", line.nation))
    return [(role, one) for role, one in both if one is not None]


def _indicators(report: SelfAssessment, words: Wording) -> list[Any]:
    head = [
        text(words("dimension_short"), HEAD_CENTER),
        text(words("indicator"), HEAD),
        text(words("points_unit"), HEAD_RIGHT),
        text("", HEAD),
    ]
    rows = [
        [
            text(words.digits(line.dimension), CELL_CENTER),
            text(line.label, CELL),
            text(words.score(line.shown), CELL_RIGHT),
            InlineBar(_share(line.exact), 78),
        ]
        for line in report.indicators
    ]
    widths = [42, TEXT_WIDTH - 42 - 66 - 90, 66, 90]
    return headed([Heading(words("indicators"))], table([head, *rows], widths))


def _share(exact: Fraction | None) -> float | None:
    return None if exact is None else float(exact) / 100


def _highlights(report: SelfAssessment, words: Wording) -> list[Any]:
    story: list[Any] = heading(words("highlights"), room=200)
    for key, lines in (("strongest", report.strongest), ("weakest", report.weakest)):
        if lines:
            story += headed([Heading(words(key), 1)], _points_table(lines, words))
    return [*story, Spacer(0, 3), text(words("highlight_rule"), SMALL)]


def _points_table(lines: Sequence[PointLine], words: Wording) -> Any:
    centred = [text(words(key), HEAD_CENTER) for key in ("own_points", "won", "lost")]
    head = [text(words("code"), HEAD), text(words("question"), HEAD), *centred]
    rows = [
        [
            text(line.code, CELL),
            [text(line.label, CELL), text(line.cause, CELL_QUIET)] if line.cause else text(line.label, CELL),
            *(text(words.digits(figure), CELL_CENTER) for figure in (line.score, line.points, line.lost)),
        ]
        for line in lines
    ]
    return table([head, *rows], [52, TEXT_WIDTH - 52 - 56 - 48 - 48, 56, 48, 48])
