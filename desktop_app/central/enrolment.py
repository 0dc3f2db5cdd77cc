"""The enrolment desk: a request that someone read out over the phone becomes a certificate (P2, K3).

A renewal needs no telephone: the request is signed by the key that it replaces. What goes back is a signed
`enrol-cert`, which only the office that holds the key can use. Source: package-format section 9.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from sqlalchemy import Connection, insert, select, update

from desktop_app.central import faults, log, tables
from desktop_app.central.authorities import OVERLAP
from desktop_app.central.bundles import accompany, bundle_version
from desktop_app.central.counter import next_seq, set_seq
from desktop_app.central.lists import archive_trust_of
from desktop_app.central.log import stamp
from desktop_app.central.registry import Registry
from desktop_app.central.settling import note_number
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import common_fields, format_time
from desktop_app.package.refusal import refusal, refuse
from desktop_app.package.seal import write_package
from desktop_app.package.trusted import SignerInfo
from desktop_app.package.verify import verify
from desktop_app.trust import authority, keys
from desktop_app.trust.authority import Authority
from desktop_app.trust.names import make_subject
from desktop_app.trust.request import Request, read_request
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate that was issued.

    Attributes:
        request: what was asked.
        certificate, issuer: DER.
        replaces: serial of the certificate that it renews, lower-case hex.
        overlap_until: until when both count, aware UTC.
    """

    office_code: str
    request: Request
    certificate: bytes
    issuer: bytes
    replaces: str | None = None
    overlap_until: datetime | None = None


def enrol(
    registry: Registry,
    office_code: str,
    request: bytes,
    heard: str,
    office_authority: Authority,
    moment: datetime,
    by: str,
    signer: str = "",
) -> Certified:
    """Issue an office's certificate for the key in its request; `write_answer` makes the file that goes back.

    Args:
        office_code: whose key it is; the certificate's subject comes from the roster, never from the request.
        request: the file that the office sent, PEM or DER.
        signer: who signs for the office; the office's own name when not given.
        heard: what the caller read out of the fingerprint, at least six groups; typed, never ticked.

    Raises:
        PhromError: CEN-06 not on the roster; CEN-07 the fingerprint differs; CEN-16 another office has this key;
            CEN-27 the clock; CEN-28 the key was withdrawn before; TRUST-03 a name is empty; TRUST-06 no request.
    """
    log.demand_clock(registry, moment)
    asked = read_request(request)
    _demand_heard(asked.spki_sha256, heard, office_code)
    with log.recording(registry) as connection:
        name = _roster_name(connection, office_code)
        _demand_free(connection, asked.spki_sha256, office_code)
        _demand_not_withdrawn(connection, asked.spki_sha256, office_code)
        subject = make_subject(name, signer or name, office_code)
        leaf = authority.issue_leaf(office_authority, asked.public_key, subject, {Role.OFFICE}, moment)
        record_certificate(connection, office_code, leaf, moment)
        _note(connection, office_code, leaf, moment, by)
    return Certified(office_code, asked, leaf, office_authority.certificate)


def renew(
    registry: Registry, path: Path, office_authority: Authority, moment: datetime, by: str, signer: str = ""
) -> Certified:
    """Certify the key of a renewal request, which the office signed with the key it has; both count for 60 days.

    Args:
        path: the renewal request.
        signer: who signs for the office from now on; the same person as before when not given.

    Raises:
        PackageRefused: what is wrong with the file; OFFICE_UNKNOWN, OFFICE_MISMATCH the key is not this office's;
            TRUST_REVOKED the key was renewed longer ago than both count.
        PhromError: CEN-06 not on the roster; CEN-16 another office has the new key; CEN-26 it is the key that the
            office has; CEN-27 the clock; CEN-28 the new key was withdrawn before; TRUST-06 no request in it.
    """
    log.demand_clock(registry, moment)
    # As with submissions, an office may still name its authority by a root that was dropped since.
    with verify(path, archive_trust_of(registry), moment) as package:
        if package.kind is not PackageType.RENEWAL_REQUEST:
            raise refusal("SCHEMA", place="type")
        asked = read_request(base64.b64decode(package.payload["csr"]))
        office_code, before = package.payload["office_code"], package.signer
        numbered = {"signer_spki": before.spki_sha256, "seq": package.payload["seq"]}
    if asked.spki_sha256 == before.spki_sha256:
        raise faults.SAME_KEY.error(office=office_code)
    with log.recording(registry) as connection:
        serial, overlap = _demand_own(connection, before, office_code, moment)
        _demand_free(connection, asked.spki_sha256, office_code)
        _demand_not_withdrawn(connection, asked.spki_sha256, office_code)
        subject = make_subject(_roster_name(connection, office_code), signer or before.subject.common_name, office_code)
        leaf = authority.issue_leaf(office_authority, asked.public_key, subject, {Role.OFFICE}, moment)
        record_certificate(connection, office_code, leaf, moment)
        until = overlap or min(moment + OVERLAP, before.not_after)  # a request that comes again gains no time
        set_overlap(connection, serial, stamp(until))
        note_number(connection, **numbered)
        more = {"replaces": serial, "overlap_until": stamp(until), "numbered": numbered}
        _note(connection, office_code, leaf, moment, by, **more)
    return Certified(office_code, asked, leaf, office_authority.certificate, serial, until)


