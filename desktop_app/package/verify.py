"""From a file to a package that may be believed: stages 0 to 9, first failure ends.

Nothing is parsed that an earlier stage has not bounded, and neither XML nor JSON before the signature holds.
What stands here under a name with `untrusted` has not been proved yet.
Source: package-format section 15; product capabilities P1 and P7.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from isal.isal_zlib import crc32

from desktop_app.errors import PhromError
from desktop_app.package import canonical, cms, manifest
from desktop_app.package.container import Entry, Layout, read_layout
from desktop_app.package.envelope import is_envelope, open_envelope
from desktop_app.package.kinds import MANIFEST, SIGNATURE, PackageType
from desktop_app.package.payloads import SCHEMA_VERSION, check_payload, format_time, parse_time
from desktop_app.package.refusal import PackageRefused, refuse
from desktop_app.package.staging import Staged, stage
from desktop_app.package.trusted import SignerInfo, TrustedPackage
from desktop_app.trust import chain
from desktop_app.trust.anchors import Trust
from desktop_app.trust.chain import Leaf
from desktop_app.trust.signer import Signer

__all__ = ["PackageRefused", "SignerInfo", "TrustedPackage", "verify", "verify_own"]

FURTHEST_AHEAD = timedelta(hours=24)
APP_VERSION = metadata.version("phrom")
FACTS = {"office_code": str, "form_id": str, "round": str, "revision": int}
"""What a refused package's payload may still tell, once its digest is right."""

Judge = Callable[[cms.Signature, PackageType], Leaf]
"""Decides whether a signer may be believed for a type of package."""


def verify(
    path: Path,
    trust: Trust,
    moment: datetime,
    *,
    audience_check: bool = True,
    staging: Path | None = None,
    decryption_keys: Sequence[rsa.RSAPrivateKey] = (),
) -> TrustedPackage:
    """Turn a file from outside into a package that may be believed, or refuse it.

    Args:
        path: the file; it is copied first and never touched again.
        trust: roots, authorities, revocation lists and the deployment's name.
        moment: the instant that counts (aware UTC), never the signer's own clock.
        audience_check: False accepts packages of every deployment, as a tool for looking does.
        staging: private folder for large copies; the system's temporary folder if None.
        decryption_keys: open keys for an encrypted file. Once it is open, all facts are those of the package inside.

    Raises:
        PackageRefused: with the code of the first check that failed and the facts known so far.
    """

    def judge(signature: cms.Signature, kind: PackageType) -> Leaf:
        later = kind is PackageType.TRUST_BUNDLE
        return chain.check_chain(
            signature.certificate, signature.issuer, trust, kind.role, moment, check_revocation=not later
        )

    audience = trust.audience if audience_check else None
    package = _verify(path, judge, moment, audience, staging, decryption_keys)
    if package.kind is PackageType.TRUST_BUNDLE:
        _check_bundle_signer(package, trust, moment)
    return package


def verify_own(path: Path, signer: Signer, moment: datetime) -> TrustedPackage:
    """Check a package just written with the importer's own stages, against the signer's own certificates.

    Raises:
        PackageRefused: the file would be refused by whoever receives it.
    """

    def judge(signature: cms.Signature, kind: PackageType) -> Leaf:
        if (signature.certificate.encoded, signature.issuer) != (signer.certificate, signer.issuer):
            refuse("TRUST_UNKNOWN_CA")
        return chain.check_own(signer.certificate, signer.issuer, kind.role, signer.arc)

    return _verify(path, judge, moment, None, None)


def _verify(
    path: Path,
    judge: Judge,
    moment: datetime,
    audience: str | None,
    staging: Path | None,
    decryption_keys: Sequence[rsa.RSAPrivateKey] = (),
) -> TrustedPackage:
    staged = stage(path, staging)
    facts: dict[str, str] = {}
    try:
        staged = _opened(staged, decryption_keys, staging)
        return _check(staged, judge, moment, audience, facts)
    except PhromError as problem:
        facts["file_sha256"] = staged.sha256
        staged.stream.close()
        raise PackageRefused(problem.fault, problem.details, facts) from problem


def _check(
    staged: Staged, judge: Judge, moment: datetime, audience: str | None, facts: dict[str, str]
) -> TrustedPackage:
    layout = read_layout(staged.stream, staged.size)
    facts["kind"] = layout.kind.value
    untrusted_manifest = read_signed(staged, layout.entries[MANIFEST])
    untrusted_signature = read_signed(staged, layout.entries[SIGNATURE])
    facts["manifest_sha256"] = manifest.package_id(untrusted_manifest)
    signature = cms.read(untrusted_signature, untrusted_manifest)
    facts["signed_at"] = format_time(signature.signed_at)
    leaf = judge(signature, layout.kind)
    listed = manifest.read(untrusted_manifest)
    check_coverage([name for name, _ in listed], layout)
    check_digests(staged, layout, dict(listed))
    untrusted_payload = canonical.from_bytes(staged.read(layout.entries[layout.kind.payload]))
    facts |= _facts_of(untrusted_payload)
    _check_head(untrusted_payload, layout.kind, audience)
    check_payload(layout.kind, untrusted_payload)
    _check_times(signature.signed_at, untrusted_payload, leaf, moment)
    return TrustedPackage(
        kind=layout.kind,
        payload=untrusted_payload,
        package_id=facts["manifest_sha256"],
        size=staged.size,
        signed_at=signature.signed_at,
        signer=_signer_info(leaf, signature.issuer),
        names=layout.data_names,
        manifest=untrusted_manifest,
        layout=layout,
        staged=staged,
    )


