"""Central's beginning: keys and certificates, registry and folders, made once per deployment (P2, K10)."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from sqlalchemy import insert

from desktop_app.central import faults, log, tables
from desktop_app.central.authorities import DESK, LIST_DAYS, TRUST_SIGNER, authority_of, certificate_of, key_of
from desktop_app.central.bundles import issue_bundle
from desktop_app.central.lists import CENTRAL_CA, NUMBERS, OFFICE_CA, ROOT, keep_list
from desktop_app.central.log import stamp
from desktop_app.central.registry import Folders, Registry, create_registry, discard
from desktop_app.files import write_whole
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import AUDIENCE, to_pem, write_trust_folder
from desktop_app.trust.authority import Authority
from desktop_app.trust.faults import BAD_AUDIENCE
from desktop_app.trust.names import make_subject
from desktop_app.trust.roles import CENTRAL_ROLES, Role
from desktop_app.trust.signer import Signer

DESK_CODE = "CENTRAL"  # stands where an office certificate has its office code
TRUST_CODE = "TRUST"  # the same, in the trust signer's certificate


@dataclass(frozen=True, slots=True)
class CentralKeys:
    """Central's opened keys for one sitting. The root's stays sealed; it is needed only to renew the others."""

    office_authority: Authority
    desk: Signer


def init(
    where: Path | str, organisation: str, audience: str, passphrase: str, moment: datetime, by: str, folder: Path | None
) -> tuple[Registry, CentralKeys]:
    """Make root, issuing authorities, desk and trust signer, trust folder and an empty registry, all or nothing.

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
    trust_key = keys.new_key()
    trust_subject = make_subject(organisation, organisation, TRUST_CODE)
    root = authorities[ROOT]
    trust_leaf = authority.issue_leaf(root, trust_key.public_key(), trust_subject, {Role.TRUST_SIGNER}, moment)
    opened = {name: one.key for name, one in authorities.items()} | {DESK: desk_key, TRUST_SIGNER: trust_key}
    sealed = {name: keys.seal_key(key, passphrase) for name, key in opened.items()}
    registry = create_registry(where, folder)
    if registry.folders.in_use():
        registry.close()
        discard(where)
        raise faults.REGISTRY_EXISTS.error(name=registry.folders.root)
    try:
        _write_keys(registry.folders, sealed)
        certified = {
            ROOT: (root.certificate,),
            DESK: (desk, central_ca.certificate),
            TRUST_SIGNER: (trust_leaf, root.certificate),
        }
        for name, path in certified.items():
            write_whole(registry.folders.keys / f"{name}.pem", b"".join(map(to_pem, path)))
        _write_trust(registry.folders, authorities, audience, moment)
        _note_settings(registry, organisation, audience, moment, by)
        issue_bundle(registry, passphrase, moment, by)
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
        certificate_of(folders.keys / "desk.pem"),
        certificate_of(folders.trust / "central-ca.pem"),
        key_of(folders, DESK, passphrase),
    )
    return CentralKeys(authority_of(folders, OFFICE_CA, passphrase), desk)


def open_central_authority(registry: Registry, passphrase: str) -> Authority:
    """Open the key that issues the centre's own certificates; needed only to make new ones.

    Raises:
        PhromError: TRUST-02 wrong passphrase; FILE-02 a key file is missing.
    """
    return authority_of(registry.folders, CENTRAL_CA, passphrase)


def audience_of(registry: Registry) -> str:
    """Name of this deployment."""
    return registry.get_setting("audience")


def _make_authorities(organisation: str, moment: datetime) -> dict[str, Authority]:
    root = authority.make_root(organisation, moment)
    return {
        ROOT: root,
        OFFICE_CA: authority.issue_office_authority(root, organisation, moment),
        CENTRAL_CA: authority.issue_central_authority(root, organisation, moment),
    }


def _write_keys(folders: Folders, sealed: dict[str, bytes]) -> None:
    for name, key in sealed.items():
        write_whole(folders.keys / f"{name}.key.pem", key, private=True)


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
    for made in (folders.keys, folders.trust, folders.lists, folders.bundles):
        shutil.rmtree(made, ignore_errors=True)
    folders.log.unlink(missing_ok=True)
