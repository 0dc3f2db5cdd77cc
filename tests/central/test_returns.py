"""Returns for correction: what central asks an office to mend, and what the office then changed (P5)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.central import bundles, coverage, receipts, results, returned, returns, revised, tables
from desktop_app.central.rebuild import rebuild
from desktop_app.central.registry import open_registry
from desktop_app.central.returned import Item
from desktop_app.central.returns import ReturnDone
from desktop_app.errors import PhromError
from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from tests.central.central_world import AUDIENCE, CLERK, LATE, MOMENT, PASSPHRASE, ROUND, SIGNED, A, B, Centre, seal

DUE = MOMENT + timedelta(days=14)
ITEMS = (Item("/data/a/a1", "wrong", "แผนที่อ้างถึงหมดอายุแล้ว"), Item("/data/b/b_dig", "unclear", "นับเฉพาะบริการที่เปิดแล้ว"))


def send_back(
    centre: Centre,
    package_id: str,
    items: Sequence[Item] = ITEMS,
    due: datetime = DUE,
    moment: datetime = MOMENT,
    **more: Any,
) -> ReturnDone:
    return returns.return_package(centre.registry, package_id, items, due, centre.keys.desk, moment, CLERK, **more)


def read(centre: Centre, done: ReturnDone) -> dict[str, Any]:
    """The return as an office's own check reads it."""
    with verify(done.path, centre.trust, MOMENT) as package:
        assert package.kind is PackageType.RETURN
        return dict(package.payload)


def code_of(raised: pytest.ExceptionInfo[PhromError]) -> str:
    return raised.value.code


def test_a_return_names_package_questions_reasons_and_due_date(centre: Centre) -> None:
    """P5: verified with what offices trust; every field is that of the submission or of the person who returns it."""
    (offered,) = centre.offer("a1")
    done = send_back(centre, offered.package_id)
    said = read(centre, done)
    (row,) = centre.rows(tables.submission)
    copied = ("package_id", "submission_id", "office_code", "revision")
    assert {name: said[name] for name in copied} == {name: row[name] for name in copied}
    assert (said["due_at"], said["lock_others"]) == ("2026-06-24T03:00:00Z", True)
    assert said["items"] == [
        {"question": item.question, "reason": item.reason, "comment": item.comment} for item in ITEMS
    ]
    assert done.path == centre.folder / "returns" / f"{A}-{ROUND}-r1-return-{said['seq']}.asice"


def test_a_returned_submission_counts_until_the_next_revision(centre: Centre) -> None:
    """P5 K4: coverage and results go on as before, the office is listed as returned until its answer comes."""
    (offered,) = centre.offer("a1")
    send_back(centre, offered.package_id)
    counted = coverage.coverage(centre.registry, ROUND)
    assert counted.total.counted == 1
    assert [office.office_code for office in counted.returned] == [A]
    assert (counted.total.returned, counted.returns[counted.returned[0]].due_at) == (1, DUE)
    assert {share.key for share in counted.provinces if share.returned} == {"10"}
    assert results.compute_results(centre.registry, ROUND, MOMENT).offices
    (one,) = returned.returns_of(centre.registry, offered.package_id)
    assert (one.items, one.due_at, one.lock_others, one.returned_at) == (ITEMS, DUE, True, MOMENT)
    assert one.path.exists()
    centre.offer("a2")
    after = coverage.coverage(centre.registry, ROUND)
    assert (after.total.counted, after.total.returned, after.returned) == (1, 0, ())


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (Item("/data/a/nothing", "wrong", "แก้"), "CEN-52"),
        (Item("/data/a", "wrong", "แก้"), "CEN-52"),
        (Item("", "wrong", "แก้"), "CEN-52"),
        (Item("/data/a/a1[2]", "wrong", "แก้"), "CEN-52"),
        (Item("/data/a/a1", "wrong", " \n"), "CEN-53"),
        (Item("/data/a/a1", "wrong", "ก" * 2_001), "CEN-53"),
        (Item("/data/a/a1", "bad", "แก้"), "CEN-56"),
        (Item("/data/b/b_dig", "other", "อีกครั้ง"), "CEN-55"),
    ],
    ids=["no question", "a group", "blank", "no such row", "no comment", "long comment", "no reason", "twice"],
)
def test_an_item_that_no_office_could_follow_returns_nothing(centre: Centre, item: Item, code: str) -> None:
    """P5: told which question it is; no file, no row, no line of the log."""
    (offered,) = centre.offer("a1")
    before = len(centre.rows(tables.intake_log))
    with pytest.raises(PhromError) as raised:
        send_back(centre, offered.package_id, (ITEMS[1], item))
    assert code_of(raised) == code
    assert centre.rows(tables.returned) == []
    assert len(centre.rows(tables.intake_log)) == before
    assert not (centre.folder / "returns").exists()


