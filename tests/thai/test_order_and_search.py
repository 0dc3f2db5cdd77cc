"""Thai order and finding."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.thai.clean import clean
from desktop_app.thai.collation import sort_key
from desktop_app.thai.search import find, search_key
from tests.thai.thai_strings import GOLDEN_ORDER, MIXED_ORDER, STRINGS


def test_words_sort_as_in_the_dictionary() -> None:
    """X1: the golden list, the same for screen, paper and workbook."""
    assert sorted(MIXED_ORDER, key=sort_key) == GOLDEN_ORDER


@pytest.mark.parametrize(
    "ordered",
    [
        ["กรมการปกครอง", "กรมป่าไม้", "กระทรวงกลาโหม", "กระทรวงเกษตรและสหกรณ์"],
        ["เชียงราย", "เชียงใหม่", "ตรัง", "ตราด", "นครปฐม", "นครพนม", "เลย", "อุบลราชธานี"],
        ["จังหวัด ๑", "จังหวัด 2", "จังหวัด ๓"],
        ["a", "B", "ก"],
        ["แป้ง", "แปง ๒"],
        ["ตลาด", "ต่าง ๆ", "ต่างๆ ข"],
    ],
)
def test_names_of_offices_sort_as_people_expect(ordered: list[str]) -> None:
    """X1: leading vowels after their consonant, digits of both kinds, spaces and tones last."""
    mixed = ordered[1::2] + ordered[::2]
    assert sorted(mixed, key=sort_key) == ordered


@given(st.text(), st.text())
def test_the_order_is_total(one: str, other: str) -> None:
    """X1: two different texts never tie."""
    assert (sort_key(one) == sort_key(other)) == (one == other)


@pytest.mark.parametrize("text", STRINGS)
def test_every_string_finds_itself(text: str) -> None:
    """O4: whole, at its place."""
    sentence = f"xx {text} yy"
    ((start, end),) = find(text, sentence)
    assert sentence[start:end] == text


@pytest.mark.parametrize(
    ("needle", "text", "found"),
    [
        ("2559", "ปี ๒๕๕๙", ["๒๕๕๙"]),
        ("๒๕๕๙", "ปี 2559", ["2559"]),
        ("น้ำ", "แม่น\u0e4d\u0e49\u0e32 น้\u200bำ", ["น\u0e4d\u0e49\u0e32", "น้\u200bำ"]),
        ("egovernment", "ระบบ eGovernment", ["eGovernment"]),
        ("สำนักงาน ก.พ.", "ที่สำนักงานก.พ.", ["สำนักงานก.พ."]),
        ("ที", "ที่", ["ที"]),
        ("ที่", "ที", []),
        ("  ", "ก ข", []),
        ("ดี", "😀 ดี", ["ดี"]),
    ],
)
def test_places_are_those_of_the_text_as_it_stands(needle: str, text: str, found: list[str]) -> None:
    """O4: what is highlighted is what is on the screen."""
    assert [text[start:end] for start, end in find(needle, text)] == found


def test_the_key_of_a_text_is_one_whatever_was_typed() -> None:
    """O4: digits, case, order of marks and double spaces do not count."""
    assert search_key("น\u0e4d\u0e49\u0e32  ๒ API ") == search_key("น้ำ 2 api") == "น้ำ 2 api"


@given(st.text(alphabet="กขคงเาิ่้ำ 12๑", max_size=12), st.text(alphabet="กขคงเาิ่้ำ 12๑", max_size=4))
def test_every_place_holds_what_was_sought(text: str, needle: str) -> None:
    """O4: places are in order, never overlap, and their loose keys hold the needle's."""
    places = find(needle, clean(text))
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    loose = search_key(needle).replace(" ", "")
    assert all(loose in search_key(clean(text)[start:end]).replace(" ", "") for start, end in places)
