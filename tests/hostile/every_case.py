"""All tables of hostile packages as one list of files, each with what must become of it at the centre."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from desktop_app.package.canonical import to_bytes
from desktop_app.package.codes import CODES
from desktop_app.package.kinds import PackageType
from desktop_app.trust.anchors import Trust
from tests.hostile import (
    container_cases,
    content_cases,
    manifest_cases,
    meaning_cases,
    signature_cases,
    trust_cases,
)
from tests.hostile.centre import Ground
from tests.hostile.meaning_cases import MeaningCase
from tests.hostile.spoiler import Case, build, draft, unrepaired
from tests.hostile.trust_cases import TrustCase
from tests.simulator.world import MOMENT, World

FOLDERS = {"Q": "quarantine", "H": "held", "W": "held"}
"""Where a file lies by its code's letter."""
LAYERS = [*container_cases.CASES, *manifest_cases.CASES, *signature_cases.CASES, *content_cases.CASES]
TAMPERED = {"files": "DIGEST", "manifest": "SIGNATURE"}
"""Code of the same change by somebody without a key."""


@dataclass(frozen=True)
class Offered:
    """One file that is offered to the centre.

    Attributes:
        trust, moment: what it is judged by where the case says so; the registry's own otherwise.
    """

    name: str
    package: Callable[[World], bytes]
    code: str
    trust: Callable[[World], Trust] | None = None
    moment: datetime = MOMENT

    @property
    def folder(self) -> str:
        """Where the file must lie afterwards."""
        return FOLDERS[CODES[self.code].disposition]


def every_case(ground: Ground) -> list[Offered]:
    """Each hostile file of every table; names are unique."""
    found = [
        *_layers(),
        *(_field(name, changes, code) for name, (changes, code) in content_cases.FIELDS_WRONG.items()),
        *(_field(name, changes, code, kind) for name, kind, changes, code in content_cases.OTHER_TYPES),
        *(_signer(case) for case in trust_cases.CASES),
        *(_meaning(case, ground) for case in meaning_cases.CASES),
    ]
    return [replace(one, name=f"{number:03} {one.name}") for number, one in enumerate(found)]


def _layers() -> Iterator[Offered]:
    for case in LAYERS:
        yield _layer(case)
        if case.layer in TAMPERED:
            yield Offered(
                f"{case.layer}: {case.name}, without a key",
                lambda of, case=case: unrepaired(draft(of), case.layer, case.change),  # type: ignore[misc]
                TAMPERED[case.layer],
            )


def _layer(case: Case) -> Offered:
    return Offered(
        f"{case.layer}: {case.name}", lambda of: build(draft(of, case.kind), case.layer, case.change), case.code
    )


def _field(name: str, changes: dict[str, object], code: str, kind: PackageType = PackageType.SUBMISSION) -> Offered:
    def package(of: World) -> bytes:
        if kind is not PackageType.SUBMISSION:
            return build(draft(of, kind, **changes))
        good = draft(of)  # its report stays: a wrong field is found before anybody looks at the PDF
        return build(replace(good, files={**good.files, kind.payload: to_bytes(of.payload(kind, **changes))}))

    return Offered(f"{kind.value}: {name}", package, code)


def _signer(case: TrustCase) -> Offered:
    """A signer who may be believed gets as far as stage 10, where the file is no submission or of no known form."""
    further = "FORM_UNKNOWN" if case.kind is PackageType.SUBMISSION else "ROLE"

    def package(of: World) -> bytes:
        return build(replace(draft(of, case.kind), signer=case.signer(of)))

    return Offered(f"signer: {case.name}", package, case.code or further, case.trust, case.moment)


def _meaning(case: MeaningCase, ground: Ground) -> Offered:
    release = ground.releases[case.round]
    return Offered(f"meaning: {case.name}", lambda of: build(meaning_cases.draft_of(case, release, of)), case.code)
