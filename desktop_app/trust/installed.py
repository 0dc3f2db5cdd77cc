"""The trust bundle in force on this computer: one file, replaced whole, so that trust is never half new.

`installed.json` in the trust folder holds the payload of the bundle as it was verified, and for every authority the
highest number of a revocation list ever seen, which no later bundle may fall below.
Source: package-format section 10; product capability P2.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.files import read_whole, write_whole
from desktop_app.trust.faults import BAD_STATE

FILE, PENDING = "installed.json", "pending.json"
MOST_OCTETS = 32 * 1024 * 1024  # twice the base64 of the largest payload


@dataclass(frozen=True, slots=True)
class FormEntry:
    """What the bundle's register says of one form release; it overrides the release's own dates.

    Attributes:
        state: `open`, `closed` or `withdrawn`.
        opens_at, closes_at: aware UTC.
    """

    state: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Installed:
    """A bundle whose rules were checked.

    Attributes:
        package_id: of the bundle, hex.
        payload: `trust.json`, checked.
        crl_numbers: highest CRLNumber ever seen, by the authority's key identifier in hex.
    """

    package_id: str
    payload: Mapping[str, Any]
    crl_numbers: Mapping[str, int]

    @property
    def version(self) -> int:
        """Number of the bundle; it only ever rises."""
        return int(self.payload["version"])

    @property
    def issued_at(self) -> datetime:
        """When central issued it, aware UTC."""
        return datetime.fromisoformat(self.payload["issued_at"])

    @property
    def expires_at(self) -> datetime:
        """After this moment the office is reminded to get a newer one; its own work goes on."""
        return datetime.fromisoformat(self.payload["expires_at"])

    @property
    def audience(self) -> str:
        """Name of the deployment."""
        return str(self.payload["audience"])

    @property
    def roots(self) -> tuple[bytes, ...]:
        """Root certificates, DER."""
        return self.decoded("roots")

    @property
    def authorities(self) -> tuple[bytes, ...]:
        """Certificates of the issuing authorities, DER."""
        return tuple(base64.b64decode(one["certificate"]) for one in self.payload["cas"])

    @property
    def forms(self) -> dict[str, FormEntry]:
        """The register of form releases, by package id."""
        return {
            one["package_id"]: FormEntry(
                one["state"], datetime.fromisoformat(one["opens_at"]), datetime.fromisoformat(one["closes_at"])
            )
            for one in self.payload["forms"]
        }

    def decoded(self, field: str) -> tuple[bytes, ...]:
        """A list of base64 texts of the payload as bytes: `roots`, `crls` or `encryption_certs`."""
        return tuple(base64.b64decode(item) for item in self.payload[field])


def read_installed(folder: Path, name: str = FILE) -> Installed | None:
    """The bundle in force, or the half of a pair that waits (`PENDING`); None where there is none.

    Raises:
        PhromError: TRUST-13 the file is damaged; FILE-02 it cannot be read.
    """
    path = folder / name
    if not path.exists():
        return None
    data = read_whole(path, MOST_OCTETS)
    try:
        return Installed(**json.loads(data.decode("utf-8")))
    except (ValueError, TypeError) as problem:
        raise BAD_STATE.error(name=path.name) from problem


def write_installed(folder: Path, installed: Installed, name: str = FILE) -> None:
    """Put a bundle in force, whole or not at all.

    Raises:
        PhromError: FILE-01, the disk refused; the earlier one is in force.
    """
    kept = {
        "package_id": installed.package_id,
        "payload": dict(installed.payload),
        "crl_numbers": dict(installed.crl_numbers),
    }
    write_whole(folder / name, json.dumps(kept, ensure_ascii=False, sort_keys=True).encode())
