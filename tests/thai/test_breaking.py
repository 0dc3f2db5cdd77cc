"""Where Thai lines may end."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.resources import REFERENCE
from desktop_app.thai.breaking import (
    NO_BREAK_SPACE,
    ZERO_WIDTH_SPACE,
    bind,
    break_finely,
    break_letters,
    break_words,
    own_words,
    show,
)
from tests.thai.thai_strings import LONG, STRINGS

THAI = st.text(
    alphabet=st.sampled_from([chr(code) for code in range(0x0E01, 0x0E5B) if chr(code).isprintable()] + list(" a1.(/"))
)
KNOWN_TO_FAIL = {"โคลงเรือ": ("โค", "ลงเรือ")}  # residual errors, accepted: ugly, never a lost letter


def inner_cuts(word: str, text: str) -> list[tuple[str, ...]]:
    """The pieces, if one of them ends inside `word` where it stands in `text`."""
    start = text.index(word)
    at = 0
    for piece in break_words(text)[:-1]:
        at += len(piece)
        if start < at < start + len(word):
            return [break_words(text)]
    return []


@pytest.mark.parametrize("word", own_words())
def test_every_listed_word_stays_whole(word: str) -> None:
    """X1: alone and between neighbours without a space."""
    assert [cut for text in (word, f"ของ{word}และ", f"ตาม{word}") for cut in inner_cuts(word, text)] == []


def test_the_word_list_is_sorted_and_has_no_doubles() -> None:
    """X1: one reviewed list, easy to compare."""
    assert list(own_words()) == sorted(set(own_words()))


@pytest.mark.parametrize("table", ["provinces.csv", "ministries.csv", "departments.csv"])
def test_every_name_of_the_registry_is_listed(table: str) -> None:
    """X1: names of provinces, ministries and departments are words."""
    path = REFERENCE / table
    if not path.exists():
        pytest.skip(f"{table} is not part of this build")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        names = [row["name_th"] for row in csv.DictReader(stream)]
    parts = {part for name in names for part in name.replace("(", " ").replace(")", " ").split() if len(part) > 2}
    assert parts - set(own_words()) == set()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("หน่วยงานสรอ.ได้จัดทำ", "หน่วยงาน|สรอ.|ได้|จัดทำ"),
        ("ของสพร.และกทสช.ที่", "ของ|สพร.|และ|กทสช.|ที่"),
        ("ตามพ.ร.บ.ข้อมูล", "ตาม|พ.ร.บ.|ข้อมูล"),
        ("เมื่อปีพ.ศ.๒๕๕๙ต่อเนื่อง", "เมื่อ|ปี|พ.ศ.๒๕๕๙|ต่อเนื่อง"),
        ("นายกอบจ.เชียงใหม่", "นายก|อบจ.|เชียงใหม่"),
        ("จบการทำงาน.", "จบ|การทำงาน."),
        ("CIOของกรม", "CIO|ของ|กรม"),
        ("Smart Thailand 2020ของไทย", "Smart |Thailand |2020|ของ|ไทย"),
        ("https://example.go.th/แบบสำรวจ", "https://example.go.th/|แบบสำรวจ"),
        ("สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)", "สำนักงานพัฒนารัฐบาลดิจิทัล |(องค์การมหาชน)"),
        ("จังหวัดเชียงรายได้จัดทำ", "จังหวัดเชียงราย|ได้|จัดทำ"),
    ],
)
def test_lines_end_between_words(text: str, pieces: str) -> None:
    """X1: at words and at a change of script, never inside a Latin run."""
    assert "|".join(break_words(text)) == pieces


WHOLE = (
    "พ.ศ.|สรอ.|ก.พ.ร.|สำนักงาน ก.พ.|รมว.ดศ.|น.ส.|ม.ค. – ส.ค.|ที่ ดศ ๐๑๐๐/ว ๑๒๓|พ.ศ.๒๕๕๘|ต่าง ๆ|อื่น ๆ|๑๒๓,๔๕๖.๗๘|ร้อยละ ๘๐.๙๕"
)
WHOLE += "|๓/๒๕๖๑|(๑)|๒.๑.๓|พ.ศ. ๒๕๕๙ – ๒๕๖๑|๑๔.๓๐ น.|๑๐๐%|2560|v2.0|ISO/IEC"
WHOLE += "|ict@example.go.th|ข้อ 2(ก)|๕ เมษายน|ฤๅษี|฿ ๑๐๐|ฯพณฯ|๓๖ โครงการ"


@pytest.mark.parametrize("text", WHOLE.split("|"))
def test_what_belongs_together_stays_on_one_line(text: str) -> None:
    """X1: numbers, years, abbreviations, ๆ and units are held by U+00A0 or by rule."""
    assert break_words(bind(text)) == (text.replace(" ", NO_BREAK_SPACE),)


@given(THAI)
@settings(max_examples=200, deadline=None)
def test_the_pieces_join_to_the_text(text: str) -> None:
    """X1: a wrong break is ugly, a lost letter would be a lie."""
    for cut in (break_words, break_finely, break_letters):
        pieces = cut(text)
        assert "".join(pieces) == text
        assert all(pieces)
        assert not any(piece[0] in "ๆฯะาำๅิีึืุู็่้๊๋์ํ" for piece in pieces[1:])
    assert show(text).replace(ZERO_WIDTH_SPACE, "").replace(NO_BREAK_SPACE, " ") == text.replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize("text", [*STRINGS, *LONG])
def test_no_test_string_is_cut_inside_a_cluster(text: str) -> None:
    """X1: all strings of the table, the very long ones too."""
    assert "".join(break_words(text)) == text
    assert len(break_letters("ก" * 300)) == 300


def test_residual_errors_are_the_listed_ones() -> None:
    """X1: what the engine still gets wrong is known by name."""
    assert {text: break_words(text) for text in KNOWN_TO_FAIL} == KNOWN_TO_FAIL


def test_the_window_holds_the_year_to_its_era_and_breaks_around_abbreviations() -> None:
    """X1: shown form: U+200B on both sides of พ.ศ., U+00A0 before the year."""
    assert show("เมื่อปีพ.ศ. ๒๕๕๙ต่อเนื่อง").split(ZERO_WIDTH_SPACE) == ["เมื่อ", "ปี", "พ.ศ.\u00a0๒๕๕๙", "ต่อเนื่อง"]


def test_a_long_name_is_whole_on_paper_and_flexible_in_the_window() -> None:
    """X1: a narrow label is never wider than its longest word."""
    name = "ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง"
    assert break_words(name) == (name,)
    assert break_finely(name) == ("ผู้บริหาร", "เทคโนโลยีสารสนเทศ", "ระดับสูง")


def test_loading_the_dictionary_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    """X7: the program writes where it says, nowhere else."""
    code = "import sys; from desktop_app.thai.breaking import break_words\n"
    code += "assert 'pythainlp' not in sys.modules\nbreak_words('ที่นี่')"
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **home}, check=True, cwd=Path(__file__).parents[2])
    assert list(tmp_path.iterdir()) == []
