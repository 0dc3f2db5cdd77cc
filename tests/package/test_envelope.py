"""Envelopes: a package encrypted to the centre, opened by nobody else and never half (P6, T14; threats 6.6)."""

from __future__ import annotations

import subprocess
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from desktop_app.errors import PhromError
from desktop_app.package import envelope
from desktop_app.package.envelope import open_envelope, open_envelope_file, seal_envelope
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.staging import stage
from desktop_app.package.verify import verify
from desktop_app.trust import authority, der, keys
from desktop_app.trust.anchors import Trust, to_pem
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.chain import check_chain, check_encryption
from desktop_app.trust.names import make_subject
from desktop_app.trust.roles import Role
from tests.simulator.world import MOMENT, World

CONTENT = bytes(range(256)) * 40
PASSPHRASE = "วลีของกุญแจสำหรับทดสอบ"
START = datetime(2026, 1, 1, tzinfo=UTC)
MIB = 1 << 20


@dataclass(frozen=True)
class Reader:
    """One who can open envelopes: key and certificate, and both as files for openssl."""

    key: rsa.RSAPrivateKey
    certificate: bytes

    def files(self, folder: Path) -> tuple[Path, Path]:
        name = keys.spki_sha256(self.key)[:8]
        key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
        key.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        certificate.write_bytes(to_pem(self.certificate))
        return key, certificate


@cache
def central() -> tuple[authority.Authority, authority.Authority]:
    """Root and central issuing authority."""
    root = authority.make_root("ส่วนกลางตัวอย่าง", START)
    return root, authority.issue_central_authority(root, "ส่วนกลางตัวอย่าง", START)


@cache
def reader(name: str) -> Reader:
    """`intake`, `recovery` and a `stranger`, each made once."""
    key = keys.new_encryption_key()
    subject = make_subject("ส่วนกลางตัวอย่าง", name, "CENTRAL")
    return Reader(key, authority.issue_encryption_certificate(central()[1], key.public_key(), subject, START))


def recipients() -> list[bytes]:
    return [reader("intake").certificate, reader("recovery").certificate]


@pytest.fixture(name="sealed")
def _sealed(tmp_path: Path) -> Path:
    """CONTENT, encrypted to intake and recovery."""
    source = tmp_path / "plain"
    source.write_bytes(CONTENT)
    seal_envelope(source, tmp_path / "x.asice.p7m", recipients())
    return tmp_path / "x.asice.p7m"


def opened(path: Path, *held: Reader) -> bytes:
    staged = stage(path)
    with staged.stream, open_envelope(staged, [one.key for one in held]).stream as plain:
        plain.seek(0)
        return plain.read()


def refusal_of(path: Path, *held: Reader) -> str:
    """The code with which both ways of opening refuse; no content is left by either."""
    staged, target = stage(path), path.with_name("opened")
    with staged.stream, pytest.raises(PackageRefused) as first:
        open_envelope(staged, [one.key for one in held])
    before = sorted(path.parent.iterdir())
    with pytest.raises(PackageRefused) as second:
        open_envelope_file(path, target, [one.key for one in held])
    assert sorted(path.parent.iterdir()) == before
    assert first.value.code == second.value.code
    return first.value.code


def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)


OAEP = ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256")


def openssl_seals(
    folder: Path, *options: str, to: Sequence[str] = ("intake", "recovery"), padding: Sequence[str] = OAEP
) -> Path:
    """An envelope that openssl makes of CONTENT."""
    plain, target = folder / "plain", folder / "openssl.p7m"
    plain.write_bytes(CONTENT)
    named = [part for name in to for part in ("-recip", reader(name).files(folder)[1], *padding)]
    made = openssl("cms", "-encrypt", "-binary", "-outform", "DER", "-in", plain, "-out", target, *options, *named)
    assert made.returncode == 0, made.stderr
    return target


