"""Central's beginning: keys and certificates, registry and folders, made once per deployment (P2, K10)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from sqlalchemy import Connection, insert, select, update

from desktop_app.central import faults, log, tables
from desktop_app.central.lists import CENTRAL_CA, NUMBERS, OFFICE_CA, ROOT, keep_list
from desktop_app.central.log import stamp
from desktop_app.central.registry import Folders, Registry, create_registry, discard
from desktop_app.files import read_whole, write_whole
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import AUDIENCE, read_certificates, to_pem, write_trust_folder
from desktop_app.trust.authority import ISSUING_CRL_DAYS, ROOT_CRL_DAYS, Authority
from desktop_app.trust.faults import BAD_AUDIENCE
from desktop_app.trust.names import make_subject
from desktop_app.trust.revocation import Revocation
from desktop_app.trust.roles import CENTRAL_ROLES
from desktop_app.trust.signer import Signer

DESK = "desk"
DESK_CODE = "CENTRAL"  # stands where an office certificate has its office code
LIST_DAYS = {ROOT: ROOT_CRL_DAYS, OFFICE_CA: ISSUING_CRL_DAYS, CENTRAL_CA: ISSUING_CRL_DAYS}
MAX_PEM_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class CentralKeys:
    """Central's opened keys for one sitting. The root's stays sealed; it is needed only to renew the others."""

    office_authority: Authority
    desk: Signer


def init(
    where: Path | str, organisation: str, audience: str, passphrase: str, moment: datetime, by: str, folder: Path | None
) -> tuple[Registry, CentralKeys]:
    """Make root, issuing authorities, desk certificate, trust folder and an empty registry, all or nothing.

    Args:
        where: SQLite file or database address of the registry.
        organisation: name of the central agency in certificates.
        audience: name of the deployment, `[a-z0-9-]{3,40}`; packages of another are refused.
        passphrase: seals every key, at least 12 characters.
        folder: where packages, log and keys lie; beside a SQLite file when not given.

    Raises:
        PhromError: CEN-03 there is a registry or another deployment already; TRUST-01 weak passphrase; TRUST-03
            no organisation; TRUST-09 bad audience; whatever `create_registry` raises.
    """
    if not AUDIENCE.fullmatch(audience):
        raise BAD_AUDIENCE.error(name=audience)
    authorities = _make_authorities(organisation, moment)
    central_ca = authorities[CENTRAL_CA]
    desk_key = keys.new_key()
    subject = make_subject(organisation, organisation, DESK_CODE)
    desk = authority.issue_leaf(central_ca, desk_key.public_key(), subject, CENTRAL_ROLES, moment)
    opened = {name: one.key for name, one in authorities.items()} | {DESK: desk_key}
    sealed = {name: keys.seal_key(key, passphrase) for name, key in opened.items()}
    registry = create_registry(where, folder)
    if registry.folders.in_use():
        registry.close()
        discard(where)
        raise faults.REGISTRY_EXISTS.error(name=registry.folders.root)
    try:
        _write_keys(registry.folders, sealed, desk, central_ca.certificate)
        _write_trust(registry.folders, authorities, audience, moment)
        _note_settings(registry, organisation, audience, moment, by)
    except BaseException:
        registry.close()
        discard(where)
        _remove_made(registry.folders)
        raise
    return registry, CentralKeys(authorities[OFFICE_CA], Signer(desk, central_ca.certificate, desk_key))


def open_keys(registry: Registry, passphrase: str) -> CentralKeys:
    """Open the keys that daily work needs: the office authority's and the desk's.

    Raises:
        PhromError: TRUST-02 wrong passphrase; FILE-02 a key file is missing.
    """
    folders = registry.folders
    desk = Signer(
        _certificate(folders.keys / "desk.pem"),
        _certificate(folders.trust / "central-ca.pem"),
        _key(folders, DESK, passphrase),
    )
    return CentralKeys(_authority(folders, OFFICE_CA, passphrase), desk)


def open_central_authority(registry: Registry, passphrase: str) -> Authority:
    """Open the key that issues the centre's own certificates; needed only to make new ones.

    Raises:
        PhromError: TRUST-02 wrong passphrase; FILE-02 a key file is missing.
    """
    return _authority(registry.folders, CENTRAL_CA, passphrase)


def audience_of(registry: Registry) -> str:
    """Name of this deployment."""
    return registry.get_setting("audience")


def revoke(
    registry: Registry, opened: CentralKeys, serials: Iterable[str], reason: str, moment: datetime, by: str
) -> None:
    """Withdraw office certificates and write the next revocation list of the office authority.

    Args:
        serials: serial numbers as the registry has them, lower-case hex; one withdrawn already stays as it is.
        reason: `superseded` or `keyCompromise`.
    """
    wanted = tuple(serials)
    with log.recording(registry) as connection:
        withdraw(connection, wanted, reason, stamp(moment))
        numbers = _count_up(connection, (OFFICE_CA,))
        _issue_list(connection, registry.folders, OFFICE_CA, opened.office_authority, numbers[OFFICE_CA], moment)
        detail = json.dumps({"serials": wanted, "reason": reason, "crl_numbers": numbers})
        log.append(connection, log.Entry(stamp(moment), by, "revoke", detail=detail))


def renew_lists(registry: Registry, passphrase: str, moment: datetime, by: str) -> None:
    """Issue all three revocation lists anew, before they run out (100 days, the root's 400).

    Offices need the new trust folder after that. The root's key is opened for this moment only.

    Raises:
        PhromError: TRUST-02 wrong passphrase; FILE-02 a key file is missing.
    """
    opened = {name: _authority(registry.folders, name, passphrase) for name in LIST_DAYS}
    with log.recording(registry) as connection:
        numbers = _count_up(connection, LIST_DAYS)
        for name, one in opened.items():
            _issue_list(connection, registry.folders, name, one, numbers[name], moment)
        detail = json.dumps({"serials": [], "reason": "", "crl_numbers": numbers})
        log.append(connection, log.Entry(stamp(moment), by, "renew", detail=detail))


def withdraw(connection: Connection, serials: Iterable[str], reason: str, at: str) -> None:
    """Mark certificates as revoked, inside the caller's transaction."""
    table = tables.certificate
    chosen = (table.c.serial.in_(tuple(serials)), table.c.revoked_at.is_(None))
    connection.execute(update(table).where(*chosen).values(revoked_at=at, revocation_reason=reason))


def set_numbers(connection: Connection, numbers: dict[str, int]) -> None:
    """Note how far the lists have come, inside the caller's transaction."""
    setting = tables.setting
    connection.execute(update(setting).where(setting.c.name == NUMBERS).values(value=json.dumps(numbers)))


def _make_authorities(organisation: str, moment: datetime) -> dict[str, Authority]:
    root = authority.make_root(organisation, moment)
    return {
        ROOT: root,
        OFFICE_CA: authority.issue_office_authority(root, organisation, moment),
        CENTRAL_CA: authority.issue_central_authority(root, organisation, moment),
    }


def _write_keys(folders: Folders, sealed: dict[str, bytes], desk: bytes, issuer: bytes) -> None:
    for name, key in sealed.items():
        write_whole(folders.keys / f"{name}.key.pem", key, private=True)
    write_whole(folders.keys / "desk.pem", to_pem(desk) + to_pem(issuer))


def _write_trust(folders: Folders, authorities: dict[str, Authority], audience: str, moment: datetime) -> None:
    lists = {name: authority.issue_crl(one, 1, moment, days=LIST_DAYS[name]) for name, one in authorities.items()}
    write_trust_folder(
        folders.trust,
        root=authorities[ROOT].certificate,
        office_ca=authorities[OFFICE_CA].certificate,
        central_ca=authorities[CENTRAL_CA].certificate,
        root_crl=lists[ROOT],
        office_crl=lists[OFFICE_CA],
        central_crl=lists[CENTRAL_CA],
        audience=audience,
    )
    for name, crl in lists.items():
        keep_list(folders, name, 1, crl)


def _note_settings(registry: Registry, organisation: str, audience: str, moment: datetime, by: str) -> None:
    settings = {
        "organisation": organisation,
        "audience": audience,
        "app_version": f"phrom {metadata.version('phrom')}",
        NUMBERS: json.dumps(dict.fromkeys(LIST_DAYS, 1)),
    }
    with log.recording(registry) as connection:
        connection.execute(insert(tables.setting), [{"name": name, "value": value} for name, value in settings.items()])
        detail = json.dumps(settings, ensure_ascii=False)
        log.append(connection, log.Entry(stamp(moment), by, "init", detail=detail))


def _remove_made(folders: Folders) -> None:
    for made in (folders.keys, folders.trust, folders.lists):
        shutil.rmtree(made, ignore_errors=True)
    folders.log.unlink(missing_ok=True)


def _count_up(connection: Connection, authorities: Iterable[str]) -> dict[str, int]:
    """The next number of each of these lists, noted; with the others' as they are."""
    setting = select(tables.setting.c.value).where(tables.setting.c.name == NUMBERS)
    numbers: dict[str, int] = json.loads(connection.execute(setting).scalar_one())
    for name in authorities:
        numbers[name] += 1
    set_numbers(connection, numbers)
    return numbers


def _issue_list(
    connection: Connection, folders: Folders, name: str, issuer: Authority, number: int, moment: datetime
) -> None:
    revoked = _revocations(connection) if name == OFFICE_CA else []
    keep_list(folders, name, number, authority.issue_crl(issuer, number, moment, days=LIST_DAYS[name], revoked=revoked))


def _revocations(connection: Connection) -> list[Revocation]:
    """Every office certificate withdrawn so far, each with its own day and reason."""
    table = tables.certificate.c
    query = select(table.serial, table.revoked_at, table.revocation_reason).where(table.revoked_at.is_not(None))
    rows = connection.execute(query.order_by(table.serial)).all()
    return [Revocation(int(serial, 16), datetime.fromisoformat(at), reason) for serial, at, reason in rows]


def _authority(folders: Folders, name: str, passphrase: str) -> Authority:
    return Authority(_certificate(folders.trust / f"{name}.pem"), _key(folders, name, passphrase))


def _certificate(path: Path) -> bytes:
    return read_certificates(read_whole(path, MAX_PEM_BYTES), path.name)[0]


def _key(folders: Folders, name: str, passphrase: str) -> EllipticCurvePrivateKey:
    return keys.open_key(read_whole(folders.keys / f"{name}.key.pem", MAX_PEM_BYTES), passphrase)
