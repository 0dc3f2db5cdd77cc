"""Types of packages: payload, files and signer role of each.

Source: package-format section 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from desktop_app.trust.roles import Role

MIMETYPE, MANIFEST, SIGNATURE = "mimetype", "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"
BASE = r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\.)[a-z0-9][a-z0-9_-]{0,63}"
"""A file's base name: one that every computer can write, Windows' device names excluded."""


@dataclass(frozen=True)
class Row:
    """One row of the table of types.

    Attributes:
        payload: name of the JSON file that makes a package be of this type.
        role: who may sign it.
        required: other files that must be there.
        optional: other files that may be there.
        families: patterns of further files, any number of them.
    """

    payload: str
    role: Role
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    families: tuple[re.Pattern[str], ...] = ()


class PackageType(Enum):
    """Type of a package; the value is the payload's `type`."""

    SUBMISSION = "submission"
    RENEWAL_REQUEST = "renewal-request"
    FORM_RELEASE = "form-release"
    BENCHMARK_RELEASE = "benchmark-release"
    RECEIPT = "receipt"
    RETURN = "return"
    ENROL_CERT = "enrol-cert"
    TRUST_BUNDLE = "trust-bundle"

    @property
    def row(self) -> Row:
        """What packages of this type consist of."""
        return TABLE[self]

    @property
    def payload(self) -> str:
        """Name of the payload, for example `submission.json`."""
        return self.row.payload

    @property
    def role(self) -> Role:
        """Who may sign packages of this type."""
        return self.row.role

    def allows(self, name: str) -> bool:
        """Tell whether a data file may have this name in a package of this type."""
        row = self.row
        fixed = name == row.payload or name in row.required or name in row.optional
        return fixed or any(family.fullmatch(name) for family in row.families)

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Required files that are not among `names`."""
        present = set(names)
        return tuple(name for name in (self.payload, *self.row.required) if name not in present)


def _family(folder: str, extensions: str) -> re.Pattern[str]:
    return re.compile(f"{folder}/{BASE}\\.(?:{extensions})", re.ASCII)


TABLE = {
    PackageType.SUBMISSION: Row(
        "submission.json",
        Role.OFFICE,
        required=("report.pdf",),
        families=(_family("evidence", "pdf|jpg|png|xlsx|docx|csv|txt"),),
    ),
    PackageType.RENEWAL_REQUEST: Row("renewal.json", Role.OFFICE),
    PackageType.FORM_RELEASE: Row(
        "form.json",
        Role.FORM_PUBLISHER,
        required=("form/form.xlsx",),
        optional=("form/form.xml", "form/scoring.json", "form/parsed.json", "roster.csv", "guide.pdf"),
        families=(_family("form/media", "png|jpg|pdf|csv"),),
    ),
    PackageType.BENCHMARK_RELEASE: Row("benchmark.json", Role.BENCHMARK_PUBLISHER, optional=("benchmark.xlsx",)),
    PackageType.RECEIPT: Row("receipt.json", Role.RECEIVER, optional=("receipt.pdf", "timestamp.tst")),
    PackageType.RETURN: Row("return.json", Role.REVIEWER, optional=("letter.pdf",)),
    PackageType.ENROL_CERT: Row("enrolment.json", Role.REGISTRAR),
    PackageType.TRUST_BUNDLE: Row("trust.json", Role.TRUST_SIGNER),
}

PAYLOADS = {kind.payload: kind for kind in PackageType}
"""Payload name to type."""