def test_each_recipient_reads_the_same(sealed: Path) -> None:
    """P6: intake and recovery key open the file alike; content is not to be seen in it."""
    assert opened(sealed, reader("intake")) == opened(sealed, reader("recovery")) == CONTENT
    assert CONTENT[:64] not in sealed.read_bytes()
    assert [path.name for path in sealed.parent.iterdir() if path.suffix == ".part"] == []


def test_one_key_among_several_is_enough(sealed: Path) -> None:
    """P6: a centre that holds keys of earlier years opens with the one that fits."""
    assert opened(sealed, reader("stranger"), reader("recovery")) == CONTENT


def test_nobody_else_reads_it(sealed: Path) -> None:
    """P6: without a fitting key, or without any, it is a file for somebody else."""
    assert refusal_of(sealed, reader("stranger")) == "ENC_RECIPIENT"
    assert refusal_of(sealed) == "ENC_RECIPIENT"


def test_an_empty_file_survives_the_journey(tmp_path: Path) -> None:
    """P6: the smallest case has the same form."""
    (tmp_path / "plain").touch()
    seal_envelope(tmp_path / "plain", tmp_path / "x.p7m", recipients())
    assert opened(tmp_path / "x.p7m", reader("intake")) == b""


def test_two_files_of_one_content_have_nothing_in_common(sealed: Path, tmp_path: Path) -> None:
    """P6: key and nonce are new every time."""
    seal_envelope(tmp_path / "plain", tmp_path / "y.p7m", recipients())
    assert sealed.read_bytes()[-len(CONTENT) :] != (tmp_path / "y.p7m").read_bytes()[-len(CONTENT) :]


def test_openssl_opens_what_we_seal(sealed: Path, tmp_path: Path) -> None:
    """P6, package-format 16: the command that the manual prints, for both keys."""
    for name in ("intake", "recovery"):
        key, certificate = reader(name).files(tmp_path)
        out = tmp_path / "out"
        done = openssl(
            "cms", "-decrypt", "-binary", "-inform", "DER", "-in", sealed, "-inkey", key, "-recip", certificate,
            "-out", out,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert out.read_bytes() == CONTENT


def test_we_open_what_openssl_seals_in_our_form(tmp_path: Path) -> None:
    """P6: with OAEP and SHA-256 openssl writes the very form that is permitted, so it is no private format."""
    assert opened(openssl_seals(tmp_path, "-aes-256-gcm"), reader("intake")) == CONTENT


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (["-aes-256-cbc"], {}),
        (["-aes-128-gcm"], {}),
        (["-aes-256-gcm"], {"padding": ()}),
        (["-aes-256-gcm"], {"padding": ("-keyopt", "rsa_padding_mode:oaep")}),
        (["-aes-256-gcm", "-stream"], {}),
        (["-aes-256-gcm", "-keyid"], {}),
        (["-aes-256-gcm"], {"to": ("intake",)}),
    ],
    ids=["EnvelopedData with CBC", "AES-128", "PKCS1 v1.5", "OAEP with SHA-1", "BER", "by key identifier", "one"],
)
def test_another_form_by_openssl_is_refused(
    options: list[str], changes: dict[str, Sequence[str]], tmp_path: Path, world: World
) -> None:
    """P6, T14: whatever openssl makes beside the one form; the whole importer says the same."""
    path = openssl_seals(tmp_path, *options, **changes)
    assert refusal_of(path, reader("intake")) == "ENC_FORMAT"
    with pytest.raises(PackageRefused) as refused:
        verify(path, world.trust, MOMENT, decryption_keys=[reader("intake").key])
    assert refused.value.code == "ENC_FORMAT"


def rebuilt(sealed: Path, change: Callable[[list[bytes]], None]) -> Path:
    """The envelope with its parts changed: version, recipients, content, tag; outer lengths put right again."""
    data = sealed.read_bytes()
    version = der.integer(0)
    start = data.index(version + b"\x31")
    walk = envelope._Walk(data)
    walk.skip(start + len(version))
    set_ = walk.element(0x31)
    encrypted = walk.element(0x30)
    parts = [version, set_, encrypted, data[-18:]]
    change(parts)
    sealed.write_bytes(der.sequence(envelope.SEALED, der.context(0, der.sequence(*parts))))
    return sealed


