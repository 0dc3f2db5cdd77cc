"""The layout leans on a few private names of reportlab: if one changes, this says so first."""

import inspect

import pythainlp
import reportlab
import uharfbuzz
from reportlab.pdfbase.pdfdoc import PDFInfo
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject
from reportlab.platypus import paragraph


def signature(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def test_the_pinned_versions_are_installed() -> None:
    """C3: with another version, run the extraction tests of all seeds before changing this line."""
    assert (reportlab.__version__, uharfbuzz.__version__, pythainlp.__version__) == ("5.1.0", "0.57.0", "5.4.0")


def test_the_private_names_are_what_the_layout_expects() -> None:
    """C3: signatures of every name that desktop_app/outputs/pdf overrides or calls."""
    assert signature(PDFTextObject._formatText) == ["self", "text"]
    assert signature(paragraph._getFragWords) == ["frags", "maxWidth"]
    assert signature(paragraph._processed_frags) == ["frags"]
    assert issubclass(paragraph._HSFrag, list)
    assert signature(paragraph.Paragraph.breakLines) == ["self", "width"]
    assert signature(paragraph.Paragraph.getPlainText) == ["self", "identify"]
    assert signature(TTFont.splitString)[:3] == ["self", "text", "doc"]
    assert signature(TTFont.addObjects) == ["self", "doc"]
    assert signature(Canvas.beginText) == ["self", "x", "y", "direction"]
    assert signature(PDFInfo.format) == ["self", "document"]
    assert SUBSETN(1) == b"AAAAAB"
