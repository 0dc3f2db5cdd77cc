"""The printed self-assessment: what stands on paper, page by page."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest

from desktop_app.outputs.pdf.drawings import qr_modules
from desktop_app.outputs.pdf.layout import LEFT, PAGE_WIDTH, RIGHT, TEXT_WIDTH, nominal, table, text
from desktop_app.outputs.pdf.wording import Wording
from desktop_app.outputs.report import AnswerCard, AnswerLine, AnswerSection, SelfAssessment, Signer
from desktop_app.outputs.report_texts import ENGLISH, THAI
from desktop_app.outputs.self_assessment import print_annex, print_report, self_assessment_pdf
from tests.outputs.extraction import NEVER, needs_poppler, pdfium, poppler, unreadable
from tests.outputs.thai_paragraphs import PARAGRAPHS
from tests.thai.thai_strings import STRINGS

Make = Callable[..., SelfAssessment]


def pages(pdf: bytes) -> list[str]:
    """Text of each page, on one line."""
    with pypdfium2.PdfDocument(pdf) as document:
        read = [page.get_textpage().get_text_bounded() for page in document]
    return [re.sub(r"\s+", " ", page) for page in read]


def outline(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [item.get_title() for item in document.get_toc()]


def test_every_page_says_what_it_is_and_is_not(make_facts: Make) -> None:
    """C3: not official, form and version, page of pages in Thai digits, six groups of the fingerprint."""
    found = pages(self_assessment_pdf(make_facts()))
    assert len(found) >= 4
    for number, page in enumerate(found, start=1):
        assert "ไม่ใช่แบบสำรวจทางการของ สพร." in page
        assert "แบบประเมินตนเองระดับความพร้อมรัฐบาลดิจิทัล ฉบับที่ ๓" in page
        thai = f"หน้า {number} จาก {len(found)}".translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
        assert thai in page
        assert "7f3a 91c2 88b1 0123 7f3a 91c2 …" in page


def test_the_first_page_holds_office_round_figures_and_level(make_facts: Make) -> None:
    """C3 C5 S1: three figures always together, the level named as a draft, B.E. date on the office's clock."""
    first = pdfium(self_assessment_pdf(make_facts())).split("หน้า ๑ จาก")[0]
    for said in (
        "รายงานการประเมินตนเอง", "สำนักงานจังหวัดเชียงใหม่", "รอบการสำรวจ ๒๕๖๙", "๔๑.๑๔", "๗๔.๔๘", "๘๐.๐๐",
        "คะแนนสูงสุดที่ยังทำได้", "กำลังพัฒนา", "ระดับตามเกณฑ์ร่าง", "๓๑ มีนาคม ๒๕๖๙ เวลา ๑๔.๓๐ น.", "50-001",
            "เจ้าหน้าที่ตัวอย่าง ก", "7f3a 91c2 88b1 0123 7f3a",
    ):  # fmt: skip
        assert unreadable([said], first) == [], said


def test_published_figures_stand_with_source_and_rule_and_what_is_missing_says_so(make_facts: Make) -> None:
    """O8 C3: own, ministry, nation; points of difference; never 0 for what was not published."""
    read = " ".join(pages(self_assessment_pdf(make_facts())))
    assert "๔๙.๓ (+๑๐.๗)" in read
    assert "๔๑.๔ (−๑๒.๘)" in read
    assert "๕๗.๘ (−๑๖.๗)" in read
    assert read.count("ไม่มีข้อมูลเผยแพร่") == 5 + 1  # empty cells, and the rule under the table
    assert "ชื่อมิติและค่าน้ำหนักเดียวกัน แต่ข้อคำถามต่างกัน" in read
    assert "ข้อคำถาม ตัวเลือก และเกณฑ์คะแนนร่างขึ้นเอง" in read
    assert "ที่มา: ประเทศไทย ปี ๒๕๖๐ จาก รายงานตัวอย่าง" in read


def test_without_published_figures_nothing_is_compared(make_facts: Make) -> None:
    """O8: the table of dimensions stands alone."""
    report = make_facts()
    alone = tuple(replace(line, ministry=None, nation=None) for line in report.dimensions)
    read = " ".join(pages(self_assessment_pdf(replace(report, dimensions=alone, overall=None))))
    assert "ผลรายมิติ" in read
    assert "เผยแพร่" not in read.replace("ก่อนเผยแพร่", "")


