"""A package written here and read there."""

import errno
import hashlib
import os
import tracemalloc
from pathlib import Path

import pytest

from desktop_app.package.canonical import to_bytes
from desktop_app.package.kinds import PackageType
from desktop_app.package.pades import check_pdf
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from tests.simulator.world import EVIDENCE, MOMENT, SIGNED_AT, World


@pytest.mark.parametrize("kind", PackageType, ids=lambda kind: kind.value)
def test_every_type_comes_back_as_it_was_written(kind: PackageType, world: World, tmp_path: Path) -> None:
    """P1: one container serves every direction."""
    target = tmp_path / "ชื่อไฟล์ภาษาไทย.asice"
    sealed = world.write(target, kind)
    with verify(target, world.trust, MOMENT) as package:
        assert (package.kind, package.payload) == (kind, world.payload(kind, **trust_part(kind, package.payload)))
        assert package.package_id == sealed.package_id
        assert package.file_sha256 == hashlib.sha256(target.read_bytes()).hexdigest() == sealed.file_sha256
        assert package.size == target.stat().st_size == sealed.size
        assert package.signed_at == SIGNED_AT
        assert package.signer.certificate_der == world.signer_of(kind).certificate
    assert list(tmp_path.iterdir()) == [target]


def trust_part(kind: PackageType, payload: object) -> dict[str, object]:
    """CRLs are signed anew for each bundle, so they are compared with themselves."""
    return {"crls": payload["crls"]} if kind is PackageType.TRUST_BUNDLE else {}  # type: ignore[index]


def test_an_accepted_package_hands_out_its_files(world: World, tmp_path: Path) -> None:
    """P1: reads and copies give the signed bytes, also after the source file is gone."""
    target, copy, archive = (tmp_path / name for name in ("a.asice", "copy/b.pdf", "archive/c.asice"))
    world.write(target, PackageType.SUBMISSION)
    whole = target.read_bytes()
    with verify(target, world.trust, MOMENT) as package:
        target.write_bytes(b"swapped after the check")
        names = ("evidence/a1-01.pdf", "evidence/b2-01.txt", "report.pdf", "submission.json")
        assert package.names == names
        assert {name: package.read(name) for name in EVIDENCE} == EVIDENCE
        assert package.size_of("evidence/a1-01.pdf") == len(EVIDENCE["evidence/a1-01.pdf"])
        package.copy_to("evidence/a1-01.pdf", copy)
        package.save(archive)
        submission_sha256 = hashlib.sha256(package.read("submission.json")).hexdigest()
        signed_at = check_pdf(package.read("report.pdf"), package.signer.spki_sha256, submission_sha256)
    assert signed_at == SIGNED_AT
    assert copy.read_bytes() == EVIDENCE["evidence/a1-01.pdf"]
    assert archive.read_bytes() == whole


def test_large_evidence_is_streamed_from_its_file(world: World, tmp_path: Path) -> None:
    """P1: a file given by its path is never held in memory and comes back bit for bit."""
    source, target = tmp_path / "large.txt", tmp_path / "x.asice"
    source.write_bytes(b"0123456789abcdef" * 400_000)
    payload, signer = world.payload(PackageType.SUBMISSION), world.office()
    files = {**world.files(PackageType.SUBMISSION, payload, signer), "evidence/big-01.txt": source}
    write_package(target, PackageType.SUBMISSION, payload, files, signer, SIGNED_AT)
    with verify(target, world.trust, MOMENT, staging=tmp_path) as package:
        package.copy_to("evidence/big-01.txt", tmp_path / "back.txt")
    assert (tmp_path / "back.txt").read_bytes() == source.read_bytes()


def test_the_same_content_has_the_same_identity_whoever_signs_again(world: World, tmp_path: Path) -> None:
    """P1: the package id names content, not the file (section 13)."""
    first = world.write(tmp_path / "1.asice", PackageType.RETURN)
    second = world.write(tmp_path / "2.asice", PackageType.RETURN)
    assert first.package_id == second.package_id
    assert first.file_sha256 != second.file_sha256


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"evidence/a.exe": b""}, "ZIP_NAME"),
        ({"evidence/ก.pdf": b""}, "ZIP_NAME"),
        ({"evidence/con.pdf": b""}, "ZIP_NAME"),
        ({"receipt.pdf": b""}, "ZIP_NAME"),
        ({"evidence/missing.pdf": Path("nowhere.pdf")}, "SYS_IO"),
    ],
)
def test_a_writer_refuses_what_a_reader_would(files: dict[str, bytes], code: str, world: World, tmp_path: Path) -> None:
    """P3: an export proves itself before anybody gets it, and leaves nothing behind when it fails."""
    target, kind, signer = tmp_path / "x.asice", PackageType.SUBMISSION, world.office()
    payload = world.payload(kind)
    with pytest.raises(PackageRefused) as refused:
        write_package(target, kind, payload, {**world.files(kind, payload, signer), **files}, signer, SIGNED_AT)
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_the_earlier_file(world: World, tmp_path: Path) -> None:
    """P3: nothing is replaced before the new file is proved."""
    target, kind, signer = tmp_path / "x.asice", PackageType.RETURN, world.central()
    target.write_bytes(b"earlier")
    with pytest.raises(PackageRefused, match="SCHEMA"):
        write_package(target, kind, world.payload(kind, revision=0), {}, signer, SIGNED_AT)
    assert target.read_bytes() == b"earlier"


