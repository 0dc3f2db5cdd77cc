"""Thai in PDF: drawn right and read back letter by letter."""

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table
from reportlab.platypus.paragraph import Paragraph

from desktop_app.outputs.pdf.font import (
    BOLD,
    FAMILY,
    ITALIC,
    missing_letters,
    register_fonts,
    to_unicode,
    visible,
)
from desktop_app.outputs.pdf.paragraph import ThaiParagraph, paragraph_text
from desktop_app.outputs.pdf.text import ThaiCanvas, ThaiTextObject
from desktop_app.resources import FONTS
from tests.outputs.extraction import NEVER, column, marked, needs_poppler, pdfium, poppler, unreadable
from tests.outputs.thai_paragraphs import PARAGRAPHS
from tests.thai.thai_strings import LONG, STRINGS

WIDTHS = (500, 300, 160, 100)
LEFT, JUSTIFIED = 0, 4


@needs_poppler
@pytest.mark.parametrize("alignment", [LEFT, JUSTIFIED])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_paragraph_and_string_reads_back(width: int, alignment: int, tmp_path: Path) -> None:
    """X1 C3 U20: two readers, four column widths, left and justified: no letter and no space differs."""
    texts = [*PARAGRAPHS, *marked(STRINGS)]
    pdf = column(texts, width, alignment)
    for read in (poppler(pdf, tmp_path), pdfium(pdf)):
        assert unreadable(texts, read) == []
        assert NEVER.findall(read) == []


@pytest.mark.parametrize("font", [BOLD, ITALIC])
def test_other_faces_read_back(font: str) -> None:
    """X1 C3: bold and italic hold the text as well."""
    texts = [*PARAGRAPHS, *marked(STRINGS)]
    assert unreadable(texts, pdfium(column(texts, 400, font=font))) == []


@needs_poppler
def test_bold_runs_cells_and_plain_strings_read_back(tmp_path: Path) -> None:
    """X1 C3: whatever draws the text, the lowest point shapes it."""
    register_fonts()
    style = ParagraphStyle("x", fontName=FAMILY, fontSize=11, leading=20)
    texts = marked(STRINGS)
    stream = io.BytesIO()
    half = len(texts) // 2
    rows = [[text, ThaiParagraph(paragraph_text(text), style)] for text in texts[:half]]
    table = Table(rows, colWidths=[330, 200], style=[("FONT", (0, 0), (-1, -1), FAMILY, 10)])
    bold = [ThaiParagraph(f"<b>{paragraph_text(text)}</b> ต่อด้วย", style) for text in texts[half:]]
    SimpleDocTemplate(stream, leftMargin=20, rightMargin=20).build([table, *bold], canvasmaker=ThaiCanvas)
    for read in (poppler(stream.getvalue(), tmp_path), pdfium(stream.getvalue())):
        assert unreadable(texts, read) == []
        assert NEVER.findall(read) == []


@pytest.mark.parametrize("text", LONG)
def test_very_long_words_neither_overflow_nor_vanish(text: str) -> None:
    """X1: no letter is lost and no line is wider than the column."""
    style = ParagraphStyle("x", fontName=FAMILY, fontSize=11, leading=20)
    paragraph = ThaiParagraph(paragraph_text(text), style)
    paragraph.wrap(150, 800)
    assert all(line.extraSpace >= -1e-6 for line in paragraph.blPara.lines)
    assert paragraph.getPlainText() == text
    assert unreadable([text], pdfium(column([text], 150))) == []


def test_a_listed_name_breaks_finely_only_where_it_must() -> None:
    """X1: whole in a wide column, between its words in a narrow one, never inside a word."""
    style = ParagraphStyle("x", fontName=FAMILY, fontSize=11, leading=20)
    name = "ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง"

    def lines(width: float) -> list[str]:
        paragraph = ThaiParagraph(name, style)
        paragraph.wrap(width, 800)
        return ["".join(frag.text for frag in line.words).replace("\u200b", "") for line in paragraph.blPara.lines]

    assert lines(400) == [name]
    assert lines(110) == ["ผู้บริหาร", "เทคโนโลยีสารสนเทศ", "ระดับสูง"]


def test_a_paragraph_keeps_its_text_when_it_is_split_over_pages() -> None:
    """C3: splitting is reportlab's and still works on our pieces."""
    style = ParagraphStyle("x", fontName=FAMILY, fontSize=11, leading=20, allowWidows=1, allowOrphans=1)
    paragraph = ThaiParagraph(paragraph_text(PARAGRAPHS[0]), style)
    paragraph.wrap(150, 800)
    first, second = paragraph.split(150, 45)
    assert first.getPlainText().rstrip() + second.getPlainText().strip() == PARAGRAPHS[0]


@pytest.mark.parametrize("face", [FAMILY, BOLD, ITALIC, "Sarabun-BoldItalic"])
def test_a_shaped_word_is_as_wide_as_the_line_breaker_thinks(face: str) -> None:
    """X1: else lines would overflow or stop short."""
    font = register_fonts()[face]
    for word in "|".join((*STRINGS, *PARAGRAPHS)).replace("|", " ").split():
        shaped = font.shape(word)
        wide = sum(font.face.charWidths[glyph.code] - glyph.before - glyph.after for glyph in shaped.glyphs)
        assert wide == pytest.approx(stringWidth(word, face, 1000), abs=0.01)


def test_only_embedded_sarabun_is_in_the_file() -> None:
    """C3: no Helvetica anywhere, every face is a subset."""
    pdf = column(["ที่นี่ <b>"], 300)
    names = set(re.findall(rb"/BaseFont /([^\s/]+)", pdf))
    assert names
    assert all(re.fullmatch(rb"[A-Z]{6}\+Sarabun-\w+", name) for name in names)
    assert b"Helvetica" not in pdf


