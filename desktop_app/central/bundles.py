"""Trust bundles: what every office is told to trust, signed by the trust signer under the root (P2, Q6).

Each bundle carries fresh revocation lists, the encryption certificates and the register of form releases. When the
root is changed, the same content is signed twice, under the old root and under the new one.
Source: package-format section 10.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from desktop_app.central import faults, log, tables
from desktop_app.central.authorities import (
    ROOTS,
    TRUST_SIGNER,
    authority_of,
    certificate_of,
    certificates_of,
    issue_lists,
    key_of,
    numbers_in,
    roots_in_force,
)
from desktop_app.central.lists import (
    CENTRAL_CA,
    OFFICE_CA,
    ROOT,
    current_list,
    current_path,
    keep_dropped,
    trust_of,
)
from desktop_app.central.log import stamp
from desktop_app.central.registry import Folders, Registry, put_setting
from desktop_app.central.rosters import current_roster
from desktop_app.files import read_whole, write_whole
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import OLDEST_APP, common_fields, format_time
from desktop_app.package.seal import write_package
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import to_pem
from desktop_app.trust.authority import Authority
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.names import make_subject
from desktop_app.trust.revocation import read_crl
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer

VERSION = "bundle_version"  # setting: of the newest bundle
LIFE = timedelta(days=100)
STATES = ("open", "closed", "withdrawn")
MOST_OCTETS = 64 << 20  # of a bundle's file
MAKERS = {OFFICE_CA: authority.issue_office_authority, CENTRAL_CA: authority.issue_central_authority}


@dataclass(frozen=True, slots=True)
class BundleDone:
    """A bundle that was written: its version, and its file, or two files after a change of the root."""

    version: int
    files: tuple[Path, ...]


def issue_bundle(
    registry: Registry, passphrase: str, moment: datetime, by: str, *, drop_old_root: bool = False
) -> BundleDone:
    """Write the next trust bundle; revocation lists that would run out before it does are issued anew.

    The root's key is opened only where its own list is among them.

    Args:
        drop_old_root: after a change of the root: trust the newest one alone from now on.

    Raises:
        PhromError: CEN-27 the clock; TRUST-02 wrong passphrase; FILE-02 a key file is missing; CEN-05, FILE-01 nothing
            was written.
    """
    log.demand_clock(registry, moment)
    folders = registry.folders
    names = roots_in_force(registry)
    due = _due(folders, (*names, *MAKERS), moment)
    opened = {name: authority_of(folders, name, passphrase) for name in due}
    signer, content = _trust_signer(folders, passphrase, names), _content(registry, moment)
    made: list[Path] = []
    with log.recording(registry, made) as connection:
        issue_lists(connection, folders, opened, moment)
        if drop_old_root:
            names = _drop(folders, names)
        done = _write(connection, registry, content, (signer,), names, made, moment, by)
    _remove_dropped_lists(folders, names)
    return done


def change_root(registry: Registry, passphrase: str, moment: datetime, by: str) -> BundleDone:
    """Make a new root, certify the issuing authorities' keys by it, too, and write the pair of bundles.

    The desk goes on signing under the old root's authority until the old root is dropped, so that offices which have
    not opened the pair yet can read what it signs; offices open both files, in any order.

    Raises:
        PhromError: CEN-27 the clock; TRUST-02 wrong passphrase; FILE-02 a key file is missing; CEN-25 the last change
            is not finished.
    """
    log.demand_clock(registry, moment)
    folders, names = registry.folders, roots_in_force(registry)
    if len(names) > 1:
        raise faults.ROOT_CHANGING.error(names=", ".join(names))
    organisation = registry.get_setting("organisation")
    name = _next_name(names[-1])
    root = authority.make_root(organisation, moment, name=f"Root CA {name.rpartition('-')[2]}")
    opened = {one: authority_of(folders, one, passphrase) for one in (*names, *MAKERS)}
    old_signer = _trust_signer(folders, passphrase, names)
    subject = make_subject(organisation, organisation, "TRUST")
    leaf = authority.issue_leaf(root, old_signer.key.public_key(), subject, {Role.TRUST_SIGNER}, moment)
    new_signer, content = Signer(leaf, root.certificate, old_signer.key), _content(registry, moment)
    made: list[Path] = []
    with log.recording(registry, made) as connection:
        write_whole(folders.keys / f"{name}.key.pem", keys.seal_key(root.key, passphrase), private=True)
        write_whole(folders.keys / f"{name}.pem", to_pem(root.certificate))
        _certify_again(folders, root, opened, organisation, moment)
        issue_lists(connection, folders, {**opened, name: root}, moment)
        _set_roots(folders, (*names, name))
        done = _write(connection, registry, content, (old_signer, new_signer), (*names, name), made, moment, by)
        _add_trust_leaf(folders, new_signer)
    return done


def set_form_state(
    registry: Registry, round_name: str, form_version: int, state: str, moment: datetime, by: str
) -> None:
    """Close, withdraw or open a form release; offices learn it from the next trust bundle.

    Raises:
        PhromError: CEN-08, no such release.
    """
    if state not in STATES:
        raise ValueError(state)
    with log.recording(registry) as connection:
        detail = {"round": round_name, "form_version": form_version, "form_state": state}
        if not put_form_state(connection, detail):
            raise faults.ROUND_UNKNOWN.error(round=f"{round_name} ({form_version})")
        log.append(connection, log.Entry(stamp(moment), by, "form-state", detail=json.dumps(detail)))


def put_form_state(connection: Connection, detail: dict[str, Any]) -> bool:
    """Note a release's state inside the caller's transaction; tells whether there is such a release."""
    table = tables.form_release
    chosen = (table.c.round == detail["round"], table.c.form_version == detail["form_version"])
    return connection.execute(update(table).where(*chosen).values(state=detail["form_state"])).rowcount > 0


def bundle_version(registry: Registry) -> int:
    """Version of the newest bundle, 0 before the first."""
    return int(registry.get_setting(VERSION) or 0)


def newest_files(registry: Registry) -> tuple[Path, ...]:
    """What an office needs to catch up from any version: the pairs of changed roots, then the newest bundle."""
    folder = registry.folders.bundles
    newest = folder / f"trust-{bundle_version(registry):05}.asice"
    issued = f"trust-{bundle_version(registry):05}-9"  # what comes behind it was cut short
    pairs = [path for path in sorted(folder.glob("trust-*-*.asice")) if path.stem <= issued]
    return (*pairs, newest) if newest.exists() else tuple(pairs)


def accompany(registry: Registry, folder: Path) -> tuple[Path, ...]:
    """Lay the newest bundle beside what goes to offices, since every letter is a chance to renew trust.

    Raises:
        PhromError: FILE-01 or FILE-02, the disk refused; nothing half lies there.
    """
    laid = []
    for path in newest_files(registry):
        target = folder / path.name
        if target != path:
            write_whole(target, read_whole(path, MOST_OCTETS))
        laid.append(target)
    return tuple(laid)


def _due(folders: Folders, names: Sequence[str], moment: datetime) -> tuple[str, ...]:
    """Authorities whose list would end before a bundle of today does."""
    return tuple(name for name in names if read_crl(current_list(folders, name)).next_update < moment + LIFE)


def _trust_signer(folders: Folders, passphrase: str, names: Sequence[str]) -> Signer:
    """Under the newest root in force; the file may have a leaf of a root whose making was cut short."""
    found = certificates_of(folders.keys / f"{TRUST_SIGNER}.pem")
    issuer = _root_certificates(folders, names)[-1]
    leaf = dict(zip(found[1::2], found[::2], strict=True))[issuer]
    return Signer(leaf, issuer, key_of(folders, TRUST_SIGNER, passphrase))


def _add_trust_leaf(folders: Folders, signer: Signer) -> None:
    """Put the leaf under a new root in front; the earlier ones stay, since the change may still be cut short."""
    path = folders.keys / f"{TRUST_SIGNER}.pem"
    write_whole(path, b"".join(map(to_pem, (signer.certificate, signer.issuer, *certificates_of(path)))))


def _next_name(name: str) -> str:
    _, _, number = name.rpartition("-")
    return f"{ROOT}-{int(number) + 1 if number.isdecimal() else 2}"


def _root_certificates(folders: Folders, names: Iterable[str]) -> list[bytes]:
    return [certificate_of(folders.keys / f"{name}.pem") for name in names]


def _set_roots(folders: Folders, names: Sequence[str]) -> None:
    """From now on offices are told to trust these roots, and the issuing certificates that lead to them."""
    write_whole(folders.trust / f"{ROOT}.pem", b"".join(map(to_pem, _root_certificates(folders, names))))
    for name in MAKERS:
        write_whole(folders.trust / f"{name}.pem", b"".join(map(to_pem, _below(folders, name, names))))


def _below(folders: Folders, name: str, roots: Iterable[str]) -> list[bytes]:
    """An issuing authority's certificates that lead to these roots; a change cut short leaves others behind."""
    issuers = [read_certificate(root).as_issuer() for root in _root_certificates(folders, roots)]
    found = certificates_of(folders.trust / f"{name}.pem")
    return [one for one in found if any(map(read_certificate(one).signed_by, issuers))]


