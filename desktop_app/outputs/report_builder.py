"""From live answers, score and published figures to the facts of a printed report (C3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Literal, Protocol

from desktop_app.errors import Language
from desktop_app.outputs.benchmarks import NATION, Benchmarks
from desktop_app.outputs.report import (
    BANGKOK,
    AnswerCard,
    AnswerLine,
    AnswerSection,
    EvidenceLine,
    IndicatorLine,
    PointLine,
    ScoreLine,
    SelfAssessment,
    Signer,
)
from desktop_app.outputs.workbook import rounded
from desktop_app.questionnaire.changes import State
from desktop_app.questionnaire.form import Control, DataType, Node
from desktop_app.questionnaire.outline import Card, cards_inside, outline, progress
from desktop_app.questionnaire.scheme import Text, TreeNode
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.scoring.explanation import ExplainedRow, Explanation
from desktop_app.scoring.score import Score
from desktop_app.submission.answers import Evidence
from desktop_app.submission.compose import Signatory
from desktop_app.submission.roster import Office
from desktop_app.thai.dates import format_date, parse_date
from desktop_app.thai.digits import Digits, in_digits

NAMED_POINTS = 5  # questions named as strongest and as weakest

Privacy = Literal["open", "personal", "restricted"]
_Placed = tuple[str, AnswerCard]  # path in the form, and the card
_COUNTED = re.compile(r"\D+[0-9]+\D+[0-9]+")  # "ตอบ 3 จาก 7": our words, so in the digits of the setting


class ReleaseFacts(Protocol):
    """What a report says of the form; `FormRelease` fulfils it."""

    @property
    def form_id(self) -> str:
        """Name of the instrument."""

    @property
    def form_version(self) -> int:
        """Version of the form."""

    @property
    def round(self) -> str:
        """Name of the round."""

    @property
    def title(self) -> Text:
        """Title by language."""


def build_report(
    session: AnswerSession,
    score: Score | None,
    explanation: Explanation | None,
    *,
    office: Office,
    release: ReleaseFacts,
    signatory: Signatory,
    fingerprint: str,
    created_at: datetime,
    evidence: Sequence[Evidence] = (),
    notes: Mapping[str, str] | None = None,
    benchmarks: Benchmarks | None = None,
    benchmark_year: int | None = 2560,
    revision: int = 1,
    preparer: str = "",
    language: Language = "th",
    digits: Digits = "thai",
    zone: tzinfo = BANGKOK,
) -> SelfAssessment:
    """Gather what is printed.

    Args:
        score, explanation: None for a form without scoring.
        evidence, notes: by refs with positions, as in the submission.
        fingerprint: SHA-256 of `submission.json`, 64 hex digits.
        benchmarks: published figures; None or none of `benchmark_year` prints no comparison.
        preparer: who filled the form in, "" if nobody is named.
    """
    if language == "en":
        digits = "arabic"
    pages = _Pages(session, explanation, evidence, notes or {}, language, digits)
    points = _ranked(session, explanation, language, digits) if explanation else ((), ())
    lines = _lines(session, score, office, (benchmarks or Benchmarks(), benchmark_year or 0), language)
    return SelfAssessment(
        office_code=office.office_code,
        office_name=office.name_th if language == "th" else office.name_en or office.name_th,
        respondent_level=office.level,
        round=release.round,
        form_id=release.form_id,
        form_version=str(release.form_version),
        form_title=_said(release.title, language),
        signer=Signer(signatory.name, signatory.position, signatory.acting_for or ""),
        fingerprint=fingerprint,
        created_at=created_at,
        revision=revision,
        total=score.total.shown if score else None,
        maximum=score.maximum.shown if score else None,
        completeness=score.completeness.shown if score else None,
        level=_level(session, score, language),
        scored=score is not None,
        overall=lines.total,
        dimensions=lines.dimensions,
        indicators=lines.indicators,
        strongest=points[0],
        weakest=points[1],
        sections=pages.sections("open"),
        personal=pages.sections("personal"),
        restricted=pages.sections("restricted"),
        restricted_count=pages.count("restricted"),
        benchmark_year=benchmark_year,
        preparer=preparer,
        language=language,
        digits=digits,
        zone=zone,
    )


def _said(text: Text, language: Language) -> str:
    """The text in the language, else in Thai, else in any."""
    return text.get(language) or text.get("th") or next(iter(text.values()), "")


def _level(session: AnswerSession, score: Score | None, language: Language) -> tuple[int, str] | None:
    if score is None or score.level is None or session.form.scheme is None:
        return None
    found = next(level for level in session.form.scheme.levels if level.level == score.level)
    return found.level, _said(found.label, language)


@dataclass(frozen=True, slots=True)
class _Lines:
    total: ScoreLine | None = None
    dimensions: tuple[ScoreLine, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()


def _lines(
    session: AnswerSession, score: Score | None, office: Office, year: tuple[Benchmarks, int], language: Language
) -> _Lines:
    """Total, dimensions and indicators as lines; `year` is the published year to compare with."""
    scheme = session.form.scheme
    if scheme is None or score is None:
        return _Lines()
    benchmarks, year_be = year
    numbers = {node.id: str(place) for place, node in enumerate(scheme.dimensions, start=1)}

    def line(node: TreeNode) -> ScoreLine:
        found = score.node(node.id)
        return ScoreLine(
            node=node.id,
            number=numbers.get(node.id, ""),
            label=_said(node.label, language) or node.id,
            weight=node.weight_text if node.parent else "",
            exact=found.exact,
            shown=found.shown,
            ministry=benchmarks.figure(year_be, office.ministry_key, node.id),
            nation=benchmarks.figure(year_be, NATION, node.id),
        )

    indicators = (node for node in scheme.tree if node.level == "indicator")
    return _Lines(
        line(scheme.root),
        tuple(line(node) for node in scheme.dimensions),
        tuple(_indicator(node, score, numbers, language) for node in indicators),
    )


def _indicator(node: TreeNode, score: Score, numbers: Mapping[str, str], language: Language) -> IndicatorLine:
    found = score.node(node.id)
    label = _said(node.label, language) or node.id
    return IndicatorLine(numbers.get(node.parent, ""), label, found.exact, found.shown)


def _ranked(
    session: AnswerSession, explanation: Explanation, language: Language, digits: Digits
) -> tuple[tuple[PointLine, ...], tuple[PointLine, ...]]:
    """Questions that won and lost most; what is restricted is in neither list."""
    rows = [row for row in explanation.rows if row.kind == "row" and row.path and _is_open(session, row.path)]
    won = sorted((row for row in rows if row.points), key=lambda row: -row.points)
    lost = sorted((row for row in rows if row.lost), key=lambda row: -row.lost)
    return (
        tuple(_point(session, row, language, digits) for row in won[:NAMED_POINTS]),
        tuple(_point(session, row, language, digits) for row in lost[:NAMED_POINTS]),
    )


def _is_open(session: AnswerSession, path: str) -> bool:
    return _privacy(session, (path,)) == "open"


def _point(session: AnswerSession, row: ExplainedRow, language: Language, digits: Digits) -> PointLine:
    node = _numbered(session, row.path)
    cause = _said(row.detail, language)
    return PointLine(
        code=node.evaluation.code or row.name,
        label=_said(node.label, language),
        score=_plain_points(row),
        points=row.shown_points,
        lost=row.shown_lost,
        cause=in_digits(cause, digits) if _COUNTED.fullmatch(cause) else cause,
    )


def _plain_points(row: ExplainedRow) -> str:
    """A question's own score, at most two decimals, no idle zeros."""
    if row.score is None:
        return ""
    text = str(rounded(row.score, 2))
    return text.rstrip("0").rstrip(".")


