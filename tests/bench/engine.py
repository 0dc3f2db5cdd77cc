"""Form load and one answer (Q4, S2)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pyxform.xls2xform import convert

from desktop_app.questionnaire.form import Control
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.questionnaire.stored import dump_form, load_form
from desktop_app.questionnaire.xlsform import read_xlsform
from desktop_app.resources import FORMS, REFERENCE
from desktop_app.sample import sample_answers
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.live import LiveScore
from desktop_app.submission.roster import read_roster
from tests.bench.measuring import Line, median, percentile

WORKBOOK = FORMS / "readiness-2560.xlsx"
MOMENT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def measure() -> Iterator[Line]:
    form = read_xlsform(WORKBOOK)
    stored = dump_form(form)
    parse = median(lambda: json.loads(stored), 20)
    yield Line("load the released form", median(lambda: load_form(stored), 20), parse, "json.loads of the same bytes")
    pyxform = median(lambda: convert(WORKBOOK), 3)
    yield Line("read the authored workbook", median(lambda: read_xlsform(WORKBOOK), 3), pyxform, "pyxform alone")
    yield from _answers(form)


def _answers(form) -> Iterator[Line]:
    office = read_roster((REFERENCE / "roster.csv").read_bytes()).get("50-001")
    answers = sample_answers(form, office)
    zone = ZoneInfo("Asia/Bangkok")
    start = median(lambda: AnswerSession(form, answers, clock=lambda: MOMENT, zone=zone, roster=office.columns()), 5)
    session = AnswerSession(form, answers, clock=lambda: MOMENT, zone=zone, roster=office.columns())
    live = LiveScore(session)
    anew = median(lambda: compute_score(session), 20)
    yield Line("open an assessment of 80 items", start, anew, "scoring it once from nothing")
    engine: list[float] = []
    both: list[float] = []
    for ref in [ref for ref in session.refs() if session.node(ref).control is Control.SELECT_ONE] * 10:
        state = session.state(ref)
        if not state.relevant or state.read_only:
            continue
        other = next((one.name for one in session.choices(ref) if one.name != state.value), "")
        for text in (other, state.value):
            begin = time.perf_counter()
            changes = session.answer(ref, text)
            middle = time.perf_counter()
            live.update(changes)
            engine.append(middle - begin)
            both.append(time.perf_counter() - begin)
    for share in (0.5, 0.95):
        name = f"p{share * 100:.0f}"
        yield Line(f"one answer, engine, {name}", percentile(engine, share), anew, "scoring from nothing")
        yield Line(f"one answer, engine and score, {name}", percentile(both, share), anew, "scoring from nothing")
