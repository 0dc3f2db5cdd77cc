"""Certificates from central, and asking for the next one before the old ends (P2, C2).

A certificate file is believed only for a key that lies here; a renewal request is signed by the key it replaces, so
that nobody needs to telephone. Source: package-format section 9 (Enrolment, Renewal).
"""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path
from typing import Literal

from desktop_app.files import read_whole
from desktop_app.office.keys import LARGEST, OfficeKey, OfficeKeys
from desktop_app.office.records import Package
from desktop_app.office.rounds import keep_file, received, trusted_moment
from desktop_app.office.store import OfficeStore
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import common_fields
from desktop_app.package.refusal import refusal
from desktop_app.package.seal import write_package
from desktop_app.package.verify import APP_VERSION, verify
from desktop_app.trust.anchors import Trust, to_pem
from desktop_app.trust.certificates import CertificateError, read_certificate
from desktop_app.trust.keys import spki_sha256
from desktop_app.trust.request import read_request

Reason = Literal["expiring", "new-device", "new-signatory"]


def take_certificate(store: OfficeStore, keys: OfficeKeys, path: Path, trust: Trust, moment: datetime) -> OfficeKey:
    """Install the certificate that central sent for a key that lies here.

    Raises:
        PackageRefused: what is wrong with the file; RECEIPT_MISMATCH, it is for another key or office.
        PhromError: as `OfficeKeys.accept`; the disk refused. Nothing was changed.
    """
    with verify(path, trust, trusted_moment(store, moment)) as package:
        payload = package.payload
        if package.kind is not PackageType.ENROL_CERT:
            raise refusal("RECEIPT_MISMATCH")
        key = next((one for one in keys.held() if one.spki_sha256 == payload["spki_sha256"]), None)
        if key is None or key.office_code != payload["office_code"]:
            raise refusal("RECEIPT_MISMATCH")
        if read_request(read_whole(key.request_file, LARGEST)).csr_sha256 != payload["csr_sha256"]:
            raise refusal("RECEIPT_MISMATCH")
        certificate = base64.b64decode(payload["certificate"])
        if _key_of(certificate) != key.spki_sha256:
            raise refusal("RECEIPT_MISMATCH")
        installed = keys.accept(to_pem(certificate), trust, trusted_moment(store, moment))
        keep_file(store, package)
        store.add_package(received(package, moment, office=key.office_code))
    return installed


def _key_of(certificate: bytes) -> str:
    try:
        return spki_sha256(read_certificate(certificate).public_key)
    except CertificateError:
        return ""


def request_renewal(
    store: OfficeStore,
    keys: OfficeKeys,
    office_code: str,
    secret: str,
    passphrase: str,
    target: Path,
    *,
    trust: Trust,
    moment: datetime,
    reason: Reason = "expiring",
) -> OfficeKey:
    """Make the next key and write the request for its certificate, signed by the key in use.

    Args:
        secret: opens the key in use.
        passphrase: seals the next one.
        target: the file for central.

    Raises:
        PhromError: as `OfficeKeys.open` and `OfficeKeys.make`; TRUST-01 the new passphrase is too short.
        PackageRefused: SYS_IO, the disk refused; the new key stays and can be asked for again.
    """
    signer = keys.open(office_code, secret, trust, moment)
    old = keys.certified(office_code).spki_sha256
    key = keys.make(office_code, passphrase)
    seq = store.next_seq(old)
    payload = {
        **common_fields(
            PackageType.RENEWAL_REQUEST,
            audience=trust.audience or "",
            created_at=moment,
            app_version=APP_VERSION,
            seq=seq,
        ),
        "office_code": office_code,
        "csr": base64.b64encode(read_request(read_whole(key.request_file, LARGEST)).csr_der).decode(),
        "reason": reason,
    }
    sealed = write_package(target, PackageType.RENEWAL_REQUEST, payload, {}, signer, moment.replace(microsecond=0))
    store.add_package(
        Package(
            package_id=sealed.package_id,
            direction="sealed",
            kind=PackageType.RENEWAL_REQUEST.value,
            file_name=target.name,
            file_sha256=sealed.file_sha256,
            size=sealed.size,
            assessment=f"key {key.spki_sha256}",  # it belongs to no assessment, but to this key alone
            revision=1,
            key=old,
            seq=seq,
            signed_at=moment,
            recorded_at=moment,
        )
    )
    return key
