"""One assessment: what was set is there after opening again, and states follow their rules (O1-O4, C1, C2)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop_app.errors import PhromError
from desktop_app.office import faults
from desktop_app.office.assessment import LONGEST, Assessment, DirectRecorder
from desktop_app.office.opening import create, new_id, open_assessment
from desktop_app.office.records import AnswerEvent, Kind, State
from desktop_app.office.states import MOVES
from desktop_app.office.store import open_store
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.answers import BANGKOK
from tests.office.office_world import CIO, PDF, RICH, WHO, Clock, Office, round_package
from tests.simulator.world import MOMENT, world

PLAN, FILE = "/data/a/a1", "/data/a/a1_file"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return round_package(world(), tmp_path_factory.mktemp("round"))


@pytest.fixture(scope="module")
def rich_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return round_package(world(), tmp_path_factory.mktemp("rich"), RICH)


@pytest.fixture
def office(tmp_path: Path, package: Path) -> Iterator[Office]:
    made = Office(tmp_path / "data", package, world(), Clock())
    yield made
    made.store.close(backup=False)


def code_of(refused: pytest.ExceptionInfo[PhromError]) -> str:
    return refused.value.code


def everything(session: AnswerSession) -> dict[str, object]:
    """All that can be asked of a session, by ref with positions."""
    named = dict(session.all_refs())
    shown = {
        place: (session.state(ref), session.instances(ref)) if place.endswith("#") else session.state(ref)
        for place, ref in named.items()
    }
    return {"states": shown, "snapshot": session.snapshot(), "errors": session.errors()}


def test_answers_evidence_reasons_and_notes_come_back(office: Office) -> None:
    """O1 O2 O3: closing and opening again shows the same assessment in every respect."""
    office.answer_all()
    office.assessment.set_text(Kind.NOTE, PLAN, "ดูเล่มแผน\r\nหน้า 3")
    office.assessment.set_text(Kind.FLAG, "/data/b/b3", "1")
    before = everything(office.assessment.session)
    again = office.reopen()
    assert everything(again.session) == before
    assert again.text(Kind.NOTE, PLAN) == "ดูเล่มแผน\nหน้า 3"
    assert again.texts(Kind.FLAG) == {"/data/b/b3": "1"}
    (file,) = again.attachments(FILE)
    assert (file.original_name, again.evidence_path(file).read_bytes()) == ("แผน ดิจิทัล.pdf", PDF)


def test_history_tells_who_set_what_and_undo_is_part_of_it(office: Office) -> None:
    """O3 O4: undo is the old text set again, and nothing disappears from the history."""
    office.assessment.answer(PLAN, "none")
    office.assessment.who = CIO
    office.assessment.answer(PLAN, "review")
    office.assessment.answer(PLAN, "none", "undo")
    told = [(event.old, event.new, event.by, event.cause) for event in office.assessment.history(PLAN)]
    assert told == [("", "none", WHO, "typed"), ("none", "review", CIO, "typed"), ("review", "none", CIO, "undo")]
    moments = [event.at for event in office.assessment.history()]
    assert moments == sorted(moments)


def test_the_same_answer_again_writes_nothing(office: Office) -> None:
    """O3: the history holds changes, not key strokes."""
    for _ in range(3):
        office.assessment.answer(PLAN, "none")
    assert len(office.assessment.history()) == 1


def test_an_unreadable_number_is_kept_as_typed(office: Office) -> None:
    """O1 Q4: what cannot be read is on disk too, flagged as before."""
    office.assessment.answer("/data/b/b_all", "สิบสอง")
    state = office.reopen().session.state("/data/b/b_all")
    assert (state.value, state.problems) == ("สิบสอง", ("bad_type",))


def test_a_text_too_long_for_a_package_is_refused_at_the_desk(office: Office) -> None:
    """P1: said while the text is on the screen, and nothing was written."""
    for setter in (office.assessment.answer, office.assessment.set_reason):
        with pytest.raises(PhromError) as refused:
            setter(PLAN, "ก" * (LONGEST + 1))
        assert code_of(refused) == "OFF-18"
    assert office.assessment.history() == ()


class Stubborn:
    """A disk that refuses until told otherwise."""

    def __init__(self, office: Office) -> None:
        self.office, self.full = office, True

    def __call__(self, events: tuple[AnswerEvent, ...]) -> None:
        if self.full:
            raise faults.DISK_FULL.error(name="phrom.db")
        self.office.store.append(events)


def test_what_a_full_disk_refused_is_written_with_the_next_answer(office: Office) -> None:
    """O1: the session keeps the answer, and nothing is written twice or left out."""
    disk = Stubborn(office)
    assessment = office.reopen(DirectRecorder(lambda events: disk(tuple(events))))
    with pytest.raises(PhromError) as refused:
        assessment.answer(PLAN, "none")
    assert code_of(refused) == "OFF-03"
    assert assessment.session.state(PLAN).value == "none"
    disk.full = False
    assessment.answer("/data/b/b_all", "7")
    assert [event.ref for event in assessment.history()] == [PLAN, "/data/b/b_all"]


def test_a_state_does_not_change_while_answers_wait_for_the_disk(office: Office) -> None:
    """O1 C2: what the CIO gets is what is on disk."""
    office.answer_all()
    disk = Stubborn(office)
    assessment = office.reopen(DirectRecorder(lambda events: disk(tuple(events))))
    with pytest.raises(PhromError):
        assessment.answer("/data/b/b3", "6")
    with pytest.raises(PhromError) as refused:
        assessment.make_ready()
    assert (code_of(refused), assessment.state) == ("OFF-03", State.DRAFT)


def test_one_file_serves_many_questions(office: Office) -> None:
    """O2: stored once, counted at each, taken off one without harm to the other."""
    office.attach(FILE, PDF, "แผน.pdf")
    office.attach("/data/b/b3", PDF, "แผนเดียวกัน.pdf")
    assert len(office.store.evidence()) == 1
    (file,) = office.assessment.attachments(FILE)
    office.assessment.detach(FILE, file.sha256)
    assert office.assessment.attachments(FILE) == ()
    assert office.assessment.attachments("/data/b/b3") == (file,)
    office.assessment.set_attachments(FILE, [file.sha256], "undo")
    assert office.assessment.session.state(FILE).attachments == 1


def test_a_new_assessment_knows_its_office_and_day(office: Office) -> None:
    """O7 C2: the id says when, the office comes from the signed roster."""
    work = office.assessment.work
    assert UUID(work.id).version == 7
    assert (work.office_code, office.assessment.office.province_code, work.state) == ("50-001", "50", State.DRAFT)
    assert new_id(MOMENT, lambda size: b"\xff" * size) < new_id(
        MOMENT + timedelta(seconds=1), lambda size: b"\0" * size
    )


def test_an_office_outside_the_roster_cannot_start(office: Office) -> None:
    """K3 O7: the code is named, and nothing is started."""
    with pytest.raises(PhromError) as refused:
        create(office.store, office.release, "99-999", clock=office.clock, zone=BANGKOK, who=WHO)
    assert code_of(refused) == "OFF-15"
    assert len(office.store.works()) == 1


def test_ready_needs_every_error_mended(office: Office) -> None:
    """C1: the first thing to mend is named with its place."""
    with pytest.raises(PhromError) as refused:
        office.assessment.make_ready()
    assert code_of(refused) == "OFF-11"
    assert PLAN in refused.value.message("th")
    office.answer_all()
    office.assessment.make_ready()
    assert office.assessment.state is State.READY


def test_while_the_cio_reads_answers_stand_still(office: Office) -> None:
    """C1 C2: only remarks may be written, and the officer may take it back."""
    office.answer_all()
    office.assessment.make_ready()
    for change in (
        lambda work: work.answer(PLAN, "none"),
        lambda work: work.set_reason("/data/b/b2", ""),
        lambda work: work.set_text(Kind.NOTE, PLAN, "x"),
        lambda work: work.set_attachments(FILE, []),
    ):
        with pytest.raises(PhromError) as refused:
            change(office.assessment)
        assert code_of(refused) == "OFF-10"
    assert office.assessment.session.state(PLAN).value == "review"
    office.assessment.withdraw()
    office.assessment.answer(PLAN, "none")


def test_sending_back_needs_a_reason_or_a_remark(office: Office) -> None:
    """C1 U23: nobody gets work back without being told why."""
    office.answer_all()
    office.assessment.make_ready()
    with pytest.raises(PhromError) as refused:
        office.assessment.send_back("  ")
    assert code_of(refused) == "OFF-12"
    office.assessment.who = CIO
    office.assessment.send_back("ขอให้ตรวจจำนวนอีกครั้ง")
    assert office.assessment.state is State.SENT_BACK
    assert office.assessment.transitions()[-1].reason == "ขอให้ตรวจจำนวนอีกครั้ง"


@pytest.mark.parametrize("settle", ["change", "reply"])
def test_each_remark_is_answered_before_it_goes_up_again(office: Office, settle: str) -> None:
    """C1: a marked question must be changed or replied to, and opening again forgets no remark."""
    office.answer_all()
    office.assessment.make_ready()
    office.assessment.set_text(Kind.REMARK, PLAN, "มีคำสั่งทบทวนหรือไม่")
    office.assessment.send_back()
    work = office.reopen()
    work.set_text(Kind.FLAG, PLAN, "1")
    assert work.open_remarks() == (PLAN,)
    with pytest.raises(PhromError) as refused:
        work.make_ready()
    assert (code_of(refused), PLAN in refused.value.message()) == ("OFF-13", True)
    if settle == "change":
        work.answer(PLAN, "issued")
    else:
        work.set_text(Kind.REPLY, PLAN, "มี ตามเอกสารแนบ")
    work.make_ready()
    assert work.open_remarks() == ()


def test_nothing_can_be_revised_before_it_was_signed(office: Office) -> None:
    """C2: a revision starts from a signature."""
    with pytest.raises(PhromError) as refused:
        office.assessment.revise("แก้จำนวน")
    assert code_of(refused) == "OFF-10"


@pytest.mark.parametrize("after", sorted(set(State) - MOVES[State.DRAFT]))
def test_states_cannot_be_skipped(office: Office, after: State) -> None:
    """C2: from a draft only the CIO's desk is reached; every other wish is refused and written nowhere."""
    office.answer_all()
    with pytest.raises(PhromError) as refused:
        office.assessment.move(after)
    assert code_of(refused) == "OFF-10"
    assert len(office.assessment.transitions()) == 1


