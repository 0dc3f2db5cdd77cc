"""The enrolment desk: a request, a telephone call, a certificate (P2, K3)."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from desktop_app.central import enrolment, tables
from desktop_app.errors import PhromError
from desktop_app.trust import keys
from desktop_app.trust.request import make_request
from tests.central.central_world import CLERK, MOMENT, A, B, Centre, enrol, seal


def issue(centre: Centre, key: ec.EllipticCurvePrivateKey, office_code: str, heard: str, request: bytes = b"") -> bytes:
    made = enrolment.enrol(
        centre.registry,
        office_code,
        request or make_request(key),
        heard,
        centre.keys.office_authority,
        MOMENT,
        CLERK,
    )
    return made.certificate


def grouped(key: ec.EllipticCurvePrivateKey) -> str:
    return keys.grouped(keys.spki_sha256(key))


@pytest.mark.parametrize("spell", ["all", "six groups", "no blanks", "hyphens, capitals", "Thai digits"])
def test_what_was_heard_may_be_typed_in_any_way(centre: Centre, spell: str) -> None:
    """P2: at least six groups, blanks, hyphens, capitals and Thai digits as they come."""
    key = keys.new_key()
    heard = grouped(key)
    typed = {
        "all": heard,
        "six groups": heard[:29],
        "no blanks": heard.replace(" ", ""),
        "hyphens, capitals": heard[:34].replace(" ", "-").upper(),
        "Thai digits": heard.translate({ord("0") + n: ord("๐") + n for n in range(10)}),
    }[spell]
    leaf = issue(centre, key, A, typed)
    assert keys.spki_sha256(leaf) == keys.spki_sha256(key)


def test_what_was_not_heard_is_not_issued(centre: Centre) -> None:
    """P2 CEN-07: five groups, or another key's; the sentence does not tell what would be right."""
    key = keys.new_key()
    before = centre.rows(tables.certificate)
    for heard in (grouped(key)[:24], grouped(keys.new_key()), "", grouped(key) + " 0000"):
        with pytest.raises(PhromError) as raised:
            issue(centre, key, A, heard)
        assert raised.value.code == "CEN-07"
        assert grouped(key)[5:29] not in raised.value.text("th").replace(heard, "")
    assert centre.rows(tables.certificate) == before


def test_an_office_that_is_not_on_the_roster_gets_nothing(centre: Centre) -> None:
    """P2 CEN-06."""
    key = keys.new_key()
    with pytest.raises(PhromError) as raised:
        issue(centre, key, "99-999", grouped(key))
    assert raised.value.code == "CEN-06"


def test_a_key_belongs_to_one_office(centre: Centre) -> None:
    """P2 K3 CEN-16: the same key for a second office is refused; for its own office it may be certified anew."""
    key = keys.new_key()
    issue(centre, key, A, grouped(key))
    with pytest.raises(PhromError) as raised:
        issue(centre, key, B, grouped(key))
    assert raised.value.code == "CEN-16"
    assert A in raised.value.message("th")
    issue(centre, key, A, grouped(key))


@pytest.mark.parametrize("data", [b"", b"nothing", b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END"])
def test_what_is_no_request_is_refused(centre: Centre, data: bytes) -> None:
    """P2 TRUST-06."""
    with pytest.raises(PhromError) as raised:
        issue(centre, keys.new_key(), A, "0" * 64, data or b"\0")
    assert raised.value.code == "TRUST-06"


def subject_of(leaf: bytes) -> str:
    command = ["openssl", "x509", "-inform", "DER", "-noout", "-subject", "-nameopt", "utf8,sep_comma_plus"]
    return subprocess.run(command, input=leaf, capture_output=True, check=True).stdout.decode().strip()


def test_the_certificate_says_what_the_roster_says_whatever_was_asked(centre: Centre) -> None:
    """P2 P7: a request that names another office and asks to be an authority gets neither."""
    key = keys.new_key()
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Another"), x509.NameAttribute(NameOID.SERIAL_NUMBER, B)]
    )
    asked = x509.CertificateSigningRequestBuilder().subject_name(name)
    asked = asked.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    request = asked.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    leaf = issue(centre, key, A, grouped(key), request)
    certificate = x509.load_der_x509_certificate(leaf)
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert subject_of(leaf) == f"subject=C=TH,O=กรมตัวอย่างหนึ่ง,CN=กรมตัวอย่างหนึ่ง,serialNumber={A}"
    (row,) = [row for row in centre.rows(tables.certificate) if row["der"] == leaf]
    assert (row["office_code"], row["issued_at"]) == (A, "2026-06-10T03:00:00Z")


def test_a_new_key_signs_beside_the_old_one(centre: Centre, tmp_path: Path) -> None:
    """P2: during renewal both keys of an office are its own."""
    renewed = enrol(centre.registry, centre.keys, A, MOMENT - timedelta(days=20))
    name = f"renewed-{tmp_path.name}"
    seal(centre, name, A, signer=renewed, revision=3)
    assert [one.state for one in centre.offer("a1", name)] == ["accepted", "accepted"]
    assert {(revision, state) for _, revision, state, _ in centre.states().values()} == {
        (1, "superseded"),
        (3, "accepted"),
    }