def test_nothing_named_and_a_day_gone_by_are_told(centre: Centre) -> None:
    """P5: CEN-55, CEN-54."""
    (offered,) = centre.offer("a1")
    for items, due, code in (((), DUE, "CEN-55"), (ITEMS, MOMENT, "CEN-54")):
        with pytest.raises(PhromError) as raised:
            send_back(centre, offered.package_id, items, due)
        assert code_of(raised) == code


def test_what_was_superseded_or_never_came_is_not_returned(centre: Centre) -> None:
    """P5: CEN-51 names the newer revision, CEN-50 what is not here."""
    old, _new = centre.offer("a1", "a2")
    with pytest.raises(PhromError) as raised:
        send_back(centre, old.package_id)
    assert code_of(raised) == "CEN-51"
    for unknown in ("f" * 64, "ไม่มี", "", "abc"):
        with pytest.raises(PhromError) as raised:
            send_back(centre, unknown)
        assert code_of(raised) == "CEN-50"


def test_the_fingerprint_on_paper_names_the_package_too(centre: Centre) -> None:
    """P5: the groups printed in every footer, as they are read out, are enough."""
    centre.offer("a1", "b1")
    row = next(one for one in centre.rows(tables.submission) if one["office_code"] == B)
    printed = row["submission_sha256"][:8].upper()
    done = send_back(centre, f"{printed[:4]} {printed[4:]}", (Item("b2", "missing", "ยังไม่ได้ตอบ"),))
    assert (done.package_id, done.items[0].question) == (row["package_id"], "/data/b/b2")


def test_late_and_disputed_packages_may_be_returned(centre: Centre) -> None:
    """P5 K2: late ones count, disputed ones need the office's word most of all."""
    first, second = centre.offer("a1", "a1x", moment=LATE)
    assert second.state == "conflict"
    (other,) = centre.offer("b1", moment=LATE)
    assert other.state == "late"
    due = LATE + timedelta(days=7)
    for one in (first, second, other):
        assert send_back(centre, one.package_id, due=due, moment=LATE).package_id == one.package_id


def wrong_score(centre: Centre) -> Path:
    """A's submission, its score raised before it was signed."""
    path = centre.folder / "score.asice"
    with verify(centre.package("a1"), centre.trust, MOMENT) as good:
        payload = json.loads(json.dumps(good.payload))
        node = next(one for one in payload["score"]["nodes"] if one["id"] == "a1")
        node["exact"], node["shown"] = "100/1", "100.00"
        files = {one: good.read(one) for one in good.names if one != PackageType.SUBMISSION.payload}
        write_package(path, PackageType.SUBMISSION, payload, files, centre.offices[A], SIGNED)
    return path


