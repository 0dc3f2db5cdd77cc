"""When a trust bundle may come into force: never backwards, never a root that an old one did not introduce.

A bundle is verified like every package first; these are the rules that need to know what is in force already.
Source: package-format section 10, after The Update Framework; product capability P2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import refuse
from desktop_app.package.trusted import TrustedPackage
from desktop_app.trust.anchors import Trust, trust_of
from desktop_app.trust.certificates import Certificate
from desktop_app.trust.chain import known_authorities
from desktop_app.trust.installed import Installed
from desktop_app.trust.revocation import CrlError, RevocationList, read_crl

LONGEST_LIFE = timedelta(days=100)


@dataclass(frozen=True)
class Candidate:
    """A bundle that may come into force once every root in `introduced` has signed it, too."""

    installed: Installed
    introduced: tuple[bytes, ...]


def judge_bundle(package: TrustedPackage, before: Installed | None, pinned: Iterable[bytes]) -> Candidate:
    """Hold a verified bundle against what is in force.

    Args:
        package: verified under a root of `pinned`.
        before: the bundle in force; None at the very first.
        pinned: root certificates that are trusted now, DER.

    Raises:
        PackageRefused: TRUST_ROLLBACK not newer than what is in force; TRUST_CRL_ROLLBACK a revocation list is
            older than one seen; TRUST_UNKNOWN_CA an authority or a list in it leads to none of its roots;
            TRUST_USAGE an authority's roles are not its certificate's; SCHEMA no bundle, or it lives too long.
    """
    if package.kind is not PackageType.TRUST_BUNDLE:
        refuse("SCHEMA", place="type")
    brought = Installed(package.package_id, package.payload, {})
    _check_newer(brought, before)
    authorities = _authorities(brought)
    seen = {} if before is None else dict(before.crl_numbers)
    numbers = {**seen, **_check_lists(brought, authorities, seen)}
    known = set(pinned)
    introduced = tuple(root for root in brought.roots if root not in known)
    return Candidate(Installed(brought.package_id, brought.payload, numbers), introduced)


def _check_newer(brought: Installed, before: Installed | None) -> None:
    if not brought.issued_at < brought.expires_at <= brought.issued_at + LONGEST_LIFE:
        refuse("SCHEMA", place="expires_at")
    if before is not None and (brought.version <= before.version or brought.issued_at < before.issued_at):
        refuse("TRUST_ROLLBACK")


def _authorities(brought: Installed) -> dict[str, Certificate]:
    """Every root and authority of the bundle by its key; those that lead to no root of it make it unfit."""
    trust: Trust = trust_of(brought)
    known = known_authorities(trust)
    for place, encoded in enumerate((*brought.roots, *brought.authorities)):
        if encoded not in known:
            refuse("TRUST_UNKNOWN_CA", place=place)
    for number, item in enumerate(brought.payload["cas"]):
        if item["foreign"] is not None:  # no authority outside of the deployment has ever been tried
            refuse("SCHEMA", place=f"cas[{number}].foreign")
    for item, encoded in zip(brought.payload["cas"], brought.authorities, strict=True):
        # A root among the issuing authorities would be taken for one that may grant nothing.
        if encoded in brought.roots or tuple(item["roles"]) != known[encoded].certificate.policies:
            refuse("TRUST_USAGE")
    return {one.issuer.key_id.hex(): one.certificate for one in known.values()}


def _check_lists(brought: Installed, authorities: Mapping[str, Certificate], seen: Mapping[str, int]) -> dict[str, int]:
    """Number of the newest list of each authority; each list must be some authority's and not older than seen."""
    numbers: dict[str, int] = {}
    for encoded in brought.decoded("crls"):
        listed = _read(encoded)
        key = next((key for key, one in authorities.items() if listed.signed_by(one.as_issuer())), None)
        if key is None:
            refuse("TRUST_UNKNOWN_CA")
        if listed.number < seen.get(key, 0):
            refuse("TRUST_CRL_ROLLBACK")
        numbers[key] = max(listed.number, numbers.get(key, 0))
    return numbers


def _read(encoded: bytes) -> RevocationList:
    try:
        return read_crl(encoded)
    except CrlError:
        refuse("SCHEMA", place="crls")
