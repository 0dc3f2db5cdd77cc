"""Twelve files that central must not take, each for another reason (P7).

Made from a good package, with the very tools that make good ones; what the tools refuse to write is
put together from the container's own parts.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desktop_app.files import write_whole
from desktop_app.package.container import Entry, ending
from desktop_app.package.kinds import SIGNATURE, PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.trusted import TrustedPackage
from desktop_app.trust import authority, keys
from desktop_app.trust.authority import Authority
from desktop_app.trust.names import make_subject
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer

YEARS_AGO = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Material:
    """What the bad files are made of.

    Attributes:
        good: a good submission, verified and still open, and the file it came from.
        other: another office's good submission.
        office_authority: central's authority for offices.
        revoked: signer of the good package's office whose certificate has been withdrawn.
        stranger: signer of another office on the roster.
        owner: the good package's own signer.
        moment: the demo's clock.
    """

    good: TrustedPackage
    good_path: Path
    other: TrustedPackage
    office_authority: Authority
    revoked: Signer
    stranger: Signer
    owner: Signer
    moment: datetime


def make_bad_files(folder: Path, material: Material) -> dict[str, str]:
    """Write the twelve files; returns the code that each must end in, by file name."""
    folder.mkdir(parents=True, exist_ok=True)
    expected: dict[str, str] = {}
    for number, (name, code, make) in enumerate(RECIPES, start=1):
        path = folder / f"{number:02d}-{name}.asice"
        make(path, material)
        expected[path.name] = code
    return expected


def _truncated(path: Path, material: Material) -> None:
    content = material.good_path.read_bytes()
    write_whole(path, content[: len(content) * 2 // 3])


def _no_package(path: Path, _: Material) -> None:
    write_whole(path, "เรียน ส่วนกลาง ขอส่งแบบสำรวจตามไฟล์แนบ\n".encode())


def _flipped(path: Path, material: Material) -> None:
    content = bytearray(material.good_path.read_bytes())
    content[len(content) // 2] ^= 0x01
    write_whole(path, bytes(content))


def _tampered(path: Path, material: Material) -> None:
    """An answer changed by hand, checksums of the container repaired: only the signed digest tells."""
    contents = _contents(material.good)
    contents["submission.json"] = contents["submission.json"].replace(b'"revision":1', b'"revision":9')
    _assemble(path, contents)


def _foreign_signature(path: Path, material: Material) -> None:
    contents = _contents(material.good)
    contents[SIGNATURE] = _contents(material.other)[SIGNATURE]
    _assemble(path, contents)


def _expired(path: Path, material: Material) -> None:
    signed_at = material.moment - YEARS_AGO
    leaf = _leaf(material, material.office_authority, signed_at)
    _reseal(path, material, leaf, {"created_at": _stamp(signed_at)}, signed_at)


def _revoked(path: Path, material: Material) -> None:
    _reseal(path, material, material.revoked)


def _unknown_authority(path: Path, material: Material) -> None:
    root = authority.make_root("ส่วนกลางปลอม", material.moment)
    _reseal(path, material, _leaf(material, authority.issue_office_authority(root, "ส่วนกลางปลอม", material.moment)))


def _other_deployment(path: Path, material: Material) -> None:
    _reseal(path, material, material.owner, {"audience": "phrom-training"})


def _wrong_office(path: Path, material: Material) -> None:
    _reseal(path, material, material.stranger)


def _raised_score(path: Path, material: Material) -> None:
    score = dict(material.good.payload["score"])
    score["total"] = {"exact": "99/1", "shown": "99.00"}
    _reseal(path, material, material.owner, {"score": score})


def _duplicate(path: Path, material: Material) -> None:
    write_whole(path, material.good_path.read_bytes())


RECIPES: tuple[tuple[str, str, Callable[[Path, Material], None]], ...] = (
    ("ไม่ใช่ชุดไฟล์", "NOT_PACKAGE", _no_package),
    ("คัดลอกไม่ครบ", "ZIP_END", _truncated),
    ("เสียหนึ่งบิต", "ZIP_DATA", _flipped),
    ("แก้คำตอบหลังลงนาม", "DIGEST", _tampered),
    ("ลายเซ็นของไฟล์อื่น", "SIGNATURE", _foreign_signature),
    ("ใบรับรองหมดอายุ", "TRUST_EXPIRED", _expired),
    ("ใบรับรองถูกเพิกถอน", "TRUST_REVOKED", _revoked),
    ("ผู้ออกใบรับรองปลอม", "TRUST_UNKNOWN_CA", _unknown_authority),
    ("ระบบทดสอบ", "AUDIENCE", _other_deployment),
    ("กุญแจของหน่วยงานอื่น", "OFFICE_MISMATCH", _wrong_office),
    ("คะแนนไม่ตรงคำตอบ", "SCORE_MISMATCH", _raised_score),
    ("ส่งซ้ำ", "DUPLICATE", _duplicate),
)


def _leaf(material: Material, issuer: Authority, moment: datetime | None = None) -> Signer:
    key = keys.new_key()
    subject = material.good.signer.subject
    named = make_subject(subject.organisation, subject.common_name, subject.office_code)
    issued_at = moment or material.moment
    certificate = authority.issue_leaf(issuer, key.public_key(), named, {Role.OFFICE}, issued_at, years=1)
    return Signer(certificate, issuer.certificate, key)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _reseal(
    path: Path,
    material: Material,
    signer: Signer,
    changed: Mapping[str, Any] | None = None,
    signing_time: datetime | None = None,
) -> None:
    good = material.good
    files = {name: good.read(name) for name in good.names if name != PackageType.SUBMISSION.payload}
    payload = {**good.payload, **(changed or {})}
    write_package(path, PackageType.SUBMISSION, payload, files, signer, signing_time or material.moment)


def _contents(package: TrustedPackage) -> dict[str, bytes]:
    """Every entry of a package in its order, `mimetype` and signature included."""
    entries = sorted(package.layout.entries.values(), key=lambda entry: entry.offset)
    return {entry.name: package.staged.read(entry) for entry in entries}


def _assemble(path: Path, contents: Mapping[str, bytes]) -> None:
    """Put entries into a container whose headers and checksums are right."""
    offset, parts, entries = 0, [], []
    for name, content in contents.items():
        entry = Entry(name, zlib.crc32(content), len(content), offset)
        entries.append(entry)
        parts += [entry.local_header(), content]
        offset = entry.end
    write_whole(path, b"".join(parts) + ending(entries))