def test_a_score_that_differs_proposes_its_questions(centre: Centre) -> None:
    """P5 S7: a held file may be returned; what differs is proposed with both figures."""
    (held,) = centre.offer(wrong_score(centre))
    assert (held.state, held.code) == ("held", "SCORE_MISMATCH")
    candidate = returns.open_candidate(centre.registry, held.package_id, MOMENT)
    proposed = returns.propose_items(centre.registry, candidate)
    assert [item.question for item in proposed] == ["/data/a/a1"]
    assert "100.00" in proposed[0].comment
    done = send_back(centre, held.package_id, proposed)
    assert read(centre, done)["package_id"] == held.package_id


def test_a_stranger_s_signature_is_not_answered(centre: Centre) -> None:
    """P5: a file under another office's key was not sent by the office it names."""
    path = centre.folder / "stolen.asice"
    with verify(centre.package("b1"), centre.trust, MOMENT) as good:
        files = {one: good.read(one) for one in good.names if one != PackageType.SUBMISSION.payload}
        write_package(path, PackageType.SUBMISSION, good.payload, files, centre.offices[A], SIGNED)
    (held,) = centre.offer(path)
    assert (held.state, held.code) == ("held", "OFFICE_MISMATCH")
    with pytest.raises(PhromError) as raised:
        send_back(centre, held.package_id)
    assert code_of(raised) == "CEN-50"


def test_a_further_return_takes_the_place_of_the_first(centre: Centre) -> None:
    """P5: both files stay, the newest is the one that is open; no number of the key is used twice."""
    (offered,) = centre.offer("a1")
    first = send_back(centre, offered.package_id)
    second = send_back(centre, offered.package_id, ITEMS[:1], moment=MOMENT + timedelta(hours=1), lock_others=False)
    assert first.path != second.path
    assert read(centre, second)["lock_others"] is False
    assert returned.open_returns(centre.registry, ROUND)[A].return_id == second.return_id
    (receipt,) = receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK)
    with verify(receipt.path, centre.trust, MOMENT) as package:
        assert package.payload["seq"] == read(centre, second)["seq"] + 1 == read(centre, first)["seq"] + 2


def test_what_came_under_a_dropped_root_is_still_returned(centre: Centre) -> None:
    """P5 P2: a changed root does not take central the packages that came before."""
    package_id = centre.offer("a1")[0].package_id
    bundles.change_root(centre.registry, PASSPHRASE, MOMENT, CLERK)
    bundles.issue_bundle(centre.registry, PASSPHRASE, MOMENT, CLERK, drop_old_root=True)
    assert send_back(centre, package_id).package_id == package_id


def test_a_disk_that_refuses_returns_nothing(centre: Centre) -> None:
    """P5: told, no row; done again it has the same number."""
    (offered,) = centre.offer("a1")
    folder = centre.folder / "returns"
    folder.write_text("a file where a folder should be")
    with pytest.raises(PhromError):
        send_back(centre, offered.package_id)
    assert centre.rows(tables.returned) == []
    folder.unlink()
    assert read(centre, send_back(centre, offered.package_id))["seq"] == 2


def test_returns_are_rebuilt_from_the_log(centre: Centre) -> None:
    """P5 K8: the same rows, and the counter of the key goes on behind them."""
    (offered,) = centre.offer("a1")
    send_back(centre, offered.package_id)
    list(rebuild(centre.folder / "again.db", centre.folder))
    again = open_registry(centre.folder / "again.db")
    with again.reading() as connection:
        for table in (tables.returned, tables.setting):
            rebuilt = sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            assert rebuilt == sorted((tuple(row.values()) for row in centre.rows(table)), key=repr)
    again.close()


def test_a_registry_made_before_returns_gets_its_table(centre: Centre) -> None:
    """P5 K8: opening an older registry adds what came since, and loses nothing."""
    (offered,) = centre.offer("a1")
    before = centre.states()
    centre.registry.close()
    with sqlite3.connect(centre.folder / "registry.db") as connection:
        connection.execute("DROP TABLE returned")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    older = Centre(centre.folder, centre.keys, centre.offices, centre.packages)
    assert older.states() == before
    assert send_back(older, offered.package_id).revision == 1
    older.close()


