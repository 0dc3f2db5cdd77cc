"""Flags never block a file; they tell whoever looks what to look at (P4 P7 K2, package-format section 17)."""

from __future__ import annotations

import base64
import codecs
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.central import enrolment, receipts, tables
from desktop_app.central.rebuild import rebuild
from desktop_app.central.registry import open_registry
from desktop_app.central.suspect import is_suspect
from desktop_app.office.sealing import EvidenceItem
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import common_fields
from desktop_app.package.seal import write_package
from desktop_app.package.staging import CHUNK
from desktop_app.package.verify import verify
from desktop_app.trust import keys
from desktop_app.trust.names import MOST_CHARACTERS
from desktop_app.trust.request import make_request
from desktop_app.trust.signer import Signer
from tests.central.central_world import AUDIENCE, CLERK, MOMENT, SIGNATORY, SIGNED, START, A, B, C, Centre, D, seal

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
OLD = 90 * DAY
END = START + 95 * DAY


def own(centre: Centre, folder: str = "own") -> Centre:
    """The same centre with a place of its own for packages."""
    packages = centre.folder / folder
    packages.mkdir(exist_ok=True)
    return replace(centre, packages=packages)


def flags(centre: Centre) -> dict[str, list[str]]:
    """Flags of every submission, by package id."""
    return {row["package_id"]: json.loads(row["flags"]) for row in centre.rows(tables.submission)}


def only(centre: Centre) -> list[str]:
    """Flags of the only submission."""
    (found,) = flags(centre).values()
    return found


def in_receipts(centre: Centre) -> dict[str, list[str]]:
    """Flags that the offices are told, by package id."""
    found = {}
    for done in receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, END, CLERK):
        with verify(done.path, centre.trust, END) as package:
            found[package.payload["package_id"]] = package.payload["flags"]
    return found


def rebuilt(centre: Centre) -> dict[str, list[str]]:
    """Flags after the registry was made anew from packages and log."""
    (centre.folder / "again.db").unlink(missing_ok=True)
    list(rebuild(centre.folder / "again.db", centre.folder))
    again = Centre(centre.folder, centre.keys, centre.offices, centre.packages)
    again.__dict__["registry"] = open_registry(centre.folder / "again.db")
    found = flags(again)
    again.close()
    return found


def person(centre: Centre, name: str) -> Signer:
    """A new key of A's whose certificate names a person."""
    key = keys.new_key()
    heard = keys.grouped(keys.spki_sha256(key))
    authority = centre.keys.office_authority
    made = enrolment.enrol(centre.registry, A, make_request(key), heard, authority, START - DAY, CLERK, name)
    return Signer(made.certificate, made.issuer, key)


@pytest.mark.parametrize(("age", "expected"), [(OLD, []), (OLD + SECOND, ["CLOCK_OLD"])])
def test_a_signature_of_long_ago_is_flagged(centre: Centre, age: timedelta, expected: list[str]) -> None:
    """P4: over 90 days before the import, to the second; the file counts, and receipt and rebuild say the same."""
    here = own(centre)
    seal(here, "old", A, moment=START)
    (done,) = here.offer("old", moment=START + age)
    assert (done.state, only(here)) == ("late", ["LATE", *expected])
    assert in_receipts(here) == flags(here) == rebuilt(here)


@pytest.mark.parametrize(("early", "expected"), [(0 * SECOND, []), (SECOND, ["CLOCK_OLD"])])
def test_a_signature_from_before_the_round_is_flagged(centre: Centre, early: timedelta, expected: list[str]) -> None:
    """P4: a clock that says a day before the form's opening is one to ask about."""
    here = own(centre)
    signer = person(here, SIGNATORY.name)
    seal(here, "early", A, signer=signer, moment=START - early)
    here.offer("early", moment=START + OLD / 2)
    assert only(here) == expected


LONG = "เจ้าหน้าที่ตัวอย่าง " * 5


