"""One spelling for every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import PhromError
from desktop_app.thai.clean import clean, doubled_tones
from tests.thai.thai_strings import MALFORMED, STRINGS

THAI = st.text(alphabet=st.sampled_from([chr(code) for code in range(0x0E00, 0x0E5C)] + list(" a1\u200b\uf70a\u00a0")))


@pytest.mark.parametrize(("broken", "whole"), MALFORMED.items())
def test_broken_spellings_become_the_one_we_keep(broken: str, whole: str) -> None:
    """X1: the same word typed in any order is one word."""
    assert clean(broken) == whole


@pytest.mark.parametrize("text", [*STRINGS, "a\tb\nc", "", "=ร้อยละ", "😀 ดี 中文"])
def test_right_spellings_stay_as_they_are(text: str) -> None:
    """X1: cleaning changes nothing that is right."""
    assert clean(text) == text


@given(THAI)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """X1: what is stored can pass every entrance again."""
    assert clean(clean(text)) == clean(text)


def test_nothing_a_package_forbids_is_left() -> None:
    """P1 X1: package format, section 6: a cleaned text is never refused for its characters."""
    forbidden = [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD, 0x061C, *range(0x200B, 0x2010)]
    forbidden += [*range(0x2028, 0x202F), *range(0x2060, 0x206A), 0xFEFF, *range(0xFFF9, 0xFFFC), 0xE0000, 0xE007F]
    left = clean("ก" + "ข".join(map(chr, forbidden)))
    assert not set(left) & {chr(code) for code in forbidden}


def test_half_a_character_is_refused_with_its_place() -> None:
    """X1: a lone surrogate can be kept by no file."""
    with pytest.raises(PhromError) as refused:
        clean("กข\ud800")
    assert refused.value.code == "THAI-01"
    assert "3" in refused.value.message("th")


def test_a_second_tone_is_reported_and_kept() -> None:
    """X1: nobody's text is changed silently."""
    assert clean("ก่้า") == "ก่้า"
    assert doubled_tones("ขก่้า") == (3,)
    assert doubled_tones("ก้าง่าย") == ()
