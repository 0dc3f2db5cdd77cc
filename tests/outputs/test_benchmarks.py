"""Published figures beside the own score."""

from fractions import Fraction
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.outputs.benchmarks import RESULTS, compare, published
from desktop_app.resources import BENCHMARKS

HEADER = "year_be,as_of,level,unit_key,unit_th,unit_en,node,percent,source,status\n"
ROWS = (
    "2560,,national,TH,ประเทศไทย,Thailand,total,57.8,s.example,cited\n"
    "2560,,national,TH,ประเทศไทย,Thailand,D1,,s.example,not published\n"
    "2560,,ministry,M20,กระทรวงอุตสาหกรรม,Ministry of Industry,total,54.4,s.example,cited\n"
    "2561,2561-11-01,national,TH,หน่วยงานภาครัฐ,All,total,59.8,p.example,press\n"
    "2561,2561-11-02,national,TH,หน่วยงานภาครัฐ,All,total,60.28,d.example,dashboard\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / RESULTS).write_text(HEADER + ROWS, encoding="utf-8")
    return tmp_path


def test_a_blank_figure_was_not_published_and_is_not_zero(folder: Path) -> None:
    """O8: content rule 1.3."""
    figures = published(2560, folder)
    assert figures.figure(2560, "TH", "D1") is None
    total = figures.figure(2560, "TH", "total")
    assert total is not None
    assert (total.percent, total.exact, total.source) == ("57.8", Fraction("57.8"), "s.example")


def test_where_sources_differ_the_first_in_the_file_stands_with_its_day(folder: Path) -> None:
    """O8: press and dashboard of 2561 differ."""
    figures = published(folder=folder)
    assert figures.years() == (2560, 2561)
    total = figures.figure(2561, "TH", "total")
    assert total is not None
    assert (total.percent, total.as_of) == ("59.8", "2561-11-01")


def test_own_ministry_and_nation_stand_in_one_line(folder: Path) -> None:
    """O8 C3: difference in points, exact; none where a figure is missing."""
    own = {"total": Fraction("66.2"), "D1": Fraction(50)}
    total, first = compare(published(2560, folder), 2560, "M20", own)
    assert total.difference(total.nation) == Fraction("8.4")
    assert total.difference(total.ministry) == Fraction("11.8")
    assert first.nation is None
    assert first.difference(first.nation) is None
    (without,) = compare(published(2560, folder), 2560, "", {"total": None})
    assert (without.ministry, without.difference(without.nation)) == (None, None)


@pytest.mark.parametrize(
    "row", ["2560,,n,TH,ก,T,total,abc,s,c\n", "x,,n,TH,ก,T,total,50,s,c\n", "2560,,n,TH,ก,T,total,150,s,c\n", "2560\n"]
)
def test_a_broken_table_says_where(row: str, tmp_path: Path) -> None:
    """O8: file and row are named."""
    (tmp_path / RESULTS).write_text(HEADER + row, encoding="utf-8")
    with pytest.raises(PhromError) as refused:
        published(folder=tmp_path)
    assert refused.value.code == "OUT-01"
    assert "2" in refused.value.message("en")


def test_without_a_table_nothing_is_compared(tmp_path: Path) -> None:
    """O8: the score stands alone."""
    assert published(folder=tmp_path).figures == ()


@pytest.mark.skipif(not (BENCHMARKS / RESULTS).exists(), reason="the table of published results is not in this build")
def test_the_shipped_table_is_readable_and_has_the_figures_of_2560() -> None:
    """O8: nation 57.8, D4 49.3, D6 47 of the year 2560."""
    figures = published(2560)
    shown = {node: one.percent for node in ("total", "D4", "D6") if (one := figures.figure(2560, "TH", node))}
    assert shown == {"total": "57.8", "D4": "49.3", "D6": "47"}
