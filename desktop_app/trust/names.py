"""Names in certificates, built and read without `cryptography`.

`cryptography` counts the octets of UTF-8 where X.520 counts characters: it refuses a common name of 22 Thai
letters. So names are written and taken apart with `der`.
Source: package-format section 9 (leaf profile); X.520 upper bounds (64 characters).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from desktop_app.thai.clean import clean
from desktop_app.trust import der
from desktop_app.trust.faults import BAD_OFFICE_CODE, EMPTY_NAME

MOST_CHARACTERS = 64
LEADING_VOWELS = "เแโใไ"  # meaningless at the end of a cut text
CUT = "…"  # ends a shortened name
OFFICE_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}", re.ASCII)

COUNTRY, ORGANISATION, COMMON_NAME, SERIAL_NUMBER = "2.5.4.6", "2.5.4.10", "2.5.4.3", "2.5.4.5"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a leaf certificate names.

    Attributes:
        organisation: the office's name, at most 64 characters.
        common_name: the signer's name, at most 64 characters.
        office_code: the office's code in the roster, at most 20 characters.
    """

    organisation: str
    common_name: str
    office_code: str

    def to_der(self) -> bytes:
        """The name as a certificate holds it: C, O, CN, serialNumber."""
        return der.sequence(
            _part(COUNTRY, der.printable("TH")),
            _part(ORGANISATION, der.utf8(self.organisation)),
            _part(COMMON_NAME, der.utf8(self.common_name)),
            _part(SERIAL_NUMBER, der.printable(self.office_code)),
        )


def make_subject(organisation: str, common_name: str, office_code: str) -> Subject:
    """Make the subject of a leaf from a roster's texts, long names shortened.

    Raises:
        PhromError: TRUST-03 a name is empty, TRUST-04 the office code is malformed.
    """
    if not OFFICE_CODE.fullmatch(office_code):
        raise BAD_OFFICE_CODE.error(code=office_code)
    return Subject(_usable(organisation), _usable(common_name), office_code)


def ca_name(organisation: str, common_name: str) -> bytes:
    """DER name of a certification authority: C, O, CN.

    Raises:
        PhromError: TRUST-03, a name is empty.
    """
    return der.sequence(
        _part(COUNTRY, der.printable("TH")),
        _part(ORGANISATION, der.utf8(_usable(organisation))),
        _part(COMMON_NAME, der.utf8(_usable(common_name))),
    )


def read_subject(name: bytes) -> Subject:
    """Read a leaf's subject, DER.

    Raises:
        ValueError: it is not just what `Subject.to_der` writes.
    """
    ((_, _, parts),) = der.parts(name)
    _, organisation, common_name, office_code = (_value(part).decode() for _, _, part in der.parts(parts))
    if max(len(organisation), len(common_name)) > MOST_CHARACTERS or not OFFICE_CODE.fullmatch(office_code):
        raise ValueError("subject has a part that is too long")
    subject = Subject(organisation, common_name, office_code)
    if subject.to_der() != name:
        raise ValueError("subject is not C, O, CN, serialNumber")
    return subject


def shorten(text: str, most: int = MOST_CHARACTERS) -> str:
    """Cut `text` to at most `most` characters, never before a mark that belongs to the letter before it."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and unicodedata.category(text[end]) == "Mn":
        end -= 1
    return text[:end].rstrip(LEADING_VOWELS + " ") + CUT


def names_same(certified: str, name: str) -> bool:
    """Whether a name is the one in a certificate, which may be a shortened one; blanks and spelling aside."""
    certified, name = (" ".join(clean(one).split()) for one in (certified, name))
    return name.startswith(certified[:-1]) if certified.endswith(CUT) else name == certified


def _usable(text: str) -> str:
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if not cleaned:
        raise EMPTY_NAME.error()
    return shorten(cleaned)


def _part(attribute: str, value: bytes) -> bytes:
    return der.set_of(der.sequence(der.oid(attribute), value))


def _value(part: bytes) -> bytes:
    ((_, _, pair),) = der.parts(part)
    _, (_, _, value) = der.parts(pair)
    return value
