"""Packages and log are the truth: the registry can be made anew from them (K8)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.central import authorities, bundles, decisions, receipts, returns, rosters, tables
from desktop_app.central.rebuild import rebuild
from desktop_app.central.registry import Registry, open_registry
from desktop_app.central.returned import Item
from desktop_app.errors import PhromError
from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from desktop_app.submission.roster import Office, Roster
from desktop_app.trust.certificates import read_certificate
from tests.central.central_world import AUDIENCE, CLERK, LATE, MOMENT, PASSPHRASE, ROSTER, ROUND, SIGNED, Centre, enrol

DAY = timedelta(days=1)


def held_file(centre: Centre) -> Path:
    """C's submission under A's key."""
    with verify(centre.package("c1"), centre.trust, MOMENT) as good:
        files = {one: good.read(one) for one in good.names if one != PackageType.SUBMISSION.payload}
        path = centre.folder / "held.asice"
        write_package(path, PackageType.SUBMISSION, good.payload, files, centre.offices["10-001"], SIGNED)
    return path


@pytest.fixture(scope="module")
def eventful(made: Centre, tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """A centre after an eventful round: conflicts, revisions, held, refused, revoked, renewed, late, answered."""
    centre = made.copy(tmp_path_factory.mktemp("eventful") / "centre")
    bad = centre.folder / "bad.asice"
    bad.write_bytes(centre.package("a1").read_bytes()[:-9])
    registry = centre.registry
    centre.offer("a2", "a1", "b1", bad, held_file(centre))
    list(receipts.issue_receipts(registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK))
    kept = next(row for row in centre.rows(tables.submission) if row["office_code"] == "10-002")
    item = Item("/data/a/a1", "wrong", "แก้")
    due = MOMENT + 9 * DAY
    returns.return_package(registry, kept["package_id"], [item], due, centre.keys.desk, MOMENT, CLERK)
    serial = f"{read_certificate(centre.offices['10-002'].certificate).serial:x}"
    authorities.revoke(registry, centre.keys.office_authority, [serial], "keyCompromise", MOMENT + DAY, CLERK)
    centre.offer("b1", "c1", moment=MOMENT + 2 * DAY)
    new = Office("99-001", "หน่วยงานใหม่")
    rosters.import_roster(registry, Roster((*ROSTER.offices, new)).to_csv(), MOMENT + 3 * DAY, CLERK)
    enrol(registry, centre.keys, "99-001", MOMENT + 3 * DAY)
    authorities.renew_lists(registry, PASSPHRASE, MOMENT + 4 * DAY, CLERK)
    bundles.set_form_state(registry, ROUND, 1, "closed", MOMENT + 5 * DAY, CLERK)
    bundles.set_form_state(registry, ROUND, 1, "open", MOMENT + 6 * DAY, CLERK)
    bundles.change_root(registry, PASSPHRASE, MOMENT + 6 * DAY, CLERK)
    bundles.issue_bundle(registry, PASSPHRASE, MOMENT + 7 * DAY, CLERK, drop_old_root=True)
    centre.offer("d1", "a1x", moment=LATE)
    held = next(one for one in decisions.pending(registry) if one.file_name == "held.asice")
    decisions.reject(registry, held.file_sha256, "หน่วยงานยืนยันว่าไม่ใช่ของตน", LATE, CLERK)
    list(receipts.issue_receipts(registry, centre.keys.desk, AUDIENCE, LATE, CLERK))
    centre.offer("d1", moment=LATE + 200 * DAY)
    centre.close()
    return centre


@pytest.fixture
def lived(eventful: Centre, tmp_path: Path) -> Iterator[Centre]:
    """The same, free to be changed."""
    copied = eventful.copy(tmp_path / "centre")
    yield copied
    copied.close()


def contents(registry: Registry) -> dict[str, list[Any]]:
    """Every row of every table."""
    with registry.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in tables.metadata.sorted_tables
        }


def test_a_rebuilt_registry_is_equal_in_every_table(lived: Centre) -> None:
    """K8: states, answers, scores, certificates with revocations, receipts, settings, log: all rows."""
    before = contents(lived.registry)
    assert all(before[name] for name in before if name != "evidence")
    assert {row["state"] for row in lived.rows(tables.submission)} >= {"accepted", "late", "conflict"}
    logged = {row["state"] for row in lived.rows(tables.intake_log)}
    assert logged >= {"accepted", "late", "conflict", "superseded", "duplicate", "held", "refused"}
    assert {row["verdict"] for row in lived.rows(tables.receipt)} == {"accepted", "accepted-late", "superseded", "held"}
    steps = list(rebuild(lived.folder / "again.db", lived.folder))
    assert [step.number for step in steps] == list(range(1, len(before["intake_log"]) + 1))
    again = open_registry(lived.folder / "again.db")
    assert contents(again) == before
    again.close()
    assert lived.files(".") & {"again.db.part", "again.db.part-journal"} == set()


def test_work_goes_on_in_a_rebuilt_registry(lived: Centre) -> None:
    """K8 K1: duplicates are known, the log goes on, no receipt is issued twice."""
    lived.close()
    (lived.folder / "registry.db").unlink()
    list(rebuild(lived.folder / "registry.db", lived.folder))
    anew = Centre(lived.folder, lived.keys, lived.offices, lived.packages)
    assert [one.code for one in anew.offer("d1", moment=LATE)] == ["DUPLICATE"]
    assert list(receipts.issue_receipts(anew.registry, anew.keys.desk, AUDIENCE, LATE, CLERK)) == []
    anew.close()


def one_archived(centre: Centre) -> Path:
    return centre.registry.folders.archived(next(iter(centre.states())))


@pytest.mark.parametrize("spoil", ["gone", "damaged", "exchanged"])
def test_a_package_that_is_not_what_it_was_stops_the_rebuild(lived: Centre, spoil: str) -> None:
    """K8 CEN-15: the package is named, and no registry is left half-made."""
    path = one_archived(lived)
    if spoil == "gone":
        path.unlink()
    elif spoil == "damaged":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        shutil.copy(lived.package("c1"), path)
    with pytest.raises(PhromError) as raised:
        list(rebuild(lived.folder / "again.db", lived.folder))
    assert raised.value.code == "CEN-15"
    assert path.stem in raised.value.message("th")
    assert list(lived.folder.glob("again.db*")) == []


def test_a_rebuild_that_is_stopped_leaves_nothing_and_may_be_begun_again(lived: Centre) -> None:
    """K8: the file gets its name only when it is whole."""
    steps = rebuild(lived.folder / "again.db", lived.folder)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert list(lived.folder.glob("again.db*")) == []
    assert list(rebuild(lived.folder / "again.db", lived.folder))


def test_nothing_is_rebuilt_over_a_registry(lived: Centre) -> None:
    """K8 CEN-03."""
    with pytest.raises(PhromError) as raised:
        list(rebuild(lived.folder / "registry.db", lived.folder))
    assert raised.value.code == "CEN-03"


def test_a_damaged_log_is_told_before_a_file_is_made(lived: Centre) -> None:
    """K8 CEN-14."""
    path = lived.folder / "log" / "intake.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"by"', b'"BY"', 1))
    with pytest.raises(PhromError) as raised:
        list(rebuild(lived.folder / "again.db", lived.folder))
    assert raised.value.code == "CEN-14"
    assert list(lived.folder.glob("again.db*")) == []


def test_a_folder_without_a_log_is_told(tmp_path: Path) -> None:
    """K8 FILE-02."""
    with pytest.raises(PhromError) as raised:
        list(rebuild(tmp_path / "again.db", tmp_path))
    assert raised.value.code == "FILE-02"
    assert list(tmp_path.iterdir()) == []
