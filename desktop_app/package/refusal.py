"""The refusal of a package: one code, one sentence, and what is known so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from desktop_app.errors import Fault, PhromError
from desktop_app.package.codes import CODES, Disposition


class PackageRefused(PhromError):  # noqa: N818 - an answer about a file, not a mistake of ours
    """A package that is not accepted.

    Attributes:
        facts: what was known when the first check failed, text by name: `kind`, `manifest_sha256`, `file_sha256`,
            `signed_at`, `office_code`, `form_id`, `round`, `revision`. Names that were not reached are absent.
    """

    def __init__(
        self, fault: Fault, details: dict[str, object] | None = None, facts: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(fault, details)
        self.facts = dict(facts or {})

    def __reduce__(self) -> tuple[type[PackageRefused], tuple[object, ...]]:
        """Cross from a worker process to the one that waits for it."""
        return type(self), (self.fault, self.details, self.facts)

    @property
    def disposition(self) -> Disposition:
        """What happens to the file: letter of package-format section 17."""
        return CODES[self.code].disposition


def refuse(code: str, **details: object) -> NoReturn:
    """Refuse a package with a code of section 17; places of its sentence not given are shown as "…".

    Raises:
        PackageRefused: always.
    """
    raise refusal(code, **details)


def refusal(code: str, **details: object) -> PackageRefused:
    """Make the exception of `refuse`, for `raise … from …`."""
    fault = CODES[code].fault
    places: dict[str, object] = dict.fromkeys(fault.places(), "…")
    return PackageRefused(fault, places | details)
