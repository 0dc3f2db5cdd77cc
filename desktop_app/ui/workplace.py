"""The office's data on this computer: the store, what lies in it, and the one assessment that is open.

Shared by the officer's and the CIO's desk; both see the same open work.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.files import on_network
from desktop_app.office.corrections import Correction, correction_of
from desktop_app.office.enrolling import Reason, request_renewal, take_certificate
from desktop_app.office.keys import OfficeKey, OfficeKeys
from desktop_app.office.moving import move, newer_release
from desktop_app.office.opening import create, open_assessment
from desktop_app.office.outbox import last_word
from desktop_app.office.records import Package, Release, State, Work
from desktop_app.office.rounds import TRUST, open_round, release_of
from desktop_app.office.states import EDITED_IN, REVISED_FROM
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.office.trusting import Pins, take_bundles, take_first
from desktop_app.office.writer import Failed, Saved
from desktop_app.questionnaire.outline import outline, total_progress
from desktop_app.scoring.compute import compute_score
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import Office
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.installed import FILE as INSTALLED
from desktop_app.trust.installed import Installed, read_installed
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.faults import NO_TRUST
from desktop_app.ui.office.answered import demands_revision
from desktop_app.ui.program import Program


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of one assessment after `events` events: counts, score as shown ("" for none), open remarks."""

    events: int
    asked: int
    answered: int
    errors: int
    total: str
    remarks: int

    def written(self) -> str:
        """As the store keeps it."""
        return json.dumps(astuple(self))

    @classmethod
    def read(cls, text: str) -> Summary | None:
        """What the store kept, None where it is nothing or of another version."""
        try:
            return cls(*json.loads(text))
        except (ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One assessment as lists show it.

    Attributes:
        newer: version of the form that it may move to; 0 where there is none, or where its answers are frozen.
        closes_at: last moment of the round, aware UTC, as the newest version known here says.
        since: when it came into its present state.
        reason: what was said with the last change of state.
        correction: the return that waits for a revision, or that the revision at work answers.
        answer: what central said last of the signed revision; None while it says nothing, or where a later one is at
            work.
    """

    work: Work
    title: str
    round: str
    office: Office
    closes_at: datetime
    since: datetime
    reason: str
    summary: Summary
    newer: int
    correction: Correction | None
    answer: Package | None = None


class Workplace(QObject):
    """Opens the store once and keeps what is open."""

    changed = Signal()  # the list of assessments, a round, or what is open
    opened = Signal()
    closed = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._store: OfficeStore | None = None
        self._releases: dict[str, FormRelease] = {}
        self.current: OpenWork | None = None
        self.keys = OfficeKeys(program.folders.data / "keys")

    @property
    def store(self) -> OfficeStore:
        """The store of this person's data folder, opened at the first need.

        Raises:
            PhromError: OFF-01 to OFF-08; nothing was changed.
        """
        if self._store is None:
            folder = self._program.folders.data
            self._store = open_store(folder, clock=self._program.clock)
            if on_network(folder):
                self._program.notify("network", "warning", self._program.tr("office.on_network", folder=folder))
        return self._store

    def trust(self) -> Trust | None:
        """What this computer trusts; None until a trust folder was chosen.

        Raises:
            PhromError: the folder's files are missing or malformed.
        """
        own = self._program.folders.data / TRUST
        if (own / INSTALLED).exists():
            return read_trust_folder(own)
        folder = self._program.settings.trust_folder
        return read_trust_folder(Path(folder)) if folder else None

    def installed(self) -> Installed | None:
        """The trust bundle in force; None where a folder was chosen instead, or nothing yet.

        Raises:
            PhromError: TRUST-13, the file that keeps it is damaged.
        """
        return read_installed(self._program.folders.data / TRUST)

    def take_first(
        self,
        path: Path,
        moment: datetime,
        *,
        heard: str = "",
        pins: Pins | None = None,
        others: Sequence[Path] = (),
    ) -> Installed:
        """Take the first trust bundle; see `office.trusting.take_first`."""
        self._releases.clear()  # the register of forms may say something else now
        return self._instead_of_folder(take_first(self.store, path, moment, heard=heard, pins=pins, others=others))

    def take_bundles(self, paths: Sequence[Path], moment: datetime) -> Installed:
        """Take later trust bundles; see `office.trusting.take_bundles`."""
        self._releases.clear()
        return self._instead_of_folder(take_bundles(self.store, paths, moment, self.trust_needed(paths[0].name)))

    def _instead_of_folder(self, taken: Installed) -> Installed:
        """A folder chosen before the first bundle never speaks again, even if the bundle's file is deleted by hand."""
        self._program.change(trust_folder="")
        return taken

    def take_certificate(self, path: Path) -> None:
        """Install the certificate that central sent; see `office.enrolling.take_certificate`."""
        take_certificate(self.store, self.keys, path, self.trust_needed(path.name), self._program.clock())

    def request_renewal(
        self, office_code: str, secret: str, passphrase: str, target: Path, reason: Reason, moment: datetime
    ) -> OfficeKey:
        """Make the next key and the request for it; see `office.enrolling.request_renewal`."""
        trust = self.trust_needed(target.name)
        return request_renewal(
            self.store, self.keys, office_code, secret, passphrase, target, trust=trust, moment=moment, reason=reason
        )

    def trust_needed(self, name: str) -> Trust:
        """What this computer trusts, to check the file called `name`.

        Raises:
            PhromError: UI-01 no trust folder was chosen yet; its files are missing or malformed.
        """
        trust = self.trust()
        if trust is None:
            raise NO_TRUST.error(name=name)
        return trust

    def releases(self) -> tuple[Release, ...]:
        """The rounds known here, newest first."""
        return self.store.releases()

    def release(self, package_id: str) -> FormRelease:
        """A round with its form and roster."""
        if package_id not in self._releases:
            self._releases[package_id] = release_of(self.store, package_id)
        return self._releases[package_id]

    def take_round(self, path: Path) -> FormRelease:
        """Verify and keep a round file.

        Raises:
            PhromError: UI-01 no trust folder yet, or what is wrong with the file; nothing was kept.
        """
        trust = self.trust_needed(path.name)
        release = open_round(self.store, path, trust, self._program.clock())
        self.changed.emit()
        return release

    def start(self, release: FormRelease, office_code: str) -> str:
        """Begin an assessment; returns its id.

        Raises:
            PhromError: OFF-15 not on the roster, OFF-16 there is one already.
        """
        made = create(
            self.store, release, office_code, clock=self._program.clock, zone=self._program.zone, who=self.who
        )
        self.changed.emit()
        return made.work.id

    def open(self, assessment_id: str) -> OpenWork:
        """Open an assessment; the one open before is closed.

        Raises:
            PhromError: it cannot be opened; the one before stays open.
        """
        if self.current is not None and self.current.assessment.work.id == assessment_id:
            return self.current
        program = self._program
        work = OpenWork(self.store, assessment_id, clock=program.clock, zone=program.zone, who=self.who)
        self.close_work()
        self.current = work
        work.saved.connect(self._on_saved)
        work.failed.connect(self._on_failed)
        work.recovered.connect(lambda _: program.withdraw("saving"))
        work.state_changed.connect(self.changed)
        program.change(last_assessment=assessment_id)
        self._tell_saved()
        self.opened.emit()
        self.changed.emit()
        return work

    def move(self, record: Release) -> OpenWork:
        """Move the open assessment to a newer version of its form, and open it again on that.

        Raises:
            PhromError: OFF-10, OFF-15, OFF-16, OFF-19, or what the disk says; it stays open as it was then.
        """
        assessment = self.current.assessment
        move(assessment, record)
        self.close_work()
        return self.open(assessment.work.id)

    def close_work(self) -> None:
        """Close the open assessment.

        Raises:
            PhromError: the disk refuses what waits; it stays open.
        """
        if self.current is not None:
            self.current.close()
            self.current = None
            self._program.saved_state.emit("", "")
            self.closed.emit()
            self.changed.emit()

    def close(self) -> None:
        """Close everything; a backup is written by the store.

        Raises:
            PhromError: the disk refuses; nothing that was acknowledged is lost.
        """
        self.close_work()
        if self._store is not None:
            self._store.close()
            self._store = None

    @property
    def who(self) -> str:
        """Who acts, as the history names them."""
        return self._program.settings.person or self._program.tr("office.someone")

    def lines(self) -> tuple[WorkLine, ...]:
        """All assessments, newest first."""
        packages = self.store.packages()
        return tuple(self._line(work, packages) for work in self.store.works())

    def _line(self, work: Work, packages: tuple[Package, ...]) -> WorkLine:
        release = self.release(work.release)
        last = self.store.transitions(work.id)[-1]
        summary = self._summary(work)
        office = release.roster.get(work.office_code) or Office(work.office_code, work.office_code)
        title = self._program.pick(release.title)
        newer = newer_release(self.releases(), release)
        version = newer.form_version if newer and work.state in EDITED_IN else 0
        times = (newer.closes_at if newer else release.closes_at, last.at)
        correction = self._correction(work)
        answer = last_word(packages, work.id, work.revision) if work.state in REVISED_FROM else None
        return WorkLine(work, title, release.round, office, *times, last.reason, summary, version, correction, answer)

    def _correction(self, work: Work) -> Correction | None:
        """The return that somebody has to answer now."""
        if work.state is State.RETURNED:
            return correction_of(self.store, work.id, work.revision)
        if work.state in (*EDITED_IN, State.READY) and work.revision > 1:
            return correction_of(self.store, work.id, work.revision - 1)
        return None

    def _summary(self, work: Work) -> Summary:
        """Figures of one assessment; computed anew only where something was written since they were kept."""
        name, count = f"summary {work.id}", self.store.count_events(work.id)
        kept = Summary.read(self.store.setting(name))
        if kept is not None and kept.events == count:
            return kept
        program = self._program
        is_open = self.current is not None and self.current.assessment.work.id == work.id
        assessment = (
            self.current.assessment
            if is_open
            else open_assessment(self.store, work.id, clock=program.clock, zone=program.zone, who=self.who)
        )
        session = assessment.session
        progress = total_progress(session, outline(session.form))
        total = compute_score(session).total.shown if session.form.scheme else None
        remarks = len(assessment.open_remarks())
        found = Summary(count, progress.asked, progress.answered, progress.errors, total or "", remarks)
        self.store.set_setting(name, found.written())
        return found

    def _on_saved(self, _fact: Saved) -> None:
        self._tell_saved()

    def _tell_saved(self) -> None:
        """The status line: what is on disk (O1)."""
        work, program = self.current, self._program
        if work is None or work.failure is not None:
            return
        count = program.digits(work.answered_count())
        if work.last_saved is None:
            program.saved_state.emit("saved", program.tr("office.status_opened", count=count))
        else:
            time = program.digits(work.last_saved.at.astimezone(program.zone).strftime("%H:%M:%S"))
            program.saved_state.emit("saved", program.tr("office.status_saved", time=time, count=count))

    def _on_failed(self, fact: Failed) -> None:
        program, work = self._program, self.current
        program.saved_state.emit("failed", program.tr("office.status_failed", count=program.digits(fact.waiting)))
        again = (program.tr("office.save_again"), work.writer.retry_now) if work else None
        problem = fact.problem
        detail = f"{problem.remedy(program.language)} ({problem.code})"
        program.notify("saving", "error", problem.message(program.language), detail, [again] if again else [])


def needs_officer(line: WorkLine) -> bool:
    """Whether the officer must act next."""
    mine = (State.DRAFT, State.SENT_BACK, State.RETURNED, State.SIGNED)
    return line.work.state in mine or demands_revision(line.answer)


def needs_cio(line: WorkLine) -> bool:
    """Whether the CIO must act next."""
    return line.work.state is State.READY
