"""Keys at rest: sealed so that openssl opens them and a guesser pays for every guess."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import core, pem
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from desktop_app.errors import PhromError
from desktop_app.trust import der, keys
from tests.simulator.world import PASSPHRASE, World
from tests.simulator.world import test_key as key_named


@pytest.fixture(name="sealed", scope="module")
def _sealed() -> bytes:
    return keys.seal_key(key_named("sealed"), PASSPHRASE)


def private_number(key: ec.EllipticCurvePrivateKey) -> int:
    return key.private_numbers().private_value


def test_a_sealed_key_opens_with_its_passphrase(sealed: bytes) -> None:
    """P2: what was sealed comes back."""
    assert private_number(keys.open_key(sealed, PASSPHRASE)) == private_number(key_named("sealed"))


def test_a_wrong_passphrase_is_told_kindly(sealed: bytes) -> None:
    """P2: a typed error with a next step, not a library's exception."""
    with pytest.raises(PhromError) as refused:
        keys.open_key(sealed, PASSPHRASE + "x")
    assert refused.value.code == "TRUST-02"
    assert "ยังอยู่ครบ" in refused.value.message("th")


def test_the_passphrase_is_the_same_however_the_keyboard_composes_it() -> None:
    """P2: NFC on both sides."""
    sealed = keys.seal_key(key_named("sealed"), "café café café")
    assert keys.open_key(sealed, "cafe\u0301 cafe\u0301 cafe\u0301")


@pytest.mark.parametrize("passphrase", ["", "short", "e\u0301" * 11, "ก" * 11])
def test_a_short_passphrase_seals_nothing(passphrase: str) -> None:
    """P2: at least twelve characters, counted as people see them."""
    with pytest.raises(PhromError) as refused:
        keys.seal_key(key_named("sealed"), passphrase)
    assert refused.value.code == "TRUST-01"


def test_the_parameters_are_read_back(sealed: bytes) -> None:
    """P2: PBES2 with scrypt N=16384, r=8, p=8 and AES-256-CBC (T12, T13)."""
    _, _, data = pem.unarmor(sealed)
    algorithm = core.Sequence.load(data)[0]
    derivation, cipher = algorithm[1][0], algorithm[1][1]
    assert algorithm[0].native == "1.2.840.113549.1.5.13"
    assert derivation[0].native == "1.3.6.1.4.1.11591.4.11"
    salt, *costs = (derivation[1][index].native for index in range(5))
    assert (len(salt), costs) == (16, [16384, 8, 8, 32])
    assert cipher[0].native == "2.16.840.1.101.3.4.1.42"


def test_other_readers_open_it(sealed: bytes) -> None:
    """P2: nobody depends on this program to use a key."""
    opened = load_pem_private_key(sealed, PASSPHRASE.encode())
    assert isinstance(opened, ec.EllipticCurvePrivateKey)
    assert private_number(opened) == private_number(key_named("sealed"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_opens_it(sealed: bytes, tmp_path: Path) -> None:
    """P2: within openssl's default memory cap."""
    (tmp_path / "key.pem").write_bytes(sealed)
    environment = {**os.environ, "PHROM_TEST": PASSPHRASE}
    command = ["openssl", "pkey", "-in", "key.pem", "-passin", "env:PHROM_TEST", "-pubout", "-outform", "DER"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert hashlib.sha256(done.stdout).hexdigest() == keys.spki_sha256(key_named("sealed"))


def rebuilt(cost: int) -> bytes:
    """A key file that asks for another cost."""
    numbers = (der.integer(cost), der.integer(8), der.integer(8), der.integer(32))
    derivation = der.sequence(der.oid(keys.SCRYPT), der.sequence(der.octets(bytes(16)), *numbers))
    cipher = der.sequence(der.oid(keys.AES_256_CBC), der.octets(bytes(16)))
    algorithm = der.sequence(der.oid(keys.PBES2), der.sequence(derivation, cipher))
    armoured: bytes = pem.armor(keys.LABEL, der.sequence(algorithm, der.octets(bytes(160))))
    return armoured


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"\xff" * 99, b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n!\n-----END ENCRYPTED PRIVATE KEY-----",
     rebuilt(2**30), rebuilt(2)],
    ids=["empty", "text", "bytes", "bad base64", "a cost of a terabyte", "hardly any cost"],
)  # fmt: skip
def test_a_foreign_key_file_is_refused_before_its_costs_are_paid(data: bytes) -> None:
    """P2: the cost figures are checked first."""
    with pytest.raises(PhromError) as refused:
        keys.open_key(data, PASSPHRASE)
    assert refused.value.code == "TRUST-05"


def test_sealing_with_given_randomness_is_repeatable() -> None:
    """P2: randomness is an argument."""
    first, second = (keys.seal_key(key_named("sealed"), PASSPHRASE, random=bytes) for _ in range(2))
    assert first == second


def test_a_fingerprint_names_the_key_wherever_it_stands(world: World) -> None:
    """P2: key, public key, certificate and its DER give the same 64 digits, shown in groups of four."""
    signer = world.office()
    certificate = x509.load_der_x509_certificate(signer.certificate)
    found = {keys.spki_sha256(item) for item in (signer.key, signer.key.public_key(), certificate, signer.certificate)}
    assert len(found) == 1
    (digits,) = found
    groups = keys.grouped(digits).split(" ")
    assert "".join(groups) == digits
    assert [len(group) for group in groups] == [4] * 16
