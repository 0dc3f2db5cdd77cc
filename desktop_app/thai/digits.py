"""Thai and Arabic digits (X1): stored as typed in free text, as numbers in numeric answers."""

from __future__ import annotations

from typing import Literal

Digits = Literal["thai", "arabic"]

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", THAI_DIGITS)


def to_arabic(text: str) -> str:
    """`text` with ๐-๙ as 0-9."""
    return text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """`text` with 0-9 as ๐-๙."""
    return text.translate(_TO_THAI)


def in_digits(text: str, digits: Digits) -> str:
    """`text` with the digits of the setting."""
    return to_thai(text) if digits == "thai" else to_arabic(text)
