"""What can be wrong with the payload, truly signed (threats, section 6.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop_app.package.kinds import PackageType
from tests.hostile.spoiler import Case
from tests.simulator.world import FIELDS, HEX, UUID7

NAME = "submission.json"
SUBMISSION = FIELDS[PackageType.SUBMISSION]
Files = dict[str, bytes]


def bytes_of(change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    """Change the payload's bytes."""
    return lambda files: {**files, NAME: change(files[NAME])}


def value(text: bytes) -> Callable[[Files], Files]:
    """Write another value for `revision`, which stands as 1."""

    def change(payload: bytes) -> bytes:
        assert b'"revision":1,' in payload
        return payload.replace(b'"revision":1,', b'"revision":' + text + b",")

    return bytes_of(change)


def answer(text: bytes) -> Callable[[Files], Files]:
    """Write other bytes inside an answer's text."""
    return bytes_of(lambda payload: payload.replace('"/data/a1":"มี"'.encode(), b'"/data/a1":"' + text + b'"'))


def nested(depth: int) -> bytes:
    """An array this deep."""
    return b"[" * depth + b"]" * depth


SPELLINGS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "not JSON": (bytes_of(lambda _: b"hello"), "JSON_SYNTAX"),
    "empty": (bytes_of(lambda _: b""), "JSON_SYNTAX"),
    "array": (bytes_of(lambda _: b"[]"), "JSON_SYNTAX"),
    "only a number": (bytes_of(lambda _: b"7"), "JSON_SYNTAX"),
    "byte order mark": (bytes_of(lambda payload: b"\xef\xbb\xbf" + payload), "JSON_BOM"),
    "UTF-16": (bytes_of(lambda payload: payload.decode().encode("utf-16")), "JSON_UTF8"),
    "invalid UTF-8": (answer(b"\xff"), "JSON_UTF8"),
    "overlong UTF-8": (answer(b"\xc0\xaf"), "JSON_UTF8"),
    "UTF-8 surrogate": (answer(b"\xed\xa0\x80"), "JSON_UTF8"),
    "duplicate key": (value(b'1,"revision":2'), "JSON_DUPLICATE_KEY"),
    "NaN": (value(b"NaN"), "JSON_CONST"),
    "Infinity": (value(b"Infinity"), "JSON_CONST"),
    "minus Infinity": (value(b"-Infinity"), "JSON_CONST"),
    "integer of 5,000 digits": (value(b"9" * 5000), "JSON_INT"),
    "2^53": (value(b"9007199254740992"), "JSON_INT"),
    "1e400": (value(b"1e400"), "JSON_FLOAT"),
    "1.0": (value(b"1.0"), "JSON_FLOAT"),
    "1E2": (value(b"1E2"), "JSON_FLOAT"),
    "minus zero": (value(b"-0"), "JSON_NOT_CANONICAL"),
    "leading zero": (value(b"01"), "JSON_SYNTAX"),
    "plus sign": (value(b"+1"), "JSON_SYNTAX"),
    "200,000 levels": (value(nested(200_000)), "JSON_DEPTH"),
    "13 levels": (value(nested(12)), "JSON_DEPTH"),
    "unbalanced brackets": (value(b"]]]]"), "JSON_SYNTAX"),
    "lone surrogate": (answer(rb"\ud800"), "TEXT_SURROGATE"),
    "surrogate pair": (answer(rb"\ud83d\ude00"), "JSON_NOT_CANONICAL"),
    "escaped letter": (answer(rb"\u0e01"), "JSON_NOT_CANONICAL"),
    "escaped slash": (answer(rb"a\/b"), "JSON_NOT_CANONICAL"),
    "literal newline in text": (answer(b"a\nb"), "JSON_NOT_CANONICAL"),
    "literal tab in text": (answer(b"a\tb"), "JSON_NOT_CANONICAL"),
    "unknown escape": (answer(rb"\x41"), "JSON_SYNTAX"),
    "bytes behind": (bytes_of(lambda payload: payload + b"{}"), "JSON_SYNTAX"),
    "newline behind": (bytes_of(lambda payload: payload + b"\n"), "JSON_NOT_CANONICAL"),
    "comment": (bytes_of(lambda payload: b"/* */" + payload), "JSON_SYNTAX"),
    "single quotes": (bytes_of(lambda payload: payload.replace(b'"', b"'")), "JSON_SYNTAX"),
    "blank between tokens": (value(b" 1"), "JSON_NOT_CANONICAL"),
    "keys out of order": (bytes_of(lambda payload: b'{"type":"submission",' + payload[1:]), "JSON_DUPLICATE_KEY"),
    "key with a blank": (value(b'1,"a b":1'), "JSON_KEY"),
    "Thai key": (value('1,"ก":1'.encode()), "JSON_KEY"),
    "empty key": (value(b'1,"":1'), "JSON_KEY"),
    "key of 201 letters": (value(b'1,"' + b"a" * 201 + b'":1'), "JSON_KEY"),
    "NUL": (answer(rb"\u0000"), "TEXT_CONTROL"),
    "escape character": (answer(b"\x1b[31m"), "TEXT_CONTROL"),
    "carriage return": (answer(rb"a\rb"), "TEXT_CONTROL"),
    "right-to-left override": (answer("\u202e".encode()), "TEXT_CONTROL"),
    "zero-width space": (answer("\u200b".encode()), "TEXT_CONTROL"),
    "byte order mark inside": (answer("\ufeff".encode()), "TEXT_CONTROL"),
    "tag character": (answer("\U000e0041".encode()), "TEXT_CONTROL"),
    "soft hyphen": (answer("\u00ad".encode()), "TEXT_CONTROL"),
    "text not NFC": (answer("e\u0301".encode()), "TEXT_NFC"),
}