@pytest.mark.parametrize(
    ("certified", "expected"),
    [
        ("", []),
        (SIGNATORY.name, []),
        (f"  {SIGNATORY.name}\u00a0", []),
        ("เจ้าหน้าที่ตัวอย่างอีกคน", ["SIGNATORY_DIFFERS"]),
        ("เจ้าหน้าที่ตัวอย่…", []),
        ("เจ้าหน้าที่อื่…", ["SIGNATORY_DIFFERS"]),
    ],
    ids=["the office itself", "the same", "blanks", "another", "shortened", "shortened, another"],
)
def test_who_signs_is_whom_the_certificate_names(centre: Centre, certified: str, expected: list[str]) -> None:
    """P4 K2: a name other than the certificate's is flagged and counts; the office's own name names nobody."""
    here = own(centre)
    seal(here, "signed", A, signer=person(here, certified))
    (done,) = here.offer("signed")
    assert (done.state, only(here)) == ("accepted", expected)
    assert in_receipts(here) == flags(here) == rebuilt(here)


def test_a_long_name_is_the_same_when_it_was_shortened_for_the_certificate(centre: Centre) -> None:
    """P4: a certificate holds 64 characters; a longer name that begins so is the same person."""
    here = own(centre)
    assert len(LONG) > MOST_CHARACTERS
    seal(here, "long", A, signer=person(here, LONG), signatory=replace(SIGNATORY, name=LONG))
    here.offer("long")
    assert only(here) == []


def zipped(*names: str) -> bytes:
    """A ZIP file with these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "<x/>" * 99)
    return stream.getvalue()


PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog /OpenAction [3 0 R /Fit] /JSON 1 >> endobj\n"
FAR = b"%" + b"x" * (CHUNK - 6 - len(PDF)) + b"\n"  # behind it two pieces meet within the next few bytes
JPG, PNG, OLE = b"\xff\xd8\xff\xe0 picture", b"\x89PNG\r\n\x1a\n picture", bytes.fromhex("D0CF11E0A1B11AE1") + b"x"
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")
DOCX = zipped("[Content_Types].xml", "word/document.xml")
THAI = "ลำดับ,รายการ\n1,ตัวอย่าง <b>\n".encode()

HARMLESS = {
    "pdf": (PDF, PDF + b" /Launcher 1", PDF + FAR + b"/OpenAction"),
    "jpg": (JPG,),
    "png": (PNG,),
    "xlsx": (XLSX,),
    "docx": (DOCX,),
    "csv": (
        THAI, codecs.BOM_UTF8 + THAI, THAI * 20_000, THAI.decode().encode("utf-16"), THAI.decode().encode("cp874"),
        THAI.decode().encode("cp874") * 20_000,
    ),
    "txt": (THAI, b"1 < 2, PDF, GIF8", b"/JavaScript << >>"),
}  # fmt: skip
SUSPECT = {
    "pdf": (
        b"", JPG, OLE, b" " + PDF, b"MZ" + PDF,
        *(PDF + act for act in (
            b"<</S/JavaScript/JS(app.alert)>>", b"/JS 5 0 R", b"/#4aS(x)", b"/S /J#61v#61Script ", b"/S/Launch/F(a)",
            b"/OpenAction 5 0 R", b"/OpenAction<</S/URI>>", b"/OpenAction%\n<<>>",
            b"/OpenAction" + b" " * 2000 + b"<<>>",
            b"/Names<</EmbeddedFiles 9 0 R>>", b"/EF<</Type/EmbeddedFile>>", FAR + b"/S /JavaScript /JS (x)",
        )),
    ),
    "jpg": (PNG, PDF, b"<html>"),
    "png": (JPG, b""),
    "xlsx": (OLE, PDF, DOCX, zipped("a.exe"), zipped("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
    "docx": (OLE, XLSX, DOCX[:-400], zipped("[Content_Types].xml", "word/document.xml", "word/VBAPROJECT.BIN")),
    "csv": (XLSX, OLE, THAI + b"\0", THAI + b"\xff", THAI[:-1] + "ก".encode()[:2]),
    "txt": (
        b"<!DOCTYPE html><p>", b"\r\n <HTML>", codecs.BOM_UTF8 + b"<script>", b"<?xml version='1.0'?>", b"MZ\x02", PDF,
        b"{\\rtf1 }", b"#!/bin/sh",
    ),
}  # fmt: skip


def in_pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))


@pytest.mark.parametrize("extension", SUSPECT)
def test_evidence_that_is_not_what_it_says_or_can_act_is_suspect(extension: str) -> None:
    """P7: content of another kind, macros, OLE, scripts and actions of PDF, HTML as text; nothing that is harmless."""
    found = [(one[-40:], is_suspect(extension, in_pieces(one))) for one in HARMLESS[extension]]
    assert found == [(one[-40:], False) for one in HARMLESS[extension]]
    found = [(one[-40:], is_suspect(extension, in_pieces(one))) for one in SUSPECT[extension]]
    assert found == [(one[-40:], True) for one in SUSPECT[extension]]


def attached(content: bytes, name: str = "scan.pdf") -> tuple[EvidenceItem, ...]:
    """One file of evidence."""
    return (EvidenceItem(content, name, ("/data/a/a1",)),)


def test_suspect_evidence_is_flagged_wherever_the_package_is_told_of(centre: Centre) -> None:
    """P7 P4: the package counts; registry, receipt and a rebuilt registry warn; its neighbour has no flag."""
    here = own(centre)
    bad = seal(here, "bad", A, evidence=attached(PDF + b"/S /Launch /F (cmd)"))
    good = seal(here, "good", B, evidence=attached(PDF))
    done = here.offer("bad", "good", workers=1)
    assert [one.state for one in done] == ["accepted", "accepted"]
    assert flags(here) == {bad.package_id: ["EVIDENCE_SUSPECT"], good.package_id: []}
    assert in_receipts(here) == flags(here) == rebuilt(here)


@pytest.fixture(name="sharing", scope="module")
def _sharing(made: Centre, tmp_path_factory: pytest.TempPathFactory) -> tuple[Centre, dict[str, str]]:
    """Packages by name with their ids: A and B sent one file, B and C another, D its own; A's second has none."""
    where = tmp_path_factory.mktemp("sharing")
    here = replace(made, packages=where)
    one, two, three = (PDF + text for text in (b"% one", b"% two", b"% three"))
    both = (EvidenceItem(one, "1.pdf", ("/data/a/a1",)), EvidenceItem(two, "2.pdf", ("/data/a/a1",)))
    first = seal(here, "a", A, evidence=attached(one))
    ids = {
        "a": first.package_id,
        "a again": seal(here, "a again", A, revision=2, supersedes=first.package_id, seq=2).package_id,
        "b": seal(here, "b", B, evidence=both).package_id,
        "c": seal(here, "c", C, evidence=attached(two, "other.pdf")).package_id,
        "d": seal(here, "d", D, evidence=attached(three)).package_id,
    }
    return here, ids


