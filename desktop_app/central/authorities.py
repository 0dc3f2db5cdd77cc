"""Central's certification authorities: their sealed keys, what they withdrew, and the lists that say so (P2)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from sqlalchemy import Connection, or_, select, update

from desktop_app.central import faults, log, tables
from desktop_app.central.lists import CENTRAL_CA, NUMBERS, OFFICE_CA, ROOT, keep_list
from desktop_app.central.log import stamp
from desktop_app.central.receipts_due import note_lost
from desktop_app.central.registry import Folders, Registry, put_setting
from desktop_app.central.settling import settle_keys
from desktop_app.files import read_whole, write_whole
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import read_certificates, to_pem
from desktop_app.trust.authority import ISSUING_CRL_DAYS, ROOT_CRL_DAYS, Authority
from desktop_app.trust.certificates import leaf_subject, read_certificate
from desktop_app.trust.revocation import Revocation
from desktop_app.trust.roles import CENTRAL_ROLES, Role

DESK, TRUST_SIGNER = "desk", "trust-signer"
LIST_DAYS = {ROOT: ROOT_CRL_DAYS, OFFICE_CA: ISSUING_CRL_DAYS, CENTRAL_CA: ISSUING_CRL_DAYS}
MAX_PEM_BYTES = 1 << 16
ROOTS = "roots"  # setting: `roots_in_force`, JSON
RENEWED_BEFORE = timedelta(days=365)  # the end of a certificate of the centre's own
OVERLAP = timedelta(days=60)  # how long a renewed certificate and the one before both count


def revoke(
    registry: Registry,
    office_authority: Authority,
    serials: Iterable[str],
    reason: str,
    moment: datetime,
    by: str,
    invalid_since: datetime | None = None,
) -> None:
    """Withdraw office certificates and write the next revocation list of the office authority.

    What was received before stays as it is; with `invalid_since`, what was received from that moment on counts no
    more, and each such submission gets a further receipt that says so (package-format section 11).

    Args:
        serials: serial numbers as the registry has them, lower-case hex; one withdrawn already stays as it is.
        reason: `superseded` or `keyCompromise`.
        invalid_since: when the key must be thought lost, if earlier than `moment`.

    Raises:
        PhromError: CEN-24, the key cannot have been lost in the future; CEN-27, the clock.
    """
    if invalid_since is not None and invalid_since > moment:
        raise faults.LOST_IN_FUTURE.error(date=stamp(invalid_since))
    log.demand_clock(registry, moment)  # a list dated back would unmake what was received since
    wanted, since = tuple(serials), stamp(invalid_since) if invalid_since else None
    with log.recording(registry) as connection:
        withdraw(connection, wanted, reason, stamp(moment), since)
        numbers = count_up(connection, (OFFICE_CA,))
        issue_list(connection, registry.folders, OFFICE_CA, office_authority, numbers[OFFICE_CA], moment)
        detail = {"serials": wanted, "reason": reason, "crl_numbers": numbers, "invalid_since": since}
        entry = log.Entry(stamp(moment), by, "revoke", detail=json.dumps(detail))
        note_lost(connection, log.append(connection, entry))


def renew_lists(registry: Registry, passphrase: str, moment: datetime, by: str) -> None:
    """Issue all revocation lists anew, before they run out (100 days, a root's 400), and the certificates of desk
    and trust signer where they end within a year; their keys stay.

    Offices need the next trust bundle after that. A root's key is opened for this moment only.

    Raises:
        PhromError: CEN-27 the clock; TRUST-02 wrong passphrase; FILE-02 a key file is missing.
    """
    log.demand_clock(registry, moment)
    names = (*roots_in_force(registry), OFFICE_CA, CENTRAL_CA)
    opened = {name: authority_of(registry.folders, name, passphrase) for name in names}
    with log.recording(registry) as connection:
        numbers = issue_lists(connection, registry.folders, opened, moment)
        detail = json.dumps({"serials": [], "reason": "", "crl_numbers": numbers})
        log.append(connection, log.Entry(stamp(moment), by, "renew", detail=detail))
    folders, newest_root = registry.folders, names[-3]
    _renew_leaf(folders.keys / f"{DESK}.pem", opened[CENTRAL_CA], CENTRAL_ROLES, moment)
    _renew_leaf(folders.keys / f"{TRUST_SIGNER}.pem", opened[newest_root], (Role.TRUST_SIGNER,), moment)


def _renew_leaf(path: Path, issuer: Authority, roles: Collection[Role], moment: datetime) -> None:
    """A new certificate for the key that this authority certified in a file of leaf and issuer, pair by pair."""
    found = certificates_of(path)
    pairs = list(zip(found[::2], found[1::2], strict=True))
    for place, (leaf, above) in enumerate(pairs):
        old = read_certificate(leaf)
        key = old.public_key
        if (
            above != issuer.certificate
            or old.not_after > moment + RENEWED_BEFORE
            or not isinstance(key, EllipticCurvePublicKey)
        ):
            continue
        subject = leaf_subject(old, issuer.as_issuer())
        pairs[place] = (authority.issue_leaf(issuer, key, subject, roles, moment), above)
    write_whole(path, b"".join(map(to_pem, chain.from_iterable(pairs))))


def issue_lists(
    connection: Connection, folders: Folders, opened: Mapping[str, Authority], moment: datetime
) -> dict[str, int]:
    """The next list of each opened authority; gives the number that every authority's list has now."""
    numbers = count_up(connection, opened)
    for name, one in opened.items():
        issue_list(connection, folders, name, one, numbers[name], moment)
    return numbers


def withdraw(
    connection: Connection, serials: Iterable[str], reason: str, at: str, invalid_since: str | None = None
) -> None:
    """Mark certificates as revoked, inside the caller's transaction; what came after a key was lost counts no more."""
    table = tables.certificate
    chosen = (table.c.serial.in_(tuple(serials)), table.c.revoked_at.is_(None))
    values = {"revoked_at": at, "revocation_reason": reason, "invalid_since": invalid_since}
    spkis = connection.execute(select(table.c.spki_sha256).where(*chosen)).scalars().all()
    connection.execute(update(table).where(*chosen).values(values))
    if invalid_since is not None:
        settle_keys(connection, spkis)


def numbers_in(connection: Connection) -> dict[str, int]:
    """Number of the newest list of each authority, as the caller's transaction sees it."""
    setting = select(tables.setting.c.value).where(tables.setting.c.name == NUMBERS)
    numbers: dict[str, int] = json.loads(connection.execute(setting).scalar_one())
    return numbers


def set_numbers(connection: Connection, numbers: dict[str, int]) -> None:
    """Note how far the lists have come, inside the caller's transaction."""
    put_setting(connection, NUMBERS, json.dumps(numbers))


def count_up(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The next number of each of these authorities' lists, noted; with the others' as they are."""
    numbers = numbers_in(connection)
    for name in names:
        numbers[name] = numbers.get(name, 0) + 1
    set_numbers(connection, numbers)
    return numbers


def issue_list(
    connection: Connection, folders: Folders, name: str, issuer: Authority, number: int, moment: datetime
) -> None:
    """Issue one list and make it the current one; the office authority's names what was withdrawn so far."""
    revoked = _revocations(connection, moment) if name == OFFICE_CA else []
    days = LIST_DAYS.get(name, ROOT_CRL_DAYS)
    keep_list(folders, name, number, authority.issue_crl(issuer, number, moment, days=days, revoked=revoked))


def roots_in_force(registry: Registry) -> tuple[str, ...]:
    """Names of the roots that offices trust now, the newest last: one, or two while the root is being changed."""
    return tuple(json.loads(registry.get_setting(ROOTS) or f'["{ROOT}"]'))


def authority_of(folders: Folders, name: str, passphrase: str) -> Authority:
    """An authority with its key opened.

    Raises:
        PhromError: TRUST-02 wrong passphrase; FILE-02 a file is missing.
    """
    own = folders.keys / f"{name}.pem"  # a later root's; the first one's and the issuing ones' are in the trust folder
    path = own if own.exists() else folders.trust / f"{name}.pem"
    return Authority(certificate_of(path), key_of(folders, name, passphrase))


def certificate_of(path: Path) -> bytes:
    """The first certificate of a PEM file, DER."""
    return certificates_of(path)[0]


def certificates_of(path: Path) -> tuple[bytes, ...]:
    """All certificates of a PEM file, DER."""
    return read_certificates(read_whole(path, MAX_PEM_BYTES), path.name)


def key_of(folders: Folders, name: str, passphrase: str) -> EllipticCurvePrivateKey:
    """A sealed key, opened.

    Raises:
        PhromError: TRUST-02 wrong passphrase; FILE-02 the file is missing.
    """
    return keys.open_key(read_whole(folders.keys / f"{name}.key.pem", MAX_PEM_BYTES), passphrase)


def _revocations(connection: Connection, moment: datetime) -> list[Revocation]:
    """Every office certificate that counts no more: withdrawn, or renewed and past the time when both counted."""
    table = tables.certificate.c
    columns = (table.serial, table.revoked_at, table.revocation_reason, table.invalid_since, table.overlap_until)
    past = or_(table.revoked_at.is_not(None), table.overlap_until <= stamp(moment))
    rows = connection.execute(select(*columns).where(past).order_by(table.serial)).all()
    return [
        Revocation(
            int(row.serial, 16),
            datetime.fromisoformat(row.revoked_at or row.overlap_until),
            row.revocation_reason or "superseded",
            datetime.fromisoformat(row.invalid_since) if row.invalid_since else None,
        )
        for row in rows
    ]
