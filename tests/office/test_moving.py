"""Moving an open assessment to a newer version of its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.office import moved
from desktop_app.office.moving import Move, closing, move, moves, newer_release, plan_move
from desktop_app.office.records import Kind, State
from desktop_app.scoring.compute import compute_score
from tests.office.office_world import RICH, WHO, Clock, Office, opened, round_package
from tests.simulator.world import world


def code_of(refused: pytest.ExceptionInfo[PhromError]) -> str:
    return refused.value.code


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return round_package(world(), tmp_path_factory.mktemp("round"))


@pytest.fixture
def office(tmp_path: Path, package: Path) -> Iterator[Office]:
    made = Office(tmp_path / "data", package, world(), Clock())
    yield made
    made.store.close(backup=False)


@pytest.fixture
def filled(office: Office) -> Office:
    """The worked example, b3 answered too, with a note and a flag."""
    office.answer_all()
    office.assessment.answer("/data/b/b3", "4")
    office.assessment.set_text(Kind.NOTE, "/data/a/a1", "ถามกองแผนแล้ว")
    office.assessment.set_text(Kind.FLAG, "/data/b/b3", "1")
    return office


def test_a_newer_form_changes_nothing_by_itself(filled: Office, tmp_path: Path) -> None:
    """Q6: opening the round file says that there is something newer; the assessment stays as it is."""
    assert newer_release(filled.store.releases(), filled.assessment.release) is None
    before = filled.assessment.session.snapshot()
    record = opened(filled, tmp_path / "newer")
    again = filled.reopen()
    assert newer_release(filled.store.releases(), again.release) == record
    assert (again.session.snapshot(), again.release.form_version) == (before, 1)


def test_the_newest_version_brings_the_dates_of_the_round(filled: Office, tmp_path: Path) -> None:
    """Q6: a round that was made longer is not called closed; nothing has to be moved for that."""
    now = filled.assessment.release
    assert closing(filled.store.releases(), now) == now.closes_at
    record = opened(filled, tmp_path / "newer")
    later = replace(record, closes_at=now.closes_at + timedelta(days=30))
    elsewhere = replace(later, round="2570", closes_at=now.closes_at + timedelta(days=90))
    assert closing([elsewhere, later], now) == later.closes_at


def test_a_person_sees_first_what_would_change(filled: Office, tmp_path: Path) -> None:
    """Q6: what changes, which answers do not go along and why, and that the two scores do not compare."""
    record = opened(filled, tmp_path / "newer")
    planned: Move = plan_move(filled.assessment, record)
    assert [(one.ref, one.answer, one.why["en"]) for one in planned.left] == [
        ("/data/b/b2", "na", "Its meaning or kind of answer changed"),
        ("/data/b/b3", "4", "The question was dropped"),
    ]
    assert planned.comparison.tree == ("B1",)
    assert not planned.comparable
    assert planned.before.total.shown == "67.88"  # 40 % × 93.33 + 60 % × (2 × 42.86 + 67) : 3
    assert filled.store.work(filled.assessment.work.id).release == filled.release.package_id


def test_the_move_takes_everything_along_in_one_commit(filled: Office, tmp_path: Path) -> None:
    """Q6: answers under their new names, notes and files with them; the rest stays in the history."""
    record = opened(filled, tmp_path / "newer")
    planned = move(filled.assessment, record)
    again = filled.reopen()
    assert (again.release.form_version, again.work.release) == (2, record.package_id)
    answers = again.session.snapshot().answers
    assert answers == {"/data/a/plan": "review", "/data/a/a2": "n1 n2 n3", "/data/b/b_all": "7", "/data/b/b_dig": "3"}
    assert again.text(Kind.NOTE, "/data/a/plan") == "ถามกองแผนแล้ว"
    assert [file.original_name for file in again.attachments("/data/a/a1_file")] == ["แผน ดิจิทัล.pdf"]
    assert again.session.unplaced == ()
    kept = [(one.kind, one.old, one.new, one.cause) for one in again.history("/data/b/b3")]
    assert kept[-2:] == [(Kind.VALUE, "4", "", "moved"), (Kind.FLAG, "1", "", "moved")]
    ((when, who, old, new),) = [(one.at, one.by, one.old, one.new) for one in moves(again)]
    assert (who, old, new) == (WHO, filled.release.package_id, record.package_id)
    assert when.tzinfo is not None
    assert planned.after == compute_score(again.session)


def told(office: Office, ref: str) -> list[tuple[Kind, str, str, str, bool]]:
    """Kind, old, new, version said under and whether it may come back, of each line of a question's history."""
    again = office.assessment
    lines = moved.said(again, moved.past_moves(again), ref)
    return [(one.event.kind, one.event.old, one.event.new, one.form.version, one.fits) for one in lines]


