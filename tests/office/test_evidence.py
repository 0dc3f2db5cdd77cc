"""Evidence: right kind, right size, kept once, never changed (O2)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import PhromError
from desktop_app.office import evidence
from desktop_app.office.evidence import EvidenceFolder, check_total, original_name, package_names
from desktop_app.package.kinds import PackageType
from desktop_app.thai.clean import clean

from .conftest import START

WHO = "เจ้าหน้าที่ตัวอย่าง"
PDF = b"%PDF-1.7\n%%EOF\n"


def office_file(part: str, *more: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, "<x/>")
    return stream.getvalue()


GOOD = {
    "แผน.pdf": PDF,
    "รูป.JPEG": b"\xff\xd8\xff\xe0rest",
    "จอ.png": b"\x89PNG\r\n\x1a\nrest",
    "ทะเบียน.xlsx": office_file("xl/workbook.xml"),
    "คำสั่ง.docx": office_file("word/document.xml"),
    "utf8.csv": "ชื่อ,จำนวน\r\nก,๑\r\n".encode(),
    "excel.csv": "ชื่อ,จำนวน\r\n".encode("cp874"),
    "utf16.txt": "ก".encode("utf-16"),
}
BAD = {
    "ภาพ.pdf": (b"\x89PNG\r\n\x1a\n", "OFF-21"),
    "โปรแกรม.txt": (b"MZ\x90\x00\x03", "OFF-21"),
    "เปลี่ยนชื่อ.xlsx": (office_file("word/document.xml"), "OFF-21"),
    "มาโคร.xlsx": (office_file("xl/workbook.xml", "xl/vbaProject.bin"), "OFF-21"),
    "ไม่ใช่ซิป.docx": (b"PK\x03\x04 broken", "OFF-21"),
    "โปรแกรม.exe": (b"MZ", "OFF-20"),
    "ไม่มีนามสกุล": (PDF, "OFF-20"),
    "ว่าง.pdf": (b"", "OFF-23"),
}


@pytest.fixture
def kept(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence")


def leftovers(folder: EvidenceFolder) -> list[Path]:
    return [path for path in folder.folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", GOOD)
def test_every_permitted_kind_is_kept_under_its_digest(kept: EvidenceFolder, tmp_path: Path, name: str) -> None:
    """O2: seven kinds, told by content, each found again by SHA-256 with its own name."""
    source = tmp_path / name
    source.write_bytes(GOOD[name])
    file = kept.add(source, moment=START, by=WHO)
    sha256 = hashlib.sha256(GOOD[name]).hexdigest()
    assert (file.sha256, file.size, file.original_name) == (sha256, len(GOOD[name]), name)
    assert kept.check(file).read_bytes() == GOOD[name]
    assert leftovers(kept) == [kept.folder / sha256[:2] / sha256]


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_attached_says_why_and_leaves_nothing(kept: EvidenceFolder, tmp_path: Path, name: str) -> None:
    """O2: a wrong kind, a false name, an empty file: each its own sentence with the file's name."""
    content, code = BAD[name]
    source = tmp_path / name
    source.write_bytes(content)
    with pytest.raises(PhromError) as refused:
        kept.add(source, moment=START, by=WHO)
    assert refused.value.code == code
    assert name in refused.value.message("th")
    assert leftovers(kept) == []


def test_a_file_that_is_gone_or_a_folder_is_told(kept: EvidenceFolder, tmp_path: Path) -> None:
    """O2: a file pulled away with its USB stick gives a sentence."""
    for source in (tmp_path / "gone.pdf", tmp_path):
        with pytest.raises(PhromError) as refused:
            kept.add(source, moment=START, by=WHO)
        assert refused.value.code == "OFF-24"


def test_a_file_above_the_limit_is_refused(
    kept: EvidenceFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O2: 100 MB each; the copy stops at the limit and is removed."""
    monkeypatch.setattr(evidence, "LARGEST", 100)
    exact, above = tmp_path / "a.pdf", tmp_path / "b.pdf"
    exact.write_bytes(b"%PDF-" + b"x" * 95)
    above.write_bytes(b"%PDF-" + b"x" * 96)
    assert kept.add(exact, moment=START, by=WHO).size == 100
    with pytest.raises(PhromError) as refused:
        kept.add(above, moment=START, by=WHO)
    assert refused.value.code == "OFF-22"
    assert len(leftovers(kept)) == 1


def test_the_same_content_twice_is_one_file(kept: EvidenceFolder) -> None:
    """O2: one file for many answers, whatever it is called."""
    first = kept.add_bytes(PDF, "ก.pdf", moment=START, by=WHO)
    second = kept.add_bytes(PDF, "ข.pdf", moment=START, by=WHO)
    assert first.sha256 == second.sha256
    assert len(leftovers(kept)) == 1


def test_evidence_changed_or_lost_after_attaching_is_noticed(kept: EvidenceFolder) -> None:
    """O2 U7: what is signed is what was attached, and attaching it anew mends it."""
    file = kept.add_bytes(PDF, "แผน.pdf", moment=START, by=WHO)
    for spoil in (lambda path: path.write_bytes(b"%PDF-other"), Path.unlink):
        spoil(kept.path(file.sha256))
        with pytest.raises(PhromError) as refused:
            kept.check(file)
        assert refused.value.code == "OFF-25"
        assert "แผน.pdf" in refused.value.message("th")
        kept.add_bytes(PDF, "แผน.pdf", moment=START, by=WHO)
        assert kept.check(file).read_bytes() == PDF


@given(st.text(max_size=300))
def test_any_name_becomes_one_clean_line(name: str) -> None:
    """O2 X1: an original name can always be shown and signed."""
    line = original_name(name.encode("utf-8", "replace").decode())
    assert 0 < len(line) <= 200
    assert clean(line) == line == line.strip()
    assert not set(line) & set("\n\t\r/\\")


def test_a_long_name_keeps_its_extension() -> None:
    """O2: the kind of a file stays visible."""
    assert original_name("ก" * 300 + ".pdf").endswith("ก.pdf")
    assert len(original_name("ก" * 300 + ".pdf")) == 200


refs = st.text(alphabet="abcXYZ09_-./[]2กconaux", min_size=1, max_size=80).map(lambda name: f"/data/{name}")


@given(st.lists(st.tuples(refs, st.sampled_from(evidence.EXTENSIONS)), max_size=8))
def test_package_names_are_legal_and_different(files: list[tuple[str, str]]) -> None:
    """P1 O2: every generated name fits the table of package files, whatever the question is called."""
    names = package_names(files)
    assert len(set(names)) == len(files)
    (family,) = PackageType.SUBMISSION.row.families
    assert all(family.fullmatch(name) for name in names)


def test_package_names_say_which_question_they_serve() -> None:
    """P1: `<question>-<number>`, counted per question."""
    found = package_names([("/data/d1/plan", "pdf"), ("/data/rows[2]/plan", "png"), ("/data/kpi", "csv")])
    assert found == ("evidence/plan-01.pdf", "evidence/plan-02.png", "evidence/kpi-01.csv")


def test_more_evidence_than_a_package_holds_is_refused_before_signing() -> None:
    """O2 P1: said at the desk, not by the centre."""
    check_total([1] * evidence.MOST_FILES)
    for sizes in ([1] * (evidence.MOST_FILES + 1), [evidence.MOST_BYTES, 1]):
        with pytest.raises(PhromError) as refused:
            check_total(sizes)
        assert refused.value.code == "OFF-26"