def _numbered(session: AnswerSession, path: str) -> Node:
    """The question a row belongs to: for the number of a share the group that carries its text."""
    nodes = session.form.nodes
    parent = path.rpartition("/")[0]
    node = nodes[path]
    if not node.evaluation.code and parent in nodes and nodes[parent].evaluation.code:
        return nodes[parent]
    return node


def _privacy(session: AnswerSession, paths: Iterable[str]) -> Privacy:
    """The strictest mark of the nodes and of the groups around them."""
    marks = set()
    for path in paths:
        steps = path.split("/")
        around = ("/".join(steps[:depth]) for depth in range(2, len(steps) + 1))
        marks |= {session.form.nodes[one].evaluation.sensitivity for one in around}
    if "restricted" in marks:
        return "restricted"
    return "personal" if "personal" in marks else "open"


class _Pages:
    """Walks the pages of the form once for each kind of reader."""

    def __init__(
        self,
        session: AnswerSession,
        explanation: Explanation | None,
        evidence: Sequence[Evidence],
        notes: Mapping[str, str],
        language: Language,
        digits: Digits,
    ) -> None:
        self.session = session
        self.language = language
        self.digits = digits
        self.notes = notes
        self.rows = {row.ref: row for row in explanation.rows if row.kind == "row" and row.ref} if explanation else {}
        self.files = evidence
        self.live: dict[str, list[str]] = {}
        for ref in session.refs():
            self.live.setdefault(session.node(ref).path, []).append(ref)

    def sections(self, privacy: Privacy) -> tuple[AnswerSection, ...]:
        """The pages with the answers of one kind of privacy."""
        return tuple(section for section in self._sections(privacy) if section.cards)

    def count(self, privacy: Privacy) -> int:
        """Questions of that privacy that were asked."""
        cards = (card for section in self._sections(privacy) for card in section.cards)
        return sum(card.kind == "answer" for card in cards)

    def _sections(self, privacy: Privacy) -> Iterator[AnswerSection]:
        for page in outline(self.session.form):
            refs: list[str] = []
            cards = _without_idle_headings(self._cards(page.cards, "", privacy, refs))
            counted = progress(self.session, page) if privacy == "open" else None
            yield AnswerSection(
                label=_said(page.label, self.language),
                cards=cards,
                evidence=tuple(self._files(refs)),
                asked=counted.asked if counted else 0,
                answered=counted.answered if counted else 0,
            )

    def _cards(self, cards: Iterable[Card], inside: str, privacy: Privacy, refs: list[str]) -> Iterator[_Placed]:
        """Cards with the path they stand at; a heading comes whether or not anything follows it."""
        for card in cards:
            if card.kind == "group":
                yield card.path, AnswerCard("heading", card.code, _said(card.label, self.language))
            elif card.kind == "repeat":
                yield from self._instances(card, inside, privacy, refs)
            elif _privacy(self.session, (card.path, *card.leaves)) == privacy:
                yield from ((card.path, one) for one in self._card(card, inside, refs))

    def _instances(self, card: Card, inside: str, privacy: Privacy, refs: list[str]) -> Iterator[_Placed]:
        """A heading with its number, then the cards of each instance."""
        label = _said(card.label, self.language)
        found = dict.fromkeys(
            _instance(ref, card.path)
            for path in self.live
            if path.startswith(f"{card.path}/")
            for ref in self.live[path]
            if ref.startswith(inside)
        )
        for number, instance in enumerate(found, start=1):
            title = f"{label} ({in_digits(str(number), self.digits)})"
            yield card.path, AnswerCard("heading", "", title)
            yield from self._cards(cards_inside(self.session.form, card.path), instance, privacy, refs)

    def _card(self, card: Card, inside: str, refs: list[str]) -> Iterator[AnswerCard]:
        states = [
            self.session.state(ref) for path in card.leaves for ref in self.live.get(path, ()) if ref.startswith(inside)
        ]
        states = [state for state in states if state.relevant]
        if not states or (card.kind == "note" and not self._is_value(states[0])):
            return
        here = [self.session.to_positions(state.ref) for state in states]
        refs += here
        row = next((self.rows[state.ref] for state in states if state.ref in self.rows), None)
        yield AnswerCard(
            kind="answer",
            code=card.code,
            label=self._label(card, states),
            lines=tuple(self._line(state, alone=len(states) == 1) for state in states if not self._is_file(state)),
            reason=next((state.reason for state in states if state.reason.strip()), ""),
            note="\n".join(self.notes[ref] for ref in dict.fromkeys((*here, card.path)) if self.notes.get(ref)),
            evidence=tuple(file.original_name for file in self.files if set(file.questions) & set(here)),
            points="" if row is None else None if row.score is None else _plain_points(row),
        )

    def _label(self, card: Card, states: Sequence[State]) -> str:
        if len(states) == 1 and card.path == self.session.node(states[0].ref).path:
            return self.session.label(states[0].ref, self.language)
        return _said(card.label, self.language)

    def _line(self, state: State, *, alone: bool) -> AnswerLine:
        label = "" if alone else self.session.label(state.ref, self.language)
        return AnswerLine(label, self._value(state))

    def _is_value(self, state: State) -> bool:
        """Whether a leaf that is only shown shows a figure of the answers, and not an instruction."""
        return self.session.node(state.ref).calculated and bool(state.value)

    def _is_file(self, state: State) -> bool:
        return self.session.node(state.ref).control is Control.FILE

    def _value(self, state: State) -> str:
        """An answer as it is read: labels of options, figures and dates in the digits of the setting."""
        node = self.session.node(state.ref)
        if node.control in (Control.SELECT_ONE, Control.SELECT_MULTIPLE, Control.RANK):
            names = [state.value] if node.control is Control.SELECT_ONE else state.value.split()
            return "\n".join(self._option(state.ref, node, name) for name in names if name)
        if not state.valid:
            return state.value
        if node.data_type in (DataType.INT, DataType.DECIMAL):
            return in_digits(_grouped(state.value), self.digits)
        if node.data_type is DataType.DATE and (day := parse_date(state.value)):
            return format_date(day, "long", self.digits, self.language)
        return state.value

    def _option(self, ref: str, node: Node, name: str) -> str:
        offered = next((one for one in self.session.choices(ref) if one.name == name), None)
        choices = self.session.form.lists.get(node.choice_list)
        known = offered or (choices.get(name) if choices else None)
        return _said(known.label, self.language) or name if known else name

    def _files(self, refs: Sequence[str]) -> Iterator[EvidenceLine]:
        """Files of these questions, with the numbers of those of the questions that stand here."""
        here = dict.fromkeys(refs)
        for file in self.files:
            served = [ref for ref in file.questions if ref in here]
            if served:
                codes = dict.fromkeys(self._code(ref) for ref in served)
                yield EvidenceLine(file.original_name, tuple(filter(None, codes)), file.size, file.sha256)

    def _code(self, ref: str) -> str:
        return _numbered(self.session, self.session.node(self.session.to_keys(ref)).path).evaluation.code


def _instance(ref: str, repeat: str) -> str:
    """The part of a ref that names its instance of `repeat`, with the slash after it."""
    return "/".join(ref.split("/")[: repeat.count("/") + 1]) + "/"


def _without_idle_headings(placed: Iterable[_Placed]) -> tuple[AnswerCard, ...]:
    """The cards, with a heading only where an answer stands below it: a hidden group leaves no trace."""
    kept: list[AnswerCard] = []
    waiting: dict[str, AnswerCard] = {}
    for path, card in placed:
        waiting = {at: heading for at, heading in waiting.items() if path.startswith(f"{at}/")}
        if card.kind == "heading":
            waiting[path] = card
        else:
            kept += [*waiting.values(), card]
            waiting = {}
    return tuple(kept)


def _grouped(number: str) -> str:
    """A canonical number with thousands separators."""
    try:
        return f"{Decimal(number):,f}"
    except InvalidOperation:
        return number
