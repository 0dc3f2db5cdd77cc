"""Rounds and their form releases (Q6, K10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.central import rounds, tables
from desktop_app.central.coverage import coverage, round_roster
from desktop_app.central.rosters import import_roster
from desktop_app.central.rounds import Round, open_round, release
from desktop_app.errors import PhromError
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.submission.release import open_release
from desktop_app.submission.roster import Office, Roster
from tests.central.central_world import CLERK, CLOSES, LATE, MOMENT, ROSTER, ROUND, START, Centre, session_of
from tests.questionnaire.form_tables import EXAMPLE, write_complete

SECOND = EXAMPLE + "\n| settings | version |\n| test | 2 |\n"
OTHER = EXAMPLE + "\n| settings | version |\n| other | 1 |\n"


def publish(centre: Centre, form: str = SECOND, round_name: str = ROUND, closes: datetime = CLOSES) -> Path:
    workbook = write_complete(form, centre.folder / "new.xlsx")
    one = Round(round_name, START, closes)
    return release(centre.registry, workbook, one, centre.keys.desk, MOMENT, CLERK)


def test_a_release_opens_in_an_office_with_its_form_dates_and_roster(centre: Centre) -> None:
    """Q6 K10: signed by the desk, verified with the trust folder; no telephone leaves the centre."""
    path = publish(centre)
    with verify(path, centre.trust, MOMENT) as package:
        assert package.kind is PackageType.FORM_RELEASE
        assert package.package_id == path.stem
        opened = open_release(package)
        assert b"053 000 000" not in package.read("roster.csv")
    assert (opened.form_id, opened.form_version, opened.round) == ("test", 2, ROUND)
    assert (opened.opens_at, opened.closes_at) == (START, CLOSES)
    assert [office.office_code for office in opened.roster.offices] == [one.office_code for one in ROSTER.offices]
    assert session_of(opened, "10-001", {"a/a1": "none"}).state("/data/a/a1").value == "none"
    assert centre.files("staging") == set()


def test_the_newest_release_of_a_round_is_opened(centre: Centre) -> None:
    """Q6: as of its own day, however late it is; a clock that is behind is told."""
    publish(centre)
    assert open_round(centre.registry, ROUND, MOMENT).form_version == 2
    assert open_round(centre.registry, ROUND, MOMENT + timedelta(days=5 * 365)).form_version == 2
    with pytest.raises(PackageRefused):
        open_round(centre.registry, ROUND, START - timedelta(days=300))
    with pytest.raises(PhromError) as raised:
        open_round(centre.registry, "2570", MOMENT)
    assert raised.value.code == "CEN-08"


def test_a_released_version_never_changes(centre: Centre) -> None:
    """Q6 CEN-10: the same form and version for the same round."""
    publish(centre)
    with pytest.raises(PhromError) as raised:
        publish(centre)
    assert raised.value.code == "CEN-10"
    assert len(centre.rows(tables.form_release)) == 2
    publish(centre, round_name="2570")


def test_versions_of_a_round_only_rise(centre: Centre) -> None:
    """Q6 CEN-22: an older version never replaces a newer one, and each names the one it replaces."""
    first = open_round(centre.registry, ROUND, MOMENT).package_id
    path = publish(centre, SECOND.replace("| test | 2 |", "| test | 3 |"))
    with verify(path, centre.trust, MOMENT) as package:
        assert package.payload["replaces"] == first
    with pytest.raises(PhromError) as raised:
        publish(centre)
    assert raised.value.code == "CEN-22"


def test_the_scoring_of_a_version_is_frozen(centre: Centre) -> None:
    """Q6 S7 CEN-23: the same version scores the same in every round; a new text is no new scoring."""
    publish(centre)
    with pytest.raises(PhromError) as raised:
        publish(centre, SECOND.replace("| issued | 67 |", "| issued | 60 |"), "2570")
    assert raised.value.code == "CEN-23"
    publish(centre, SECOND.replace("มีแผนดิจิทัลหรือไม่", "มีแผนดิจิทัลแล้วหรือไม่"), "2570")


def test_texts_that_changed_since_the_last_release_are_told(centre: Centre) -> None:
    """Q2 W215: without the author naming the earlier file; a bridge explains the change."""
    changed = SECOND.replace("มีแผนดิจิทัลหรือไม่", "มีแผนปฏิบัติการดิจิทัลหรือไม่")
    workbook = write_complete(changed, centre.folder / "second.xlsx")
    assert [(one.code, one.name) for one in rounds.check(centre.registry, workbook, MOMENT)] == [("W215", "a1")]
    bridge = "\n| eval_bridge | from_name | name | kind |\n| 1 | a1 | a1 | reworded |\n"
    workbook = write_complete(changed + bridge, centre.folder / "third.xlsx")
    assert rounds.check(centre.registry, workbook, MOMENT) == ()
    assert rounds.check(centre.registry, write_complete(OTHER, centre.folder / "o.xlsx"), MOMENT) == ()
    (centre.folder / "none.xlsx").write_bytes(b"PK")
    assert [one.code for one in rounds.check(centre.registry, centre.folder / "none.xlsx", MOMENT)] == ["E001"]


def test_a_round_has_one_form(centre: Centre) -> None:
    """Q6 CEN-18: figures of two instruments never meet in one table."""
    with pytest.raises(PhromError) as raised:
        publish(centre, OTHER)
    assert raised.value.code == "CEN-18"
    publish(centre, OTHER, "2569-other")


@pytest.mark.parametrize("name", ["", "2569/2570", "../2569", "ปี 2569", "2569 ", "x" * 21])
def test_a_round_needs_a_name_that_can_be_a_file(centre: Centre, name: str) -> None:
    """K10 CEN-17."""
    with pytest.raises(PhromError) as raised:
        publish(centre, round_name=name)
    assert raised.value.code == "CEN-17"


def test_a_round_ends_after_it_opens(centre: Centre) -> None:
    """K10 CEN-17: both days stand in the sentence as they are in Thailand."""
    with pytest.raises(PhromError) as raised:
        publish(centre, closes=START)
    assert raised.value.code == "CEN-17"
    assert "2026-05-01" in raised.value.message("th")


def test_a_form_with_errors_is_not_released(centre: Centre) -> None:
    """Q2 CEN-09: how many, and the first with its cell; nothing is written."""
    before = centre.files("packages")
    with pytest.raises(PhromError) as raised:
        publish(centre, SECOND.replace("${b_all}", "${no_such}"))
    assert raised.value.code == "CEN-09"
    assert "survey" in raised.value.message("th")
    assert centre.files("packages") == before


@pytest.mark.parametrize("content", [None, b"", b"no workbook", b"PK\x03\x04 cut"])
def test_what_is_no_form_is_not_released(centre: Centre, content: bytes | None) -> None:
    """Q2 CEN-09: missing and foreign files."""
    path = centre.folder / "form.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PhromError) as raised:
        release(centre.registry, path, Round("2570", START, CLOSES), centre.keys.desk, MOMENT, CLERK)
    assert raised.value.code in ("CEN-09", "FILE-02")


def test_a_further_release_brings_its_own_dates_and_roster(centre: Centre) -> None:
    """Q6 K3 K4: a longer round with one more office: what was late is in time, and the denominator says so."""
    more = Roster((*ROSTER.offices, Office("99-001", "หน่วยงานใหม่")))
    import_roster(centre.registry, more.to_csv(with_phone=True), MOMENT, CLERK)
    assert coverage(centre.registry, ROUND).total.expected == 4
    publish(centre, closes=CLOSES + timedelta(days=30))
    assert coverage(centre.registry, ROUND).total.expected == 5
    assert round_roster(centre.registry, ROUND)[0].offices[-1] == more.offices[-1]
    assert centre.offer("a1", moment=LATE)[0].state == "accepted"


def test_days_are_thai_days() -> None:
    """K10: from midnight to the last second before midnight in Bangkok."""
    one = Round("x", rounds.start_of_day(date(2026, 5, 1)), rounds.end_of_day(date(2026, 6, 30)))
    assert one == replace(one, opens_at=datetime(2026, 4, 30, 17, tzinfo=UTC), closes_at=CLOSES)
