"""The self-assessment as PDF, warm, against the same words drawn by bare reportlab (C3)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desktop_app.outputs.benchmarks import published
from desktop_app.outputs.pdf.font import FAMILY
from desktop_app.outputs.self_assessment import build_report, self_assessment_pdf
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.questionnaire.xlsform import read_xlsform
from desktop_app.resources import FORMS, REFERENCE
from desktop_app.sample import sample
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.explain import explain
from desktop_app.submission.compose import Signatory
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import read_roster
from tests.bench.measuring import Line, median

MOMENT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
LINE = 15  # points between two lines of the bare peer


def measure() -> Iterator[Line]:
    pdf = _report()
    pages = [page.get_textpage().get_text_bounded().splitlines() for page in pypdfium2.PdfDocument(pdf())]
    yield Line(
        f"self-assessment, {len(pages)} pages, warm",
        median(pdf, 10),
        median(lambda: _bare(pages), 10),
        "reportlab, no layout",
    )


def _report():
    form = read_xlsform(FORMS / "readiness-2560.xlsx")
    roster = read_roster((REFERENCE / "roster.csv").read_bytes())
    office = roster.get("50-001")
    given = sample(form, office)
    session = AnswerSession(
        form, given.answers, clock=lambda: MOMENT, zone=ZoneInfo("Asia/Bangkok"), roster=office.columns()
    )
    release = FormRelease(
        form, form.form_id, int(form.version), "2569", form.title, MOMENT, MOMENT, "0" * 64, roster, b""
    )
    benchmarks = published(2560)

    def pdf() -> bytes:
        report = build_report(
            session,
            compute_score(session),
            explain(session),
            office=office,
            release=release,
            signatory=Signatory("เจ้าหน้าที่ตัวอย่าง", "PCIO"),
            fingerprint="0" * 64,
            created_at=MOMENT,
            notes=given.notes,
            benchmarks=benchmarks,
        )
        return self_assessment_pdf(report)

    return pdf


def _bare(pages: list[list[str]]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    for lines in pages:
        canvas.setFont(FAMILY, 11)
        for number, line in enumerate(lines):
            canvas.drawString(85, A4[1] - 70 - LINE * number, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
