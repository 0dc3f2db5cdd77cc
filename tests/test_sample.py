"""Sample answers are whole, fit together, differ between offices, and are the same every time."""

from __future__ import annotations

import io
import re
import statistics
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.resources import FORMS, REFERENCE
from desktop_app.sample import sample, sample_answers
from desktop_app.sample_files import MARK, file_from_script
from desktop_app.scoring.compute import compute_score
from desktop_app.submission.roster import Office, read_roster

ZONE = ZoneInfo("Asia/Bangkok")
NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
OFFICES = read_roster((REFERENCE / "roster.csv").read_bytes()).offices
MAIN = next(office for office in OFFICES if office.office_code == "50-001")
SOME = OFFICES[::9]


@pytest.fixture(scope="session")
def form() -> Form:
    """The readiness instrument."""
    return read_form(FORMS / "readiness-2560.xlsx")


def answered(form: Form, office: Office, seed: int = 0) -> AnswerSession:
    """A session that holds an office's sample answers and reasons and nothing else."""
    made = sample(form, office, seed)
    session = AnswerSession(form, made.answers, clock=lambda: NOW, zone=ZONE, roster=office.columns())
    for ref, reason in made.reasons.items():
        session.set_reason(ref, reason)
    return session


@pytest.fixture(scope="session")
def sessions(form: Form) -> dict[str, AnswerSession]:
    """Every ninth office of the roster and the office written by hand."""
    return {office.office_code: answered(form, office) for office in (*SOME, MAIN)}


def value(session: AnswerSession, name: str) -> float:
    """The number answered to the question of this name, 0 where there is none."""
    path = next(path for path, node in session.form.nodes.items() if node.name == name)
    return float(session.state(path).value or 0)


def test_an_office_can_finish_with_its_sample(sessions: dict[str, AnswerSession]) -> None:
    """Q4: nothing is missing, wrong or without a reason in any sample."""
    for code, session in sessions.items():
        assert session.errors() == (), code


def test_every_scored_row_is_decided(sessions: dict[str, AnswerSession]) -> None:
    """S2: a sample is complete: official and attainable differ by nothing but the answers."""
    for code, session in sessions.items():
        assert compute_score(session).completeness.exact == 100, code


def test_the_main_office_stands_between_sixty_and_seventy(form: Form) -> None:
    """S1: the answers written by hand for Chiang Mai come to 64 points and a bit, level 3."""
    score = compute_score(answered(form, MAIN))
    assert score.total.shown is not None
    assert score.total.shown.startswith("64.")
    assert score.level == 3


def test_the_nation_lies_in_the_high_fifties(sessions: dict[str, AnswerSession]) -> None:
    """K6: results over sample offices look like a nation: a mean near 58, a wide spread, no extreme."""
    totals = [float(compute_score(session).total.exact or 0) for session in sessions.values()]
    assert 53 < statistics.mean(totals) < 62
    assert 6 < statistics.stdev(totals) < 18
    assert 8 < min(totals) < 45
    assert 70 < max(totals) < 97


def test_parts_never_exceed_their_whole(sessions: dict[str, AnswerSession]) -> None:
    """Q3: posts, certificates, services and money fit their denominators, and each other."""
    for session in sessions.values():
        assert 0 < value(session, "d2_2_1_02_num") + 1 <= value(session, "staff_total")
        assert value(session, "d3_3_1_02_num") <= value(session, "d3_3_1_01_num")
        assert value(session, "d2_2_1_04_num") <= value(session, "d2_2_1_02_num")
        assert value(session, "d1_1_4_03_num") <= value(session, "d1_1_4_03_den")


def test_a_new_cio_is_a_change_of_cio(sessions: dict[str, AnswerSession]) -> None:
    """Q3: who has served less than three years came by a change; who has served longer did not."""
    held = [one for one in sessions.values() if "d2_2_2_02" in " ".join(one.snapshot().answers)]
    assert held
    for session in held:
        assert (value(session, "d2_2_2_03") == 0) == (value(session, "d2_2_2_02") >= 36)


def test_offices_of_both_levels_and_all_states_occur(sessions: dict[str, AnswerSession]) -> None:
    """Q4: the samples reach hidden follow-ups, declared reasons, and the question for provinces."""
    shots = {code: session.snapshot() for code, session in sessions.items()}
    asked = {code: " ".join(shot.answers) for code, shot in shots.items()}
    assert any("d2_2_2_02" not in text for text in asked.values())
    assert any(shot.reasons for shot in shots.values())
    provinces = {office.office_code for office in (*SOME, MAIN) if office.level == "province"}
    assert {code for code, text in asked.items() if "d4_4_2_04" in text} == provinces


def test_same_seed_same_answers_other_seed_others(form: Form) -> None:
    """Q3: a sample is a function of form, office and seed."""
    office = SOME[0]
    assert sample(form, office, 3) == sample(form, office, 3)
    assert sample_answers(form, office, 3) == sample(form, office, 3).answers
    assert sample_answers(form, office, 3) != sample_answers(form, office, 4)


def test_sample_people_are_nobody(form: Form) -> None:
    """K7: no sample names a person, a number or an address of anybody."""
    for office in (*SOME[:5], MAIN):
        answers = {path.rpartition("/")[2]: text for path, text in sample_answers(form, office).items()}
        assert answers["contact_name"] == "เจ้าหน้าที่ตัวอย่าง"
        assert answers["contact_email"].endswith(".example")
        assert re.fullmatch("[0 ]+ต่อ [0-9]+", answers["contact_phone"])


def test_remarks_and_reasons_belong_to_answers(form: Form) -> None:
    """O3: each note of the main office stands at a question that was answered."""
    made = sample(form, MAIN)
    assert len(made.notes) == 6
    assert set(made.notes) <= set(made.answers)
    assert [ref.rpartition("/")[2] for ref in made.reasons] == ["d6_6_3_02_num"]


def test_evidence_proves_answers_that_were_given(form: Form) -> None:
    """O2: every file serves a question that takes evidence and was answered; names are as people write."""
    for office in (*SOME[:8], MAIN):
        made = sample(form, office)
        for one in made.files:
            assert one.questions
            assert set(one.questions) <= set(made.answers)
            assert all(form.nodes[ref].evaluation.evidence == "optional" for ref in one.questions)
    kinds = {one.name.rpartition(".")[2] for one in sample(form, MAIN).files}
    assert kinds == {"pdf", "xlsx", "csv", "txt"}


def test_evidence_says_that_it_is_a_sample(form: Form) -> None:
    """O2: a table, text or workbook opens, and its last line says that it is no real document."""
    files = {one.name.rpartition(".")[2]: one.content for one in sample(form, MAIN).files}
    assert files["pdf"].startswith(b"%PDF-")
    assert files["csv"].decode("utf-8-sig").splitlines()[-1] == MARK
    assert files["txt"].decode().splitlines()[-1] == MARK
    sheet = load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    assert sheet.cell(sheet.max_row, 1).value == MARK


def test_files_are_made_the_same_every_time() -> None:
    """O2: the same description gives the same bytes, so one digest in every demo."""
    for script in (
        {"name": "ก.xlsx", "questions": [], "rows": [["หัว"], [1]]},
        {"name": "ข.pdf", "questions": [], "title": "หัวเรื่อง", "lines": ["บรรทัด"]},
    ):
        assert file_from_script(script) == file_from_script(script)
