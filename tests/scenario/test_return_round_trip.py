"""A return and its answer, from the centre to the office and back, by files alone (P4 P5 C2 K2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.central import coverage, receipts, returns, tables
from desktop_app.central.returned import Item
from desktop_app.central.revised import read_revision
from desktop_app.errors import PhromError
from desktop_app.office.assessment import Assessment
from desktop_app.office.opening import create, open_assessment
from desktop_app.office.receipts import Answer, take_answer
from desktop_app.office.records import Kind, State
from desktop_app.office.rounds import open_round
from desktop_app.office.signing import export, sign
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.package.verify import verify
from desktop_app.submission.answers import BANGKOK
from tests.central.central_world import (
    ANSWERS,
    AUDIENCE,
    CLERK,
    MOMENT,
    ROUND,
    SIGNATORY,
    SIGNED,
    A,
    Centre,
    make_centre,
)
from tests.office.office_world import Clock

B_DIG, B2, A1 = "/data/b/b_dig", "/data/b/b2", "/data/a/a1"
DUE, LATER = MOMENT + timedelta(days=14), MOMENT + timedelta(days=3)
ITEMS = (Item(B_DIG, "wrong", "นับรวมบริการที่ปิดแล้ว"), Item(B2, "unclear", "ระบุชื่อระบบที่ใช้"))


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = make_centre(tmp_path, offices=(A,))
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OfficeStore]:
    with open_store(tmp_path / "office", clock=Clock(SIGNED)) as opened:
        yield opened


def begin(centre: Centre, store: OfficeStore) -> Assessment:
    """The office opens the round file that the centre signed, and answers."""
    (release,) = centre.rows(tables.form_release)
    path = centre.registry.folders.archived(release["package_id"])
    opened = open_round(store, path, centre.trust, MOMENT)
    work = create(store, opened, A, clock=Clock(SIGNED), zone=BANGKOK, who=CLERK)
    for name, text in ANSWERS.items():
        work.answer(f"/data/{name}", text)
    return work


def send(centre: Centre, work: Assessment, target: Path) -> Path:
    """Handed to the CIO, signed, written to a stick."""
    work.make_ready()
    sign(work, centre.offices[A], SIGNATORY, SIGNED, audience=AUDIENCE, trust=centre.trust)
    export(work, target)
    return target


def take(centre: Centre, store: OfficeStore, path: Path) -> Answer:
    return take_answer(store, path, centre.trust, LATER, CLERK)


def test_return_correct_send_again_receive(centre: Centre, store: OfficeStore, tmp_path: Path) -> None:
    """P4 P5: just the named questions change, the reasons arrive, revision 1 is superseded, the receipt comes home."""
    work = begin(centre, store)
    (first,) = centre.offer(send(centre, work, tmp_path / "r1.asice"))
    assert first.state == "accepted"
    done = returns.return_package(centre.registry, first.package_id, ITEMS, DUE, centre.keys.desk, MOMENT, CLERK)

    answer = take(centre, store, done.path)
    assert (answer.verdict, answer.state, answer.at, answer.new) == ("returned", State.RETURNED, DUE, True)
    assert take(centre, store, done.path).new is False
    work.reload()
    work.revise("แก้ตามที่ส่วนกลางส่งกลับ")
    with pytest.raises(PhromError) as refused:
        work.answer(A1, "none")
    assert refused.value.code == "OFF-60"
    work = open_assessment(store, work.work.id, clock=Clock(SIGNED), zone=BANGKOK, who=CLERK)
    asked = work.asked(B_DIG)
    assert asked is not None
    assert asked.comment == ITEMS[0].comment
    work.answer(B_DIG, "3")
    with pytest.raises(PhromError) as refused:
        work.make_ready()
    assert refused.value.code == "OFF-61"
    work.set_text(Kind.CHANGE_REASON, B_DIG, "ตัดบริการที่ปิดแล้วสองรายการ")
    with pytest.raises(PhromError) as refused:
        work.make_ready()
    assert refused.value.code == "OFF-62"
    work.set_text(Kind.REPLY, B2, "ระบบเซนเซอร์วัดน้ำ ใช้งานแล้ว")

    (second,) = centre.offer(send(centre, work, tmp_path / "r2.asice"), moment=LATER)
    assert (second.state, second.code) == ("accepted", "OK")
    assert {(revision, state) for _, revision, state, _ in centre.states().values()} == {
        (1, "superseded"), (2, "accepted"),
    }  # fmt: skip
    with verify(tmp_path / "r2.asice", centre.trust, LATER) as package:
        payload = package.payload
        assert (payload["reply_to"], payload["supersedes"]) == (done.return_id, first.package_id)
        assert payload["changes"] == {B_DIG: "ตัดบริการที่ปิดแล้วสองรายการ"}
        assert "ระบบเซนเซอร์วัดน้ำ" in payload["notes"][B2]
    change, left = read_revision(centre.registry, second.package_id, LATER).changes
    assert (change.question, change.old.answer, change.new.answer, change.asked) == (B_DIG, "5", "3", ITEMS[0])
    assert (left.question, left.same) == (B2, True)
    assert "ระบบเซนเซอร์วัดน้ำ ใช้งานแล้ว" in left.why
    assert coverage.coverage(centre.registry, ROUND).returned == ()

    issued = list(receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, LATER, CLERK))
    verdicts = [take(centre, store, one.path) for one in issued]
    assert [(one.sent.revision, one.verdict, one.state) for one in verdicts] == [
        (1, "accepted", State.SUPERSEDED),
        (2, "accepted", State.RECEIVED),
    ]