ROWS = "/data/c/services"
names = st.sampled_from(["answer", "number", "add", "add inner", "remove", "remove inner", "reason", "files", "note"])
steps = st.lists(st.tuples(names, st.integers(0, 40), st.sampled_from(["", "ก", "3", "no", "yes"])), max_size=14)


class Typist:
    """Does steps that always fit what is on the screen."""

    def __init__(self, assessment: Assessment, removed: Sequence[str] = ()) -> None:
        self.work = assessment
        self.removed = list(removed)

    def do(self, what: str, number: int, text: str) -> None:
        session = self.work.session
        asked = [ref for ref in session.refs() if session.node(ref).asks]
        ref = asked[number % len(asked)]
        rows = session.instances(ROWS)
        if what == "answer":
            self.work.answer(ref, text)
        elif what == "number":
            self.work.answer("/data/c/n", str(number % 5))
        elif what == "add":
            self.work.add_instance(ROWS)
        elif what == "add inner" and rows:
            self.work.add_instance(f"{rows[number % len(rows)]}/steps")
        elif what == "remove" and rows:
            self.remove(rows[number % len(rows)])
        elif what == "remove inner" and (inner := [one for row in rows for one in session.instances(f"{row}/steps")]):
            self.remove(inner[number % len(inner)])
        elif what == "reason":
            self.work.set_reason(ref, text)
        elif what == "files":
            self.work.set_attachments(ref, [f"{digit}" * 64 for digit in range(number % 3)])
        elif what == "note":
            self.work.set_text(Kind.NOTE, ref, text)

    def remove(self, ref: str) -> None:
        self.work.remove_instance(ref)
        self.removed.append(ref)

    def bring_back_all(self) -> dict[str, object]:
        """Every removed row and every row beyond the number, as they were."""
        for ref in reversed(self.removed):
            self.work.restore_instance(ref)
        self.work.answer("/data/c/n", "4")
        return everything(self.work.session)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=steps, after=steps)