class WithoutActualText(ThaiTextObject):
    """What a reader sees that does not know ActualText."""

    def _formatText(self, text: str) -> str:  # noqa: N802 - reportlab's name
        return re.sub(r"/Span <<.*?>>> BDC (.*) EMC", r"\1", super()._formatText(text), flags=re.DOTALL)


class BareCanvas(ThaiCanvas):
    def beginText(self, x: float = 0, y: float = 0, direction: None = None) -> WithoutActualText:  # noqa: N802
        return WithoutActualText(self, x, y)


def test_the_text_layer_alone_holds_the_letters() -> None:
    """X1: readers that ignore ActualText get every letter; PDFium guesses spaces beside moved marks."""
    register_fonts()
    stream = io.BytesIO()
    style = ParagraphStyle("x", fontName=FAMILY, fontSize=11, leading=20)
    texts = [*PARAGRAPHS, *marked(STRINGS)]
    SimpleDocTemplate(stream).build([ThaiParagraph(paragraph_text(t), style) for t in texts], canvasmaker=BareCanvas)
    assert b"ActualText" not in stream.getvalue()
    letters = re.sub(r"[\s\u200b]", "", pdfium(stream.getvalue()))
    assert [text for text in texts if re.sub(r"\s", "", text) not in letters] == []


class TestTheTestItself:
    """X1: the extraction test fails where the text layer is bad."""

    def test_stock_shaping_is_caught(self) -> None:
        """X1: reportlab's own shaping looks right and cannot be read."""
        stock = TTFont("StockSarabun", str(FONTS / "Sarabun-Regular.ttf"))
        stock.face.name = b"StockSarabun"  # else reportlab hands out the face it has under that name: ours
        pdfmetrics.registerFont(stock)
        style = ParagraphStyle("x", fontName="StockSarabun", fontSize=11, leading=20, shaping=1)
        stream = io.BytesIO()
        SimpleDocTemplate(stream).build([Paragraph(text, style) for text in PARAGRAPHS])
        assert len(unreadable(PARAGRAPHS, pdfium(stream.getvalue()))) > len(PARAGRAPHS) // 2

    def test_a_lost_space_an_extra_space_and_a_changed_letter_are_caught(self) -> None:
        """X1: whitespace is never stripped before comparing."""
        text = "น้ำ ที่ว่าการ"
        assert unreadable([text], "น้ำ ที่\nว่าการ") == []
        for read in ("น้ำที่ว่าการ", "น้ำ ที่ ว่าการ", "น้ํา ที่ว่าการ", "นำ ที่ว่าการ", "น้ำ ที่ว่า\n\nการ"):
            assert unreadable([text], read) == [text]

    def test_a_private_code_left_in_is_caught(self) -> None:
        """X1: the forbidden characters are the ones a bad text layer leaves."""
        assert [bool(NEVER.search(read)) for read in ("\ue000", "\u200b", "\u0e4d\u0e32", "น้ำ")] == [
            True,
            True,
            True,
            False,
        ]


def test_a_missing_glyph_is_shown_by_its_code() -> None:
    """X1 R: ✓ is not in Sarabun: no silent box, and the reader sees what stood there."""
    assert visible("ก ✓ ข 😀") == "ก [U+2713] ข [U+1F600]"
    assert visible("ก ข\n“ค”") == "ก ข\n“ค”"
    assert missing_letters("✓✓ ดี 中文") == ("✓", "中", "文")
    assert "[U+2713]" in pdfium(column(["ก ✓ ข"], 300))


def test_markup_in_a_text_is_text() -> None:
    """X1: & < > of the officer are printed."""
    assert unreadable(["A&B <b>ก</b> &amp;"], pdfium(column(["A&B <b>ก</b> &amp;"], 300))) == []


def test_the_text_table_follows_the_standard() -> None:
    """X1: at most 100 rows a block, no row with code 0 or text U+0000."""
    table = to_unicode("X", {code: chr(0xE01 + code % 40) for code in range(1, 251)})
    blocks = re.findall(r"(\d+) beginbfchar\n(.*?)\nendbfchar", table, re.DOTALL)
    assert [int(count) for count, _ in blocks] == [100, 100, 50]
    assert all(len(rows.split("\n")) == int(count) for count, rows in blocks)
    assert "<0000>" not in table


def test_two_files_of_the_same_facts_are_the_same_bytes() -> None:
    """C3: reproducible, also after other documents were made in the process."""
    first = column(PARAGRAPHS[:3], 300)
    column(["ปิ่น ฐุ ญุ"], 300)
    assert column(PARAGRAPHS[:3], 300) == first


def test_own_entries_stand_in_the_information_dictionary() -> None:
    """C3: the entry a verifier compares with the package."""
    stream = io.BytesIO()
    canvas = ThaiCanvas(stream, entries={"PhromSubmissionSHA256": "ab" * 32})
    canvas.setTitle("ที่นี่")
    canvas.showPage()
    canvas.save()
    assert f"/PhromSubmissionSHA256 ({'ab' * 32})".encode() in stream.getvalue()
    with pypdfium2.PdfDocument(stream.getvalue()) as document:
        assert document.get_metadata_value("Title") == "ที่นี่"


def test_a_stock_canvas_leaks_helvetica_and_ours_does_not() -> None:
    """C3: the control of the font test."""
    stock, ours = io.BytesIO(), io.BytesIO()
    for canvas in (Canvas(stock), ThaiCanvas(ours)):
        canvas.showPage()
        canvas.save()
    assert b"Helvetica" in stock.getvalue()
    assert b"Helvetica" not in ours.getvalue()
