"""The seed texts on paper: what people really wrote reads back letter by letter."""

from pathlib import Path

import pytest

from desktop_app.outputs.pdf.font import missing_letters
from desktop_app.thai.clean import clean
from tests.outputs.extraction import NEVER, column, needs_poppler, pdfium, poppler, unreadable

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not beside the checkout")


def paragraphs() -> list[str]:
    """All paragraphs with more than 20 Thai letters, cleaned."""
    texts = [clean(path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.txt"))]
    lines = [line.strip() for text in texts for line in text.split("\n")]
    return [line for line in lines if sum("ก" <= letter <= "๎" for letter in line) > 20]


@needs_poppler
@pytest.mark.parametrize("alignment", [0, 4])
@pytest.mark.parametrize("width", [500, 300, 160])
def test_every_seed_paragraph_reads_back(width: int, alignment: int, tmp_path: Path) -> None:
    """X1 C3: none is left out for a missing glyph; PDFium's U+0002 for a line-end hyphen is the only allowance."""
    texts = paragraphs()
    assert len(texts) >= 90
    assert [missing_letters(text) for text in texts if missing_letters(text)] == []
    pdf = column(texts, width, alignment)
    read = poppler(pdf, tmp_path)
    assert unreadable(texts, read) == []
    assert NEVER.findall(read) == []
    assert unreadable(texts, pdfium(pdf).replace("\x02", "-\n")) == []