def test_answers_reasons_remarks_and_files_are_printed_as_stored(make_facts: Make) -> None:
    """C3: texts keep their digits and signs; blanks say so; a missing glyph is shown and reported."""
    read = " ".join(pages(self_assessment_pdf(make_facts(digits="arabic"))))
    for said in (
        "1.1-01", "มีและประกาศใช้แล้ว", "แผน A&B <ร่าง>.pdf", "ทั้งหมด: ๑๒", "เริ่มแล้ว: ไม่ได้ตอบ",
        "เหตุผลที่ไม่เกี่ยวข้อง: ไม่มีภารกิจนี้", "ไม่นับ", "หมายเหตุ: ผู้ตรวจ [U+2713]", "ในวงเล็บเหลี่ยม: U+2713",
        "ตอบแล้ว 2 จาก 3 ข้อ", "หลักฐานของหมวดนี้ 1 ไฟล์", "abab abab abab abab", "12 KB",
    ):  # fmt: skip
        assert said in read, said


def test_restricted_answers_are_counted_and_nowhere_in_the_file(make_facts: Make) -> None:
    """C5: text, outline and metadata hold nothing of them, not even the heading of their section."""
    pdf = self_assessment_pdf(make_facts())
    assert "ข้อจำกัดการเข้าถึง ๑ ข้อ แสดงในภาคผนวกแยก" in " ".join(pages(pdf))
    for secret in ("ลับเฉพาะ", "จุดอ่อน", "5.2-01", "ความมั่นคง"):
        assert secret not in " ".join(pages(pdf))
        assert secret not in " ".join(outline(pdf))


def test_the_annex_is_a_file_of_its_own(make_facts: Make) -> None:
    """C5: marked on every page, own page count, own signature place, the same fingerprint."""
    annex = print_annex(make_facts())
    assert annex is not None
    found = pages(annex.pdf)
    assert all("จำกัดการเข้าถึง" in page for page in found)
    assert "จุดอ่อน" in found[0]
    assert "หน้า ๑ จาก" in found[0]
    assert annex.signature.page == len(found) - 1
    assert print_annex(make_facts(restricted=())) is None


def test_personal_data_have_a_page_of_their_own(make_facts: Make) -> None:
    """C3: the page can be taken out; nothing else stands on it."""
    found = pages(self_assessment_pdf(make_facts()))
    (page,) = [page for page in found if "คุณสมมุติ" in page]
    assert "ข้อมูลส่วนบุคคล" in page
    assert "แนวนโยบาย" not in page
    assert "การรับรอง" not in page


@pytest.mark.parametrize(
    ("level", "role"), [("department", "(CIO) ของกรม"), ("province", "(PCIO) ของจังหวัด"), ("local", "(CIO) ของหน่วยงาน")]
)
def test_the_signature_block_stays_on_one_page(level: str, role: str, make_facts: Make) -> None:
    """C3: preparer, certifier with office held, all sixteen groups; dotted lines are no full stops."""
    signer = Signer("เจ้าหน้าที่ตัวอย่าง ก", "รองอธิบดี", acting_for="อธิบดี")
    printed = print_report(make_facts(respondent_level=level, signer=signer))
    last = pages(printed.pdf)[printed.signature.page]
    for said in (
        "ผู้จัดทำ",
        "(เจ้าหน้าที่ตัวอย่าง ข)",
        "ผู้รับรอง",
        "ลงชื่อ",
        "(เจ้าหน้าที่ตัวอย่าง ก)",
        "ตำแหน่ง รองอธิบดี",
        role,
        "ปฏิบัติหน้าที่แทน อธิบดี",
    ):
        assert said in last, said
    assert "7f3a 91c2 88b1 0123 7f3a 91c2 88b1 0123 7f3a 91c2 88b1 0123 7f3a 91c2 88b1 0123" in last
    assert "...." not in last and "……" not in last


def test_the_signature_field_lies_on_paper_and_off_the_text(make_facts: Make) -> None:
    """C3: a box inside the margins where only its own caption stands."""
    printed = print_report(make_facts())
    left, bottom, right, top = printed.signature.box
    assert LEFT - 1 <= left < right <= PAGE_WIDTH - RIGHT + 1
    assert 0 < bottom < top
    with pypdfium2.PdfDocument(printed.pdf) as document:
        inside = document[printed.signature.page].get_textpage().get_text_bounded(left, bottom, right, top)
    assert re.sub(r"\s+", " ", inside).strip() == "ช่องลายมือชื่อดิจิทัล เจ้าหน้าที่ตัวอย่าง ก"


def test_paper_is_bound_to_the_submission(make_facts: Make) -> None:
    """C3 C4: Info entry, and the text of the QR code; package format section 14."""
    report = make_facts()
    assert f"/PhromSubmissionSHA256 ({report.fingerprint})".encode() in self_assessment_pdf(report)
    assert Wording.of(report).qr(report) == f"phrom:50-001:2569:{report.fingerprint}"