@example(before=[], after=[("number", 1, ""), ("number", 0, ""), ("answer", 14, "")])  # a blank number keeps the rows
@example(before=[("answer", 0, ""), ("reason", 2, "ก"), ("remove", 0, "")], after=[])  # in a group that is not asked
@example(before=[("number", 4, ""), ("files", 23, ""), ("number", 0, "")], after=[("number", 4, "")])
def test_any_work_is_the_same_after_opening_again(
    tmp_path_factory: pytest.TempPathFactory,
    rich_package: Path,
    before: list[tuple[str, int, str]],
    after: list[tuple[str, int, str]],
) -> None:
    """O1 U2: random edits, rows included; open again, work on, open a copy; every state is equal each time.

    Removed rows come back with all they had, whether the program was closed in between or not.
    """
    folder = tmp_path_factory.mktemp("work")
    office = Office(folder / "data", rich_package, world(), Clock())
    typist = Typist(office.assessment)
    for step in before:
        typist.do(*step)
    expected = everything(office.assessment.session)
    typist.work = office.reopen()
    assert everything(typist.work.session) == expected
    for step in after:
        typist.do(*step)
    expected, notes = everything(typist.work.session), typist.work.texts(Kind.NOTE)
    with open_store(shutil.copytree(folder / "data", folder / "twin"), clock=Clock()) as store:
        twin = open_assessment(store, typist.work.work.id, clock=Clock(), zone=BANGKOK, who=WHO)
        assert everything(twin.session) == expected
        assert twin.texts(Kind.NOTE) == notes
        assert Typist(twin, typist.removed).bring_back_all() == typist.bring_back_all()
    office.store.close(backup=False)


