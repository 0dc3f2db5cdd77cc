"""Central's beginning: keys and certificates, registry and folders, made once per deployment (P2, K10)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from sqlalchemy import insert, select, update

from desktop_app.central import log, tables
from desktop_app.central.load import stamp
from desktop_app.central.registry import Folders, Registry, create_registry
from desktop_app.files import read_whole, write_whole
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import read_certificates, to_pem, write_trust_folder
from desktop_app.trust.authority import ISSUING_CRL_DAYS, ROOT_CRL_DAYS, Authority
from desktop_app.trust.names import make_subject
from desktop_app.trust.revocation import Revocation
from desktop_app.trust.roles import CENTRAL_ROLES
from desktop_app.trust.signer import Signer

ROOT, OFFICE_CA, CENTRAL_CA, DESK = "root", "office-ca", "central-ca", "desk"
DESK_CODE = "CENTRAL"  # stands where an office certificate has its office code
MAX_PEM_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class CentralKeys:
    """Central's opened keys for one sitting. The root's stays sealed; it is needed only to renew the others."""

    office_authority: Authority
    desk: Signer


def init(
    where: Path | str, organisation: str, audience: str, passphrase: str, moment: datetime, by: str, folder: Path | None
) -> tuple[Registry, CentralKeys]:
    """Make root, issuing authorities, desk certificate, trust folder and an empty registry.

    Args:
        where: SQLite file or database address of the registry.
        organisation: name of the central agency in certificates.
        audience: name of the deployment, `[a-z0-9-]{3,40}`; packages of another are refused.
        passphrase: seals every key, at least 12 characters.
        folder: where packages, log and keys lie; beside a SQLite file when not given.

    Raises:
        PhromError: CEN-03 there is a registry already; TRUST-01 weak passphrase; TRUST-09 bad audience.
    """
    root = authority.make_root(organisation, moment)
    office_ca = authority.issue_office_authority(root, organisation, moment)
    central_ca = authority.issue_central_authority(root, organisation, moment)
    desk_key = keys.new_key()
    subject = make_subject(organisation, organisation, DESK_CODE)
    desk = authority.issue_leaf(central_ca, desk_key.public_key(), subject, CENTRAL_ROLES, moment)
    sealed = {
        name: keys.seal_key(key, passphrase)
        for name, key in (
            (ROOT, root.key),
            (OFFICE_CA, office_ca.key),
            (CENTRAL_CA, central_ca.key),
            (DESK, desk_key),
        )
    }
    registry = create_registry(where, folder)
    write_trust_folder(
        registry.folders.trust,
        root=root.certificate,
        office_ca=office_ca.certificate,
        central_ca=central_ca.certificate,
        root_crl=authority.issue_crl(root, 1, moment, days=ROOT_CRL_DAYS),
        office_crl=authority.issue_crl(office_ca, 1, moment, days=ISSUING_CRL_DAYS),
        central_crl=authority.issue_crl(central_ca, 1, moment, days=ISSUING_CRL_DAYS),
        audience=audience,
    )
    _write_keys(registry.folders, sealed, desk, central_ca.certificate)
    _note_settings(registry, organisation, audience, moment, by)
    return registry, CentralKeys(office_ca, Signer(desk, central_ca.certificate, desk_key))


def open_keys(registry: Registry, passphrase: str) -> CentralKeys:
    """Open the keys that daily work needs: the office authority's and the desk's.

    Raises:
        PhromError: TRUST-02 wrong passphrase; FILE-02 a key file is missing.
    """
    folders = registry.folders
    office_ca = Authority(_certificate(folders.trust / "office-ca.pem"), _key(folders, OFFICE_CA, passphrase))
    desk = Signer(
        _certificate(folders.keys / "desk.pem"),
        _certificate(folders.trust / "central-ca.pem"),
        _key(folders, DESK, passphrase),
    )
    return CentralKeys(office_ca, desk)


def audience_of(registry: Registry) -> str:
    """Name of this deployment."""
    return registry.get_setting("audience")


def revoke(
    registry: Registry, opened: CentralKeys, serials: Iterable[str], reason: str, moment: datetime, by: str
) -> None:
    """Withdraw office certificates and write the next revocation list of the office authority.

    Args:
        serials: serial numbers as the registry has them, lower-case hex.
        reason: `superseded` or `keyCompromise`.
    """
    wanted = tuple(serials)
    with registry.writing() as connection:
        table = tables.certificate
        connection.execute(update(table).where(table.c.serial.in_(wanted)).values(revoked_at=stamp(moment)))
        rows = connection.execute(select(table.c.serial, table.c.revoked_at).where(table.c.revoked_at.is_not(None)))
        revoked = [Revocation(int(serial, 16), _instant(at), reason) for serial, at in rows]
        setting = select(tables.setting.c.value).where(tables.setting.c.name == "crl_numbers")
        numbers = json.loads(connection.execute(setting).scalar_one())
        numbers[OFFICE_CA] += 1
        connection.execute(
            update(tables.setting).where(tables.setting.c.name == "crl_numbers").values(value=json.dumps(numbers))
        )
        detail = json.dumps({"serials": wanted, "reason": reason, "crl_numbers": numbers})
        log.append(connection, log.Entry(stamp(moment), by, "revoke", detail=detail))
        crl = authority.issue_crl(
            opened.office_authority, numbers[OFFICE_CA], moment, days=ISSUING_CRL_DAYS, revoked=revoked
        )
        write_whole(registry.folders.trust / "office.crl.pem", to_pem(crl, "X509 CRL"))
    log.write_lines(registry)


def _write_keys(folders: Folders, sealed: dict[str, bytes], desk: bytes, issuer: bytes) -> None:
    for name, key in sealed.items():
        write_whole(folders.keys / f"{name}.key.pem", key, private=True)
    write_whole(folders.keys / "desk.pem", to_pem(desk) + to_pem(issuer))


def _note_settings(registry: Registry, organisation: str, audience: str, moment: datetime, by: str) -> None:
    settings = {
        "organisation": organisation,
        "audience": audience,
        "app_version": f"phrom {metadata.version('phrom')}",
        "crl_numbers": json.dumps({ROOT: 1, OFFICE_CA: 1, CENTRAL_CA: 1}),
    }
    with registry.writing() as connection:
        connection.execute(insert(tables.setting), [{"name": name, "value": value} for name, value in settings.items()])
        detail = json.dumps(settings, ensure_ascii=False)
        log.append(connection, log.Entry(stamp(moment), by, "init", detail=detail))
    log.write_lines(registry)


def _certificate(path: Path) -> bytes:
    return read_certificates(read_whole(path, MAX_PEM_BYTES), path.name)[0]


def _key(folders: Folders, name: str, passphrase: str):  # type: ignore[no-untyped-def]
    return keys.open_key(read_whole(folders.keys / f"{name}.key.pem", MAX_PEM_BYTES), passphrase)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
