"""DER written out, one small function per ASN.1 type.

Certificates, revocation lists, sealed keys and package signatures have exactly one permitted byte form; a
reader rebuilds that form from the values it read and compares. Writer and reader therefore share these
functions. Reading is left to asn1crypto and cryptography, but for `parts`, which takes a form apart that is put
together again and compared.
Source: ITU-T X.690, sections 8 and 10.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from asn1crypto import core

NULL = b"\x05\x00"
TRUE = b"\x01\x01\xff"
FIRST_YEAR_OF_GENERALIZED_TIME = 2050  # RFC 5280, 4.1.2.5


def tlv(tag: int, *parts: bytes) -> bytes:
    """One element: tag octet, shortest length, the parts one after another."""
    body = b"".join(parts)
    return head(tag, len(body)) + body


def head(tag: int, size: int) -> bytes:
    """Tag octet and shortest length of an element whose `size` octets follow; for content too large to hold."""
    if size < 0x80:
        return bytes((tag, size))
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE or SEQUENCE OF."""
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """SET OF, elements in the ascending order of their encodings (X.690, 11.6)."""
    return tlv(0x31, *sorted(parts))


def context(number: int, *parts: bytes, constructed: bool = True) -> bytes:
    """Context-specific tag `[number]`."""
    return tlv((0xA0 if constructed else 0x80) | number, *parts)


def integer(value: int) -> bytes:
    """INTEGER in two's complement, as short as possible."""
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(value: bytes) -> bytes:
    """OCTET STRING."""
    return tlv(0x04, value)


def bits(value: bytes, unused: int = 0) -> bytes:
    """BIT STRING whose last octet has `unused` bits to spare."""
    return tlv(0x03, bytes((unused,)), value)


def utf8(text: str) -> bytes:
    """UTF8String."""
    return tlv(0x0C, text.encode())


def printable(text: str) -> bytes:
    """PrintableString; the caller has checked the characters."""
    return tlv(0x13, text.encode("ascii"))


@lru_cache(maxsize=128)
def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER from its dotted form."""
    encoded: bytes = core.ObjectIdentifier(dotted).dump()
    return encoded


def utc_time(moment: datetime) -> bytes:
    """UTCTime with seconds and `Z`, for an aware UTC moment of 1950 to 2049."""
    return tlv(0x17, moment.strftime("%y%m%d%H%M%SZ").encode("ascii"))


def generalized_time(moment: datetime) -> bytes:
    """GeneralizedTime with seconds and `Z`, for an aware UTC moment."""
    return tlv(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode("ascii"))


def time(moment: datetime) -> bytes:
    """Time as certificates write it: UTCTime through 2049, GeneralizedTime from 2050."""
    late = moment.year >= FIRST_YEAR_OF_GENERALIZED_TIME
    return generalized_time(moment) if late else utc_time(moment)


def parts(content: bytes) -> list[tuple[int, bytes, bytes]]:
    """The elements that lie in `content` one after another: tag octet, whole element, its body.

    Raises:
        ValueError: an element is cut off, or its length is indefinite or runs over the end.
    """
    found, start = [], 0
    while start < len(content):
        if start + 2 > len(content):
            raise ValueError("element is cut off")
        size, body = content[start + 1], start + 2
        if size & 0x80:
            octets = size & 0x7F
            if octets == 0:
                raise ValueError("indefinite length")
            size, body = int.from_bytes(content[body : body + octets], "big"), body + octets
        end = body + size
        if end > len(content):
            raise ValueError("element runs over the end")
        found.append((content[start], content[start:end], content[body:end]))
        start = end
    return found
