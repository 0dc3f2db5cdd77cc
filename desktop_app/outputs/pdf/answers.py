"""Answers of a report with their evidence, section by section (C3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any

from reportlab.platypus import PageBreak, Spacer

from desktop_app.outputs.pdf.cover import restricted_line
from desktop_app.outputs.pdf.layout import (
    CELL,
    CELL_BOLD,
    CELL_CENTER,
    CELL_QUIET,
    CELL_RIGHT,
    HEAD,
    HEAD_CENTER,
    RULE,
    SMALL,
    TEXT_WIDTH,
    Heading,
    headed,
    heading,
    table,
    text,
)
from desktop_app.outputs.pdf.wording import Wording
from desktop_app.outputs.report import AnswerCard, AnswerSection, EvidenceLine, SelfAssessment
from desktop_app.thai.breaking import break_words

LONGEST_CELL = 900  # letters; a longer text goes on in further rows, so that any text can cross pages
LONGEST_WHOLE = 700  # letters of a card that is never parted by a page's end
LINE_LETTERS = 60  # what a line end costs, so that a text of many short lines is cut as well
CODE_WIDTH, POINTS_WIDTH = 52.0, 56.0


def answers(report: SelfAssessment, words: Wording) -> list[Any]:
    """The sections, what was left out, and personal data on a page of its own."""
    story: list[Any] = [PageBreak(), *heading(words("answers"))]
    if report.restricted_count:
        story.append(restricted_line(report.restricted_count, words))
    for section in report.sections:
        story += answer_section(section, words)
    if any(section.cards for section in report.personal):
        story += [PageBreak(), *heading(words("personal")), text(words("personal_notice"), SMALL)]
        for section in report.personal:
            story += answer_section(section, words)
        story.append(PageBreak())
    return story


def answer_section(section: AnswerSection, words: Wording) -> list[Any]:
    """Heading, count, table of answers, table of files."""
    if not section.cards:
        return []
    heads: list[Any] = [Heading(section.label, 1)]
    if section.asked:
        counts = {"answered": words.digits(str(section.answered)), "asked": words.digits(str(section.asked))}
        heads.append(text(words("answered_of", **counts), SMALL))
    story = headed(heads, _answer_table(section.cards, words))
    if section.evidence:
        story += _evidence_table(section.evidence, words)
    return story


def _answer_table(cards: Sequence[AnswerCard], words: Wording) -> Any:
    """Columns number, question with answer, points; the outer two only where any card has them."""
    kept = (any(card.code for card in cards), True, any(card.points != "" for card in cards))
    head = [text(words("code"), HEAD), text(words("question_answer"), HEAD), text(words("own_points"), HEAD_CENTER)]
    rows: list[list[Any]] = [head]
    look: list[Any] = []
    for card in cards:
        first = len(rows)
        rows += _card_rows(card, words)
        look += _card_look(first, len(rows) - 1, whole=_letters(card) <= LONGEST_WHOLE)
    middle = TEXT_WIDTH - CODE_WIDTH * kept[0] - POINTS_WIDTH * kept[2]
    widths = compress((CODE_WIDTH, middle, POINTS_WIDTH), kept)
    return table([list(compress(row, kept)) for row in rows], list(widths), ruled=False, extra=look)


def _card_rows(card: AnswerCard, words: Wording) -> Iterator[list[Any]]:
    """The question, then what was said, in rows short enough for any page."""
    if card.kind == "heading":
        yield [text(card.code, CELL_BOLD), text(card.label, CELL_BOLD), ""]
        return
    points = words("not_counted") if card.points is None else words.digits(card.points)
    label, *more = _chunks(card.label)
    yield [text(card.code, CELL), text(label, CELL), text(points, CELL_RIGHT if card.points else CELL_CENTER)]
    for chunk in more:
        yield ["", text(chunk, CELL), ""]
    for said, look in _said(card, words):
        for chunk in _chunks(said):
            yield ["", text(chunk, look), ""]


def _said(card: AnswerCard, words: Wording) -> Iterator[tuple[str, Any]]:
    """Answers, reason, remark and file names of a card, each with its look."""
    for line in card.lines:
        value = line.value or words("not_answered")
        look = CELL_BOLD if line.value else CELL_QUIET
        if line.value or not card.reason:
            yield (f"{line.label}: {value}" if line.label else value), look
    for key, said in (("reason", card.reason), ("note", card.note), ("evidence", ", ".join(card.evidence))):
        if said:
            yield f"{words(key)}: {said}", CELL_QUIET


def _letters(card: AnswerCard) -> int:
    return sum(map(len, (card.label, card.reason, card.note, *card.evidence))) + sum(
        len(line.label) + len(line.value) for line in card.lines
    )


def _card_look(first: int, last: int, *, whole: bool) -> list[Any]:
    """One rule below the card, none inside; a short card stays whole, a long one its first two rows."""
    look: list[Any] = [("LINEBELOW", (0, last), (-1, last), 0.4, RULE)]
    if last > first:
        look += [
            ("NOSPLIT", (0, first), (-1, last if whole else first + 1)),
            ("BOTTOMPADDING", (0, first), (-1, last - 1), 1),
            ("TOPPADDING", (0, first + 1), (-1, last), 1),
        ]
    return look


def _chunks(words: str) -> list[str]:
    """A text in parts of at most about `LONGEST_CELL` letters, cut at line ends, else at spaces, else at words."""
    parts = [""]
    room = LONGEST_CELL
    for piece in _pieces(words):
        taken = len(piece) + LINE_LETTERS * piece.count("\n")
        if parts[-1] and (taken > room or (room < LONGEST_CELL // 5 and parts[-1][-1].isspace())):
            parts.append("")
            room = LONGEST_CELL
        parts[-1] += piece
        room -= taken
    return [part.strip("\n") if len(parts) > 1 else part for part in parts]


def _pieces(words: str) -> Iterator[str]:
    """Whole lines where they are short, else their words."""
    for line in words.splitlines(keepends=True):
        if len(line) <= LONGEST_CELL // 2:
            yield line
        else:
            yield from break_words(line)


def _evidence_table(files: Sequence[EvidenceLine], words: Wording) -> list[Any]:
    count = words.digits(str(len(files)))
    head = [text(words(key), HEAD) for key in ("file", "code", "size", "digest")]
    rows = [
        [
            text(line.name, CELL),
            text(", ".join(line.codes), CELL),
            text(words.size(line.size), CELL_RIGHT),
            text(words.groups(line.sha256, 4), CELL),
        ]
        for line in files
    ]
    widths = [TEXT_WIDTH - 84 - 62 - 120, 84, 62, 120]
    heads = [Spacer(0, 6), text(words("evidence_list", count=count), CELL_BOLD), Spacer(0, 2)]
    return headed(heads, table([head, *rows], widths))