def _certify_again(folders: Folders, root: Authority, opened: Mapping[str, Authority], organisation: str,
                   moment: datetime) -> None:  # fmt: skip
    """A further certificate for the key of each issuing authority, behind the ones it has."""
    for name, make in MAKERS.items():
        path = folders.trust / f"{name}.pem"
        again = make(root, organisation, moment, key=opened[name].key)
        write_whole(path, b"".join(map(to_pem, (*certificates_of(path), again.certificate))))


def _drop(folders: Folders, names: Sequence[str]) -> tuple[str, ...]:
    """Keep what archived packages are judged by, and let offices trust the newest root alone."""
    *old, newest = names
    for name in old:
        root = certificate_of(folders.keys / f"{name}.pem")
        below = [one for ca in MAKERS for one in certificates_of(folders.trust / f"{ca}.pem")]
        keep_dropped(folders, name, (root, *below))
    _set_roots(folders, (newest,))
    return (newest,)


def _remove_dropped_lists(folders: Folders, names: Sequence[str]) -> None:
    """Only now that the registry trusts `names` alone: until then the next bundle needs them."""
    for path in folders.keys.glob(f"{ROOT}*.key.pem"):
        name = path.name.removesuffix(".key.pem")
        if name not in names:
            current_path(folders, name).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Content:
    """What a bundle tells beside trust itself."""

    common: Mapping[str, Any]
    forms: Sequence[Mapping[str, Any]]
    roster_sha256: str


