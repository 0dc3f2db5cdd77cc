"""One spelling for every text, at every entrance (X1).

The stored form: what is typed, pasted or imported passes `clean` before it is kept, hashed or signed,
and never after. Sources: Unicode Standard 15.0, section 16.1 (Thai, logical order of marks); the legacy
private-use block of Thai Windows fonts; package format, section 6 (characters no payload may hold).
"""

from __future__ import annotations

import re
import unicodedata

from desktop_app.thai.faults import BROKEN_TEXT

TONES = "\u0e48-\u0e4b"
VOWEL_MARKS = "\u0e31\u0e34-\u0e39\u0e47\u0e4d"  # stand before the tone of the same consonant

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_FORBIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_TONE_BEFORE_VOWEL = re.compile(f"([{TONES}]+)([{VOWEL_MARKS}]+)")
_OPEN_SARA_AM = re.compile(f"\u0e4d([{TONES}]*)\u0e32")
_TONE_AFTER_SARA_AM = re.compile(f"\u0e33([{TONES}]+)")
_SECOND_TONE = re.compile(f"[{TONES}]([{TONES}])")
_PLAIN = re.compile("[\t\n -~]*")


def _run(first: int, targets: range) -> dict[int, int]:
    return {first + number: target for number, target in enumerate(targets)}


_LEGACY = {  # F700-F71A: shifted shapes that Thai Windows 95 fonts kept in the private-use area
    0x00A0: 0x0020,
    0xF700: 0x0E10,
    **_run(0xF701, range(0x0E34, 0x0E38)),
    **_run(0xF705, range(0x0E48, 0x0E4D)),
    **_run(0xF70A, range(0x0E48, 0x0E4D)),
    0xF70F: 0x0E0D,
    0xF710: 0x0E31,
    0xF711: 0x0E4D,
    0xF712: 0x0E47,
    **_run(0xF713, range(0x0E48, 0x0E4D)),
    **_run(0xF718, range(0x0E38, 0x0E3B)),
}


def clean(text: str) -> str:
    """Return `text` in the one form Phrom keeps: no invisible characters, marks in standard order.

    Idempotent. Nothing visible is lost; a second tone on one letter stays (see `doubled_tones`).

    Raises:
        PhromError: THAI-01, a lone surrogate, which no file can hold.
    """
    if _PLAIN.fullmatch(text):
        return text
    broken = _SURROGATE.search(text)
    if broken:
        raise BROKEN_TEXT.error(position=broken.start() + 1)
    text = _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text)).translate(_LEGACY)
    return _in_order(text)


def doubled_tones(text: str) -> tuple[int, ...]:
    """Positions of every tone mark that follows another one: reported to the person, never removed."""
    return tuple(match.start(1) for match in _SECOND_TONE.finditer(text))


def _in_order(text: str) -> str:
    """NFC, then the orders that NFC does not know; again until nothing moves."""
    while True:
        before = text
        text = unicodedata.normalize("NFC", text)
        text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
        text = _OPEN_SARA_AM.sub("\\1\u0e33", text)
        text = _TONE_AFTER_SARA_AM.sub("\\1\u0e33", text)
        text = text.replace("\u0e40\u0e40", "\u0e41")
        if text == before:
            return text