def test_the_history_of_a_question_goes_on_across_the_move(filled: Office, tmp_path: Path) -> None:
    """Q6 O3: what was said under its older name, the move between, what was said since; nothing twice."""
    record = opened(filled, tmp_path / "newer")
    old = filled.release.package_id
    move(filled.assessment, record)
    filled.reopen().answer("/data/a/plan", "none")
    lines = told(filled, "/data/a/plan")
    assert lines[0] == (Kind.VALUE, "", "review", "1", True)
    assert lines[-2:] == [
        (Kind.FORM, old, record.package_id, "2", False),
        (Kind.VALUE, "review", "none", "2", True),
    ]
    assert [line for line in lines if line[0] is Kind.VALUE] == [lines[0], lines[-1]]


def test_an_answer_that_means_something_else_now_is_told_in_its_own_version(filled: Office, tmp_path: Path) -> None:
    """Q6 O3: it is there to be read under the old form, and is not brought back as an answer to the new question."""
    move(filled.assessment, opened(filled, tmp_path / "newer"))
    filled.reopen()
    lines = told(filled, "/data/b/b2")
    assert [(kind, new, version, fits) for kind, _, new, version, fits in lines if kind is Kind.VALUE] == [
        (Kind.VALUE, "na", "1", False),
        (Kind.VALUE, "", "1", False),
    ]


def test_a_past_move_tells_what_it_left_behind(filled: Office, tmp_path: Path) -> None:
    """Q6 O3: the same answers as were shown before the move, also of a question that no page shows any more."""
    record = opened(filled, tmp_path / "newer")
    planned = plan_move(filled.assessment, record)
    assert moved.past_moves(filled.assessment) == ()
    move(filled.assessment, record)
    again = filled.reopen()
    (one,) = moved.past_moves(again)
    assert (one.older.form_version, one.newer.form_version, one.event.by) == (1, 2, WHO)
    assert [(left.ref, left.code, left.answer, left.why) for left in one.left] == [
        (left.ref, left.code, left.answer, left.why) for left in planned.left
    ]
    assert len(one.left) == 2


def test_what_is_answered_after_the_move_is_kept_as_ever(filled: Office, tmp_path: Path) -> None:
    """Q6 O1: the moved assessment is an assessment like any other, also after closing."""
    move(filled.assessment, opened(filled, tmp_path / "newer"))
    again = filled.reopen()
    again.answer("/data/b/b4", "6")
    again.answer("/data/b/b2", "live")
    assert filled.reopen().session.state("/data/b/b4").value == "6"
    filled.assessment.make_ready()
    assert filled.assessment.state is State.READY


def test_frozen_answers_do_not_move(filled: Office, tmp_path: Path) -> None:
    """Q6 C2: what the CIO reads stays what it is; the release of the same or another round is no newer form."""
    record = opened(filled, tmp_path / "newer")
    with pytest.raises(PhromError) as refused:
        plan_move(filled.assessment, filled.store.release(filled.release.package_id))
    assert code_of(refused) == "OFF-19"
    filled.assessment.answer("/data/b/b3", "6")
    filled.assessment.make_ready()
    with pytest.raises(PhromError) as refused:
        move(filled.assessment, record)
    assert code_of(refused) == "OFF-10"
    assert filled.store.work(filled.assessment.work.id).release == filled.release.package_id


def test_rows_of_a_repeat_keep_their_keys(tmp_path: Path) -> None:
    """Q6: nested rows, removed ones among them, go along though their section has another name."""
    office = Office(tmp_path / "data", round_package(world(), tmp_path, RICH), world(), Clock())
    work = office.assessment
    work.add_instance("/data/c/services")
    work.answer("/data/c/services[k2]/title", "ทะเบียน")
    work.add_instance("/data/c/services[k2]/steps")
    (step,) = work.session.instances("/data/c/services[k2]/steps")
    work.answer(f"{step}/step", "ยื่นคำขอ")
    work.remove_instance("/data/c/services[k1]")
    renamed = RICH.replace("begin_group | c |", "begin_group | d |") + "\n| settings | version |\n| test | 2 |\n"
    move(work, opened(office, tmp_path / "newer", renamed))
    again = office.reopen()
    assert again.session.instances("/data/d/services") == ("/data/d/services[k2]",)
    assert again.session.state(f"{step.replace('/c/', '/d/')}/step").value == "ยื่นคำขอ"
    again.restore_instance("/data/d/services[k1]")
    assert again.session.state("/data/d/services[k1]/title").value == "ใหม่"
    again.add_instance("/data/d/services")
    assert again.session.instances("/data/d/services")[-1] == "/data/d/services[k3]"
    office.store.close(backup=False)
