"""One small report by hand, and the shipped form filled in once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from desktop_app.outputs.benchmarks import Benchmarks, Published
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
from desktop_app.questionnaire.form import Control, DataType, Form
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.resources import FORMS
from desktop_app.submission.roster import Office

NOW = datetime(2026, 3, 31, 7, 30, tzinfo=UTC)
FINGERPRINT = "7f3a91c288b10123" * 4
OFFICE = Office("50-001", "สำนักงานจังหวัดเชียงใหม่", "Chiang Mai Provincial Office", "เชียงใหม่", "province", "M15", "50")


def figure(node: str, percent: str, unit: str = "TH", name: str = "ประเทศไทย") -> Published:
    return Published(
        2560, "", unit, {"th": name, "en": name}, node, percent, Fraction(percent), "รายงานตัวอย่าง", "cited"
    )


def answer(code: str, label: str, value: str) -> AnswerCard:
    return AnswerCard("answer", code, label, (AnswerLine("", value),))


def facts(**changes: object) -> SelfAssessment:
    """A report made by hand; `changes` replace its facts."""
    cards = (
        AnswerCard("answer", "1.1-01", "หน่วยงานมีแผนดิจิทัลหรือไม่", (AnswerLine("", "มีและประกาศใช้แล้ว"),), points="67",
                   evidence=("แผน A&B <ร่าง>.pdf",), note="ผู้ตรวจ ✓"),
        AnswerCard("answer", "1.1-02", "มีกี่โครงการ", (AnswerLine("ทั้งหมด", "๑๒"), AnswerLine("เริ่มแล้ว", "")), points="0"),
        AnswerCard("answer", "1.1-03", "ใช้ IoT หรือไม่", (AnswerLine("", ""),), reason="ไม่มีภารกิจนี้", points=None),
    )  # fmt: skip
    file = EvidenceLine("แผน.pdf", ("1.1-01",), 12_345, "ab" * 32)
    values: dict[str, object] = {
        "office_code": OFFICE.office_code,
        "office_name": OFFICE.name_th,
        "respondent_level": "province",
        "round": "2569",
        "form_id": "readiness-2560",
        "form_version": "3",
        "form_title": "แบบประเมินตนเองระดับความพร้อมรัฐบาลดิจิทัล",
        "signer": Signer("เจ้าหน้าที่ตัวอย่าง ก", "รองผู้ว่าราชการจังหวัด"),
        "fingerprint": FINGERPRINT,
        "created_at": NOW,
        "total": "41.14",
        "maximum": "74.48",
        "completeness": "80.00",
        "level": (2, "กำลังพัฒนา"),
        "overall": ScoreLine("total", "", "คะแนนรวม", "", Fraction(288, 7), "41.14", nation=figure("total", "57.8")),
        "dimensions": (
            ScoreLine("D1", "1", "แนวนโยบาย", "40", Fraction(60), "60.00", nation=figure("D1", "49.3")),
            ScoreLine("D2", "2", "ศักยภาพ", "30", Fraction(200, 7), "28.57", figure("D2", "41.4", "M20", "กระทรวงก")),
            ScoreLine("D3", "3", "ไม่เกี่ยวข้องเลย", "30", None, None),
        ),
        "indicators": (IndicatorLine("1", "ตัวชี้วัดที่หนึ่ง", Fraction(60), "60.00"), IndicatorLine("3", "ว่าง", None, None)),
        "strongest": (PointLine("1.1-01", "หน่วยงานมีแผนดิจิทัลหรือไม่", "67", "13.33", "6.67", "ตามคำตอบ"),),
        "weakest": (PointLine("1.1-02", "มีกี่โครงการ", "0", "0.00", "20.00", "ยังไม่ตอบ"),),
        "sections": (AnswerSection("แนวนโยบาย", cards, (file,), 3, 2),),
        "personal": (AnswerSection("ผู้ประสานงาน", (answer("", "ชื่อ", "คุณสมมุติ"),)),),
        "restricted": (AnswerSection("ความมั่นคง", (answer("5.2-01", "ลับเฉพาะ", "จุดอ่อน"),)),),
        "restricted_count": 1,
        "benchmark_year": 2560,
        "preparer": "เจ้าหน้าที่ตัวอย่าง ข",
    }  # fmt: skip
    return SelfAssessment(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def make_facts() -> Callable[..., SelfAssessment]:
    return facts


@dataclass(frozen=True)
class Release:
    """What a report asks of a form release."""

    form_id: str
    form_version: int
    round: str
    title: dict[str, str]


@pytest.fixture(scope="session")
def readiness() -> Form:
    return read_form(FORMS / "readiness-2560.xlsx")


@pytest.fixture(scope="session")
def release(readiness: Form) -> Release:
    return Release(readiness.form_id, int(readiness.version), "2569", dict(readiness.title))


@pytest.fixture(scope="session")
def filled(readiness: Form) -> AnswerSession:
    """Every question answered: first option, two codes, 40 of 200, or the name of the question as text."""
    session = AnswerSession(readiness, clock=lambda: NOW, zone=BANGKOK, roster=OFFICE.columns())
    for _ in range(4):  # answers bring new questions
        for ref in session.refs():
            state, node = session.state(ref), session.node(ref)
            if state.relevant and node.asks and not state.value and not state.read_only:
                session.answer(ref, an_answer(session, ref, node.control, node.data_type))
    return session


def an_answer(session: AnswerSession, ref: str, control: Control, data_type: DataType) -> str:
    names = [choice.name for choice in session.choices(ref) if not choice.exclusive]
    if control is Control.SELECT_ONE:
        return names[-1]
    if control is Control.SELECT_MULTIPLE:
        return " ".join(names[:2])
    if data_type in (DataType.INT, DataType.DECIMAL):
        return "1200" if ref.endswith("_den") or "total" in ref else "40"
    return f"คำตอบของ {ref.rpartition('/')[2]}"


@pytest.fixture(scope="session")
def nation() -> Benchmarks:
    return Benchmarks((figure("total", "57.8"), figure("D4", "49.3"), figure("D6", "47")))
