"""Signing in the background, on the same assessment opened a second time: the window's own stays untouched (C2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.office.assessment import Assessment
from desktop_app.office.keys import OfficeKeys
from desktop_app.office.opening import open_assessment
from desktop_app.office.records import Package
from desktop_app.office.sealing import Draft, ReportStyle, Sealed
from desktop_app.office.signing import draft, export, recipients_of, sign
from desktop_app.office.store import OfficeStore
from desktop_app.outputs.benchmarks import published
from desktop_app.submission.compose import Signatory
from desktop_app.trust.anchors import Trust
from desktop_app.ui.program import Program

FRESH = timedelta(minutes=15)  # an older draft is made anew, since it would carry that time as the time of signing
STEPS = ("open_key", "seal", "copy", "end")
BENCHMARK_YEAR = 2560


@dataclass(frozen=True, slots=True)
class Step:
    """What signing does now; `number` counts from 1."""

    number: int
    name: str
    total: int = len(STEPS)


@dataclass(frozen=True, slots=True)
class Act:
    """All that one act of signing needs, gathered on the window's thread."""

    store: OfficeStore
    keys: OfficeKeys
    trust: Trust
    assessment_id: str
    office_code: str
    signatory: Signatory
    style: ReportStyle
    program: Program
    who: str

    def opened(self) -> Assessment:
        """The assessment with a session of its own."""
        program = self.program
        return open_assessment(self.store, self.assessment_id, clock=program.clock, zone=program.zone, who=self.who)

    def draft(self, moment: datetime) -> Draft:
        """What would be signed at `moment`.

        Raises:
            PhromError: no certified key, evidence that is gone.
        """
        certificate = self.keys.certified(self.office_code).certificate or b""
        audience = self.trust.audience or ""
        return draft(
            self.opened(), certificate, self.signatory, moment, audience=audience, trust=self.trust, style=self.style
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """How signing ended: the sealed file, and the copy or why there is none."""

    sealed: Sealed
    copy: Path | None
    package: Package | None
    problem: PhromError | None


def style_of(program: Program, preparer: str) -> ReportStyle:
    """How the report is printed: in the language and digits of the window."""
    return ReportStyle(
        benchmarks=published(BENCHMARK_YEAR),
        benchmark_year=BENCHMARK_YEAR,
        preparer=preparer,
        language=program.language,
        digits=program.settings.digits,
    )


def sign_and_export(act: Act, passphrase: str, moment: datetime, target: Path | None) -> Iterator[Step | Signed]:
    """Open the key, sign, prove, copy; the last fact is how it ended.

    Args:
        moment: of the draft that was shown; fingerprint and report are the same.
        target: where the file goes besides the office's own folder; None keeps it there alone.

    Raises:
        PhromError: before anything is signed: wrong passphrase, clock, evidence; the state stays.
    """
    yield Step(1, STEPS[0])
    signer = act.keys.open(act.office_code, passphrase, act.trust, act.program.clock())
    yield Step(2, STEPS[1])
    work = act.opened()
    audience = act.trust.audience or ""
    sealed = sign(work, signer, act.signatory, moment, audience=audience, trust=act.trust, style=act.style)
    yield Step(3, STEPS[2])
    package, problem = None, None
    if target is not None:
        try:
            package = export(work, target, recipients_of(act.trust, moment))
        except PhromError as refused:
            problem = refused
    yield Step(4, STEPS[3])
    yield Signed(sealed, target if package else None, package, problem)