def test_the_parts_put_together_again_are_the_file(sealed: Path) -> None:
    """P6: the next test changes what it means to change."""
    before = sealed.read_bytes()
    assert rebuilt(sealed, lambda _: None).read_bytes() == before


def _originator(parts: list[bytes]) -> None:
    parts.insert(1, der.context(0))


def _attributes(parts: list[bytes]) -> None:
    parts.insert(3, der.context(1, der.sequence(der.oid("1.2.3"), der.set_of(der.NULL))))


def _unprotected(parts: list[bytes]) -> None:
    parts.append(der.context(2, der.sequence(der.oid("1.2.3"), der.set_of(der.NULL))))


def _version(parts: list[bytes]) -> None:
    parts[0] = der.integer(2)


def _unsorted(parts: list[bytes]) -> None:
    walk = envelope._Walk(parts[1])
    walk.enter(0x31)
    first, second = walk.element(0x30), walk.element(0x30)
    parts[1] = der.tlv(0x31, second, first)


def _twice(parts: list[bytes]) -> None:
    walk = envelope._Walk(parts[1])
    walk.enter(0x31)
    first = walk.element(0x30)
    parts[1] = der.tlv(0x31, first, first)


def _short_tag(parts: list[bytes]) -> None:
    parts[3] = der.octets(parts[3][2:14])


def _other_type(parts: list[bytes]) -> None:
    parts[2] = parts[2].replace(der.oid("1.2.840.113549.1.7.1"), der.oid("1.2.840.113549.1.7.2"))


def _icv(parts: list[bytes]) -> None:
    parts[2] = parts[2].replace(der.integer(16), der.integer(12), 1)


def _kek(parts: list[bytes]) -> None:
    parts[1] = der.set_of(der.context(2, der.integer(4)), der.context(2, der.integer(5)))


@pytest.mark.parametrize(
    "change",
    [_originator, _attributes, _unprotected, _version, _unsorted, _twice, _short_tag, _other_type, _icv, _kek],
    ids=lambda change: change.__name__,
)
def test_another_structure_is_refused(change: Callable[[list[bytes]], None], sealed: Path) -> None:
    """P6, T14: originatorInfo, attributes, other versions, orders, types, a shorter tag."""
    assert refusal_of(rebuilt(sealed, change), reader("intake")) == "ENC_FORMAT"


