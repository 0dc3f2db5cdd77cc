"""Dates of the Buddhist Era and Thai digits."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.thai.dates import format_date, format_moment, format_time, parse_date
from desktop_app.thai.digits import in_digits, to_arabic, to_thai

DAY = date(2026, 3, 31)
BANGKOK = timezone(timedelta(hours=7))


def test_dates_are_written_as_offices_write_them() -> None:
    """X1: long, short and numeric, in both sets of digits and both languages."""
    assert format_date(DAY) == "๓๑ มีนาคม ๒๕๖๙"
    assert format_date(DAY, digits="arabic") == "31 มีนาคม 2569"
    assert format_date(DAY, "short", "arabic") == "31 มี.ค. 69"
    assert format_date(DAY, "numeric") == "๓๑/๓/๒๕๖๙"
    assert format_date(DAY, language="en") == "31 March B.E. 2569"
    assert format_date(DAY, "short", language="en") == "31 Mar B.E. 2569"
    assert format_date(date(2069, 1, 2), "short", "arabic") == "2 ม.ค. 2612"


def test_times_follow_the_zone_that_is_given() -> None:
    """X1: ๑๔.๓๐ น. on the clock of the office."""
    moment = datetime(2026, 3, 31, 7, 30, tzinfo=UTC)
    assert format_moment(moment, BANGKOK) == "๓๑ มีนาคม ๒๕๖๙ เวลา ๑๔.๓๐ น."
    assert format_moment(moment, BANGKOK, language="en") == "31 March B.E. 2569 14:30"
    assert format_time(moment, "arabic") == "07.30 น."


TYPED = "31/3/2569|31-3-69|๓๑.๓.๒๕๖๙|31 มี.ค. 69|31 มีค 69|๓๑ มีนาคม ๒๕๖๙|31 มีนาคม พ.ศ. 2569|31 มีนาคม พ.ศ.2569|2026-03-31"
TYPED += (
    "|วันที่ 31 เดือนมีนาคม พ.ศ. 2569|31 March 2026|31 Mar B.E. 2569|31/3/2026|31 มีนาคม ค.ศ. 2026|2569-03-31| 31/3/2569 "
)


@pytest.mark.parametrize("text", TYPED.split("|"))
def test_every_usual_way_of_typing_a_date_is_read(text: str) -> None:
    """X1 Q5: the officer types as on paper."""
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "31/2/2569", "32/1/2569", "มีนาคม", "31 มีนาถม 2569", "3/2569", "abc", "0/0/0000", "31 มี.ค."]
)
def test_what_is_no_date_is_none(text: str) -> None:
    """X1: nothing is guessed."""
    assert parse_date(text) is None


@given(
    st.dates(date(1941, 1, 1), date(2399, 12, 31)),
    st.sampled_from(["long", "numeric"]),
    st.sampled_from(["thai", "arabic"]),
)
def test_a_written_date_reads_back(day: date, style: str, digits: str) -> None:
    """X1: writing and reading are one rule."""
    assert parse_date(format_date(day, style, digits)) == day  # type: ignore[arg-type]
    assert parse_date(format_date(day, "long", language="en")) == day
    assert parse_date(day.isoformat()) == day


def test_digits_change_and_nothing_else() -> None:
    """X1: ๐-๙ and 0-9."""
    assert to_arabic("ข้อ ๑.๒ A1") == "ข้อ 1.2 A1"
    assert to_thai("ข้อ 1.2 A") == "ข้อ ๑.๒ A"
    assert in_digits("๑2", "thai") == "๑๒"
    assert in_digits("๑2", "arabic") == "12"
