"""The manual page "verify a package without Phrom": every command on it is run as it stands (P1, P6, X6)."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.package.envelope import seal_envelope
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import to_pem
from desktop_app.trust.names import make_subject
from desktop_app.trust.request import make_request
from tests.e2e.demo_run import ROOT, Demo, needs

PAGE = ROOT / "docs" / "manual" / "verify-without-phrom.md"
BLOCK = re.compile(r"^```sh ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOW = datetime.now(UTC).replace(microsecond=0)
SECRET = "วลีของกุญแจรับไฟล์สำหรับทดสอบ"


def commands(name: str = "") -> str:
    """The page's blocks of this name as one script that stops at the first failure."""
    found = [script for label, script in BLOCK.findall(PAGE.read_text("utf-8")) if label == name]
    assert found
    return "set -e\n" + "".join(found)


def shell(folder: Path, script: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a person would; `typed` is what a passphrase prompt gets."""
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, input=typed, text=True, capture_output=True, check=False,
        start_new_session=True, env={"PATH": shutil.which("bash").rpartition("/")[0] + ":/usr/bin:/bin", **environment},
    )  # fmt: skip


@pytest.fixture(name="table")
def _table(demo: Demo, tmp_path: Path) -> Path:
    """What somebody outside has: the package and central's trust folder."""
    for name in ("root.pem", "root.crl.pem", "office.crl.pem"):
        shutil.copyfile(demo.out / "trust" / name, tmp_path / name)
    shutil.copyfile(demo.out / "submission.asice", tmp_path / "x.asice")
    return tmp_path


@needs("openssl")
@needs("unzip")
@needs("pdfsig")
def test_the_page_verifies_a_package(demo: Demo, table: Path) -> None:
    """P1: fingerprint of the root, signature, signer, every file, PDF and paper, as the page says they must look."""
    done = shell(table, commands(), RECEIVED_AT=f"{demo.moment:%Y-%m-%dT%H:%M:%SZ}")
    assert done.returncode == 0, done.stderr
    assert "CAdES Verification successful" in done.stderr
    files = [line for line in done.stdout.splitlines() if re.match("OK |BAD ", line)]
    assert {line.split()[0] for line in files} == {"OK"}
    assert {"OK submission.json", "OK report.pdf"} <= set(files)
    assert "serialNumber=50-001" in done.stdout
    assert "1.3.6.1.5.5.7.3.36" in done.stdout
    assert "Signature is Valid" in done.stdout
    assert "Total document signed" in done.stdout
    assert demo.payload["office_code"] == "50-001"


@needs("openssl")
@needs("unzip")
@needs("pdfsig")
def test_the_page_notices_what_was_changed(demo: Demo, table: Path) -> None:
    """P1 P7: one changed byte of a file, or another day of receiving, and the page's own commands say so."""
    whole = bytearray((table / "x.asice").read_bytes())
    place = whole.index(b'"answers"')
    whole[place + 1] ^= 1
    (table / "x.asice").write_bytes(whole)
    done = shell(table, commands().replace("unzip -q", "unzip -q -o").replace("set -e\n", ""),
                 RECEIVED_AT=f"{demo.moment:%Y-%m-%dT%H:%M:%SZ}")  # fmt: skip
    assert "BAD submission.json" in done.stdout
    shutil.rmtree(table / "pkg")
    shutil.copyfile(demo.out / "submission.asice", table / "x.asice")
    later = shell(table, commands(), RECEIVED_AT="2031-01-01")
    assert later.returncode != 0
    assert "expired" in later.stderr


@needs("openssl")
def test_the_page_opens_an_encrypted_file(demo: Demo, tmp_path: Path) -> None:
    """P6: whoever holds the intake key needs no Phrom to open what was encrypted to it."""
    central = authority.issue_central_authority(authority.make_root("ตัวอย่าง", NOW), "ตัวอย่าง", NOW)
    certificates = []
    for name in ("intake", "recovery"):
        key = keys.new_encryption_key()
        subject = make_subject("ส่วนกลางตัวอย่าง", name, "CENTRAL")
        certificate = authority.issue_encryption_certificate(central, key.public_key(), subject, NOW)
        (tmp_path / f"{name}.key.pem").write_bytes(keys.seal_key(key, SECRET))
        (tmp_path / f"{name}.pem").write_bytes(to_pem(certificate))
        certificates.append(certificate)
    seal_envelope(demo.out / "submission.asice", tmp_path / "x.asice.p7m", certificates)
    done = shell(tmp_path, commands("envelope"), SECRET + "\n")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.asice").read_bytes() == (demo.out / "submission.asice").read_bytes()
    (tmp_path / "x.asice").unlink()
    assert shell(tmp_path, commands("envelope"), "ไม่ใช่วลีนี้\n").returncode != 0


@needs("openssl")
def test_the_page_reads_a_request(tmp_path: Path) -> None:
    """P2: the fingerprint that openssl shows is the one that is read out."""
    key = keys.new_key()
    (tmp_path / "request.pem").write_bytes(make_request(key))
    done = shell(tmp_path, commands("request"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == keys.spki_sha256(key)