def test_a_hundred_rows_of_ten_columns_survive(tmp_path: Path, rich_package: Path) -> None:
    """U4: many rows, the first one taken away: all others are there after opening, the row comes back whole."""
    office = Office(tmp_path / "data", rich_package, world(), Clock())
    for _ in range(99):
        office.assessment.add_instance(ROWS)
    rows = office.assessment.session.instances(ROWS)
    for number, row in enumerate(rows):
        office.assessment.answer(f"{row}/title", f"บริการ {number}")
    office.assessment.remove_instance(rows[0])
    work = office.reopen()
    assert work.session.instances(ROWS) == rows[1:]
    work.restore_instance(rows[0])
    values = [work.session.state(f"{row}/title").value for row in work.session.instances(ROWS)]
    assert values == [f"บริการ {number}" for number in range(100)]
    office.store.close(backup=False)


def test_a_removed_row_keeps_its_marks_and_its_key(tmp_path: Path, rich_package: Path) -> None:
    """O3 U2: reason and files of a removed row come back after opening again; its key goes to no other row."""
    office = Office(tmp_path / "data", rich_package, world(), Clock())
    (row,) = office.assessment.session.instances(ROWS)
    office.assessment.set_reason(f"{row}/users", "ไม่มีสถิติ")
    office.assessment.set_attachments(f"{row}/users", ["a" * 64])
    office.assessment.add_instance(f"{row}/steps")
    first, empty = office.assessment.session.instances(f"{row}/steps")
    office.assessment.remove_instance(empty)
    office.assessment.remove_instance(row)
    work = office.reopen()
    work.restore_instance(row)
    state = work.session.state(f"{row}/users")
    assert (state.reason, state.attachments) == ("ไม่มีสถิติ", 1)
    work.add_instance(f"{row}/steps")
    assert empty not in work.session.instances(f"{row}/steps")
    work.restore_instance(empty)
    assert work.session.instances(f"{row}/steps")[:2] == (first, empty)
    office.store.close(backup=False)
