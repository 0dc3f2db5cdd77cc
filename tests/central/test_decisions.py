"""What waits for a person, and what follows from the person's decision (K2, P4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import exc

from desktop_app.central import decisions, log, results, returns, tables
from desktop_app.central.bundles import set_form_state
from desktop_app.central.coverage import coverage
from desktop_app.central.decisions import accept, check_again, pending, reject
from desktop_app.central.standing import standing
from desktop_app.errors import PhromError
from tests.central.central_world import CLERK, LATE, MOMENT, ROUND, A, B, Centre, answers, rebuilt, seal
from tests.central.test_intake import resealed, spoilt
from tests.central.test_lost_keys import NOTICED, revoke
from tests.central.test_rebuild import held_file
from tests.central.test_returns import wrong_score

LATER = MOMENT + timedelta(hours=1)
WHY = "โทรศัพท์ถามหน่วยงานแล้ว ยืนยันฉบับที่แก้เมื่อวันจันทร์"
COUNTS, OLDER, OPEN, NOT_TAKEN = (
    ("accepted", "OK"),
    ("superseded", "SUPERSEDED"),
    ("conflict", "CONFLICT"),
    ("refused", "CONFLICT"),
)


def states(centre: Centre) -> dict[str, tuple[str, str]]:
    """State and code by package id; made anew from packages and log, the same."""
    found = centre.states()
    assert rebuilt(centre) == found
    return {package_id: (state, code) for package_id, (_, _, state, code) in found.items()}


def ids(centre: Centre, *names: str) -> list[str]:
    """Package ids of what was offered under these names, in order."""
    by_name = {row["file_name"]: row["package_id"] for row in centre.rows(tables.intake_log)}
    return [by_name[f"{name}.asice"] for name in names]


def test_everything_that_waits_is_listed_once_with_its_reason(centre: Centre) -> None:
    """K2: disputed, held and waiting files of all offices, under the names that they came with; nothing else."""
    ahead = resealed(centre, "a1", "ahead", form_version=2, form_sha256="0" * 64)
    bad = wrong_score(centre)
    for _ in range(2):
        centre.offer("a1", "a1x", "c1", bad, ahead, spoilt(centre, "flipped"))
    found = pending(centre.registry)
    assert sorted((one.file_name, one.office_code, one.state, one.code, one.loaded) for one in found) == [
        ("a1.asice", A, "conflict", "CONFLICT", True),
        ("a1x.asice", A, "conflict", "CONFLICT", True),
        ("ahead.asice", A, "waiting", "FORM_UNKNOWN", False),
        ("score.asice", A, "held", "SCORE_MISMATCH", False),
    ]
    assert {(one.round, one.revision, one.came_at) for one in found} == {(ROUND, 1, MOMENT)}
    assert all(one.message["th"] and one.message["en"] for one in found)
    assert standing(centre.registry, MOMENT).pending == 4


@pytest.mark.parametrize("act", [accept, reject], ids=["one is accepted", "the other is rejected"])
def test_a_conflict_ends_when_a_person_says_which_content_counts(centre: Centre, act: object) -> None:
    """K2 P4: the one counts, the other is kept and counts nowhere; both are answered again; rebuilt the same."""
    centre.offer("a1", "a1x", "b1")
    assert len(answers(centre)) == 3
    true, other = ids(centre, "a1", "a1x")
    assert states(centre)[true] == states(centre)[other] == OPEN
    if act is accept:
        assert [one.against for one in pending(centre.registry) if one.package_id == true] == [(other,)]
        done = accept(centre.registry, true[:8], WHY, LATER, CLERK)
        assert (done.verdict, done.office_code, done.revision, done.rejected) == ("accepted", A, 1, (other,))
    else:
        assert reject(centre.registry, other, WHY, LATER, CLERK).rejected == ()
    assert (states(centre)[true], states(centre)[other]) == (COUNTS, NOT_TAKEN)
    assert pending(centre.registry) == ()
    assert coverage(centre.registry, ROUND).total.counted == 2
    assert len(results.compute_results(centre.registry, ROUND, LATER).offices) == 2
    told = answers(centre, LATER)
    assert sorted(told) == [
        ("accepted", "OK", A, "2026-06-10T03:00:00Z"),
        ("rejected", "CONFLICT", A, "2026-06-10T03:00:00Z"),
    ]
    assert centre.registry.folders.archived(other).exists()
    rebuilt(centre)


def test_a_decision_holds_when_the_same_files_come_again(centre: Centre) -> None:
    """K1 K2: dropping the folder again asks nobody again and answers nobody again."""
    centre.offer("a1", "a1x")
    true, _ = ids(centre, "a1", "a1x")
    accept(centre.registry, true, WHY, LATER, CLERK)
    answers(centre, LATER)
    again = centre.offer("a1", "a1x", moment=LATER)
    assert [(one.state, one.code) for one in again] == [("duplicate", "DUPLICATE"), NOT_TAKEN]
    assert WHY in again[1].message["th"]
    assert "10 June B.E. 2569" in again[1].message["en"]
    assert answers(centre, LATER) == []
    assert pending(centre.registry) == ()
    assert states(centre)[true] == COUNTS


def test_a_decision_can_be_turned_round(centre: Centre) -> None:
    """K2 P4: a slip of the hand is mended; the office hears the last word."""
    centre.offer("a1", "a1x")
    first, second = ids(centre, "a1", "a1x")
    accept(centre.registry, first, WHY, LATER, CLERK)
    answers(centre, LATER)
    accept(centre.registry, second, WHY, LATER + timedelta(minutes=1), CLERK)
    assert (states(centre)[first], states(centre)[second]) == (NOT_TAKEN, COUNTS)
    assert sorted(one[:2] for one in answers(centre, LATER)) == [("accepted", "OK"), ("rejected", "CONFLICT")]
    accept(centre.registry, first, WHY, LATER + timedelta(minutes=2), CLERK)
    assert (states(centre)[first], states(centre)[second]) == (COUNTS, NOT_TAKEN)
    assert sorted(one[:2] for one in answers(centre, LATER)) == [("accepted", "OK"), ("rejected", "CONFLICT")]


def test_a_fork_is_decided_for_either_side(centre: Centre) -> None:
    """K2: revision 2 names another predecessor than the one here; whichever is rejected, the other counts."""
    centre.offer("a1", "a2x")
    first, forked = ids(centre, "a1", "a2x")
    assert states(centre)[first] == states(centre)[forked] == OPEN
    reject(centre.registry, first, WHY, LATER, CLERK)
    assert (states(centre)[first], states(centre)[forked]) == (NOT_TAKEN, COUNTS)
    accept(centre.registry, first, WHY, LATER, CLERK)
    assert (states(centre)[first], states(centre)[forked]) == (COUNTS, NOT_TAKEN)


def test_the_next_revision_settles_beside_what_was_decided(centre: Centre) -> None:
    """K2: a revision of the content that counts supersedes it; what was rejected disputes nothing."""
    centre.offer("a1", "a1x")
    true, other = ids(centre, "a1", "a1x")
    accept(centre.registry, true, WHY, LATER, CLERK)
    centre.offer("a2", moment=LATER)
    (second,) = ids(centre, "a2")
    assert states(centre) == {true: OLDER, other: NOT_TAKEN, second: COUNTS}


def test_a_held_file_that_is_rejected_goes_to_quarantine_and_its_office_is_told(centre: Centre) -> None:
    """K2 P4: it was never loaded; a further receipt says so, and offered again it is refused with the reason."""
    path = wrong_score(centre)
    (held,) = centre.offer(path)
    assert [one[:2] for one in answers(centre)] == [("held", "SCORE_MISMATCH")]
    reject(centre.registry, held.package_id, WHY, LATER, CLERK)
    assert (centre.files("held"), len(centre.files("quarantine"))) == (set(), 1)
    assert answers(centre, LATER) == [("rejected", "SCORE_MISMATCH", A, "2026-06-10T03:00:00Z")]
    (again,) = centre.offer(path, moment=LATER)
    assert (again.state, again.code) == ("refused", "SCORE_MISMATCH")
    assert WHY in again.message["th"]
    assert (pending(centre.registry), states(centre), answers(centre, LATER)) == ((), {}, [])
    centre.offer("a1", moment=LATER)
    assert coverage(centre.registry, ROUND).total.counted == 1


def test_a_cause_that_was_mended_lets_the_file_in_when_it_is_checked_again(centre: Centre) -> None:
    """K2 P4: the form is opened again; the held file loads under its own name, and a further receipt is due."""
    set_state(centre, "closed")
    (held,) = centre.offer("a1")
    assert (held.state, held.code) == ("held", "FORM_CLOSED")
    answers(centre)
    (still,) = check_again(centre.registry, LATER, CLERK, 0)
    assert (still.name, still.state, answers(centre, LATER)) == ("a1.asice", "held", [])
    set_state(centre, "open")
    (done,) = check_again(centre.registry, LATE, CLERK, 0)
    assert (done.name, done.state, done.code) == ("a1.asice", "late", "OK")
    assert centre.files("held") == set()
    assert [one[0] for one in answers(centre, LATE)] == ["accepted-late"]
    assert list(check_again(centre.registry, LATE, CLERK, 0)) == []
    rebuilt(centre)


def set_state(centre: Centre, state: str) -> None:
    set_form_state(centre.registry, ROUND, centre.release.form_version, state, MOMENT, CLERK)


def test_only_a_conflict_can_be_accepted_by_decision(centre: Centre) -> None:
    """K2 P7: what does not verify, or came when its key was lost, is mended or signed anew, never waved through."""
    (held,) = centre.offer(wrong_score(centre))
    centre.offer("b1")
    revoke(centre, centre.offices[B], MOMENT)
    (lost,) = ids(centre, "b1")
    for named, word in ((held.package_id, "99"), (lost, "ใบรับรอง")):
        with pytest.raises(PhromError, match="CEN-32") as raised:
            accept(centre.registry, named, WHY, NOTICED, CLERK)
        assert word in raised.value.message("th") or "คะแนน" in raised.value.message("th")
    reject(centre.registry, lost, WHY, NOTICED, CLERK)
    assert states(centre) == {lost: ("refused", "TRUST_REVOKED")}
    assert answers(centre, NOTICED)[-1][:2] == ("rejected", "TRUST_REVOKED")
    revoke(centre, centre.offices[B], MOMENT, NOTICED + timedelta(days=1))
    assert answers(centre, NOTICED) == []


@pytest.mark.parametrize(
    ("named", "why", "code"),
    [
        ("f" * 64, WHY, "CEN-30"),
        ("", WHY, "CEN-30"),
        ("b1", WHY, "CEN-30"),
        ("{b1}", WHY, "CEN-30"),
        ("{a1}", "", "CEN-31"),
        ("{a1}", " \u200b ", "CEN-31"),
        ("{a1}", "ก" * 2_001, "CEN-31"),
    ],
    ids=["unknown", "nothing", "a name", "accepted already", "no reason", "an empty reason", "too long"],
)
@pytest.mark.parametrize("act", [accept, reject])
def test_a_decision_that_cannot_be_taken_changes_nothing(
    centre: Centre, act: object, named: str, why: str, code: str
) -> None:
    """K2: the sentence says what lacks; log, states and receipts stay as they were."""
    centre.offer("a1", "a1x", "b1")
    before, lines = states(centre), log.count(centre.registry)
    a1, b1 = ids(centre, "a1", "b1")
    with pytest.raises(PhromError, match=code):
        act(centre.registry, named.format(a1=a1, b1=b1), why, LATER, CLERK)  # type: ignore[operator]
    assert (states(centre), log.count(centre.registry)) == (before, lines)


def test_a_database_that_refuses_leaves_the_dispute_open(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """K2: log, standing and receipts are one transaction."""
    centre.offer("a1", "a1x")
    before = states(centre)

    def refuse(*_: object) -> None:
        raise exc.OperationalError("insert", {}, OSError("disk I/O error"))

    monkeypatch.setattr(decisions, "note_further", refuse)
    with pytest.raises(PhromError, match="CEN-05"):
        accept(centre.registry, ids(centre, "a1")[0], WHY, LATER, CLERK)
    monkeypatch.undo()
    assert states(centre) == before
    assert len(pending(centre.registry)) == 2


def test_what_was_rejected_is_returned_no_more_and_no_reason_to_wait(centre: Centre, tmp_path: Path) -> None:
    """K2 P5: a rejected newer revision does not stop a return of the one that counts."""
    centre.offer("a1", "a2x")
    first, forked = ids(centre, "a1", "a2x")
    reject(centre.registry, forked, WHY, LATER, CLERK)
    item = returns.Item("/data/a/a1", "wrong", "แก้")
    done = returns.return_package(
        centre.registry, first, [item], LATER + timedelta(days=9), centre.keys.desk, LATER, CLERK
    )
    assert next(iter(coverage(centre.registry, ROUND).returns.values())).return_id == done.return_id


def test_a_waiting_file_that_is_refused_in_the_end_waits_no_more(centre: Centre) -> None:
    """K2: it was good only for a form that has not come; its certificate is withdrawn before the form comes."""
    ahead = resealed(centre, "a1", "ahead", form_version=2, form_sha256="0" * 64)
    centre.offer(ahead)
    assert len(pending(centre.registry)) == 1
    revoke(centre, centre.offices[A], None)
    (done,) = check_again(centre.registry, NOTICED, CLERK, 0)
    assert (done.state, done.code) == ("refused", "TRUST_REVOKED")
    assert (pending(centre.registry), centre.files("held")) == ((), set())
    assert len(centre.files("quarantine")) == 1


def test_another_offices_signature_on_a_good_content_is_rejected_alone(centre: Centre) -> None:
    """K2 P4 P7: the true package counts before and after, and its office hears nothing of the false one."""
    centre.offer(held_file(centre))
    centre.offer("c1")
    assert [one[:2] for one in answers(centre)] == [("accepted", "OK")]
    (false,) = pending(centre.registry)
    assert (false.code, false.loaded) == ("OFFICE_MISMATCH", False)
    reject(centre.registry, false.file_sha256, WHY, LATER, CLERK)
    assert states(centre) == {false.package_id: COUNTS}
    assert (answers(centre, LATER), pending(centre.registry)) == ([], ())


def test_the_next_revision_after_a_rejected_file_is_judged_by_itself(centre: Centre) -> None:
    """K2: a file of the same office for the next revision is judged by itself after a rejection."""
    (held,) = centre.offer(wrong_score(centre))
    reject(centre.registry, held.package_id, WHY, LATER, CLERK)
    path = seal(centre, "anew", A, revision=2, supersedes=held.package_id).path
    (done,) = centre.offer(path, moment=LATER)
    assert (done.state, done.code, done.flags) == ("accepted", "OK", ("PREDECESSOR_MISSING",))


def test_accepting_an_older_content_names_the_revisions_that_continue_the_other(centre: Centre) -> None:
    """K2: revision 2 builds on the other revision 1, so it cannot stand beside this one; the person sees it before."""
    centre.offer("a1", "a1x", "a2")
    first, other, second = ids(centre, "a1", "a1x", "a2")
    assert states(centre) == {first: OPEN, other: OPEN, second: COUNTS}
    against = {one.package_id: set(one.against) for one in pending(centre.registry)}
    assert against == {first: {other}, other: {first, second}}
    accept(centre.registry, other, WHY, LATER, CLERK)
    assert states(centre) == {first: NOT_TAKEN, other: COUNTS, second: NOT_TAKEN}
