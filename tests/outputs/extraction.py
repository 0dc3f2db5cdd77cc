"""Making small PDFs and reading them back with two readers, as strictly as a lawyer would."""

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import SimpleDocTemplate

from desktop_app.outputs.pdf.font import FAMILY
from desktop_app.outputs.pdf.paragraph import ThaiParagraph, paragraph_text
from desktop_app.outputs.pdf.text import ThaiCanvas
from desktop_app.thai.clean import clean

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")

NEVER = re.compile("[\ue000-\uf8ff\ufffd\u200b\u00a0]|\u0e4d\u0e32")
FRAME_PADDING = 12


def column(texts: Sequence[str], width: float, alignment: int = 0, font: str = FAMILY, size: float = 10.9) -> bytes:
    """A PDF with one column of paragraphs, `width` points wide."""
    ThaiCanvas(io.BytesIO())
    style = ParagraphStyle(
        "body", fontName=font, fontSize=size, leading=2 * size, alignment=alignment, splitLongWords=0
    )
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream, pagesize=(width + FRAME_PADDING, 842), leftMargin=0, rightMargin=0, pageCompression=1, invariant=1
    )
    document.build([ThaiParagraph(paragraph_text(text), style) for text in texts], canvasmaker=ThaiCanvas)
    return stream.getvalue()


def marked(texts: Sequence[str]) -> list[str]:
    """Each text between its own Latin markers, so that a short one is not found inside another."""
    return [f"Q{number:03d}B {text} E{number:03d}Z" for number, text in enumerate(texts)]


def poppler(pdf: bytes, folder: Path) -> str:
    """What pdftotext reads."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", "-nopgbrk", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def pdfium(pdf: bytes) -> str:
    """What PDFium reads."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded().replace("\r", "") for page in document]
    return "\n".join(pages)


def pattern(text: str) -> re.Pattern[str]:
    """Every letter as it is, a newline allowed after each; every space is a space or newline. Nothing else."""
    one_spaced = re.sub(r"\s+", " ", clean(text).strip())
    return re.compile("".join(r"[ \n]+" if letter == " " else re.escape(letter) + "\n?" for letter in one_spaced))


def unreadable(texts: Sequence[str], read: str) -> list[str]:
    """The texts that cannot be found in what a reader gave."""
    return [text for text in texts if not pattern(text).search(read)]
