"""The one rounding."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.scoring.rounding import decimal_text, exact_number, half_away, half_up, largest_remainder


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [("200/3", 2, "66.67"), ("57.845", 2, "57.85"), ("12.5", 0, "13"), ("0", 2, "0.00"), ("99.995", 2, "100.00")],
)
def test_half_goes_up(value: str, places: int, shown: str) -> None:
    """S1: the examples of the profile, 3.5."""
    assert half_up(Fraction(value), places) == shown


@pytest.mark.parametrize(("value", "shown"), [("-0.125", "-0.13"), ("0.125", "0.13"), ("-0.001", "0.00")])
def test_a_difference_goes_away_from_zero(value: str, shown: str) -> None:
    """S1 O5: differences between rounds, and no minus before nothing."""
    assert half_away(Fraction(value), 2) == shown


@given(st.lists(st.fractions(min_value=-50, max_value=50), min_size=1, max_size=12))
def test_the_largest_remainders_make_a_column_add_up(values: list[Fraction]) -> None:
    """S3: no shown figure is a whole unit away from its exact value."""
    total = int(half_up(sum(values, Fraction(100)), 0)) - 100
    shown = largest_remainder(values, total)
    assert sum(shown) == total
    assert all(abs(unit - value) < 1 for unit, value in zip(shown, values, strict=True))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6))
def test_decimal_text_writes_what_it_reads(value: object) -> None:
    """S1: cells and answers lose nothing on the way."""
    number = exact_number(str(value))
    assert number is not None
    assert exact_number(decimal_text(number)) == number


@pytest.mark.parametrize("text", ["", " ", "1e3", "๑๒", "1,000", "NaN", "1/3", "--1"])
def test_what_is_no_decimal_number_is_none(text: str) -> None:
    """S1: nothing is guessed."""
    assert exact_number(text) is None


def test_a_third_has_no_decimal_form() -> None:
    """S1: weights come from cells, so they always have one."""
    with pytest.raises(ValueError, match="1/3"):
        decimal_text(Fraction(1, 3))