def replaced(**changes: object) -> dict[str, Any]:
    """Fields of a submission that are not as they must be."""
    return changes


SCORE, SIGNATORY, ACTIVITY, EVIDENCE = (SUBMISSION[name] for name in ("score", "signatory", "activity", "evidence"))
FIELDS_WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "version of the future": ({"schema": "phrom/2"}, "VERSION"),
    "schema of somebody else": ({"schema": "other/1"}, "SCHEMA"),
    "type of another file": ({"type": "receipt"}, "SCHEMA"),
    "type unknown": ({"type": "letter"}, "SCHEMA"),
    "other deployment": ({"audience": "phrom-production"}, "AUDIENCE"),
    "unknown field": ({"extra": 1}, "SCHEMA"),
    "unknown field inside": ({"signatory": {**SIGNATORY, "email": "x"}}, "SCHEMA"),
    "seq zero": ({"seq": 0}, "SCHEMA"),
    "seq true": ({"seq": True}, "SCHEMA"),
    "created in the far future": ({"created_at": "2569-03-16T00:00:00Z"}, "CLOCK"),
    "created on 30 February": ({"created_at": "2026-02-30T00:00:00Z"}, "SCHEMA"),
    "created with an offset": ({"created_at": "2026-03-16T09:00:00+07:00"}, "SCHEMA"),
    "version of a UUID": ({"submission_id": UUID7.replace("-7c", "-4c")}, "SCHEMA"),
    "upper-case digest": ({"form_sha256": HEX.upper()}, "SCHEMA"),
    "short digest": ({"form_sha256": HEX[:-1]}, "SCHEMA"),
    "office code of 21": ({"office_code": "A" * 21}, "SCHEMA"),
    "office code with a blank": ({"office_code": "50 001"}, "SCHEMA"),
    "round in Thai digits": ({"round": "๒๕๖๙"}, "SCHEMA"),
    "revision zero": ({"revision": 0}, "SCHEMA"),
    "revision as text": ({"revision": "1"}, "SCHEMA"),
    "answers as an array": ({"answers": []}, "SCHEMA"),
    "answer null": ({"answers": {"/data/a1": None}}, "SCHEMA"),
    "answer true": ({"answers": {"/data/a1": True}}, "SCHEMA"),
    "answer object": ({"answers": {"/data/a1": {}}}, "SCHEMA"),
    "answer array of integers": ({"answers": {"/data/a1": [1]}}, "SCHEMA"),
    "answer of 20,001 characters": ({"answers": {"/data/a1": "ก" * 20_001}}, "SCHEMA"),
    "reference without a slash": ({"answers": {"a1": "x"}}, "SCHEMA"),
    "reference by instance key": ({"answers": {"/data/d2[01ab]/x": "x"}}, "SCHEMA"),
    "reference to position 0": ({"answers": {"/data/d2[0]/x": "x"}}, "SCHEMA"),
    "changes in revision 1": ({"changes": {"/data/a1": "why"}}, "SCHEMA"),
    "line with a newline": ({"signatory": {**SIGNATORY, "name": "a\nb"}}, "SCHEMA"),
    "line of 201": ({"signatory": {**SIGNATORY, "name": "ก" * 201}}, "SCHEMA"),
    "evidence not sorted": ({"evidence": EVIDENCE[::-1]}, "SCHEMA"),
    "evidence twice": ({"evidence": [EVIDENCE[0], EVIDENCE[0]]}, "SCHEMA"),
    "evidence of nothing": ({"evidence": [{**EVIDENCE[0], "questions": []}]}, "SCHEMA"),
    "negative size": ({"evidence": [{**EVIDENCE[0], "size": -1}]}, "SCHEMA"),
    "negative minutes": ({"activity": {**ACTIVITY, "active_minutes": -1}}, "SCHEMA"),
    "score as a float in text": ({"score": {**SCORE, "total": {"exact": "1.5", "shown": "1.5"}}}, "SCHEMA"),
    "zero denominator": ({"score": {**SCORE, "total": {"exact": "1/0", "shown": "1"}}}, "SCHEMA"),
    "negative zero": ({"score": {**SCORE, "total": {"exact": "0/1", "shown": "-0.00"}}}, "SCHEMA"),
    "unknown state": ({"score": {**SCORE, "nodes": [{**SCORE["nodes"][0], "state": "good"}]}}, "SCHEMA"),
    "weight as a number": ({"score": {**SCORE, "nodes": [{**SCORE["nodes"][0], "weight": 40}]}}, "SCHEMA"),
    "level as text": ({"score": {**SCORE, "level": "2"}}, "SCHEMA"),
}

