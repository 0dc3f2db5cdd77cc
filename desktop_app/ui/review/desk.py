"""The CIO's desk: review, signing, proof, and the inbox; the same store and the same open work as the officer's."""

from __future__ import annotations

from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.office.records import State
from desktop_app.ui.bridge import OpenWork
from desktop_app.ui.office.arrivals import ANSWERS, kind_of
from desktop_app.ui.office.trusting import remind
from desktop_app.ui.pages import Command, Desk, Page, RailItem
from desktop_app.ui.program import Program
from desktop_app.ui.review.home import ReviewHome
from desktop_app.ui.review.inbox import InboxPage, Refused
from desktop_app.ui.review.proof import ProofPage
from desktop_app.ui.review.review import ReviewPage
from desktop_app.ui.review.sign import SignPage
from desktop_app.ui.review.signing import Signed
from desktop_app.ui.workplace import Workplace


class ReviewDesk(Desk):
    """Pages: home, inbox; with an assessment open also review, sign, proof."""

    key = "review"

    def __init__(self, program: Program, place: Workplace) -> None:
        super().__init__(program)
        self.place = place
        self._page: Page | None = None
        self._refused: list[Refused] = []
        self._signed: dict[tuple[str, int], Signed] = {}
        place.changed.connect(self.rail_changed)
        place.changed.connect(self.header_changed)

    def build(self, page: str, target: str) -> Page:
        """Make a page; `target` names the assessment, "" the one that is open."""
        try:
            self._page = self._build(page, target)
        except PhromError as problem:
            self.program.fail(problem)
            raise KeyError(page) from problem
        return self._page

    def rail(self) -> tuple[RailItem, ...]:
        """The desk's pages, then the steps of the assessment that is open."""
        tr = self.program.tr
        items = [RailItem("home", tr("review.home"), icon="check-list", detail=self._waiting()),
                 RailItem("inbox", tr("review.inbox"), icon="inbox")]  # fmt: skip
        work = self.place.current
        if work is None or work.state in (State.DRAFT, State.SENT_BACK):
            return tuple(items)
        office = work.assessment.office
        items.append(
            RailItem("", office.name_th if self.program.language == "th" else office.name_en or office.name_th)
        )
        signed = work.state is not State.READY
        done, todo = ("done", tr("office.step_done")), ("empty", tr("office.step_open"))
        items.append(RailItem("review", tr("review.review"), "", "", *(done if signed else ("part", "")), "", 1))
        items.append(RailItem("sign", tr("review.sign"), "", "", *(done if signed else todo), "", 1))
        out = work.state not in (State.READY, State.SIGNED)
        items.append(RailItem("proof", tr("review.proof"), "", "", *(done if out else todo), "", 1))
        return tuple(items)

    def header(self) -> tuple[str, str]:
        """Office and round that are open, and the state."""
        work = self.place.current
        if work is None:
            return "", ""
        assessment = work.assessment
        office = assessment.office
        name = office.name_th if self.program.language == "th" else office.name_en or office.name_th
        return f"{name}  {self.program.digits(assessment.release.round)}", self.program.pick(assessment.state.label)

    def commands(self) -> tuple[Command, ...]:
        """What can be done on every page of this desk."""
        go = self.program.go
        return (
            Command("review.home", lambda: go("review", "home"), "go", "Alt+Home"),
            Command("review.inbox", lambda: go("review", "inbox"), "go", "Ctrl+I"),
        )

    def take_files(self, paths: list[Path]) -> list[Path]:
        """Receipts and returns go to the inbox, whichever page is shown."""
        own = [path for path in paths if kind_of(path) in ANSWERS]
        if own and not isinstance(self._page, InboxPage):
            self.program.go("review", "inbox")
        for path in own:
            self._page.take(path)
        return [path for path in paths if path not in own]

    def _build(self, page: str, target: str) -> Page:
        program, place = self.program, self.place
        if page == "home":
            remind(program, place)
            return ReviewHome(program, place)
        if page == "inbox":
            return InboxPage(program, place, self._refused)
        work = self._opened(target)
        if page == "review":
            return ReviewPage(program, work)
        if page == "sign":
            made = SignPage(program, place, work)
            made.signed = self._on_signed
            return made
        if page == "proof":
            key = (work.assessment.work.id, work.assessment.work.revision)
            return ProofPage(program, place, work, self._signed.get(key))
        raise KeyError(page)

    def _opened(self, target: str) -> OpenWork:
        """The assessment named, or the one that is open.

        Raises:
            KeyError: none is open.
        """
        if target:
            return self.place.open(target)
        if self.place.current is None:
            raise KeyError("no assessment")
        return self.place.current

    def _on_signed(self, signed: Signed) -> None:
        work = self.place.current.assessment.work
        self._signed[work.id, work.revision] = signed
        self.program.go("review", "proof")

    def _waiting(self) -> str:
        waiting = sum(line.work.state is State.READY for line in self.place.lines())
        return self.program.digits(waiting) if waiting else ""
