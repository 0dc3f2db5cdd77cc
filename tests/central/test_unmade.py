"""An act that the database refuses after its file was signed: no such file stays, and the next try makes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.central import bundles, enrolment, receipts
from desktop_app.central.enrolment import Certified
from desktop_app.errors import PhromError
from desktop_app.trust import keys
from desktop_app.trust.request import make_request
from tests.central.central_world import AUDIENCE, CLERK, MOMENT, PASSPHRASE, Centre, D, release
from tests.central.test_returns import send_back
from tests.questionnaire.form_tables import EXAMPLE, write_complete

REFUSE = "CREATE TRIGGER refuse BEFORE INSERT ON intake_log BEGIN SELECT RAISE(ABORT, 'full'); END"
Act = Callable[[], object]


def _certified(centre: Centre) -> Certified:
    request = make_request(key := keys.new_key())
    heard, authority = keys.grouped(keys.spki_sha256(key)), centre.keys.office_authority
    return enrolment.enrol(centre.registry, D, request, heard, authority, MOMENT, CLERK)


def act_of(name: str, centre: Centre, folder: Path) -> Act:
    """What a person at the centre does, with all that comes before it done already."""
    registry, desk = centre.registry, centre.keys.desk
    if name == "answer":
        certified = _certified(centre)
        return lambda: enrolment.write_answer(registry, certified, desk, centre.folder / "a.asice", MOMENT, CLERK)
    if name == "release":
        workbook = write_complete(EXAMPLE, folder / "again.xlsx")
        return lambda: release(registry, centre.keys, workbook, "2570")
    if name == "bundle":
        return lambda: bundles.issue_bundle(registry, PASSPHRASE, MOMENT, CLERK)
    if name == "root":
        return lambda: bundles.change_root(registry, PASSPHRASE, MOMENT, CLERK)
    (offered,) = centre.offer("a1")
    if name == "receipt":
        return lambda: list(receipts.issue_receipts(registry, desk, AUDIENCE, MOMENT, CLERK))
    return lambda: send_back(centre, offered.package_id)


@pytest.mark.parametrize("name", ["return", "receipt", "answer", "release", "bundle", "root"])
def test_a_signed_file_goes_with_its_transaction(name: str, centre: Centre, tmp_path: Path) -> None:
    """K1 P2 P5: no office is sent what central does not know of."""
    act = act_of(name, centre, tmp_path)
    packages = lambda: {one for one in centre.files(".") if one.endswith(".asice")}  # noqa: E731
    before = packages()
    with closing(sqlite3.connect(centre.folder / "registry.db")) as database:
        database.execute(REFUSE)
        with pytest.raises(PhromError, match="CEN-05"):
            act()
        assert packages() == before
        database.execute("DROP TRIGGER refuse")
    act()
    assert packages() > before
