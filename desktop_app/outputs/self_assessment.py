"""The printed self-assessment, and the separate annex of restricted answers (C3, C5).

Same facts, same bytes: time comes in with the report, nothing is asked of the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from threading import Lock
from typing import Any

from reportlab.platypus import Spacer

from desktop_app.outputs.pdf.answers import answer_section, answers
from desktop_app.outputs.pdf.cover import cover
from desktop_app.outputs.pdf.font import missing_letters
from desktop_app.outputs.pdf.layout import (
    BOTTOM,
    LEFT,
    NAVY,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    RIGHT,
    RULE,
    SMALL,
    TEXT_WIDTH,
    WARM,
    Report,
    draw_text,
    fitted,
    heading,
    style,
    text,
)
from desktop_app.outputs.pdf.results import results
from desktop_app.outputs.pdf.signing import replaced_line, signing
from desktop_app.outputs.pdf.wording import SHORT_GROUPS, Wording
from desktop_app.outputs.report import SelfAssessment
from desktop_app.outputs.report_builder import build_report

__all__ = ["PrintedReport", "SelfAssessment", "SignaturePlace", "build_report", "print_annex", "print_report",
           "self_assessment_pdf"]  # fmt: skip

FINGERPRINT_ENTRY = "PhromSubmissionSHA256"
HEADER_ROOM = 290.0  # points; the rest of the line says that it is no official survey
_ONE_AT_A_TIME = Lock()  # reportlab's fonts and their subsets are shared by all documents of a process


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """Where a visible signature field belongs: page from 0, box left, bottom, right, top in points."""

    page: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A file, and where its signature field belongs."""

    pdf: bytes
    signature: SignaturePlace


def self_assessment_pdf(report: SelfAssessment) -> bytes:
    """The report as a PDF file: official Thai layout, searchable, never an official survey of DGA.

    Reproducible: equal facts give equal bytes. Nothing of `report.restricted` is in it.
    """
    return print_report(report).pdf


def print_report(report: SelfAssessment) -> PrintedReport:
    """The report, and where its signature field belongs."""
    words = Wording.of(report)
    place: list[SignaturePlace] = []
    story = cover(report, words)
    if report.scored:
        story += results(report, words)
    story += answers(report, words)
    story += replaced_line(_missing(_without_annex(report)), words)
    story += signing(report, words, _placing(place))
    pdf = _made(report, words, words("title"), story)
    return PrintedReport(pdf, place[-1])


def print_annex(report: SelfAssessment) -> PrintedReport | None:
    """The restricted answers as a file of their own, marked on every page; None where there are none."""
    if not any(section.cards for section in report.restricted):
        return None
    words = Wording.of(report)
    place: list[SignaturePlace] = []
    story: list[Any] = [
        *heading(words("annex_title")),
        text(report.office_name, style(18, bold=True)),
        text(words("restricted_meaning"), SMALL),
        Spacer(0, 6),
    ]
    for section in report.restricted:
        story += answer_section(section, words)
    story += replaced_line(missing_letters("".join(_texts(report.restricted))), words)
    story += [Spacer(0, 10), *signing(report, words, _placing(place))]
    pdf = _made(report, words, words("annex_title"), story, mark=words("restricted_mark"))
    return PrintedReport(pdf, place[-1])


def _placing(places: list[SignaturePlace]) -> Any:
    """Remembers where the layout put the signature field."""

    def found(page: int, x: float, y: float, width: float, height: float) -> None:
        places.append(SignaturePlace(page, (round(x), round(y), round(x + width), round(y + height))))

    return found


def _made(report: SelfAssessment, words: Wording, title: str, story: list[Any], mark: str = "") -> bytes:
    document = Report(
        header=lambda canvas: _header(canvas, report, words, mark),
        footer=lambda canvas, page, pages: _footer(canvas, report, words, title, page, pages),
        entries={FINGERPRINT_ENTRY: report.fingerprint},
        moment=f"D:{report.utc:%Y%m%d%H%M%S}+00'00'",
        title=f"{title} {report.office_name} {report.round}",
        author=report.office_name,
        subject=f"{report.form_title} ({report.form_id} {report.form_version})",
        keywords=f"{report.office_code}, {report.round}, {report.form_id}",
        lang="th-TH" if report.language == "th" else "en-GB",
    )
    with _ONE_AT_A_TIME:
        return document.make(story)


def _header(canvas: Any, report: SelfAssessment, words: Wording, mark: str) -> None:
    """Form and version on the left; on the right that this is no official survey."""
    y = PAGE_HEIGHT - 44
    form = words("form", title=report.form_title, version=words.digits(report.form_version))
    draw_text(canvas, fitted(canvas, form, HEADER_ROOM), LEFT, y, points=12)
    draw_text(canvas, words("not_official"), PAGE_WIDTH - RIGHT, y, points=12, bold=True, color=NAVY, align="right")
    if mark:
        draw_text(canvas, mark, PAGE_WIDTH / 2, y + 14, points=15, bold=True, color=WARM, align="middle")
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, y - 7, PAGE_WIDTH - RIGHT, y - 7)


def _footer(canvas: Any, report: SelfAssessment, words: Wording, title: str, page: int, pages: int) -> None:
    """Title and round on the left, page of pages on the right, below it the fingerprint."""
    y = BOTTOM - 20
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, y + 12, PAGE_WIDTH - RIGHT, y + 12)
    left = f"{title} {words('round', round=words.digits(report.round))}"
    counted = words("page", page=words.digits(str(page)), pages=words.digits(str(pages)))
    draw_text(canvas, fitted(canvas, left, TEXT_WIDTH - 90), LEFT, y, points=12)
    draw_text(canvas, counted, PAGE_WIDTH - RIGHT, y, points=13, bold=True, color=NAVY, align="right")
    groups = words("fingerprint_short", groups=words.groups(report.fingerprint, SHORT_GROUPS))
    draw_text(canvas, groups, LEFT, y - 13, points=12, color=QUIET)


def _without_annex(report: SelfAssessment) -> list[object]:
    return [getattr(report, one.name) for one in fields(report) if one.name not in ("restricted", "zone")]


def _missing(facts: object) -> tuple[str, ...]:
    return missing_letters("".join(_texts(facts)))


def _texts(facts: object) -> Iterator[str]:
    """All texts inside facts, however deep."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, tuple | list):
        for one in facts:
            yield from _texts(one)
    elif is_dataclass(facts):
        for one in fields(facts):
            yield from _texts(getattr(facts, one.name))
