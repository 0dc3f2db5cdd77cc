"""Pages as a person would lay them out (C3)."""

from __future__ import annotations

import pypdfium2
import pytest
from reportlab.platypus import Spacer

from desktop_app.outputs.pdf.layout import CELL, SMALL, TEXT_HEIGHT, TEXT_WIDTH, Heading, Report, headed, table, text


def pages(story: list[object]) -> list[str]:
    """The text of every page."""
    document = Report(header=lambda _: None, footer=lambda *_: None, entries={}, moment="D:20260101000000Z")
    with pypdfium2.PdfDocument(document.make(story)) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


@pytest.mark.parametrize("left", range(30, 430, 10))
def test_no_heading_stands_alone_at_the_foot_of_a_page(left: int) -> None:
    """C3: with what stands under it and the first card, which is never parted, it goes to one page."""
    rows = [[text(one, CELL)] for one in ("HEAD", *("CARD ONE",) * 9, *("CARD TWO",) * 40)]
    body = table(rows, [200], ruled=False, extra=[("NOSPLIT", (0, 1), (-1, 9))])
    before = text("BEFORE", CELL)
    heads = [Heading("HEADING", 0), text("COUNT", SMALL)]
    found = pages([Spacer(0, TEXT_HEIGHT - left), before, *headed(heads, body)])
    (page,) = (one for one in found if "HEADING" in one)
    assert "COUNT" in page
    assert page.count("CARD ONE") == 9
    beginning = [before, *heads, table(rows[:10], [200], ruled=False)]
    need = sum(one.wrap(TEXT_WIDTH, 0)[1] + one.getSpaceBefore() + one.getSpaceAfter() for one in beginning)
    assert page.startswith("BEFORE") == (left >= need), "a page is ended early only where it must be"
