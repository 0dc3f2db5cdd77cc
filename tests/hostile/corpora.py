"""Public test sets, picked up from a folder where somebody has put them; each check says how many cases it saw.

Nothing is downloaded. Expected anywhere below the folder, with the names that their publishers give:
Wycheproof (`testvectors…/*_test.json`), JSONTestSuite (`test_parsing/*.json`), EU DSS samples (`*.asice`, `*.sce`),
NIST PKITS (`certs/*.crt`, `crls/*.crl`).
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from desktop_app.errors import PhromError
from desktop_app.package import manifest
from desktop_app.package.canonical import from_bytes, to_bytes
from desktop_app.package.codes import CODES
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.trust import algorithms
from desktop_app.trust.certificates import CertificateError, read_certificate
from desktop_app.trust.revocation import CrlError, read_crl
from tests.simulator.world import MOMENT, world

MEGABYTE = 1024 * 1024
Seen = Counter[str]


def wycheproof_ecdsa(folder: Path) -> Seen:
    """P-256 with SHA-256: a valid signature fits, an invalid one does not."""
    seen: Seen = Counter()
    for group, test in _vectors(folder, r"ecdsa_secp256r1_sha256_test"):
        encoded = group.get("publicKeyDer") or group.get("keyDer")
        key = load_der_public_key(bytes.fromhex(encoded or ""))
        assert isinstance(key, ec.EllipticCurvePublicKey)
        fits = algorithms.signature_fits(key, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
        _judge(test, fits, seen)
    return seen


def wycheproof_oaep(folder: Path) -> Seen:
    """RSA-OAEP with SHA-256 for hash and MGF1, as envelopes use it, without a label."""
    scheme = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    seen: Seen = Counter()
    for group, test in _vectors(folder, r"rsa_oaep_\d+_sha256_mgf1sha256_test"):
        if test.get("label"):
            continue
        key = load_der_private_key(bytes.fromhex(group["privateKeyPkcs8"]), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        try:
            fits = key.decrypt(bytes.fromhex(test["ct"]), scheme) == bytes.fromhex(test["msg"])
        except ValueError:
            fits = False
        _judge(test, fits, seen)
    return seen


def wycheproof_gcm(folder: Path) -> Seen:
    """AES-256-GCM with a nonce of 12 octets and a tag of 16, as envelopes use it."""
    seen: Seen = Counter()
    for group, test in _vectors(folder, r"aes_gcm_test"):
        if (group["keySize"], group["ivSize"], group["tagSize"]) != (256, 96, 128):
            continue
        key, nonce, associated, sealed, tag, text = (
            bytes.fromhex(test[name]) for name in ("key", "iv", "aad", "ct", "tag", "msg")
        )
        try:
            fits = AESGCM(key).decrypt(nonce, sealed + tag, associated) == text
        except InvalidTag:
            fits = False
        _judge(test, fits, seen)
    return seen


def json_test_suite(folder: Path) -> Seen:
    """What must be refused is; what may be read is read to its one spelling or refused; nothing else comes out."""
    seen: Seen = Counter()
    for path in sorted(folder.rglob("test_parsing/*.json")):
        data = path.read_bytes()
        try:
            accepted = to_bytes(from_bytes(data)) == data
        except PackageRefused as refused:
            assert refused.code.startswith(("JSON_", "TEXT_")), path.name
            seen[f"{path.name[:2]} refused"] += 1
            continue
        assert accepted and not path.name.startswith("n_"), path.name
        seen[f"{path.name[:2]} accepted"] += 1
    return seen


def dss_samples(folder: Path) -> Seen:
    """Containers of other programs: a code for each, also for their manifests alone, which anybody may have sent."""
    seen: Seen = Counter()
    for path in sorted(one for one in folder.rglob("*") if one.suffix.lower() in (".asice", ".sce")):
        seen[f"container {_code(lambda path=path: verify(path, world().trust, MOMENT).close())}"] += 1  # type: ignore[misc]
        for listed in _manifests(path):
            seen[f"manifest {_code(lambda listed=listed: manifest.read(listed))}"] += 1  # type: ignore[misc]
    return seen


def pkits(folder: Path) -> Seen:
    """Certificates and lists of strange kinds are read or refused by the readers' own error, nothing else."""
    seen: Seen = Counter()
    readers: tuple[tuple[str, Callable[[bytes], object], type[Exception]], ...] = (
        ("certs/*.crt", read_certificate, CertificateError),
        ("crls/*.crl", read_crl, CrlError),
    )
    for pattern, read, error in readers:
        for path in sorted(folder.rglob(pattern)):
            try:
                read(path.read_bytes())
            except error:
                seen[f"{path.suffix} refused"] += 1
            else:
                seen[f"{path.suffix} read"] += 1
    return seen


CHECKS: Mapping[str, Callable[[Path], Seen]] = {
    "Wycheproof, ECDSA P-256": wycheproof_ecdsa,
    "Wycheproof, RSA-OAEP": wycheproof_oaep,
    "Wycheproof, AES-GCM": wycheproof_gcm,
    "JSONTestSuite": json_test_suite,
    "EU DSS samples": dss_samples,
    "NIST PKITS": pkits,
}


def _vectors(folder: Path, name: str) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Groups and tests of the Wycheproof files of this name; one file that lies twice counts once."""
    found = {path.name: path for path in sorted(folder.rglob("*_test.json")) if re.fullmatch(name, path.stem)}
    for path in found.values():
        for group in json.loads(path.read_text("utf-8"))["testGroups"]:
            for test in group["tests"]:
                yield group, test


def _judge(test: Mapping[str, Any], fits: bool, seen: Seen) -> None:
    expected = test["result"]
    assert expected == "acceptable" or fits == (expected == "valid"), f"tcId {test['tcId']}: {test.get('comment')}"
    seen[expected] += 1


def _code(work: Callable[[], object]) -> str:
    try:
        work()
    except PhromError as problem:
        assert problem.code in CODES
        return problem.code
    return "OK"


def _manifests(path: Path) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if "ASiCManifest" in info.filename and info.file_size < MEGABYTE:
                    yield archive.read(info)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return
