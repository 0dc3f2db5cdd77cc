"""Canonical JSON: one spelling, which survives the way there and back."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.package import canonical
from desktop_app.package.canonical import FORBIDDEN, MOST_INTEGER, forbidden_in, from_bytes, to_bytes
from desktop_app.package.refusal import PackageRefused

texts = st.text().map(lambda text: unicodedata.normalize("NFC", text)).filter(lambda text: not forbidden_in(text))
keys = st.from_regex(r"\A[A-Za-z0-9_./\[\]-]{1,12}\Z")
atoms = st.none() | st.booleans() | st.integers(-MOST_INTEGER, MOST_INTEGER) | texts
values = st.recursive(
    atoms, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)
objects = st.dictionaries(keys, values, max_size=5)


@given(objects)
def test_every_object_comes_back(value: dict[str, object]) -> None:
    """P1: what is written is read as the same value."""
    assert from_bytes(to_bytes(value)) == value


@given(objects)
def test_the_spelling_is_that_of_the_documented_call(value: dict[str, object]) -> None:
    """P1: anybody can rebuild the bytes with one line of Python."""
    spelled = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert to_bytes(value) == spelled.encode("utf-8")


@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """P7: nothing but a code comes out, and what is accepted has its one spelling."""
    try:
        assert to_bytes(from_bytes(data)) == data
    except PackageRefused as refused:
        assert refused.code.startswith(("JSON_", "TEXT_"))


@given(st.text(alphabet='{}[]",:\\ntfu0123456789.eE-+ ', max_size=40))
def test_anything_like_json_is_read_or_refused(text: str) -> None:
    """P7: the same for bytes made of JSON's own characters."""
    test_any_bytes_are_read_or_refused.hypothesis.inner_test(text.encode())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"a": 1.5}, "JSON_FLOAT"),
        ({"a": float("nan")}, "JSON_FLOAT"),
        ({"a": 2**53}, "JSON_INT"),
        ({"ก": 1}, "JSON_KEY"),
        ({1: 1}, "JSON_KEY"),
        ({"a": b"x"}, "JSON_SYNTAX"),
        ({"a": object()}, "JSON_SYNTAX"),
        ({"a": "\u200b"}, "TEXT_CONTROL"),
        ({"a": "\ud800"}, "TEXT_SURROGATE"),
        ({"a": "e\u0301"}, "TEXT_NFC"),
    ],
)
def test_a_writer_refuses_what_a_reader_would(value: dict[str, object], code: str) -> None:
    """P3: text that was not cleaned never gets into a package."""
    with pytest.raises(PackageRefused) as refused:
        to_bytes(value)
    assert refused.value.code == code


def test_depth_is_counted_as_in_the_format() -> None:
    """P7: twelve levels pass, the thirteenth does not."""
    value: dict[str, object] = {}
    for _ in range(11):
        value = {"a": value}
    assert from_bytes(to_bytes(value)) == value
    with pytest.raises(PackageRefused, match="JSON_DEPTH"):
        to_bytes({"a": value})


def test_tuples_and_lists_are_spelled_alike() -> None:
    """P1: frozen values of other rooms are written as arrays."""
    assert to_bytes({"a": (1, "x")}) == to_bytes({"a": [1, "x"]}) == b'{"a":[1,"x"]}'


def test_the_forbidden_characters_are_those_of_the_table() -> None:
    """P7: newline and tab are allowed; the joiners and marks of the list are not; Thai is."""
    allowed = "\t\n กขฃ๛ฯๆ\u0e33\u0e4d\u0e32\u00a0\u2010\u2011\u2013\u2026"
    assert not FORBIDDEN.search(allowed)
    for code in (0, 8, 0x0B, 0x0D, 0x1F, 0x7F, 0x9F, 0xAD, 0x61C, 0x200B, 0x200F, 0x2028, 0x2060, 0xFEFF, 0xE0001):
        assert FORBIDDEN.search(chr(code)), hex(code)


def test_all_that_is_forbidden_is_not_printable() -> None:
    """P7: the quick look before the patterns lets nothing through, in this Python's table of characters."""
    every = map(chr, range(sys.maxunicode + 1))
    wanted = [one for one in every if FORBIDDEN.match(one) or canonical.SURROGATE.match(one)]
    assert len(wanted) > 2_048
    assert not [ascii(one) for one in wanted if one.isprintable()]


@given(st.text('[]{}"\\a', max_size=30))
def test_brackets_are_counted_outside_of_strings(text: str) -> None:
    """P7: the quick count agrees with walking through the text octet by octet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "MOST_DEPTH", 2)
        try:
            canonical._check_depth(text.encode())
            refused = False
        except PackageRefused:
            refused = True
    assert refused == (_deepest(text) > 2)


def _deepest(text: str) -> int:
    depth, deepest, inside, escaped = 0, 0, False, False
    for letter in text:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"':
            inside = not inside
        elif not inside and letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif not inside and letter in "]}":
            depth -= 1
    return deepest
