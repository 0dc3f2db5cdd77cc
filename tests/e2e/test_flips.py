"""One flipped byte anywhere in the demo's submission, with and without repaired layers above it (P7)."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.package.codes import CODES
from desktop_app.package.container import Entry, ending
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from tests.e2e.demo_run import Demo, phrom

MANIFEST, SIGNATURE = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"
LOCAL, CENTRAL, END = 30, 46, 22  # bytes of a ZIP header before its name
OUR_OWN = {"CRASH", "SYS_IO", "SYS_DB"}


def positions(package: bytes) -> Iterator[int]:
    """Every header of the container and every file in it: ends, checksum, sizes, and some in between."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        infos = archive.infolist()
        directory = archive.start_dir
    for info in infos:
        header = LOCAL + len(info.filename)
        yield from (info.header_offset + at for at in {*range(0, LOCAL, 3), 14, 18, 22, 26, LOCAL, header - 1})
        start = info.header_offset + header
        yield from {start + info.file_size * step // 8 for step in range(8)} | {start + info.file_size - 1}
        yield from (directory + at for at in {*range(0, CENTRAL, 4), 16, 20, 24, 42, CENTRAL, 45 + len(info.filename)})
        directory += CENTRAL + len(info.filename)
    yield from range(len(package) - END, len(package))


def refused(demo: Demo, path: Path, package: bytes) -> str:
    """The code that a changed package ends in; being accepted, or another exception, fails the test."""
    path.write_bytes(package)
    with pytest.raises(PackageRefused) as problem:
        verify(path, demo.trust, demo.moment).close()
    return problem.value.code


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]


def assemble(contents: dict[str, bytes]) -> bytes:
    """A container whose headers and checksums are right."""
    offset, parts, entries = 0, [], []
    for name, content in contents.items():
        entry = Entry(name, zlib.crc32(content), len(content), offset)
        entries.append(entry)
        parts += [entry.local_header(), content]
        offset = entry.end
    return b"".join(parts) + ending(entries)


def test_no_flipped_byte_is_accepted(demo: Demo, tmp_path: Path) -> None:
    """P7: some hundred places in every header and file, each refused with a code of the specification."""
    package = (demo.out / "submission.asice").read_bytes()
    places = sorted(set(positions(package)))
    assert len(places) > 400
    seen = {refused(demo, tmp_path / "x.asice", flipped(package, at)) for at in places}
    assert seen <= set(CODES) - OUR_OWN
    assert seen >= {"NOT_PACKAGE", "ZIP_HEADER", "ZIP_NAME", "ZIP_DATA", "ZIP_END"}


def test_a_flip_under_a_right_checksum_meets_the_digest_or_the_signature(demo: Demo, tmp_path: Path) -> None:
    """P7: the container repaired, the signed digest still tells; in the manifest and the signature, the signature."""
    assert assemble(demo.entries) == (demo.out / "submission.asice").read_bytes()
    for name, content in demo.entries.items():
        for step in range(5):
            at = (len(content) - 1) * step // 4
            spoilt = assemble({**demo.entries, name: flipped(content, at)})
            code = refused(demo, tmp_path / "x.asice", spoilt)
            if name == SIGNATURE:
                assert code in {"CMS_FORMAT", "CMS_NOT_CANONICAL", "SIGNATURE", "TRUST_UNKNOWN_CA"}
            else:
                assert code == {"mimetype": "NOT_PACKAGE", MANIFEST: "SIGNATURE"}.get(name, "DIGEST"), (name, at)


def test_an_unchanged_package_is_accepted(demo: Demo) -> None:
    """P1: the same check takes the package as it was sealed."""
    with verify(demo.out / "submission.asice", demo.trust, demo.moment) as package:
        assert package.payload["office_code"] == "50-001"


@pytest.mark.parametrize(
    ("part", "expected"), [("header", "ZIP_HEADER"), ("content", "ZIP_DATA"), ("digest", "DIGEST")]
)
def test_the_command_line_refuses_too(demo: Demo, tmp_path: Path, part: str, expected: str) -> None:
    """P7 K10: `phrom package verify` ends with 1, a code and a sentence, and JSON alone on stdout."""
    package = (demo.out / "submission.asice").read_bytes()
    payload = demo.entries["submission.json"]
    spoilt = {
        "header": flipped(package, package.index(b"submission.json") - 12),
        "content": flipped(package, package.index(payload) + len(payload) // 2),
        "digest": assemble({**demo.entries, "submission.json": flipped(payload, len(payload) // 2)}),
    }
    (tmp_path / "x.asice").write_bytes(spoilt[part])
    done = phrom("package", "verify", tmp_path / "x.asice", "--trust", demo.out / "trust", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["status"], answer["code"]) == (1, "refused", expected)
    assert answer["message"]


def test_the_command_line_accepts_what_was_sealed(demo: Demo) -> None:
    """P1 K10: `phrom package verify` says whose it is, of which form and revision, and the package id."""
    done = phrom("package", "verify", demo.out / "submission.asice", "--trust", demo.out / "trust", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert (answer["status"], answer["code"], answer["office"], answer["revision"]) == ("accepted", "OK", "50-001", 1)
    assert answer["form"] == demo.payload["form_id"]