def write_answer(
    registry: Registry, certified: Certified, desk: Signer, target: Path, moment: datetime, by: str
) -> tuple[Path, ...]:
    """Write the signed `enrol-cert` to `target`, and the newest trust bundle beside it.

    Raises:
        PackageRefused: SYS_IO, the disk refused.
        PhromError: FILE-01, the disk refused the bundle.
    """
    made: list[Path] = []
    with log.recording(registry, made) as connection:
        payload = _answer(registry, certified, next_seq(connection), moment)
        sealed = write_package(target, PackageType.ENROL_CERT, payload, {}, desk, moment)
        made.append(target)
        set_seq(connection, payload["seq"])
        detail = json.dumps({"answer": sealed.package_id, "seq": payload["seq"]})
        code = certified.office_code
        log.append(connection, log.Entry(stamp(moment), by, "certificate", office_code=code, detail=detail))
    return (target, *accompany(registry, target.parent))


def set_overlap(connection: Connection, serial: str, until: str) -> None:
    """Note when a renewed certificate ceases to count, inside the caller's transaction."""
    table = tables.certificate
    connection.execute(update(table).where(table.c.serial == serial).values(overlap_until=until))


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


def _answer(registry: Registry, certified: Certified, seq: int, moment: datetime) -> dict[str, Any]:
    common = common_fields(
        PackageType.ENROL_CERT,
        audience=registry.get_setting("audience"),
        created_at=moment,
        app_version=registry.get_setting("app_version"),
        seq=seq,
    )
    until = certified.overlap_until
    return {
        **common,
        "office_code": certified.office_code,
        "csr_sha256": certified.request.csr_sha256,
        "spki_sha256": certified.request.spki_sha256,
        "certificate": base64.b64encode(certified.certificate).decode(),
        "chain": [base64.b64encode(certified.issuer).decode()],
        "replaces_serial": certified.replaces,
        "overlap_until": format_time(until) if until else None,
        "bundle_version": bundle_version(registry),
    }


def _note(connection: Connection, office_code: str, leaf: bytes, moment: datetime, by: str, **more: object) -> None:
    detail = json.dumps({"certificate": base64.b64encode(leaf).decode(), **more})
    log.append(connection, log.Entry(stamp(moment), by, "enrol", office_code=office_code, detail=detail))


def _demand_own(
    connection: Connection, signer: SignerInfo, office_code: str, moment: datetime
) -> tuple[str, datetime | None]:
    """Serial number of the office's certificate that signed the request, and when it ceases to count if renewed."""
    serial, table = f"{signer.serial:x}", tables.certificate.c
    row = connection.execute(select(table.office_code, table.overlap_until).where(table.serial == serial)).first()
    if row is None:
        refuse("OFFICE_UNKNOWN")
    if row.office_code != office_code:
        refuse("OFFICE_MISMATCH", place=office_code)
    until = datetime.fromisoformat(row.overlap_until) if row.overlap_until else None
    if until is not None and until <= moment:  # the list that says so may not be issued yet
        refuse("TRUST_REVOKED", date=f"{until:%Y-%m-%d}")
    return serial, until


def _demand_not_withdrawn(connection: Connection, spki_sha256: str, office_code: str) -> None:
    """A key that was lost stays lost, whoever sends an old request for it again."""
    table = tables.certificate.c
    lost = (table.spki_sha256 == spki_sha256, table.revoked_at.is_not(None))
    revoked_at = connection.execute(select(table.revoked_at).where(*lost)).scalar()
    if revoked_at is not None:
        raise faults.KEY_WITHDRAWN.error(office=office_code, date=revoked_at[:10])


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