def test_evidence_of_two_offices_is_flagged_with_both_in_any_order(
    sharing: tuple[Centre, dict[str, str]], tmp_path: Path
) -> None:
    """P7 K2: whoever came first; an office's own file again, and a revision without it, have no flag."""
    made, ids = sharing
    expected = {ids[name]: ["EVIDENCE_REUSED"] if name in ("a", "b", "c") else [] for name in ids}
    orders = (("a", "a again", "b", "c", "d"), ("d", "c", "b", "a again", "a"), ("b", "a", "d", "a again", "c"))
    for number, order in enumerate(orders):
        here = made.copy(tmp_path / str(number))
        here.offer(*order)
        assert flags(here) == rebuilt(here) == expected
        here.close()


def test_one_office_may_send_a_file_twice(sharing: tuple[Centre, dict[str, str]], tmp_path: Path) -> None:
    """P7: only another office's file tells of copying; the receipt of who came second says it."""
    made, ids = sharing
    here = made.copy(tmp_path / "one")
    again = replace(here, packages=here.folder)
    seal(again, "more", A, revision=2, supersedes=ids["a"], seq=2, evidence=attached(PDF + b"% one", "again.pdf"))
    here.offer("a", again.package("more"))
    assert set(map(tuple, flags(here).values())) == {()}
    here.offer("b")
    assert set(map(tuple, flags(here).values())) == {("EVIDENCE_REUSED",)}
    assert sorted(in_receipts(here).values()) == [[], [], ["EVIDENCE_REUSED"]]
    here.close()


@pytest.fixture(name="counting", scope="module")
def _counting(made: Centre, tmp_path_factory: pytest.TempPathFactory) -> tuple[Centre, dict[str, str]]:
    """What A signed with the numbers 1 to 4, the third held since it is in C's name, and B's first; ids by name."""
    here = replace(made, packages=tmp_path_factory.mktemp("counting"))
    ids: dict[str, str] = {}
    for number in (1, 2, 4):
        before = ids.get("2" if number == 4 else "1")
        revision = len(ids) + 1
        sealed = seal(here, str(number), A, revision=revision, supersedes=before, seq=number)
        ids[str(number)] = sealed.package_id
    seal(here, "of C", C)
    with verify(here.package("of C"), here.trust, MOMENT) as good:
        files = {name: good.read(name) for name in good.names if name != PackageType.SUBMISSION.payload}
        payload = {**good.payload, "seq": 3}
        write_package(here.package("3"), PackageType.SUBMISSION, payload, files, here.offices[A], SIGNED)
    ids["b"] = seal(here, "b", B, seq=1).package_id
    return here, ids


