"""From a filled form to the facts of a report."""

import re
from collections.abc import Callable
from fractions import Fraction

import pytest

from desktop_app.outputs.benchmarks import Benchmarks
from desktop_app.outputs.report import AnswerCard, AnswerSection, SelfAssessment
from desktop_app.outputs.self_assessment import build_report, print_annex, self_assessment_pdf
from desktop_app.questionnaire.form import Bind, Control, DataType, Form, Kind, Node
from desktop_app.questionnaire.outline import outline, progress
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.explain import explain
from desktop_app.submission.answers import Evidence
from desktop_app.submission.compose import Signatory
from tests.outputs.conftest import FINGERPRINT, NOW, OFFICE, Release
from tests.outputs.extraction import pdfium

RESTRICTED = ("1.2-03", "1.2-04", "5.1-02", "5.2-01", "5.2-02", "5.2-03", "5.2-04", "5.2-05", "6.1-03")
Build = Callable[..., SelfAssessment]


@pytest.fixture
def build(filled: AnswerSession, release: Release, nation: Benchmarks) -> Build:
    def made(session: AnswerSession = filled, **changes: object) -> SelfAssessment:
        scored = session.form.scheme is not None
        values: dict[str, object] = {
            "office": OFFICE,
            "release": release,
            "signatory": Signatory("เจ้าหน้าที่ตัวอย่าง", "รองผู้ว่าราชการจังหวัด"),
            "fingerprint": FINGERPRINT,
            "created_at": NOW,
            "benchmarks": nation,
        }
        score = compute_score(session) if scored else None
        explanation = explain(session) if scored else None
        return build_report(session, score, explanation, **{**values, **changes})  # type: ignore[arg-type]

    return made


def cards(sections: tuple[AnswerSection, ...]) -> list[AnswerCard]:
    return [card for section in sections for card in section.cards if card.kind == "answer"]


def test_the_figures_are_those_of_the_score(build: Build, filled: AnswerSession) -> None:
    """C3 S1 U16: nothing is computed twice: same texts as in the score, exact values kept."""
    report = build()
    score = compute_score(filled)
    assert (report.total, report.maximum) == (score.total.shown, score.maximum.shown)
    assert report.completeness == score.completeness.shown
    assert [line.shown for line in report.dimensions] == [score.node(f"D{number}").shown for number in range(1, 7)]
    assert [line.number for line in report.dimensions] == ["1", "2", "3", "4", "5", "6"]
    assert len(report.indicators) == 19
    assert report.level is not None
    assert report.level[0] == score.level


def test_published_figures_stand_beside_their_dimension(build: Build) -> None:
    """O8: nation has a total, D4 and D6; the ministry of this office has nothing."""
    report = build()
    assert [line.node for line in report.dimensions if line.nation] == ["D4", "D6"]
    assert report.overall is not None
    assert report.overall.nation is not None
    assert not any(line.ministry for line in report.dimensions)
    assert build(benchmarks=None).sources == ()


def test_counts_are_those_of_every_screen(build: Build, filled: AnswerSession) -> None:
    """U16: asked and answered come from the one function that counts."""
    report = build()
    counted = {page.label["th"]: progress(filled, page) for page in outline(filled.form)}
    for section in report.sections:
        assert (section.asked, section.answered) == (counted[section.label].asked, counted[section.label].answered)


def test_every_relevant_question_stands_exactly_once(build: Build, filled: AnswerSession) -> None:
    """C3: open, personal and restricted answers together are all answers."""
    report = build()
    found = [*cards(report.sections), *cards(report.personal), *cards(report.restricted)]
    codes = [card.code for card in found if card.code]
    assert len(codes) == len(set(codes))
    fixed = [ref for ref in filled.refs() if filled.node(ref).asks and filled.state(ref).read_only]
    assert len(fixed) == 2  # level and name, which the roster fills and nobody is asked
    assert len(found) == sum(progress(filled, page).asked for page in outline(filled.form)) + len(fixed)


def test_restricted_questions_are_counted_and_kept_apart(build: Build) -> None:
    """C5: no label, answer, number, file, remark or cause of a restricted question is in the main report."""
    report = build()
    assert {card.code for card in cards(report.restricted)} - {""} <= set(RESTRICTED)
    assert report.restricted_count == len(cards(report.restricted)) > 5
    named = {card.code for section in report.sections for card in section.cards}
    named |= {line.code for line in (*report.strongest, *report.weakest)}
    assert named.isdisjoint(RESTRICTED)
    read = pdfium(self_assessment_pdf(report))
    assert [code for code in RESTRICTED if code in read] == []
    annex = print_annex(report)
    assert annex is not None
    assert "5.2-01" in pdfium(annex.pdf)


def test_evidence_of_restricted_questions_stays_out(build: Build, filled: AnswerSession) -> None:
    """C5 O9: files go with the questions they serve."""
    (secret,) = (ref for ref in filled.refs() if filled.node(ref).evaluation.code == "5.2-01")
    (plain,) = (ref for ref in filled.refs() if filled.node(ref).evaluation.code == "1.1-01")
    files = (
        Evidence("evidence/1.pdf", (plain,), "ab" * 32, 1000, "แผน.pdf"),
        Evidence("evidence/2.pdf", (secret,), "cd" * 32, 1000, "ผังเครือข่าย.pdf"),
        Evidence("evidence/3.pdf", (plain, secret), "ef" * 32, 1000, "ทั้งสอง.pdf"),
    )
    report = build(evidence=files, notes={plain: "หมายเหตุหนึ่ง", secret: "หมายเหตุลับ"})
    listed = [line for section in report.sections for line in section.evidence]
    assert [(line.name, line.codes) for line in listed] == [("แผน.pdf", ("1.1-01",)), ("ทั้งสอง.pdf", ("1.1-01",))]
    (card,) = (card for card in cards(report.sections) if card.code == "1.1-01")
    assert (card.evidence, card.note) == (("แผน.pdf", "ทั้งสอง.pdf"), "หมายเหตุหนึ่ง")
    read = pdfium(self_assessment_pdf(report))
    assert "ผังเครือข่าย" not in read
    assert "หมายเหตุลับ" not in read