def _content(registry: Registry, moment: datetime) -> _Content:
    version = bundle_version(registry) + 1
    common = common_fields(
        PackageType.TRUST_BUNDLE,
        audience=registry.get_setting("audience"),
        created_at=moment,
        app_version=registry.get_setting("app_version"),
        seq=version,
    )
    roster = current_roster(registry)
    return _Content(
        {**common, "version": version},
        _register(registry),
        hashlib.sha256(roster.to_csv(with_phone=False)).hexdigest(),
    )


def _register(registry: Registry) -> list[dict[str, Any]]:
    """Every release with its round's dates and its state."""
    form, round_ = tables.form_release.c, tables.round_.c
    columns = (form.form_id, form.form_version, form.round, form.package_id, round_.opens_at, round_.closes_at)
    query = select(*columns, form.state).join(tables.round_, round_.round == form.round)
    with registry.reading() as connection:
        rows = connection.execute(query.order_by(form.released_at, form.package_id)).mappings()
        return [dict(row) for row in rows]


def _write(
    connection: Connection,
    registry: Registry,
    content: _Content,
    signers: Sequence[Signer],
    names: Sequence[str],
    made: list[Path],
    moment: datetime,
    by: str,
) -> BundleDone:
    """Sign the content once under each root that must, and note it; inside the caller's transaction."""
    payload = _payload(registry, content, names, moment)
    version = payload["version"]
    for left in registry.folders.bundles.glob(f"trust-{version:05}*.asice"):  # by a run that was cut short
        left.unlink()
    paths = [registry.folders.bundles / f"trust-{version:05}{tail}.asice" for tail in _tails(len(signers))]
    for path, signer in zip(paths, signers, strict=True):
        sealed = write_package(path, PackageType.TRUST_BUNDLE, payload, {}, signer, moment)
        made.append(path)
    detail = {"version": version, "roots": list(names), "crl_numbers": numbers_in(connection)}
    put_setting(connection, VERSION, str(version))
    put_setting(connection, ROOTS, json.dumps(names))
    entry = log.Entry(stamp(moment), by, "bundle", package_id=sealed.package_id, detail=json.dumps(detail))
    log.append(connection, entry)
    return BundleDone(version, tuple(paths))


def _tails(count: int) -> tuple[str, ...]:
    return ("",) if count == 1 else tuple(f"-{number}" for number in range(1, count + 1))


def _payload(registry: Registry, content: _Content, names: Sequence[str], moment: datetime) -> dict[str, Any]:
    folders = registry.folders
    lists = [current_list(folders, name) for name in (*names, *MAKERS)]
    ends = min([moment + LIFE, *(read_crl(one).next_update for one in lists)])
    cas = [one for ca in MAKERS for one in _below(folders, ca, names)]
    return {
        **content.common,
        "issued_at": format_time(moment),
        "expires_at": format_time(ends),
        "roots": [_b64(root) for root in _root_certificates(folders, names)],
        "cas": [
            {"certificate": _b64(one), "roles": list(read_certificate(one).policies), "foreign": None} for one in cas
        ],
        "crls": [_b64(one) for one in lists],
        "encryption_certs": [_b64(one) for one in trust_of(registry).encryption_certs],
        "forms": list(content.forms),
        "roster_sha256": content.roster_sha256,
        "min_app_version": OLDEST_APP,
    }


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
