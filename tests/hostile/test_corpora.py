"""Public test sets, where `PHROM_CORPORA` names a folder that has them (threats, section 7)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from desktop_app.trust import algorithms
from tests.hostile.corpora import CHECKS, Seen
from tests.hostile.spoiler import build, draft
from tests.simulator.world import World
from tests.simulator.world import test_key as key_named


@pytest.mark.parametrize("name", CHECKS)
def test_a_public_set_finds_nothing(name: str) -> None:
    """P7: every case of the set ends as it says, where somebody has it."""
    folder = os.environ.get("PHROM_CORPORA")
    if not folder:
        pytest.skip("PHROM_CORPORA names no folder of public test sets")
    seen = CHECKS[name](Path(folder))
    if not seen:
        pytest.skip(f"{folder} has no files of {name}")
    print(f"{name}: {dict(seen)}")


def vectors(path: Path, group: dict[str, object], tests: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    numbered = [{"tcId": number, "comment": "", **test} for number, test in enumerate(tests, start=1)]
    path.write_text(json.dumps({"testGroups": [{**group, "tests": numbered}]}), "utf-8")


def write_ecdsa(folder: Path) -> Seen:
    key = key_named("corpus")
    value = algorithms.sign(key, b"hello")
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex()
    tests: list[dict[str, object]] = [
        {"msg": b"hello".hex(), "sig": value.hex(), "result": "valid"},
        {"msg": b"other".hex(), "sig": value.hex(), "result": "invalid"},
        {"msg": b"hello".hex(), "sig": "", "result": "invalid"},
    ]
    vectors(folder / "testvectors_v1" / "ecdsa_secp256r1_sha256_test.json", {"publicKeyDer": public}, tests)
    return Seen({"valid": 1, "invalid": 2})


def write_oaep(folder: Path) -> Seen:
    key = rsa.generate_private_key(65537, 2048)
    scheme = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    sealed = key.public_key().encrypt(b"hello", scheme)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()).hex()
    tests: list[dict[str, object]] = [
        {"msg": b"hello".hex(), "ct": sealed.hex(), "label": "", "result": "valid"},
        {"msg": b"hello".hex(), "ct": (sealed[:-1] + bytes([sealed[-1] ^ 1])).hex(), "label": "", "result": "invalid"},
        {"msg": "", "ct": "", "label": "aa", "result": "valid"},
    ]
    vectors(folder / "v" / "rsa_oaep_2048_sha256_mgf1sha256_test.json", {"privateKeyPkcs8": private}, tests)
    return Seen({"valid": 1, "invalid": 1})


def write_gcm(folder: Path) -> Seen:
    sealed = AESGCM(bytes(32)).encrypt(bytes(12), b"hello", b"")
    known = {"key": bytes(32).hex(), "iv": bytes(12).hex(), "aad": "", "msg": b"hello".hex(), "ct": sealed[:-16].hex()}
    sizes = {"keySize": 256, "ivSize": 96, "tagSize": 128}
    tests: list[dict[str, object]] = [
        {**known, "tag": sealed[-16:].hex(), "result": "valid"},
        {**known, "tag": bytes(16).hex(), "result": "invalid"},
    ]
    vectors(folder / "aes_gcm_test.json", sizes, tests)
    return Seen({"valid": 1, "invalid": 1})


def write_json(folder: Path) -> Seen:
    files = {"y_object.json": b'{"a":1}', "y_float.json": b"[1.5]", "n_open.json": b"[", "i_utf8.json": b'{"a":"\xff"}'}
    (folder / "test_parsing").mkdir()
    for name, content in files.items():
        (folder / "test_parsing" / name).write_bytes(content)
    return Seen({"y_ accepted": 1, "y_ refused": 1, "n_ refused": 1, "i_ refused": 1})


def write_dss(folder: Path, world: World) -> Seen:
    (folder / "good.asice").write_bytes(build(draft(world)))
    (folder / "sample.sce").write_bytes(b"PK\3\4")
    return Seen({"container OK": 1, "manifest OK": 1, "container NOT_PACKAGE": 1})


def write_pkits(folder: Path, world: World) -> Seen:
    files = {"certs/a.crt": world.root.certificate, "certs/b.crt": b"\x30\x00", "crls/a.crl": world.crls()[0]}
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return Seen({".crt read": 1, ".crt refused": 1, ".crl read": 1})


@pytest.mark.parametrize("name", CHECKS)
def test_a_set_is_picked_up_and_counted(name: str, world: World, tmp_path: Path) -> None:
    """P7: a set of a few cases made here, in the publishers' own shape: each is found, judged and counted."""
    expected = {
        "Wycheproof, ECDSA P-256": lambda: write_ecdsa(tmp_path),
        "Wycheproof, RSA-OAEP": lambda: write_oaep(tmp_path),
        "Wycheproof, AES-GCM": lambda: write_gcm(tmp_path),
        "JSONTestSuite": lambda: write_json(tmp_path),
        "EU DSS samples": lambda: write_dss(tmp_path, world),
        "NIST PKITS": lambda: write_pkits(tmp_path, world),
    }[name]()
    assert CHECKS[name](tmp_path) == expected
    others = [check for other, check in CHECKS.items() if other != name]
    assert [check(tmp_path) for check in others] == [Seen()] * len(others)


def test_a_wrong_answer_fails(tmp_path: Path) -> None:
    """P7: a signature that fits and is said to be invalid is noticed, and a broken text that is read would be."""
    write_ecdsa(tmp_path)
    (path,) = tmp_path.rglob("*_test.json")
    path.write_text(path.read_text("utf-8").replace('"result": "valid"', '"result": "invalid"'), "utf-8")
    with pytest.raises(AssertionError, match="tcId 1"):
        CHECKS["Wycheproof, ECDSA P-256"](tmp_path)
    write_json(tmp_path)
    (tmp_path / "test_parsing" / "n_right.json").write_bytes(b'{"a":1}')
    with pytest.raises(AssertionError, match="n_right"):
        CHECKS["JSONTestSuite"](tmp_path)
