"""The words of enrolment: what the caller reads is typed, group by group, and compared (P2, W18). No widgets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.trust.anchors import Trust
from desktop_app.trust.keys import LEAST_GROUPS, grouped

GROUP = 4  # hex digits of one group
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@dataclass(frozen=True, slots=True)
class Heard:
    """Groups as typed beside the request's fingerprint.

    Attributes:
        typed: the groups, cleaned.
        fits: for each, True where it is the request's, False where it differs, None while it is unfinished.
    """

    typed: tuple[str, ...]
    fits: tuple[bool | None, ...]

    @property
    def matching(self) -> int:
        """How many groups are right."""
        return sum(fit is True for fit in self.fits)

    @property
    def enough(self) -> bool:
        """Whether every group the registrar must hear was typed and is right."""
        return self.matching >= LEAST_GROUPS and False not in self.fits

    @property
    def text(self) -> str:
        """As the core takes it."""
        return " ".join(self.typed)


def root_groups(trust: Trust) -> str:
    """First groups of the fingerprint (SHA-256 of the certificate) of the newest root, as they are read out."""
    groups = grouped(hashlib.sha256(trust.roots[-1]).hexdigest()).upper().split()
    return "   ".join(groups[:LEAST_GROUPS])


def clean_group(typed: str) -> str:
    """What was typed as hex digits, upper case; other letters are left out."""
    return re.sub("[^0-9A-F]", "", typed.translate(_THAI_DIGITS).upper())


def heard(spki_sha256: str, typed: Sequence[str]) -> Heard:
    """Compare typed groups with a fingerprint (hex, 64 digits)."""
    wanted = grouped(spki_sha256).upper().split()
    groups = tuple(clean_group(one) for one in typed)
    fits = tuple(one == wanted[at] if len(one) >= GROUP else None for at, one in enumerate(groups))
    return Heard(groups, fits)