def test_answers_are_read_as_people_read_them(build: Build, filled: AnswerSession) -> None:
    """C3 X1: labels of options one per line, numbers grouped and in the digits of the setting, texts as stored."""
    report = build()
    found = {card.code: card for card in cards(report.sections) if card.code}
    single = found["1.1-01"].lines[0].value
    choices = {choice.label["th"] for choice in filled.choices("/data/d1/d1_1_1_01")}
    assert single in choices
    assert len(found["1.1-02"].lines[0].value.split("\n")) == 2
    share = found["1.1-03"]
    assert [line.value for line in share.lines] == ["๑,๒๐๐", "๔๐"]
    assert all(line.label for line in share.lines)
    texts = [line.value for card in cards(report.sections) for line in card.lines if line.value.startswith("คำตอบของ")]
    assert texts
    english = build(language="en")
    assert re.search(r"^1,200$", "\n".join(line.value for card in cards(english.sections) for line in card.lines), re.M)


def test_personal_answers_stand_on_their_own_page(build: Build) -> None:
    """C3: the coordinator is in no other section."""
    report = build()
    assert [section.label for section in report.personal] == ["ผู้ประสานงาน"]
    assert "ผู้ประสานงาน" not in {section.label for section in report.sections}


def test_strongest_and_weakest_are_ranked_by_points_of_the_total(build: Build) -> None:
    """S3 C3: five of each, the greatest first."""
    report = build()
    won = [Fraction(line.points) for line in report.strongest]
    lost = [Fraction(line.lost) for line in report.weakest]
    assert won == sorted(won, reverse=True)
    assert lost == sorted(lost, reverse=True)
    assert 0 < len(won) <= 5


def test_a_reason_stands_where_there_is_no_answer(readiness: Form, build: Build) -> None:
    """S4 C3: not applicable is said with its reason, and is not a blank."""
    session = AnswerSession(readiness, clock=lambda: NOW, zone=NOW.tzinfo, roster=OFFICE.columns())  # type: ignore[arg-type]
    (ref,) = (ref for ref in session.refs() if session.node(ref).evaluation.code == "6.1-01")
    session.answer(ref, next(choice.name for choice in session.choices(ref) if choice.na))
    session.set_reason(ref, "ภารกิจไม่ต้องใช้อุปกรณ์")
    report = build(session)
    (card,) = (card for card in cards(report.sections) if card.code == "6.1-01")
    assert (card.reason, card.points) == ("ภารกิจไม่ต้องใช้อุปกรณ์", None)


def repeating() -> Form:
    """A form without scoring: a repeat of services with a date, and a visible calculated count."""

    def leaf(path: str, label: str, **more: object) -> Node:
        name = path.rpartition("/")[2]
        return Node(path, name, Kind.LEAF, label={"th": label}, **{"control": Control.INPUT, **more})  # type: ignore[arg-type]

    inside = (
        leaf("/data/p/s/name", "ชื่อบริการ"),
        leaf("/data/p/s/since", "เปิดเมื่อ", data_type=DataType.DATE),
    )
    services = Node("/data/p/s", "s", Kind.REPEAT, label={"th": "บริการ"}, children=inside)
    count = leaf("/data/p/n", "จำนวนบริการ", data_type=DataType.INT, bind=Bind(calculate="count(/data/p/s)"))
    page = Node("/data/p", "p", Kind.GROUP, label={"th": "รายการบริการ"}, children=(services, count))
    return Form("services", "1", {"th": "บริการ"}, ("th",), Node("/data", "data", Kind.GROUP, children=(page,)), {})


def test_repeats_are_numbered_and_a_form_without_scoring_has_answers_only(build: Build) -> None:
    """C3 Q4: each instance under its own heading, dates in the Buddhist Era, calculated values shown."""
    answers = {
        "/data/p/s[1]/name": "ทะเบียนราษฎร",
        "/data/p/s[1]/since": "2026-03-31",
        "/data/p/s[2]/name": "ภาษีที่ดิน",
    }
    session = AnswerSession(repeating(), answers, clock=lambda: NOW, zone=NOW.tzinfo)  # type: ignore[arg-type]
    report = build(session)
    assert not report.scored
    (section,) = report.sections
    told = [(card.kind, card.label, [line.value for line in card.lines]) for card in section.cards]
    assert told == [
        ("heading", "บริการ (๑)", []),
        ("answer", "ชื่อบริการ", ["ทะเบียนราษฎร"]),
        ("answer", "เปิดเมื่อ", ["๓๑ มีนาคม ๒๕๖๙"]),
        ("heading", "บริการ (๒)", []),
        ("answer", "ชื่อบริการ", ["ภาษีที่ดิน"]),
        ("answer", "เปิดเมื่อ", [""]),
        ("answer", "จำนวนบริการ", ["๒"]),
    ]
    assert "ทะเบียนราษฎร" in pdfium(self_assessment_pdf(report))