GAPS = {
    "": set(),
    "1": {"2"},
    "2": {"4"},
    "3": {"4"},
    "1 3": {"2", "4"},
    "1 2 3": {"4"},
}


@pytest.mark.parametrize("withheld", GAPS)
def test_a_number_that_never_came_is_flagged_behind_the_gap(
    counting: tuple[Centre, dict[str, str]], tmp_path: Path, withheld: str
) -> None:
    """P4 K2: gaps show withheld packages, per key, in any order; a file that is held has come; rebuilt the same."""
    made, ids = counting
    names = [name for name in ("1", "2", "3", "4", "b") if name not in withheld.split()]
    expected = {ids[name]: name in GAPS[withheld] for name in names if name in ids}
    for number, order in enumerate((names, names[::-1])):
        here = made.copy(tmp_path / str(number))
        codes = [one.code for one in here.offer(*order)]
        assert codes.count("OFFICE_MISMATCH") == ("3" in names)
        assert flags(here) == rebuilt(here)
        assert {package_id: "SEQ_GAP" in found for package_id, found in flags(here).items()} == expected
        here.close()


def test_the_receipt_tells_of_the_gap_and_the_flag_goes_when_the_file_comes(
    counting: tuple[Centre, dict[str, str]], tmp_path: Path
) -> None:
    """P4: the office reads that a file before it is missing; the file that comes later closes the gap."""
    made, ids = counting
    here = made.copy(tmp_path / "centre")
    here.offer("2")
    assert in_receipts(here) == {ids["2"]: ["SEQ_GAP", "PREDECESSOR_MISSING"]} == flags(here)
    here.offer("1", moment=END)
    assert flags(here) == {ids["2"]: [], ids["1"]: ["LATE"]}
    here.close()


def test_a_request_for_renewal_uses_a_number_too(centre: Centre) -> None:
    """P2 P4: its number was seen, also in a registry made anew; what follows it is no gap."""
    here = own(centre)
    csr, kind = base64.b64encode(make_request(keys.new_key())).decode(), PackageType.RENEWAL_REQUEST
    common = common_fields(kind, audience=AUDIENCE, created_at=SIGNED, app_version="0.1.0", seq=1)
    payload = {**common, "office_code": A, "csr": csr, "reason": "expiring"}
    write_package(here.package("renewal"), kind, payload, {}, here.offices[A], SIGNED)
    seal(here, "second", A, seq=2)
    here.offer("second")
    assert only(here) == ["SEQ_GAP"]
    enrolment.renew(here.registry, here.package("renewal"), here.keys.office_authority, MOMENT, CLERK)
    assert only(here) == []
    assert rebuilt(here) == flags(here)


def test_a_registry_from_before_the_flags_goes_on(centre: Centre) -> None:
    """K8 P4: the column and the table are added empty; what is there stays as it is, and can be made anew in full."""
    centre.offer("a1")
    before = (centre.states(), flags(centre))
    centre.registry.close()
    with sqlite3.connect(centre.folder / "registry.db") as connection:
        for statement in ("DROP INDEX submission_signer", "ALTER TABLE submission DROP COLUMN signer_spki",
                          "DROP TABLE numbered"):  # fmt: skip
            connection.execute(statement)
    connection.close()
    older = Centre(centre.folder, centre.keys, centre.offices, centre.packages)
    assert (older.states(), flags(older)) == before
    assert [row["signer_spki"] for row in older.rows(tables.submission)] == [None]
    older.offer("b1")
    assert len(older.rows(tables.numbered)) == 1
    list(rebuild(older.folder / "anew.db", older.folder))
    anew = open_registry(older.folder / "anew.db")
    with anew.reading() as reading:
        assert reading.execute(select(func.count()).select_from(tables.numbered)).scalar_one() == 2
        assert None not in reading.execute(select(tables.submission.c.signer_spki)).scalars().all()
    anew.close()
    older.close()
