"""`phrom package verify` and `phrom report pdf` (P1, C3, K10)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from desktop_app.package.verify import verify
from desktop_app.thai.digits import to_arabic
from desktop_app.trust.anchors import read_trust_folder
from tests.central.central_world import A
from tests.cli.cli_world import Desk, now, run

FIELDS = {"status", "code", "message", "office", "form", "revision", "manifest_sha256", "signed_at"}


def test_a_good_package_is_accepted_with_its_facts(made: Desk) -> None:
    """P1 K10: exit code 0; office, form, revision as an integer, package id, time of signing."""
    ran = run("package", "verify", made.packages["a1"], "--trust", made.trust, "--json")
    assert ran.code == 0
    assert set(ran.document) == FIELDS
    with verify(made.packages["a1"], read_trust_folder(made.trust), now()) as package:
        expected = {
            "status": "accepted",
            "code": "OK",
            "office": A,
            "form": "test",
            "revision": 1,
            "manifest_sha256": package.package_id,
            "signed_at": package.payload["created_at"],
        }
    assert {name: ran.document[name] for name in expected} == expected
    assert run("package", "verify", made.packages["a1"], "--trust", made.trust).out.startswith("OK ")


def test_a_release_has_no_office_and_no_revision(made: Desk) -> None:
    """P1 K10: null where a type has no such field."""
    ran = run("package", "verify", made.form.parent / "round.asice", "--trust", made.trust, "--json")
    assert ran.code == 0
    assert (ran.document["office"], ran.document["form"], ran.document["revision"]) == (None, "test", None)


@pytest.mark.parametrize(
    ("kind", "code", "known"),
    [
        ("missing", "SYS_IO", set()),
        ("empty", "NOT_PACKAGE", set()),
        ("text", "NOT_PACKAGE", set()),
        ("cut", "ZIP_END", set()),
        ("other root", "TRUST_UNKNOWN_CA", {"manifest_sha256", "signed_at"}),
        ("other audience", "AUDIENCE", {"office", "form", "revision", "manifest_sha256", "signed_at"}),
    ],
)
def test_a_bad_package_is_refused_with_what_is_known(
    made: Desk, tmp_path: Path, kind: str, code: str, known: set[str]
) -> None:
    """P1 P7 K10: exit code 1, the same shape, null where the check ended before."""
    path, trust = tmp_path / "x.asice", made.trust
    content = made.packages["a1"].read_bytes()
    if kind != "missing":
        path.write_bytes({"empty": b"", "text": b"hello", "cut": content[:-40]}.get(kind, content))
    if kind.startswith("other"):
        trust = Path(shutil.copytree(made.trust, tmp_path / "trust"))
        if kind == "other root":
            shutil.copy(trust / "office-ca.pem", trust / "root.pem")
        else:
            (trust / "audience.txt").write_text("phrom-training\n")
    ran = run("package", "verify", path, "--trust", trust, "--json")
    assert (ran.code, ran.document["status"], ran.document["code"]) == (1, "refused", code)
    assert set(ran.document) == FIELDS
    assert {name for name in FIELDS - {"status", "code", "message"} if ran.document[name] is not None} == known
    assert ran.document["revision"] in (1, None)


@pytest.mark.parametrize("spoil", ["missing", "empty", "damaged"])
def test_a_trust_folder_that_cannot_be_used_is_told(made: Desk, tmp_path: Path, spoil: str) -> None:
    """P2 K10: nothing is accepted without trust."""
    trust = tmp_path / "trust"
    if spoil != "missing":
        trust.mkdir()
    if spoil == "damaged":
        shutil.copytree(made.trust, trust, dirs_exist_ok=True)
        (trust / "root.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n")
    ran = run("package", "verify", made.packages["a1"], "--trust", trust, "--json")
    assert ran.code == 1
    assert ran.document["error"]["code"] in ("FILE-02", "TRUST-07")


def test_the_report_comes_out_byte_for_byte(made: Desk, tmp_path: Path) -> None:
    """C3 K10: the same bytes, a signed PDF to other tools."""
    target = tmp_path / "report.pdf"
    ran = run("report", "pdf", made.packages["a1"], "-o", target)
    assert (ran.code, ran.out) == (0, "")
    assert "phrom package verify" in ran.err
    with verify(made.packages["a1"], read_trust_folder(made.trust), now()) as package:
        assert target.read_bytes() == package.read("report.pdf")
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    words = subprocess.run(["pdftotext", target, "-"], capture_output=True, text=True, check=True).stdout
    assert made.payload("a1")["score"]["total"]["shown"] in to_arabic(words)


@pytest.mark.parametrize("kind", ["missing", "text", "flipped", "release"])
def test_without_a_whole_report_nothing_is_written(made: Desk, tmp_path: Path, kind: str) -> None:
    """C3 P7 K10: refused with a sentence; an earlier file stays as it is."""
    path, target = tmp_path / "x.asice", tmp_path / "report.pdf"
    target.write_bytes(b"earlier")
    content = bytearray(made.packages["a1"].read_bytes())
    content[len(content) // 2] ^= 1
    if kind == "release":
        path = made.form.parent / "round.asice"
    elif kind != "missing":
        path.write_bytes(bytes(content) if kind == "flipped" else b"hello")
    ran = run("report", "pdf", path, "-o", target)
    assert ran.code == 1
    assert " → " in ran.err
    assert target.read_bytes() == b"earlier"


def test_a_report_that_cannot_be_written_is_told(made: Desk, tmp_path: Path) -> None:
    """K10 FILE-01."""
    (tmp_path / "file").write_text("x")
    ran = run("report", "pdf", made.packages["a1"], "-o", tmp_path / "file" / "report.pdf")
    assert ran.code == 1
    assert ran.err.startswith("FILE-01")