OTHER_TYPES: list[tuple[str, PackageType, dict[str, Any], str]] = [
    ("newer program needed", PackageType.FORM_RELEASE, {"min_app_version": "99.0"}, "VERSION"),
    ("malformed program version", PackageType.FORM_RELEASE, {"min_app_version": "new"}, "SCHEMA"),
    ("form without files", PackageType.FORM_RELEASE, {"files": []}, "SCHEMA"),
    ("title in one language", PackageType.FORM_RELEASE, {"title": {"th": "ก"}}, "SCHEMA"),
    ("group of four", PackageType.BENCHMARK_RELEASE, {"min_group": 4}, "SCHEMA"),
    (
        "group smaller than allowed",
        PackageType.BENCHMARK_RELEASE,
        {"groups": [{**FIELDS[PackageType.BENCHMARK_RELEASE]["groups"][0], "n": 4}]},
        "SCHEMA",
    ),
    ("unknown verdict", PackageType.RECEIPT, {"verdict": "perhaps"}, "SCHEMA"),
    ("return of nothing", PackageType.RETURN, {"items": []}, "SCHEMA"),
    ("unknown reason", PackageType.RENEWAL_REQUEST, {"reason": "lost"}, "SCHEMA"),
    ("base64 with a line break", PackageType.ENROL_CERT, {"certificate": "AA\nAA"}, "SCHEMA"),
    ("base64 not padded", PackageType.ENROL_CERT, {"certificate": "AAA"}, "SCHEMA"),
    ("base64 with idle bits", PackageType.ENROL_CERT, {"certificate": "AAB="}, "SCHEMA"),
    ("bundle without a root", PackageType.TRUST_BUNDLE, {"roots": []}, "SCHEMA"),
    ("weak foreign keys", PackageType.TRUST_BUNDLE, {"cas": [
        {"certificate": "AAAA", "roles": [], "foreign": {"policies": [], "eku": [], "min_rsa_bits": 1024}}
    ]}, "SCHEMA"),
]  # fmt: skip

ACCEPTED: dict[str, str] = {
    "formula": "=cmd|'/c calc'!A1",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "tab at the start": "\tx",
    "SQL": "'; DROP TABLE submission; --",
    "HTML": "<img src=x onerror=alert(1)>",
    "template": "{{7*7}} %s {0}",
    "emoji": "👍🏽",
    "Thai with all marks": "น้ำ ก่ำ ปั้น ญี่ปุ่น ฎีกา เกี๊ยะ",
    "20,000 characters": "ก" * 20_000,
    "empty": "",
}
"""Text that is strange and harmless: accepted as text, made safe where it goes out."""

CASES = [Case(name, "files", change, code) for name, (change, code) in SPELLINGS.items()]