def test_the_qr_code_is_square_with_its_three_corners() -> None:
    """C4: finder patterns of ISO/IEC 18004 stand where readers look for them."""
    modules = qr_modules("phrom:50-001:2569:" + "ab" * 32)
    size = len(modules)
    assert all(len(row) == size for row in modules)
    ring = [True] * 7
    assert modules[0][:7] == ring and modules[0][-7:] == ring and modules[-1][:7] == ring
    assert modules[-1][-7:] != ring
    assert [modules[row][3] for row in range(7)] == [True, False, True, True, True, False, True]


def test_metadata_language_and_outline(make_facts: Make) -> None:
    """C3: title, author, subject, language, display title, headings as outline."""
    pdf = self_assessment_pdf(make_facts())
    with pypdfium2.PdfDocument(pdf) as document:
        found = document.get_metadata_dict()
    assert found["Title"] == "รายงานการประเมินตนเอง สำนักงานจังหวัดเชียงใหม่ 2569"
    assert found["Author"] == "สำนักงานจังหวัดเชียงใหม่"
    assert "readiness-2560 3" in found["Subject"]
    assert found["CreationDate"] == "D:20260331073000+00'00'"
    assert b"/Lang (th-TH)" in pdf
    assert b"/DisplayDocTitle true" in pdf
    assert outline(pdf) == [
        "ภาพรวม", "ผลรายมิติเทียบกับผลที่เผยแพร่ปี ๒๕๖๐", "ผลรายตัวชี้วัด", "จุดแข็งและจุดที่ควรพัฒนา", "ข้อที่ทำคะแนนได้มากที่สุด",
        "ข้อที่เสียคะแนนมากที่สุด", "คำตอบและหลักฐาน", "แนวนโยบาย", "ข้อมูลส่วนบุคคล", "ผู้ประสานงาน", "การรับรอง",
    ]  # fmt: skip


def test_equal_facts_give_equal_bytes(make_facts: Make) -> None:
    """C3: reproducible; another moment is another file."""
    first = self_assessment_pdf(make_facts())
    self_assessment_pdf(make_facts(language="en"))
    assert self_assessment_pdf(make_facts()) == first
    later = make_facts().created_at.replace(minute=31)
    assert self_assessment_pdf(make_facts(created_at=later)) != first


def test_a_moment_without_a_zone_is_a_mistake_of_the_program(make_facts: Make) -> None:
    """C3: no clock is guessed."""
    with pytest.raises(ValueError, match="aware"):
        make_facts(created_at=datetime(2026, 3, 31))  # noqa: DTZ001 - the mistake


def test_digits_of_the_document_are_one_setting(make_facts: Make) -> None:
    """X1: Arabic digits in page numbers, scores, dates and chart axes; SHA-256 and codes never change."""
    thai = " ".join(pages(self_assessment_pdf(make_facts())))
    arabic = " ".join(pages(self_assessment_pdf(make_facts(digits="arabic"))))
    assert "41.14" in arabic and "๔๑.๑๔" in thai
    assert "หน้า 1 จาก" in arabic
    assert "31 มีนาคม 2569 เวลา 14.30 น." in arabic
    assert "SHA-256" in thai and "1.1-01" in thai and "50-001" in thai
    assert set("๐๑๒๓๔๕๖๗๘๙") & set(arabic) == {"๑", "๒"}  # the officer's own "๑๒"


def test_the_english_report_says_the_same(make_facts: Make) -> None:
    """Q5 C3: labels in English, Arabic digits, years of the Buddhist Era, and still not official in Thai."""
    found = pages(self_assessment_pdf(make_facts(language="en")))
    assert "Self-assessment report" in found[0]
    assert "31 March B.E. 2569 14:30" in found[0]
    assert all("ไม่ใช่แบบสำรวจทางการของ สพร." in page for page in found)
    assert f"Page 1 of {len(found)}" in found[0]


def test_both_languages_have_the_same_words_and_places() -> None:
    """X1: no key is missing in one language, no place in a sentence either."""
    assert THAI.keys() == ENGLISH.keys()
    for key, sentence in THAI.items():
        assert set(re.findall(r"{\w+}", sentence)) == set(re.findall(r"{\w+}", ENGLISH[key])), key


