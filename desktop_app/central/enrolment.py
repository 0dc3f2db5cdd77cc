"""The enrolment desk: a request that someone read out over the phone becomes a certificate (P2, K3)."""

from __future__ import annotations

import base64
import json
from datetime import datetime

from cryptography import x509
from sqlalchemy import Connection, insert, select

from desktop_app.central import faults, log, tables
from desktop_app.central.log import stamp
from desktop_app.central.registry import Registry
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import to_pem
from desktop_app.trust.authority import Authority
from desktop_app.trust.names import make_subject
from desktop_app.trust.request import read_request
from desktop_app.trust.roles import Role


def enrol(
    registry: Registry,
    office_code: str,
    request: bytes,
    heard: str,
    office_authority: Authority,
    moment: datetime,
    by: str,
    signer: str = "",
) -> bytes:
    """Issue an office's certificate for the key in its request; returns PEM, the issuer's after it.

    Args:
        office_code: whose key it is; the certificate's subject comes from the roster, never from the request.
        request: the file that the office sent, PEM or DER.
        signer: who signs for the office; the office's own name when not given.
        heard: what the caller read out of the fingerprint, at least six groups; typed, never ticked.

    Raises:
        PhromError: CEN-06 not on the roster; CEN-07 the fingerprint differs; CEN-16 another office has this key;
            TRUST-03 a name is empty; TRUST-06 no request.
    """
    asked = read_request(request)
    _demand_heard(asked.spki_sha256, heard, office_code)
    with log.recording(registry) as connection:
        name = _roster_name(connection, office_code)
        _demand_free(connection, asked.spki_sha256, office_code)
        subject = make_subject(name, signer or name, office_code)
        leaf = authority.issue_leaf(office_authority, asked.public_key, subject, {Role.OFFICE}, moment)
        record_certificate(connection, office_code, leaf, moment)
        detail = json.dumps({"certificate": base64.b64encode(leaf).decode()})
        log.append(connection, log.Entry(stamp(moment), by, "enrol", office_code=office_code, detail=detail))
    return to_pem(leaf) + to_pem(office_authority.certificate)


def valid_serials(registry: Registry, office_code: str) -> tuple[str, ...]:
    """Serial numbers of an office's certificates that are not withdrawn, lower-case hex.

    Raises:
        PhromError: CEN-06, not on the roster.
    """
    table = tables.certificate.c
    query = select(table.serial).where(table.office_code == office_code, table.revoked_at.is_(None))
    with registry.reading() as connection:
        _roster_name(connection, office_code)
        return tuple(connection.execute(query.order_by(table.issued_at, table.serial)).scalars())


def record_certificate(connection: Connection, office_code: str, leaf: bytes, moment: datetime) -> None:
    """Bind a certificate's key to its office."""
    certificate = x509.load_der_x509_certificate(leaf)
    row = {
        "serial": f"{certificate.serial_number:x}",
        "office_code": office_code,
        "spki_sha256": keys.spki_sha256(leaf),
        "not_after": stamp(certificate.not_valid_after_utc),
        "issued_at": stamp(moment),
        "der": leaf,
    }
    connection.execute(insert(tables.certificate), row)


def _demand_heard(fingerprint: str, heard: str, office_code: str) -> None:
    if not keys.is_heard(fingerprint, heard):
        raise faults.FINGERPRINT_DIFFERS.error(heard=heard, office=office_code)  # never tells what was expected


def _demand_free(connection: Connection, spki_sha256: str, office_code: str) -> None:
    table = tables.certificate.c
    other = (table.spki_sha256 == spki_sha256, table.office_code != office_code)
    taken = connection.execute(select(table.office_code).where(*other)).scalar()
    if taken is not None:
        raise faults.KEY_TAKEN.error(office=taken)


def _roster_name(connection: Connection, office_code: str) -> str:
    query = select(tables.office.c.office_name_th).where(tables.office.c.office_code == office_code)
    name = connection.execute(query).scalar()
    if name is None:
        raise faults.OFFICE_NOT_IN_ROSTER.error(office=office_code)
    return str(name)
