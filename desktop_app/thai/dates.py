"""Dates of the Buddhist Era (X1): stored as ISO 8601, written and typed as a Thai office writes them.

QLocale, QCalendar and the standard library know no Buddhist Era, hence our own; year = Gregorian + 543
for every date since 1 January 2484 B.E. (before it the Thai year began in April: no form asks for such days).
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from typing import Literal

from desktop_app.errors import Language
from desktop_app.thai.digits import Digits, in_digits, to_arabic

BE_OFFSET = 543
Style = Literal["long", "short", "numeric"]

MONTHS_TH = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS_TH = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_FIRST_BE_YEAR = 2400  # a typed year from here on is Buddhist: no form asks for the Gregorian 25th century
_CENTURY_BE = 2500  # what two digits mean: 69 is 2569

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_NUMERIC = re.compile(r"(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4}|\d{2})")
_WORDS = re.compile(
    r"(?:วันที่\s*)?(?P<day>\d{1,2})\s*(?:เดือน\s*)?(?P<month>[^\d\s][^\d]*?)\s*"
    r"(?P<era>พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|b\.?e\.?|c\.?e\.?)?\s*(?P<year>\d{4}|\d{2})",
    re.IGNORECASE,
)


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for table in (MONTHS_TH, SHORT_MONTHS_TH, MONTHS_EN, tuple(name[:3] for name in MONTHS_EN)):
        names.update({_bare(name): number for number, name in enumerate(table, start=1)})
    return names


def _bare(name: str) -> str:
    return re.sub(r"[\s.,]", "", name).casefold()


_MONTH_NUMBERS = _month_names()


def be_year(day: date) -> int:
    """Year of the Buddhist Era."""
    return day.year + BE_OFFSET


def format_date(day: date, style: Style = "long", digits: Digits = "thai", language: Language = "th") -> str:
    """Write a date of the Buddhist Era.

    `long` is "๓๑ มีนาคม ๒๕๖๙", `short` is "๓๑ มี.ค. ๖๙" (all four digits outside 2500 to 2599),
    `numeric` is "๓๑/๓/๒๕๖๙". English keeps the Buddhist year, says so, and has Arabic digits always.
    """
    year = str(be_year(day))
    if style == "numeric":
        text = f"{day.day}/{day.month}/{year}"
    elif language == "en":
        name = MONTHS_EN[day.month - 1]
        text = f"{day.day} {name if style == 'long' else name[:3]} B.E. {year}"
    elif style == "long":
        text = f"{day.day} {MONTHS_TH[day.month - 1]} {year}"
    else:
        text = f"{day.day} {SHORT_MONTHS_TH[day.month - 1]} {year[2:] if year.startswith('25') else year}"
    return in_digits(text, "arabic" if language == "en" else digits)


def format_time(moment: datetime, digits: Digits = "thai", language: Language = "th") -> str:
    """Write the clock of `moment` as it stands (no zone is applied): "๑๔.๓๐ น.", in English "14:30"."""
    if language == "en":
        return f"{moment:%H:%M}"
    return in_digits(f"{moment:%H.%M} น.", digits)


def format_moment(
    moment: datetime, zone: tzinfo, style: Style = "long", digits: Digits = "thai", language: Language = "th"
) -> str:
    """Write date and time of an aware `moment` as clocks show it in `zone`."""
    local = moment.astimezone(zone)
    written = format_date(local.date(), style, digits, language)
    joint = " เวลา " if language == "th" and style == "long" else " "
    return f"{written}{joint}{format_time(local, digits, language)}"


def parse_date(text: str) -> date | None:
    """Read a typed date, or None where it is none or where no such day exists.

    Takes ISO, `31/3/2569`, `31 มี.ค. 69`, `๓๑ มีนาคม ๒๕๖๙`, `31 มีนาคม พ.ศ. 2569`, `31 March 2026`. Two-digit
    years are 25xx of the Buddhist Era; four digits are Buddhist from 2400 on, else Gregorian, unless พ.ศ. or
    ค.ศ. says which.
    """
    plain = to_arabic(text).strip()
    for pattern in (_ISO, _NUMERIC, _WORDS):
        match = pattern.fullmatch(plain)
        if match:
            return _day(match)
    return None


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = int(parts["month"]) if parts["month"].isdigit() else _MONTH_NUMBERS.get(_bare(parts["month"]), 0)
    try:
        return date(_gregorian(parts["year"], parts.get("era") or ""), month, int(parts["day"]))
    except ValueError:
        return None


def _gregorian(year: str, era: str) -> int:
    """The Gregorian year that the typed digits mean."""
    number = int(year) + (_CENTURY_BE if len(year) == 2 else 0)
    if _bare(era) in {"คศ", "ce"}:
        return int(year)
    buddhist = _bare(era) in {"พศ", "be"} or number >= _FIRST_BE_YEAR
    return number - BE_OFFSET if buddhist else number
