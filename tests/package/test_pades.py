"""The signed report: whole, by the same key, of the same answers."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from desktop_app.package.pades import FIELD, VisibleField, check_pdf, sign_pdf
from desktop_app.package.refusal import PackageRefused
from desktop_app.trust.keys import spki_sha256
from tests.simulator.world import SIGNED_AT, World, plain_pdf, report_pdf, with_info, world

DIGEST = "5f" * 32


def signed(by: str = "50-001", digest: str | None = DIGEST) -> bytes:
    """A report signed by an office."""
    if digest is None:
        return sign_pdf(plain_pdf(None), world().office(by), SIGNED_AT)
    return report_pdf(digest, world().office(by))


def twice(pdf: bytes) -> bytes:
    """A second signature in a second field, by the same key."""
    with_other_field = pdf.replace(b"(CIO)", b"(CI2)")
    return sign_pdf(with_other_field, world().office(), SIGNED_AT)


def updated(pdf: bytes) -> bytes:
    """An incremental update that changes nothing to see."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


SPOILED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "not a PDF": lambda: b"hello" * 100,
    "cut": lambda: signed()[:-300],
    "only a beginning": lambda: b"%PDF-1.7\n",
    "unsigned": lambda: plain_pdf(DIGEST),
    "signed by another office": lambda: signed("50-002"),
    "for other answers": lambda: signed(digest="60" * 32),
    "without the digest": lambda: signed(digest=None),
    "digest in capitals": lambda: signed(digest=DIGEST.upper()),
    "digest replaced by an update": lambda: with_info(signed(digest="60" * 32), DIGEST),
    "updated after signing": lambda: updated(signed()),
    "byte appended": lambda: signed() + b"\n",
    "two signatures": lambda: twice(signed()),
    "content changed": lambda: signed().replace(b"/Producer", b"/Producex"),
    "signature emptied": lambda: signed().replace(b"308", b"008", 1),
    "time changed": lambda: signed().replace(b"20260316093005Z", b"20260317093005Z"),
}


def test_a_signed_report_is_found_to_belong(world: World) -> None:
    """P1: paper, file and score are bound by one key and one digest."""
    assert check_pdf(signed(), spki_sha256(world.office().certificate), DIGEST) == SIGNED_AT


@pytest.mark.parametrize("name", SPOILED)
def test_any_other_report_is_refused(name: str, world: World) -> None:
    """P7: another key, other answers, updates, two signatures or none are all PDF_MISMATCH (T11)."""
    spoiled = SPOILED[name]()
    assert spoiled != signed()
    with pytest.raises(PackageRefused) as refused:
        check_pdf(spoiled, spki_sha256(world.office().certificate), DIGEST)
    assert refused.value.code == "PDF_MISMATCH"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damaged_report_escapes_as_another_exception(data: st.DataObject) -> None:
    """P7: whatever pyHanko raises on a broken PDF becomes the code."""
    pdf = bytearray(signed())
    for _ in range(data.draw(st.integers(1, 4))):
        pdf[data.draw(st.integers(0, len(pdf) - 1))] = data.draw(st.integers(0, 255))
    if bytes(pdf) == signed():
        return
    try:
        assert check_pdf(bytes(pdf), spki_sha256(world().office().certificate), DIGEST)
    except PackageRefused as refused:
        assert refused.code == "PDF_MISMATCH"
    else:
        assert _outside_of_signature(bytes(pdf)) == _outside_of_signature(signed())


def _outside_of_signature(pdf: bytes) -> tuple[bytes, bytes]:
    """What the signature covers; its own digits are covered by the package's manifest instead."""
    start = pdf.index(b"/Contents <")
    return pdf[:start], pdf[pdf.index(b">", start) :]


def test_a_visible_field_lies_where_it_was_asked(world: World) -> None:
    """P1: the report may show where it was signed."""
    place = VisibleField(0, (300, 60, 540, 120))
    pdf = sign_pdf(plain_pdf(DIGEST), world.office(), SIGNED_AT, visible=place)
    check_pdf(pdf, spki_sha256(world.office().certificate), DIGEST)
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert found.field_name == FIELD
    assert tuple(int(number) for number in found.sig_field["/Rect"]) == place.box


@pytest.mark.parametrize("year", [2025, 2569])
def test_a_report_is_not_signed_outside_of_the_certificate(year: int, world: World) -> None:
    """P1: the same clock rule as for the package (T18)."""
    with pytest.raises(PackageRefused, match="CLOCK"):
        sign_pdf(plain_pdf(DIGEST), world.office(), SIGNED_AT.replace(year=year))


def test_what_is_no_pdf_is_not_signed(world: World) -> None:
    """P3: a broken report stops the export with a code."""
    with pytest.raises(PackageRefused, match="PDF_MISMATCH"):
        sign_pdf(b"hello", world.office(), SIGNED_AT)