def test_central_lists_what_a_revision_changed_and_why(centre: Centre) -> None:
    """P5: each question that differs with old and new answer and the office's reason; nothing that is the same."""
    old, new = centre.offer("a1", "a2")
    found = revised.read_revision(centre.registry, new.package_id, MOMENT).changes
    assert revised.read_revision(centre.registry, old.package_id, MOMENT).changes == ()
    assert {one.question: (one.old.answer, one.new.answer) for one in found} == {
        "/data/a/a1": ("issued", "none"),
        "/data/b/b_all": ("10", "4"),
        "/data/b/b_dig": ("5", "4"),
        "/data/b/b2": ("live", ""),
        "/data/b/b3": ("3", ""),
    }
    assert {one.why for one in found} == {""}


def test_the_office_s_reason_stands_beside_the_change(centre: Centre) -> None:
    """P5: `changes` of the submission, by question."""
    (old,) = centre.offer("a1")
    answers = {"a/a1": "none", "b/b_all": "10", "b/b_dig": "5", "b/b2": "live", "b/b3": "3"}
    seal(
        centre, "a2why", A, revision=2, seq=2, supersedes=old.package_id, answers=answers,
        changes={"/data/a/a1": "แผนยังไม่ประกาศใช้"},
    )  # fmt: skip
    (new,) = centre.offer("a2why")
    (one,) = revised.read_revision(centre.registry, new.package_id, MOMENT).changes
    assert (one.question, one.why) == ("/data/a/a1", "แผนยังไม่ประกาศใช้")


def test_a_reviewer_reads_first_what_was_asked_and_left(centre: Centre) -> None:
    """P5: questions that were returned come first, one left as it was with the office's remark, then the rest."""
    (old,) = centre.offer("a1")
    done = send_back(centre, old.package_id)
    answers = {"a/a1": "issued", "b/b_all": "10", "b/b_dig": "4", "b/b2": "none", "b/b3": "3"}
    seal(
        centre, "a2asked", A, revision=2, seq=2, supersedes=old.package_id, reply_to=done.return_id, answers=answers,
        changes={"/data/b/b_dig": "นับใหม่"}, notes={"/data/a/a1": "แผนยังใช้อยู่"},
    )  # fmt: skip
    (new,) = centre.offer("a2asked")
    found = revised.read_revision(centre.registry, new.package_id, MOMENT)
    assert (found.office_code, found.round, found.revision, new.revision) == (A, ROUND, 2, 2)
    assert found.office is not None
    told = [(one.question, one.same, one.why, one.asked) for one in found.changes]
    assert told[:2] == [
        ("/data/b/b_dig", False, "นับใหม่", ITEMS[1]),
        ("/data/a/a1", True, "แผนยังใช้อยู่", ITEMS[0]),
    ]
    assert all(asked is None for _, _, _, asked in told[2:])
    assert found.changes[1].title["th"] == "มีแผนดิจิทัลหรือไม่"


@pytest.mark.parametrize(
    "content", [b"question,reason\n", b"\xff\xfe", b"question,reason,comment\n/data/a/a1,wrong\n", b""]
)
def test_a_file_that_is_no_list_of_items_is_told(tmp_path: Path, content: bytes) -> None:
    """P5: CEN-57 with the row."""
    path = tmp_path / "items.csv"
    path.write_bytes(content)
    with pytest.raises(PhromError) as raised:
        returns.read_items(path)
    assert code_of(raised) == "CEN-57"


def test_items_are_read_from_a_file(tmp_path: Path) -> None:
    """P5: columns in any order, blank rows left out, a comma inside quotes."""
    path = tmp_path / "items.csv"
    path.write_text('\ufeffcomment,question,reason\n"แก้, แล้วส่ง",/data/a/a1,wrong\n,,\n', encoding="utf-8")
    assert returns.read_items(path) == (Item("/data/a/a1", "wrong", "แก้, แล้วส่ง"),)
