"""The outbox: what was handed in, what central said, and what nobody has answered (P4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.office.outbox import PATIENCE_DAYS, Sent, outbox
from desktop_app.office.receipts import take_answer
from desktop_app.office.signing import export, sign
from desktop_app.package.kinds import PackageType
from desktop_app.submission.compose import Signatory
from tests.office.office_world import CIO, Clock, Office, round_package
from tests.simulator.world import AUDIENCE, MOMENT, SIGNED_AT, world

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return round_package(world(), tmp_path_factory.mktemp("round"))


@pytest.fixture
def office(tmp_path: Path, package: Path) -> Iterator[Office]:
    """All answered and signed, nothing exported."""
    made = Office(tmp_path / "data", package, world(), Clock())
    made.answer_all()
    made.assessment.make_ready()
    signatory = Signatory(CIO, "CIO")
    sign(made.assessment, world().office(), signatory, SIGNED_AT, audience=AUDIENCE, trust=world().trust)
    yield made
    made.store.close(backup=False)


def only(office: Office, days: int = 0) -> Sent:
    """The one package, so many days after it was exported."""
    (found,) = outbox(office.store, office.clock() + days * DAY)
    return found


def exported(office: Office) -> None:
    export(office.assessment, office.folder.parent / "r1.asice")


def answer(office: Office, kind: PackageType, name: str, seq: int, **changes: object) -> None:
    sent = next(one for one in office.store.packages() if one.direction == "sealed")
    facts = {"package_id": sent.package_id, "submission_id": sent.assessment, "revision": 1, "seq": seq}
    target = office.folder.parent / f"{name}.asice"
    world().write(target, kind, **{**facts, **changes})
    take_answer(office.store, target, world().trust, MOMENT, CIO)


def test_a_signed_file_that_never_left_is_named(office: Office) -> None:
    """P4: signed is not sent."""
    found = only(office, 100)
    assert (found.standing, found.exported_at, found.answer, found.days) == ("unsent", None, None, 0)


def test_an_unanswered_file_is_overdue_after_the_days_of_patience(office: Office) -> None:
    """P4: on the last day it waits, a day later somebody should ask; the number of days is told."""
    exported(office)
    waiting, overdue = only(office, PATIENCE_DAYS - 1), only(office, PATIENCE_DAYS)
    assert (waiting.standing, waiting.days) == ("waiting", PATIENCE_DAYS - 1)
    assert (overdue.standing, overdue.days) == ("overdue", PATIENCE_DAYS)
    (patient,) = outbox(office.store, office.clock() + PATIENCE_DAYS * DAY, patience_days=30)
    assert patient.standing == "waiting"


def test_the_last_word_of_the_centre_counts(office: Office) -> None:
    """P4 P5: a receipt, then a return; opened in the other order it is the same."""
    exported(office)
    answer(office, PackageType.RETURN, "return", 9)
    answer(office, PackageType.RECEIPT, "receipt", 8)
    found = only(office, 100)
    assert (found.standing, found.answer and found.answer.kind) == ("answered", "return")


def test_a_receipt_of_one_revision_says_nothing_of_the_next(office: Office) -> None:
    """P4: each file has its own line and its own answer, the newest first."""
    exported(office)
    answer(office, PackageType.RECEIPT, "receipt", 8)
    office.assessment.reload()
    office.assessment.revise("แก้")
    office.assessment.make_ready()
    sign(office.assessment, world().office(), Signatory(CIO, "CIO"), SIGNED_AT, audience=AUDIENCE, trust=world().trust)
    second, first = outbox(office.store, office.clock())
    assert [(one.package.revision, one.standing) for one in (second, first)] == [(2, "unsent"), (1, "answered")]