def test_a_byte_more_or_less_is_refused(sealed: Path) -> None:
    """P6: trailing bytes and a file cut anywhere, the head included."""
    data = sealed.read_bytes()
    for changed in (data + b"\0", *(data[:length] for length in (len(data) - 1, len(data) // 2, 900, 40, 33))):
        sealed.write_bytes(changed)
        assert refusal_of(sealed, reader("intake")) == "ENC_FORMAT"


def test_lengths_written_otherwise_are_refused(sealed: Path) -> None:
    """P6, T14: BER of indefinite length, and a length longer than needed."""
    data = sealed.read_bytes()
    for changed in (b"\x30\x80" + data[4:] + b"\0\0", b"\x30\x83\0" + data[2:], b"\x30\x85\xff\xff\xff\xff\xff" + data):
        sealed.write_bytes(changed)
        assert refusal_of(sealed, reader("intake")) == "ENC_FORMAT"


def test_every_changed_byte_is_noticed(sealed: Path) -> None:
    """P6, T14: in content and tag it is ENC_TAG, in the head a refusal or, in names nobody uses, the same content."""
    data, start = sealed.read_bytes(), len(sealed.read_bytes()) - len(CONTENT) - 18
    for place in (start, start + 5000, len(data) - 19, len(data) - 16, len(data) - 1):
        sealed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert refusal_of(sealed, reader("intake")) == "ENC_TAG"
    for place in range(0, start, 7):
        sealed.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        try:
            assert opened(sealed, reader("intake")) == CONTENT
        except PackageRefused as refused:
            assert refused.code in {"ENC_FORMAT", "ENC_RECIPIENT", "ENC_TAG"}


def test_a_large_file_costs_no_memory(tmp_path: Path) -> None:
    """P6: 20 MB pass through in pieces, in both directions, and come out the same."""
    source, target = tmp_path / "plain", tmp_path / "x.p7m"
    source.write_bytes(bytes(range(256)) * (20 * MIB // 256))
    tracemalloc.start()
    seal_envelope(source, target, recipients())
    sealing = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    open_envelope_file(target, tmp_path / "out", [reader("intake").key])
    opening = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert max(sealing, opening) < 4 * MIB
    assert (tmp_path / "out").read_bytes() == source.read_bytes()
    assert target.stat().st_size - source.stat().st_size < 1500


def test_a_large_file_changed_at_its_end_leaves_nothing(tmp_path: Path) -> None:
    """P6, threats 6.6: 100 MB are decrypted before the tag says no; a truncated one is not begun."""
    source, target, private = tmp_path / "plain", tmp_path / "x.p7m", tmp_path / "private"
    private.mkdir()
    with source.open("wb") as stream:
        stream.truncate(100 * MIB)
    seal_envelope(source, target, recipients())
    source.unlink()
    with target.open("rb+") as stream:
        stream.seek(-20, 2)
        stream.write(b"x")
    for code in ("ENC_TAG", "ENC_FORMAT"):
        staged = stage(target, private)
        with staged.stream, pytest.raises(PackageRefused) as refused:
            open_envelope(staged, [reader("intake").key], private)
        assert refused.value.code == code
        with pytest.raises(PackageRefused):
            open_envelope_file(target, private / "out", [reader("intake").key])
        assert list(private.iterdir()) == []
        with target.open("rb+") as stream:
            stream.truncate(50 * MIB)


@pytest.mark.parametrize("names", [(), ("intake",), ("intake", "intake")])
def test_fewer_than_two_recipients_are_not_sealed_to(names: tuple[str, ...], tmp_path: Path) -> None:
    """P6: a single lost key would lose every file."""
    (tmp_path / "plain").write_bytes(CONTENT)
    with pytest.raises(PackageRefused) as refused:
        seal_envelope(tmp_path / "plain", tmp_path / "x.p7m", [reader(name).certificate for name in names])
    assert refused.value.code == "ENC_RECIPIENT"
    assert [path.name for path in tmp_path.iterdir()] == ["plain"]


def test_a_signing_certificate_is_no_recipient(world: World, tmp_path: Path) -> None:
    """P6: a key that can only sign, or no certificate at all, cannot be encrypted to."""
    (tmp_path / "plain").write_bytes(CONTENT)
    for other in (world.office().certificate, b"\x30\x00"):
        with pytest.raises(PackageRefused) as refused:
            seal_envelope(tmp_path / "plain", tmp_path / "x.p7m", [reader("intake").certificate, other])
        assert refused.value.code == "ENC_RECIPIENT"


def test_a_source_that_fails_leaves_nothing_and_the_earlier_file(sealed: Path, tmp_path: Path) -> None:
    """P6: the earlier envelope of that name stays whole."""
    before = sealed.read_bytes()
    with pytest.raises(PackageRefused) as refused:
        seal_envelope(tmp_path / "nowhere", sealed, recipients())
    assert refused.value.code == "SYS_IO"
    assert sealed.read_bytes() == before
    assert not sealed.with_name(f"{sealed.name}.part").exists()


def test_a_package_is_verified_inside_its_envelope(world: World, tmp_path: Path) -> None:
    """P6, stage 1: one call from the encrypted file to the trusted package; its identity is the plain one's."""
    plain, target = tmp_path / "x.asice", tmp_path / "x.asice.p7m"
    world.write(plain, PackageType.SUBMISSION)
    seal_envelope(plain, target, recipients())
    with (
        verify(plain, world.trust, MOMENT) as before,
        verify(target, world.trust, MOMENT, decryption_keys=[reader("intake").key]) as inside,
    ):
        assert (inside.package_id, inside.file_sha256, inside.payload) == (
            before.package_id,
            before.file_sha256,
            before.payload,
        )
    with pytest.raises(PackageRefused) as refused:
        verify(target, world.trust, MOMENT)
    assert refused.value.code == "ENC_RECIPIENT"


def test_a_damaged_package_stays_refused_inside_an_envelope(sealed: Path, world: World) -> None:
    """P6: encryption proves nothing; what is inside passes every other stage."""
    with pytest.raises(PackageRefused) as refused:
        verify(sealed, world.trust, MOMENT, decryption_keys=[reader("intake").key])
    assert refused.value.code == "NOT_PACKAGE"


def test_an_encryption_key_is_sealed_like_every_other(tmp_path: Path) -> None:
    """P6 P2: our form opens with its passphrase, with openssl too, and is no signing key."""
    sealed = keys.seal_key(reader("intake").key, PASSPHRASE)
    assert keys.spki_sha256(keys.open_encryption_key(sealed, PASSPHRASE)) == keys.spki_sha256(reader("intake").key)
    for phrase, opener, code in (
        ("ผิด" * 5, keys.open_encryption_key, "TRUST-02"),
        (PASSPHRASE, keys.open_key, "TRUST-05"),
    ):
        with pytest.raises(PhromError) as refused:
            opener(sealed, phrase)
        assert refused.value.code == code
    with pytest.raises(PhromError) as refused:
        keys.open_encryption_key(keys.seal_key(keys.new_key(), PASSPHRASE), PASSPHRASE)
    assert refused.value.code == "TRUST-05"
    (tmp_path / "key.pem").write_bytes(sealed)
    (tmp_path / "phrase").write_text(PASSPHRASE, encoding="utf-8")
    done = openssl("pkey", "-in", tmp_path / "key.pem", "-passin", f"file:{tmp_path / 'phrase'}", "-noout", "-text")
    assert b"3072 bit" in done.stdout


def test_an_encryption_certificate_can_nothing_else(tmp_path: Path) -> None:
    """P6 P2: RSA-3072, keyEncipherment only, below the pinned root; never a signer."""
    root, middle = central()
    trust = Trust((root.certificate,), (middle.certificate,))
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    certificate = reader("intake").certificate
    assert check_encryption(certificate, trust, moment).public_key.public_numbers() == (
        reader("intake").key.public_key().public_numbers()
    )
    with pytest.raises(PhromError) as refused:
        check_chain(certificate, middle.certificate, trust, Role.RECEIVER, moment, check_revocation=False)
    assert refused.value.code == "TRUST_ALGORITHM"
    (tmp_path / "x.pem").write_bytes(to_pem(certificate))
    text = openssl("x509", "-in", tmp_path / "x.pem", "-noout", "-text").stdout.decode()
    assert "Key Encipherment" in text
    assert "Digital Signature" not in text
    assert "(3072 bit)" in text


def test_a_certificate_that_may_not_be_encrypted_to_is_refused() -> None:
    """P6: from a strange root, too old, or a signer's."""
    root, middle = central()
    trust = Trust((root.certificate,), (middle.certificate,))
    other = authority.make_root("ส่วนกลางอื่น", START)
    certificate = reader("intake").certificate
    leaf = authority.issue_leaf(
        middle, keys.new_key().public_key(), make_subject("ก", "ข", "CENTRAL"), [Role.RECEIVER], START
    )
    ended = read_certificate(certificate).not_after.replace(year=2031)
    cases = [
        (certificate, Trust((other.certificate,), ()), START, "TRUST_UNKNOWN_CA"),
        (certificate, trust, ended, "TRUST_EXPIRED"),
        (certificate, trust, START.replace(year=2025), "TRUST_EARLY"),
        (leaf, trust, START, "TRUST_USAGE"),
    ]
    for encoded, pinned, moment, code in cases:
        with pytest.raises(PhromError) as refused:
            check_encryption(encoded, pinned, moment)
        assert refused.value.code == code
