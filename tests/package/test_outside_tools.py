"""A package checked by tools that know nothing of this program (package-format section 16)."""

import asyncio
import base64
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import asn1crypto.keys
import asn1crypto.x509
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from desktop_app.package import cms, manifest
from desktop_app.package.kinds import MANIFEST, PackageType
from desktop_app.package.verify import verify
from tests.simulator.world import MOMENT, SIGNED_AT, World, report_pdf


def run(folder: Path, *command: str) -> str:
    """What a tool prints; its failure fails the test."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


@pytest.fixture(name="sample", scope="module")
def _sample(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a submission, its content, and the trust files."""
    folder = tmp_path_factory.mktemp("sample")
    world.write(folder / "x.asice", PackageType.SUBMISSION)
    world.write_folder(folder / "trust")
    with zipfile.ZipFile(folder / "x.asice") as archive:
        archive.extractall(folder / "pkg")
    return folder


@needs("openssl")
def test_openssl_verifies_the_signature_with_the_documented_command(sample: Path) -> None:
    """P1: chain, revocation, policy and CAdES attributes, at the moment of receipt (T15, T17)."""
    names = ("root.pem", "root.crl.pem", "office.crl.pem")
    trust = b"".join((sample / "trust" / name).read_bytes() for name in names)
    (sample / "trust.pem").write_bytes(trust)
    said = run(
        sample,
        *("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER"),
        *("-in", "pkg/META-INF/signature001.p7s", "-content", "pkg/META-INF/ASiCManifest001.xml"),
        *("-CAfile", "trust.pem", "-crl_check_all", "-purpose", "any"),
        *("-policy", "1.3.6.1.4.1.32473.1.1", "-explicit_policy"),
        *("-attime", str(int(MOMENT.timestamp())), "-signer", "signer.pem", "-out", "content"),
    )
    assert "Verification successful" in said
    shown = run(
        sample,
        *("openssl", "x509", "-in", "signer.pem", "-noout", "-subject", "-ext"),
        *("certificatePolicies,extendedKeyUsage", "-nameopt", "utf8,sep_comma_plus"),
    )
    assert "CN=เจ้าหน้าที่ตัวอย่าง" in shown
    assert "1.3.6.1.5.5.7.3.36" in shown


@needs("openssl")
def test_openssl_finds_every_digest_of_the_manifest(sample: Path, world: World) -> None:
    """P1: `openssl dgst` of each file equals the manifest, and that of the manifest is the package id."""
    with verify(sample / "x.asice", world.trust, MOMENT) as package:
        names, package_id = package.names, package.package_id
    listed = (sample / "pkg" / MANIFEST).read_text("utf-8")
    stated = dict(re.findall(r'URI="([^"]*)"><ds:DigestMethod[^>]*><ds:DigestValue>([^<]*)<', listed))
    assert tuple(stated) == names
    for name, digest in stated.items():
        said = run(sample / "pkg", "openssl", "dgst", "-sha256", name)
        assert said.strip().endswith(base64.b64decode(digest).hex())
    assert run(sample / "pkg", "openssl", "dgst", "-sha256", MANIFEST).strip().endswith(package_id)


@needs("unzip")
def test_unzip_finds_nothing_to_complain_about(sample: Path, world: World) -> None:
    """P1: any ZIP tool opens a package and lists the same names."""
    assert "No errors detected" in run(sample, "unzip", "-t", "x.asice")
    with verify(sample / "x.asice", world.trust, MOMENT) as package:
        inside = ["mimetype", *package.names, MANIFEST, "META-INF/signature001.p7s"]
    assert run(sample, "unzip", "-Z1", "x.asice").split() == inside


def test_the_python_library_lists_the_same_names_and_bytes(sample: Path, world: World) -> None:
    """P1: what others read is what was checked here."""
    with (
        verify(sample / "x.asice", world.trust, MOMENT) as package,
        zipfile.ZipFile(sample / "x.asice") as archive,
    ):
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in package.names} == {
            name: package.read(name) for name in package.names
        }


@needs("pdfsig")
def test_pdfsig_finds_one_signature_over_the_whole_report(world: World, tmp_path: Path) -> None:
    """P1: the report's signature is good for a PDF reader too."""
    (tmp_path / "report.pdf").write_bytes(report_pdf("ab" * 32, world.office()))
    said = run(tmp_path, "pdfsig", "-nocert", "report.pdf")
    for expected in (
        "Signature Field Name: CIO",
        "ETSI.CAdES.detached",
        "Total document signed",
        "Signature is Valid",
        "SHA-256",
    ):
        assert expected in said
    assert "Signature #2" not in said


def test_pyhanko_signs_with_the_same_bytes(world: World) -> None:
    """P1: the documented call of section 5 gives the permitted form; only the random signature value differs."""
    listed, signer = manifest.build({"return.json": bytes(32)}), world.central()
    store = SimpleCertificateStore()
    store.register(asn1crypto.x509.Certificate.load(signer.issuer))
    key = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    theirs = SimpleSigner(
        signing_cert=asn1crypto.x509.Certificate.load(signer.certificate),
        signing_key=asn1crypto.keys.PrivateKeyInfo.load(key),
        cert_registry=store,
    )
    attributes = PdfCMSSignedAttributes(signing_time=SIGNED_AT, cades_signed_attrs=CAdESSignedAttrSpec())
    made = asyncio.run(
        theirs.async_sign_general_data(listed, "sha256", detached=True, use_cades=True, signed_attr_settings=attributes)
    ).dump()
    read = cms.read(made, listed)
    assert (read.certificate.encoded, read.issuer, read.signed_at) == (signer.certificate, signer.issuer, SIGNED_AT)