def _opened(staged: Staged, decryption_keys: Sequence[rsa.RSAPrivateKey], staging: Path | None) -> Staged:
    """Stage 1: the package inside an envelope; any other file as it is."""
    if not is_envelope(staged.stream):
        return staged
    inside = open_envelope(staged, decryption_keys, staging)
    staged.stream.close()
    return inside


def read_signed(staged: Staged, entry: Entry) -> bytes:
    """Content of the manifest or the signature, its checksum checked."""
    content = staged.read(entry)
    if crc32(content) != entry.crc:
        refuse("ZIP_DATA", place=entry.name)
    return content


def check_coverage(listed: list[str], layout: Layout) -> None:
    """Stage 6: the manifest lists every data file once and nothing else."""
    differing = sorted(set(listed) ^ set(layout.data_names))
    if differing:
        refuse("COVERAGE", place=ascii(differing[0]))
    if len(set(listed)) != len(listed):
        refuse("COVERAGE", place="duplicate")
    for name in layout.kind.missing(listed):
        refuse("COVERAGE", place=name)


def check_digests(staged: Staged, layout: Layout, digests: Mapping[str, bytes]) -> None:
    """Stage 7: stream every data file past its checksum and its listed digest."""
    for name in layout.data_names:
        entry, crc, sha256 = layout.entries[name], 0, hashlib.sha256()
        for piece in staged.chunks(entry.start, entry.size):
            crc = crc32(piece, crc)
            sha256.update(piece)
        if crc != entry.crc:
            refuse("ZIP_DATA", place=name)
        if sha256.digest() != digests[name]:
            refuse("DIGEST", place=name)


def _facts_of(payload: Mapping[str, object]) -> dict[str, str]:
    return {name: str(payload[name])[:200] for name, kind in FACTS.items() if isinstance(payload.get(name), kind)}


def _check_head(payload: Mapping[str, object], kind: PackageType, audience: str | None) -> None:
    schema, newest = payload.get("schema"), payload.get("min_app_version")
    if schema != SCHEMA_VERSION:
        known = isinstance(schema, str) and re.fullmatch("phrom/[1-9][0-9]*", schema)
        refuse("VERSION" if known else "SCHEMA", place=schema if known else "schema")
    if payload.get("type") != kind.value:
        refuse("SCHEMA", place="type")
    if isinstance(newest, str) and _version(newest) > _version(APP_VERSION):
        refuse("VERSION", place=newest[:20])
    if audience is not None and payload.get("audience") != audience:
        refuse("AUDIENCE", place=ascii(payload.get("audience"))[:60])


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall("[0-9]{1,9}", text)[:4])


def _check_times(signed_at: datetime, payload: Mapping[str, object], leaf: Leaf, moment: datetime) -> None:
    certificate = leaf.certificate
    if not certificate.not_before <= signed_at <= certificate.not_after:
        refuse("CLOCK", place=format_time(signed_at))
    for claimed in (signed_at, parse_time(payload["created_at"])):
        if claimed > moment + FURTHEST_AHEAD:
            refuse("CLOCK", place=format_time(claimed))


def _check_bundle_signer(package: TrustedPackage, trust: Trust, moment: datetime) -> None:
    """A trust bundle brings the list that its own signer is checked against (section 10)."""
    listed: list[Any] = package.payload["crls"]
    brought = replace(trust, crls=tuple(base64.b64decode(item) for item in listed))
    signer = package.signer
    try:
        chain.check_chain(signer.certificate_der, signer.issuer_der, brought, package.kind.role, moment)
    except PhromError as problem:
        package.close()
        facts = {"kind": package.kind.value, "manifest_sha256": package.package_id}
        raise PackageRefused(problem.fault, problem.details, facts) from problem


def _signer_info(leaf: Leaf, issuer: bytes) -> SignerInfo:
    certificate = leaf.certificate
    return SignerInfo(
        subject=leaf.subject,
        office_code=leaf.subject.office_code,
        spki_sha256=leaf.spki_sha256,
        serial=certificate.serial,
        certificate_der=certificate.encoded,
        issuer_der=issuer,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        policies=certificate.policies,
    )
