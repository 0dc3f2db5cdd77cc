"""Requests, names and certificates: from an office's key to its certificate."""

import shutil
import subprocess
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import PhromError
from desktop_app.trust import authority, certificates, keys
from desktop_app.trust.certificates import CertificateError, read_certificate
from desktop_app.trust.names import MOST_CHARACTERS, make_subject, read_subject, shorten
from desktop_app.trust.request import make_request, read_request
from desktop_app.trust.revocation import CrlError, Revocation, read_crl
from desktop_app.trust.roles import CENTRAL_ROLES, Role, may_combine, policies
from desktop_app.trust.signer import Signer
from tests.simulator.world import START, World
from tests.simulator.world import test_key as key_named

LONG = "สำนักงานคณะกรรมการส่งเสริมการพัฒนาระบบราชการดิจิทัลแห่งชาติตัวอย่าง (สาขาภาคเหนือตอนบน)"


def test_a_request_proves_possession_and_names_the_key() -> None:
    """P2: the letter and the telephone compare the fingerprint of exactly this key."""
    key = key_named("request")
    request = read_request(make_request(key))
    assert request.spki_sha256 == keys.spki_sha256(key)
    assert read_request(request.csr_der) == request


def request_of(key: ec.EllipticCurvePrivateKey, *, ca: bool = False, name: str = "x") -> bytes:
    """A request with wishes of its own."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_what_a_request_wishes_for_is_ignored(world: World) -> None:
    """P2: another office's name and CA:TRUE do not reach the certificate."""
    request = read_request(request_of(key_named("wish"), ca=True, name="สำนักงานใหญ่"))
    subject = make_subject("หน่วยงานตามทะเบียน", "ผู้ลงนาม", "10-001")
    leaf = read_certificate(authority.issue_leaf(world.office_ca, request.public_key, subject, (Role.OFFICE,), START))
    assert not leaf.is_authority
    assert certificates.leaf_subject(leaf, world.office_ca.as_issuer()) == subject


def spoiled_request() -> bytes:
    """A request whose own signature does not fit."""
    data = bytearray(request_of(key_named("wish"), name="abcdefgh"))
    at = data.index(b"abcdefgh")
    data[at] ^= 1
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        b"\x30" * 100_000,
        spoiled_request(),
        request_of(keys.new_root_key()),
    ],
    ids=["empty", "text", "bad PEM", "huge", "bad self-signature", "P-384"],
)
def test_a_request_that_proves_nothing_is_refused(data: bytes) -> None:
    """P2: one error for whatever is wrong with a request."""
    with pytest.raises(PhromError) as refused:
        read_request(data)
    assert refused.value.code == "TRUST-06"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_checks_a_request(tmp_path: Path) -> None:
    """P2: the registrar can check with the documented command."""
    (tmp_path / "r.pem").write_bytes(make_request(key_named("request")))
    command = ["openssl", "req", "-in", "r.pem", "-noout", "-verify"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)


def test_a_long_thai_name_is_shortened_and_read_back(world: World) -> None:
    """P2: 64 characters, not 64 octets, as X.520 counts."""
    subject = make_subject(LONG, LONG[::-1][:40], "50-001")
    leaf = authority.issue_leaf(world.office_ca, key_named("long").public_key(), subject, (Role.OFFICE,), START)
    assert read_subject(read_certificate(leaf).subject) == subject
    assert len(subject.organisation) <= MOST_CHARACTERS
    assert subject.organisation.endswith("…")


@given(st.text(alphabet="กขคเแโไั้็์ำิีู ", max_size=200), st.integers(2, 80))
def test_a_shortened_text_never_begins_its_lost_part_with_a_mark(text: str, most: int) -> None:
    """P2: no letter loses its vowel or tone, and nothing grows."""
    short = shorten(text, most)
    assert len(short) <= most
    if short != text:
        kept = short.removesuffix("…")
        assert text.startswith(kept)
        rest = text[len(kept) :]
        assert not kept or unicodedata.category(rest[0]) != "Mn"


@pytest.mark.parametrize(
    ("organisation", "name", "code", "fault"),
    [
        ("", "ก", "50-001", "TRUST-03"),
        ("ก", " \n", "50-001", "TRUST-03"),
        ("ก", "ข", "", "TRUST-04"),
        ("ก", "ข", "๕๐-๐๐๑", "TRUST-04"),
        ("ก", "ข", "A" * 21, "TRUST-04"),
    ],
)
def test_a_certificate_needs_names(organisation: str, name: str, code: str, fault: str) -> None:
    """P2: the registrar is told which name is missing."""
    with pytest.raises(PhromError) as refused:
        make_subject(organisation, name, code)
    assert refused.value.code == fault


