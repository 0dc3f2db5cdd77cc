"""What this computer trusts: roots, issuing authorities, revocation lists, and the deployment's name.

A trust folder holds it as files that openssl reads too: `root.pem`, `office-ca.pem`, `central-ca.pem`, revocation
lists `*.crl.pem`, `audience.txt`. On an office's computer the trust bundle in force, `installed.json`, comes first.
Source: package-format sections 10 and 16; product capability P2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import pem

from desktop_app.errors import Fault
from desktop_app.files import read_whole, write_whole
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.faults import BAD_AUDIENCE, BAD_CERTIFICATE, BAD_CRL
from desktop_app.trust.foreign import FOREIGN_ERRORS
from desktop_app.trust.installed import Installed, read_installed
from desktop_app.trust.revocation import read_crl
from desktop_app.trust.roles import ARC

MOST_OCTETS = 16 * 1024 * 1024  # a list of 20,000 withdrawn certificates takes about 1 MB
AUDIENCE = re.compile(r"[a-z0-9-]{3,40}", re.ASCII)
CERTIFICATE, CRL = "CERTIFICATE", "X509 CRL"


@dataclass(frozen=True)
class Trust:
    """What is trusted, all as DER.

    Attributes:
        roots: pinned root certificates.
        cas: certificates of issuing authorities; those that do not lead to a root are ignored.
        crls: revocation lists; those that no known authority signed are ignored.
        audience: name of the deployment, or None where any is accepted.
        arc: OID arc of the deployment's policies.
        encryption_certs: certificates of the centre's encryption keys, which packages may be encrypted to.
    """

    roots: tuple[bytes, ...]
    cas: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    audience: str | None = None
    arc: str = ARC
    encryption_certs: tuple[bytes, ...] = ()


def read_trust_folder(folder: Path) -> Trust:
    """Read a trust folder. A missing revocation list is found later, when a certificate needs it.

    Raises:
        PhromError: FILE-02 a certificate file is missing; TRUST-07, TRUST-08, TRUST-09, TRUST-13 a file is malformed.
    """
    installed = read_installed(folder)
    if installed is not None:
        return trust_of(installed)
    cas = [_certificates(folder / name) for name in ("office-ca.pem", "central-ca.pem")]
    return Trust(
        roots=_certificates(folder / "root.pem"),
        cas=tuple(certificate for found in cas for certificate in found),
        crls=tuple(crl for path in sorted(folder.glob("*.crl.pem")) for crl in _crls(path)),
        audience=_audience(folder / "audience.txt"),
    )


def trust_of(installed: Installed) -> Trust:
    """What a bundle in force lets this computer trust."""
    return Trust(
        roots=installed.roots,
        cas=installed.authorities,
        crls=installed.decoded("crls"),
        audience=installed.audience,
        encryption_certs=installed.decoded("encryption_certs"),
    )


def write_trust_folder(
    folder: Path,
    *,
    root: bytes,
    office_ca: bytes,
    central_ca: bytes,
    root_crl: bytes,
    office_crl: bytes,
    central_crl: bytes,
    audience: str,
) -> None:
    """Write a trust folder from DER certificates and lists, each file whole or not at all.

    Raises:
        PhromError: FILE-01 the disk refused; TRUST-09 the audience is malformed.
    """
    if not AUDIENCE.fullmatch(audience):
        raise BAD_AUDIENCE.error(name="audience.txt")
    for name, certificate in (("root", root), ("office-ca", office_ca), ("central-ca", central_ca)):
        write_whole(folder / f"{name}.pem", to_pem(certificate))
    for name, crl in (("root", root_crl), ("office", office_crl), ("central", central_crl)):
        write_whole(folder / f"{name}.crl.pem", to_pem(crl, CRL))
    write_whole(folder / "audience.txt", f"{audience}\n".encode())


def to_pem(encoded: bytes, label: str = CERTIFICATE) -> bytes:
    """DER as PEM; `label` is `CERTIFICATE` or `X509 CRL`."""
    armoured: bytes = pem.armor(label, encoded)
    return armoured


def read_certificates(data: bytes, name: str) -> tuple[bytes, ...]:
    """Read the certificates of a PEM or DER file as DER, at least one.

    Raises:
        PhromError: TRUST-07, nothing readable; `name` is the file's name for the message.
    """
    return _read(data, name, CERTIFICATE, read_certificate, BAD_CERTIFICATE)


def read_crls(data: bytes, name: str) -> tuple[bytes, ...]:
    """Read the revocation lists of a PEM or DER file as DER, at least one.

    Raises:
        PhromError: TRUST-08, nothing readable.
    """
    return _read(data, name, CRL, read_crl, BAD_CRL)


def _certificates(path: Path) -> tuple[bytes, ...]:
    return read_certificates(read_whole(path, MOST_OCTETS), path.name)


def _crls(path: Path) -> tuple[bytes, ...]:
    return read_crls(read_whole(path, MOST_OCTETS), path.name)


def _audience(path: Path) -> str | None:
    if not path.exists():
        return None
    text = read_whole(path, 1024).decode("utf-8", "replace").strip()
    if not AUDIENCE.fullmatch(text):
        raise BAD_AUDIENCE.error(name=path.name)
    return text


def _read(data: bytes, name: str, label: str, check: Callable[[bytes], object], fault: Fault) -> tuple[bytes, ...]:
    try:
        found = tuple(_blocks(data, label))
        for encoded in found:
            check(encoded)
    except FOREIGN_ERRORS as problem:
        raise fault.error(name=name) from problem
    if not found:
        raise fault.error(name=name)
    return found


def _blocks(data: bytes, label: str) -> Iterable[bytes]:
    if not pem.detect(data):
        return (data,)
    return [encoded for found, _, encoded in pem.unarmor(data, multiple=True) if found == label]