@needs_poppler
def test_long_texts_cross_pages_and_lose_nothing(make_facts: Make, tmp_path: Path) -> None:
    """C3: 20,000 letters in one answer, 400 short lines in another, every test string, in both readers."""
    long = " ".join(PARAGRAPHS * 5)[:20_000]
    lines = "\n".join(f"บรรทัดที่ {number} ของรายการ" for number in range(400))
    cards = [AnswerCard("answer", "1.1-01", "คำถาม", (AnswerLine("", long),), note=lines)]
    cards += [
        AnswerCard("answer", f"2.{n}", f"Q{n}B {said} E{n}Z", (AnswerLine("", "ดี"),)) for n, said in enumerate(STRINGS)
    ]
    pdf = self_assessment_pdf(make_facts(sections=(AnswerSection("ยาว", tuple(cards)),)))
    wanted = [
        *(f"Q{n}B {said} E{n}Z" for n, said in enumerate(STRINGS)),
        *(f"บรรทัดที่ {n} ของรายการ" for n in range(400)),
    ]
    sentences = [one for one in PARAGRAPHS if one in long]
    for read in (poppler(pdf, tmp_path), pdfium(pdf)):
        assert unreadable(wanted, read) == []
        assert NEVER.findall(read) == []
    letters = re.sub(r"\s", "", "".join(pages(pdf)))
    assert sum(re.sub(r"\s", "", one) in letters for one in sentences) >= len(sentences) - 8  # page ends part a few
    assert letters.count("ผู้ว่าราชการจังหวัดมอบหมายให้") >= 4


def test_empty_reports_and_forms_without_scoring_are_printed_too(make_facts: Make) -> None:
    """C3: no score, no answers, no preparer: still a report with a signature block."""
    bare = make_facts(
        scored=False, total=None, maximum=None, completeness=None, level=None, overall=None, dimensions=(),
        indicators=(), strongest=(), weakest=(), sections=(), personal=(), restricted=(), restricted_count=0,
        preparer="",
    )  # fmt: skip
    found = " ".join(pages(self_assessment_pdf(bare)))
    assert "การรับรอง" in found
    assert "คะแนนที่ได้" not in found
    nothing_applies = make_facts(total=None, maximum=None, completeness=None, level=None)
    assert "ไม่มีคะแนน" in pages(self_assessment_pdf(nothing_applies))[0]


def test_only_embedded_sarabun_is_in_the_report(make_facts: Make) -> None:
    """C3: charts, QR code, tables and footers leak no other font."""
    pdf = self_assessment_pdf(make_facts())
    names = set(re.findall(rb"/BaseFont /([^\s/]+)", pdf))
    assert names and all(re.fullmatch(rb"[A-Z]{6}\+Sarabun-\w+", name) for name in names)


@pytest.mark.skipif(not shutil.which("pdffonts"), reason="pdffonts (poppler-utils) is not installed")
def test_another_reader_finds_all_fonts_embedded(make_facts: Make, tmp_path: Path) -> None:
    """C3: embedded, subset, with a text table."""
    path = tmp_path / "report.pdf"
    path.write_bytes(self_assessment_pdf(make_facts()))
    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert listed
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in listed)


def test_nothing_is_drawn_outside_of_the_margins(make_facts: Make) -> None:
    """C3: no text crosses the left or right margin, however long names are."""
    report = make_facts(
        form_title="แบบประเมินตนเองที่มีชื่อยาวมากจนบรรทัดหัวกระดาษรับไม่ไหว" * 2,
        office_name="สำนักงานคณะกรรมการพิเศษเพื่อประสานงานโครงการอันเนื่องมาจากพระราชดำริ" * 2,
    )
    with pypdfium2.PdfDocument(self_assessment_pdf(report)) as document:
        for page in document:
            texts = page.get_textpage()
            for number in range(texts.count_rects()):
                left, _, right, _ = texts.get_rect(number)
                assert left >= LEFT - 2
                assert right <= PAGE_WIDTH - RIGHT + 2


def test_sixteen_points_are_those_of_the_official_font() -> None:
    """C3: 14, 16, 18 and 20 nominal points in Sarabun."""
    assert [round(nominal(points), 1) for points in (14, 16, 18, 20)] == [9.6, 10.9, 12.3, 13.7]


def test_a_table_wider_than_the_page_is_a_mistake_of_the_program() -> None:
    """C3: readers lose the text of such a table."""
    from reportlab.platypus.doctemplate import LayoutError

    with pytest.raises(LayoutError):
        table([[text("ก")]], [TEXT_WIDTH + 1])


def test_the_report_is_a_pdf_that_opens(make_facts: Make) -> None:
    """C3: pages render, none is blank."""
    with pypdfium2.PdfDocument(io.BytesIO(self_assessment_pdf(make_facts()))) as document:
        for page in document:
            image = page.render(scale=0.5).to_pil().convert("L")
            assert image.getextrema()[0] < 100