@pytest.mark.parametrize("roles", [(), (Role.OFFICE, Role.REVIEWER), (Role.TRUST_SIGNER, Role.RECEIVER)])
def test_roles_that_stand_alone_are_not_combined(roles: tuple[Role, ...], world: World) -> None:
    """P2: office and trust signer each have a certificate of their own."""
    assert not may_combine(roles)
    with pytest.raises(PhromError) as refused:
        authority.issue_leaf(
            world.central_ca,
            key_named("x").public_key(),
            make_subject("ก", "ข", "A"),
            roles,
            START,
        )
    assert refused.value.code == "TRUST-11"


def test_central_roles_may_be_held_by_one() -> None:
    """P2: a small centre needs one person."""
    assert may_combine(CENTRAL_ROLES)
    assert policies(reversed(CENTRAL_ROLES)) == tuple(f"1.3.6.1.4.1.32473.1.{number}" for number in range(2, 7))


@pytest.mark.parametrize("years", [0, 4, -1])
def test_a_certificate_lives_one_to_three_years(years: int, world: World) -> None:
    """P2: the profile of section 9."""
    with pytest.raises(PhromError) as refused:
        world.leaf(world.office_ca, (Role.OFFICE,), "50-009", years=years)
    assert refused.value.code == "TRUST-12"


@pytest.mark.parametrize("years", [1, 2, 3])
def test_every_permitted_life_fits_the_profile(years: int, world: World) -> None:
    """P2: what is issued passes its own reader."""
    leaf = read_certificate(world.leaf(world.office_ca, (Role.OFFICE,), "50-009", years=years).certificate)
    assert leaf.not_after - leaf.not_before == timedelta(days=365 * years)
    assert certificates.leaf_subject(leaf, world.office_ca.as_issuer()).office_code == "50-009"


def test_key_and_certificate_must_belong_together(world: World) -> None:
    """P2: nobody signs with a certificate that is not theirs."""
    office = world.office()
    for make in (
        lambda: Signer(office.certificate, office.issuer, key_named("other")),
        lambda: authority.Authority(world.office_ca.certificate, key_named("other")),
    ):
        with pytest.raises(PhromError) as refused:
            make()
        assert refused.value.code == "TRUST-10"


def test_authorities_have_the_written_profile(world: World) -> None:
    """P2: root P-384 with pathLen 1 for 20 years; issuing authorities P-256 with pathLen 0, policies critical."""
    root = x509.load_der_x509_certificate(world.root.certificate)
    issuing = x509.load_der_x509_certificate(world.office_ca.certificate)
    lengths = [
        certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
        for certificate in (root, issuing)
    ]
    assert lengths == [1, 0]
    assert [read_certificate(item.certificate).public_key.curve.name for item in (world.root, world.office_ca)] == [  # type: ignore[union-attr]
        "secp384r1",
        "secp256r1",
    ]
    granted = issuing.extensions.get_extension_for_class(x509.CertificatePolicies)
    assert granted.critical
    assert read_certificate(world.office_ca.certificate).policies == (Role.OFFICE.policy(),)
    assert root.not_valid_after_utc - START == timedelta(days=365 * 20)


def test_a_list_is_read_as_it_was_issued(world: World) -> None:
    """P2: number, dates, and from when each certificate does not count."""
    items = (
        Revocation(300, START + timedelta(days=3)),
        Revocation(7, START + timedelta(days=3), "keyCompromise", invalid_since=START),
    )
    listed = read_crl(authority.issue_crl(world.office_ca, 42, START, days=100, revoked=items))
    assert (listed.number, listed.this_update) == (42, START)
    assert listed.next_update == START + timedelta(days=100)
    assert listed.revoked == {300: START + timedelta(days=3), 7: START}
    assert listed.signed_by(world.office_ca.as_issuer())
    assert not listed.signed_by(world.central_ca.as_issuer())


@given(st.binary(max_size=80))
def test_any_bytes_are_a_certificate_a_list_or_refused(data: bytes) -> None:
    """P7: the readers turn whatever the libraries raise into one kind of error."""
    with pytest.raises(CertificateError):
        read_certificate(data)
    with pytest.raises(CrlError):
        read_crl(data)