@pytest.mark.parametrize("year", [2025, 2029, 2569])
def test_a_clock_outside_of_the_certificate_signs_nothing(year: int, world: World, tmp_path: Path) -> None:
    """P1: a computer set to a Buddhist Era year gets a sentence, not an exception (T18)."""
    kind = PackageType.RETURN
    with pytest.raises(PackageRefused) as refused:
        write_package(
            tmp_path / "x.asice", kind, world.payload(kind), {}, world.central(), SIGNED_AT.replace(year=year)
        )
    assert refused.value.code == "CLOCK"
    assert str(year) in refused.value.message("th")


def test_an_office_cannot_sign_for_the_centre(world: World, tmp_path: Path) -> None:
    """P1: the writer's own check knows roles too."""
    kind = PackageType.RECEIPT
    with pytest.raises(PackageRefused, match="ROLE"):
        write_package(tmp_path / "x.asice", kind, world.payload(kind), {}, world.office(), SIGNED_AT)


def test_a_refusal_tells_what_is_known(world: World, tmp_path: Path) -> None:
    """P1: `phrom package verify --json` can name office, form and revision of a refused file."""
    target = tmp_path / "x.asice"
    sealed = world.write(target, PackageType.SUBMISSION, audience="another-one")
    with pytest.raises(PackageRefused) as refused:
        verify(target, world.trust, MOMENT)
    assert refused.value.code == "AUDIENCE"
    assert refused.value.facts == {
        "file_sha256": sealed.file_sha256,
        "kind": "submission",
        "manifest_sha256": sealed.package_id,
        "signed_at": "2026-03-16T09:30:05Z",
        "office_code": "50-001",
        "form_id": "readiness",
        "round": "2569",
        "revision": "1",
    }
    with verify(target, world.trust, MOMENT, audience_check=False) as package:
        assert package.payload["audience"] == "another-one"


def test_a_payload_is_written_in_its_one_spelling(world: World, tmp_path: Path) -> None:
    """P1: what is in the file equals the canonical bytes of the payload."""
    target = tmp_path / "x.asice"
    world.write(target, PackageType.RECEIPT)
    with verify(target, world.trust, MOMENT) as package:
        assert package.read("receipt.json") == to_bytes(package.payload)


@pytest.mark.parametrize(("files", "accepted"), [(295, True), (296, False)])
def test_three_hundred_entries_are_the_most(files: int, accepted: bool, world: World, tmp_path: Path) -> None:
    """P1: mimetype, manifest, signature, payload and report leave room for 295 files."""
    kind, signer = PackageType.SUBMISSION, world.office()
    payload = world.payload(kind)
    evidence = {f"evidence/m-{number:03}.txt": b"" for number in range(files)}
    report = {"report.pdf": world.files(kind, payload, signer)["report.pdf"]}
    target = tmp_path / "x.asice"
    if accepted:
        write_package(target, kind, payload, {**report, **evidence}, signer, SIGNED_AT)
        with verify(target, world.trust, MOMENT) as package:
            assert len(package.names) == 297
        return
    with pytest.raises(PackageRefused, match="LIMIT"):
        write_package(target, kind, payload, {**report, **evidence}, signer, SIGNED_AT)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no files that are pipes here")
def test_a_package_comes_through_a_pipe(world: World, tmp_path: Path) -> None:
    """P1: what tells no size is copied to its end, as what grows is."""
    world.write(tmp_path / "x.asice", PackageType.RECEIPT)
    reading, writing = os.pipe()
    os.write(writing, (tmp_path / "x.asice").read_bytes())
    os.close(writing)
    with verify(Path(f"/dev/fd/{reading}"), world.trust, MOMENT) as package:
        assert package.file_sha256 == hashlib.sha256((tmp_path / "x.asice").read_bytes()).hexdigest()
    os.close(reading)


def test_memory_does_not_grow_with_the_evidence(world: World, tmp_path: Path) -> None:
    """P1: 24 MB of evidence are written and checked within a fraction of that."""
    source, target = tmp_path / "large.txt", tmp_path / "x.asice"
    with source.open("wb") as stream:
        stream.truncate(24 * 1024 * 1024)
    kind, signer = PackageType.SUBMISSION, world.office()
    payload = world.payload(kind)
    files = {**world.files(kind, payload, signer), "evidence/big-01.txt": source}
    tracemalloc.start()
    try:
        write_package(target, kind, payload, files, signer, SIGNED_AT)
        verify(target, world.trust, MOMENT).close()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 * 1024 * 1024


def test_a_submission_without_evidence_is_whole(world: World, tmp_path: Path) -> None:
    """P1: an office may have nothing to attach."""
    kind, signer, target = PackageType.SUBMISSION, world.office(), tmp_path / "x.asice"
    payload = world.payload(kind, evidence=[])
    report = {"report.pdf": world.files(kind, payload, signer)["report.pdf"]}
    write_package(target, kind, payload, report, signer, SIGNED_AT)
    with verify(target, world.trust, MOMENT) as package:
        assert package.names == ("report.pdf", "submission.json")


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "SYS_IO"), (errno.EOPNOTSUPP, "")])
def test_room_for_a_large_copy_is_asked_for_before_it_is_made(
    number: int, code: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1 K1: a full disk is told at once, in its own code; a disk that cannot reserve takes the copy all the same."""
    source, target = tmp_path / "large.txt", tmp_path / "x.asice"
    source.write_bytes(bytes(5 * 1024 * 1024))
    payload, signer = world.payload(PackageType.SUBMISSION), world.office()
    files = {**world.files(PackageType.SUBMISSION, payload, signer), "evidence/big-01.txt": source}
    write_package(target, PackageType.SUBMISSION, payload, files, signer, SIGNED_AT)

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    if code:
        with pytest.raises(PackageRefused, match=code):
            verify(target, world.trust, MOMENT)
    else:
        verify(target, world.trust, MOMENT).close()
