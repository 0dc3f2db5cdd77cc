"""How this computer comes to trust central, and keeps up with it: trust bundles, the first and every later one (P2).

The first root is pinned when its fingerprint is built into the program, or after a person has compared it by
telephone. From then on a bundle replaces the one before only by the rules of `package.bundle`.
Source: package-format sections 9 (Enrolment), 10 and 11.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.files import read_whole
from desktop_app.office.rounds import TRUST, keep_file, received, trusted_moment
from desktop_app.office.store import OfficeStore
from desktop_app.package.bundle import Candidate, judge_bundle
from desktop_app.package.extract import read_issuer
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused, refuse
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify
from desktop_app.resources import DEPLOYMENT
from desktop_app.trust.anchors import Trust, trust_of
from desktop_app.trust.faults import BAD_STATE, NOT_HEARD
from desktop_app.trust.installed import FILE, PENDING, Installed, read_installed, write_installed
from desktop_app.trust.keys import LEAST_GROUPS, is_heard

MOST_OCTETS = 1 << 16
REMIND_DAYS = 30  # before a bundle ends


@dataclass(frozen=True, slots=True)
class Pins:
    """What the installer builds into the program: the deployment's name and SHA-256 of its roots, hex."""

    audience: str
    roots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Introduction:
    """A first bundle, before anybody believes it.

    Attributes:
        root: certificate of the root that it leads to, DER.
        root_sha256: SHA-256 of that certificate, hex: what is compared by telephone.
        audience: name of the deployment it says it is for.
    """

    root: bytes
    root_sha256: str
    audience: str


def built_in(path: Path = DEPLOYMENT) -> Pins | None:
    """The pins that this program was built with; None in a source checkout, where a person compares the first root."""
    if not path.exists():
        return None
    found = json.loads(read_whole(path, MOST_OCTETS))
    return Pins(found["audience"], frozenset(found["roots"]))


def introduce(path: Path, moment: datetime) -> Introduction:
    """Look at a first trust bundle: whole, signed by the trust signer of the root it names; whether to believe that
    root is for a person to say.

    Raises:
        PackageRefused: what is wrong with the file.
    """
    root = read_issuer(path)
    with verify(path, Trust((root,)), moment) as package:
        return Introduction(root, hashlib.sha256(root).hexdigest(), str(package.payload["audience"]))


def take_first(
    store: OfficeStore,
    path: Path,
    moment: datetime,
    *,
    heard: str = "",
    pins: Pins | None = None,
    others: Collection[Path] = (),
) -> Installed:
    """Take the first trust bundle of this computer.

    Args:
        path: the one that leads to the root that is compared.
        others: all that came with it; while the root is being changed, that includes the pair.
        heard: what central read out of the root's fingerprint over the telephone, at least six groups of four.
        pins: what was built into the program; nobody needs to compare then.

    Raises:
        PackageRefused: what is wrong with the file; with `pins`, TRUST_UNKNOWN_CA or AUDIENCE.
        PhromError: TRUST-14 the fingerprint was not heard; the disk refused. Nothing is trusted then.
    """
    found = introduce(path, moment)
    if pins is not None:
        if found.root_sha256 not in pins.roots:
            refuse("TRUST_UNKNOWN_CA")
    elif not is_heard(found.root_sha256, heard):
        raise NOT_HEARD.error(heard=heard, least=LEAST_GROUPS)
    audience = pins.audience if pins else found.audience
    _set_aside_damaged(store.folder / TRUST, FILE, PENDING)
    return take_bundles(store, (path, *others), moment, Trust((found.root,), audience=audience))


def _set_aside_damaged(folder: Path, *names: str) -> None:
    for name in names:
        try:
            read_installed(folder, name)
        except PhromError as problem:
            if problem.fault is not BAD_STATE:
                raise
            (folder / name).replace(folder / f"{name}.damaged")


def take_bundle(store: OfficeStore, path: Path, moment: datetime, trust: Trust) -> Installed:
    """Take a later trust bundle; the one in force stays until the new one has passed every rule.

    A bundle that introduces a new root waits (TRUST_GAP) until the same bundle, signed under that root, is offered.

    Args:
        moment: this computer's clock, aware UTC.
        trust: what is trusted now.

    Raises:
        PackageRefused: what is wrong with the file, TRUST_ROLLBACK, TRUST_CRL_ROLLBACK, or TRUST_GAP.
        PhromError: the disk refused; the earlier bundle is in force.
    """
    folder = store.folder / TRUST
    _set_aside_damaged(folder, PENDING)  # the first of a pair can be opened again
    before = read_installed(folder)
    package = _verified(path, trust, trusted_moment(store, moment), read_installed(folder, PENDING))
    with package:
        candidate = judge_bundle(package, before, trust.roots)
        if before is None:
            _refuse_older(store, candidate.installed.version)
        if _still_lacking(package, candidate):
            write_installed(folder, candidate.installed, PENDING)
            refuse("TRUST_GAP")
        keep_file(store, package)
        store.add_package(received(package, moment, version=str(candidate.installed.version)))
    write_installed(folder, candidate.installed)
    (folder / PENDING).unlink(missing_ok=True)
    return candidate.installed


def _refuse_older(store: OfficeStore, version: int) -> None:
    """Where the file that says what is in force was damaged, the store still knows what came here."""
    came = (one for one in store.packages() if one.kind == PackageType.TRUST_BUNDLE.value)
    if version < max((int(one.facts.get("version", 0)) for one in came), default=0):
        refuse("TRUST_ROLLBACK")


def take_bundles(store: OfficeStore, paths: Collection[Path], moment: datetime, trust: Trust) -> Installed:
    """Take several bundles in whichever order they come: one, the pair of a changed root, or a whole backlog.

    Returns the one in force then; older ones among them are passed over.

    Raises:
        PackageRefused, PhromError: none was taken; as `take_bundle` said of the last.
    """
    waiting, taken, problem = list(paths), None, None
    progress = True
    while waiting and progress:
        progress = False
        for path in tuple(waiting):
            try:
                taken = take_bundle(store, path, moment, trust)
            except PackageRefused as refused:
                problem = refused
                if refused.code != "TRUST_GAP":
                    continue
                waiting.remove(path)
                progress = True
                break  # its partner comes next, before another half takes its place
            trust = trust_of(taken)
            waiting.remove(path)
            progress = True
    if taken is not None:
        return taken
    assert problem is not None  # noqa: S101  a file is taken or refused
    raise problem


def _verified(path: Path, trust: Trust, moment: datetime, pending: Installed | None) -> TrustedPackage:
    """The bundle, verified under a pinned root, or as the second of a pair under the root that the first introduced."""
    try:
        return verify(path, trust, moment)
    except PackageRefused as refused:
        if refused.code != "TRUST_UNKNOWN_CA" or pending is None:
            raise
        package = verify(path, replace(trust, roots=pending.roots), moment)
        if package.package_id != pending.package_id:
            package.close()
            raise
        return package


def _still_lacking(package: TrustedPackage, candidate: Candidate) -> bool:
    """Whether a new root has not signed this bundle yet; what signs it has, by being its signer's issuer."""
    return bool(set(candidate.introduced) - {package.signer.issuer_der})


def state_of_bundle(installed: Installed, moment: datetime) -> str:
    """`current`, `ending` within 30 days, or `expired`."""
    left = installed.expires_at - moment
    return "expired" if left.total_seconds() < 0 else "ending" if left.days < REMIND_DAYS else "current"
