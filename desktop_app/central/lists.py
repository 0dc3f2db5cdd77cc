"""Revocation lists: the current ones travel in the trust folder, every one ever issued is kept (P2).

An archived package is judged by the list of the day it came, so a key withdrawn later, or a list that
has run out since, never unmakes what was received. Source: package-format section 11.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from desktop_app.central.recipients import all_recipients, pair_in_force
from desktop_app.central.registry import Folders, Registry
from desktop_app.files import read_whole, write_whole
from desktop_app.trust.anchors import CRL, MOST_OCTETS, Trust, read_certificates, read_crls, read_trust_folder, to_pem
from desktop_app.trust.certificates import read_certificate

NUMBERS = "crl_numbers"  # setting: number of the newest list by authority, JSON
DROPPED = "dropped-"
ROOT, OFFICE_CA, CENTRAL_CA = "root", "office-ca", "central-ca"
CURRENT: Mapping[str, str] = {ROOT: "root.crl.pem", OFFICE_CA: "office.crl.pem", CENTRAL_CA: "central.crl.pem"}


def keep_list(folders: Folders, authority: str, number: int, crl: bytes) -> None:
    """Archive a list and make it the current one.

    Raises:
        PhromError: FILE-01, the disk refused.
    """
    write_whole(_archived(folders, authority, number), to_pem(crl, CRL))
    write_whole(current_path(folders, authority), to_pem(crl, CRL))


def current_path(folders: Folders, authority: str) -> Path:
    """Where the trust folder has an authority's current list."""
    return folders.trust / CURRENT.get(authority, f"{authority}.crl.pem")


def current_list(folders: Folders, authority: str) -> bytes:
    """An authority's current list, DER.

    Raises:
        PhromError: FILE-02 it is missing; TRUST-08 it is damaged.
    """
    path = current_path(folders, authority)
    return read_crls(read_whole(path, MOST_OCTETS), path.name)[0]


def keep_dropped(folders: Folders, root: str, certificates: Iterable[bytes]) -> None:
    """Keep what led to a root that offices trust no more: archived packages are still judged by it.

    Raises:
        PhromError: FILE-01, the disk refused.
    """
    path = folders.lists / f"{DROPPED}{root}.pem"
    before = read_certificates(read_whole(path, MOST_OCTETS), path.name) if path.exists() else ()
    kept = dict.fromkeys((*before, *certificates))  # a drop that was cut short has left some already
    write_whole(path, b"".join(map(to_pem, kept)))


def newest_numbers(registry: Registry) -> dict[str, int]:
    """Number of the newest list of each authority."""
    found: dict[str, int] = json.loads(registry.get_setting(NUMBERS) or "{}")
    return found


def archive_trust_of(registry: Registry) -> Trust:
    """What packages from offices and the archive are judged by: also roots that no office is told to trust any more.

    Raises:
        PhromError: as `trust_of`.
    """
    trust, folder = trust_of(registry), registry.folders.lists
    dropped = [
        read_certificate(one)
        for path in sorted(folder.glob(f"{DROPPED}*.pem"))
        for one in read_certificates(read_whole(path, MOST_OCTETS), path.name)
    ]
    roots = tuple(one.encoded for one in dropped if one.issuer == one.subject)
    return replace(trust, roots=(*trust.roots, *roots), cas=(*trust.cas, *(one.encoded for one in dropped)))


def trust_of(registry: Registry) -> Trust:
    """What central trusts, with every list issued so far, and the certificates that it can be encrypted to.

    Raises:
        PhromError: FILE-02 a file of the trust folder or an archived list is missing; TRUST-07 to TRUST-09, damaged.
    """
    folders = registry.folders
    paths = [
        _archived(folders, authority, number)
        for authority, newest in newest_numbers(registry).items()
        for number in range(1, newest + 1)
    ]
    lists = tuple(crl for path in paths for crl in read_crls(read_whole(path, MOST_OCTETS), path.name))
    pair = pair_in_force(all_recipients(registry))
    return replace(read_trust_folder(folders.trust), crls=lists, encryption_certs=pair)


def _archived(folders: Folders, authority: str, number: int) -> Path:
    return folders.lists / f"{authority}-{number:05}.crl.pem"
