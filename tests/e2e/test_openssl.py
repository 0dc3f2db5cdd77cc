"""The demo's packages checked with `openssl` and `unzip` alone, as package-format section 16 writes it."""

import base64
import re
from pathlib import Path

import pytest

from tests.e2e.demo_run import Demo, needs, run, unzip

ARC = "1.3.6.1.4.1.32473.1"
MANIFEST, SIGNATURE = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"
REFERENCE = re.compile(r'URI="([^"]*)"><ds:DigestMethod[^>]*><ds:DigestValue>([^<]*)<')
PACKAGES = {
    "submission.asice": (f"{ARC}.1", "office.crl.pem"),
    "round.asice": (f"{ARC}.2", "central.crl.pem"),
    "receipt.asice": (f"{ARC}.4", "central.crl.pem"),
}
packages = pytest.mark.parametrize("name", PACKAGES)


@pytest.fixture
def bench(demo: Demo, tmp_path: Path, name: str) -> Path:
    """A folder with one package unpacked in `pkg`, and `trust.pem` as the specification joins it."""
    for entry, content in unzip((demo.out / name).read_bytes()).items():
        path = tmp_path / "pkg" / entry
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    joined = ("root.pem", "root.crl.pem", PACKAGES[name][1])
    (tmp_path / "trust.pem").write_bytes(b"".join((demo.out / "trust" / one).read_bytes() for one in joined))
    return tmp_path


def cms_verify(demo: Demo, bench: Path, policy: str) -> tuple[int, str]:
    command = f"""openssl cms -verify -cades -binary -inform DER -in pkg/{SIGNATURE} -content pkg/{MANIFEST}
        -CAfile trust.pem -crl_check_all -purpose any -policy {policy} -explicit_policy
        -attime {int(demo.moment.timestamp())} -signer signer.pem -out /dev/null"""
    done = run(bench, command.split())
    return done.returncode, done.stderr


@needs("openssl")
@packages
def test_the_documented_command_verifies(demo: Demo, bench: Path, name: str) -> None:
    """P1: chain, revocation lists, the policy of the role and the CAdES attributes hold, for openssl too."""
    code, said = cms_verify(demo, bench, PACKAGES[name][0])
    assert code == 0, said
    assert "Verification successful" in said
    command = "openssl x509 -in signer.pem -noout -ext certificatePolicies,extendedKeyUsage"
    shown = run(bench, command.split()).stdout
    assert PACKAGES[name][0] in shown
    assert "1.3.6.1.5.5.7.3.36" in shown


@needs("openssl")
@packages
def test_another_role_is_refused(demo: Demo, bench: Path, name: str) -> None:
    """P1: a package is believed of its own role only; trust signing is nobody's here."""
    foreign = f"{ARC}.2" if name == "submission.asice" else f"{ARC}.1"
    for policy in (foreign, f"{ARC}.7"):
        assert cms_verify(demo, bench, policy)[0] != 0


@needs("openssl")
@packages
def test_a_changed_manifest_is_refused(demo: Demo, bench: Path, name: str) -> None:
    """P7: one bit of the manifest, and openssl says no."""
    manifest = bench / "pkg" / MANIFEST
    content = bytearray(manifest.read_bytes())
    content[len(content) // 2] ^= 1
    manifest.write_bytes(content)
    assert cms_verify(demo, bench, PACKAGES[name][0])[0] != 0


@needs("openssl")
@packages
def test_every_digest_is_right(bench: Path, name: str) -> None:
    """P1: `openssl dgst` of each listed file is what the manifest says."""
    listed = REFERENCE.findall((bench / "pkg" / MANIFEST).read_text("utf-8"))
    assert listed
    names = [entry for entry, _ in listed]
    said = run(bench / "pkg", ["openssl", "dgst", "-sha256", "-r", *names]).stdout
    computed = {line.split(" *", 1)[1]: line.split(" *", 1)[0] for line in said.splitlines()}
    assert computed == {entry: base64.b64decode(digest).hex() for entry, digest in listed}


@needs("unzip")
@packages
def test_nothing_lies_beyond_the_listed_names(demo: Demo, bench: Path, name: str) -> None:
    """P1: `unzip -Z1` lists mimetype, the names of the manifest in order, and META-INF."""
    listed = [entry for entry, _ in REFERENCE.findall((bench / "pkg" / MANIFEST).read_text("utf-8"))]
    inside = run(demo.out, ["unzip", "-Z1", name]).stdout.splitlines()
    assert inside == ["mimetype", *listed, MANIFEST, SIGNATURE]


@needs("openssl")
def test_the_receipt_names_the_package_by_its_manifest(demo: Demo, tmp_path: Path) -> None:
    """P4: what openssl computes of the submission's manifest is what central's receipt is for."""
    (tmp_path / "manifest.xml").write_bytes(demo.entries[MANIFEST])
    said = run(tmp_path, ["openssl", "dgst", "-sha256", "manifest.xml"]).stdout
    receipt = unzip((demo.out / "receipt.asice").read_bytes())["receipt.json"].decode()
    assert f'"package_id":"{said.split()[-1]}"' in receipt
    assert '"verdict":"accepted"' in receipt
