"""The roster that central keeps: codes never vanish, rounds keep the version they froze (K3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.central import log
from desktop_app.central.coverage import round_roster
from desktop_app.central.rosters import current_roster, import_roster
from desktop_app.errors import PhromError
from desktop_app.submission.roster import Office, Roster
from tests.central.central_world import CLERK, MOMENT, ROSTER, ROUND, Centre


def take(centre: Centre, *offices: Office) -> Roster:
    return import_roster(centre.registry, Roster(offices).to_csv(with_phone=True), MOMENT, CLERK)


def test_the_roster_in_force_is_the_one_that_was_imported(centre: Centre) -> None:
    """K3: every column of every office, telephone included."""
    assert current_roster(centre.registry) == ROSTER


def test_a_new_roster_changes_adds_and_drops_rows(centre: Centre) -> None:
    """K3: the round keeps the version that it froze."""
    renamed = replace(ROSTER.offices[0], name_th="กรมที่เปลี่ยนชื่อ", phone="02 999 9999")
    new = Office("99-001", "หน่วยงานใหม่", level="local")
    take(centre, renamed, *ROSTER.offices[1:], new)
    assert current_roster(centre.registry).offices == (renamed, *ROSTER.offices[1:], new)
    assert round_roster(centre.registry, ROUND)[0] == ROSTER
    take(centre, *ROSTER.offices)
    assert current_roster(centre.registry) == ROSTER


def test_an_office_that_has_a_key_may_not_vanish(centre: Centre) -> None:
    """K3 CEN-13: named, nothing changed, nothing logged."""
    before = log.count(centre.registry)
    with pytest.raises(PhromError) as raised:
        take(centre, *ROSTER.offices[2:])
    assert raised.value.code == "CEN-13"
    assert "10-001, 10-002" in raised.value.message("th")
    assert current_roster(centre.registry) == ROSTER
    assert log.count(centre.registry) == before


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"PK\x03\x04", "SUB-01", "Excel"),
        ("office_code\nกก".encode("cp874"), "SUB-01", "UTF-8"),
        (b"office_code,phone\n", "SUB-02", "office_name_th"),
        (ROSTER.to_csv() + "x y,ชื่อ,,,other,,\n".encode(), "SUB-03", "6"),
        (ROSTER.to_csv() + "10-001,ซ้ำ,,,other,,\n".encode(), "SUB-03", "10-001"),
    ],
    ids=["workbook", "other encoding", "columns", "code", "twice"],
)
def test_a_damaged_roster_changes_nothing(centre: Centre, data: bytes, code: str, says: str) -> None:
    """K3: the sentence names the place."""
    with pytest.raises(PhromError) as raised:
        import_roster(centre.registry, data, MOMENT, CLERK)
    assert raised.value.code == code
    assert says in raised.value.text("en")
    assert current_roster(centre.registry) == ROSTER


def test_a_roster_of_many_offices(centre: Centre) -> None:
    """K3: tens of thousands of local bodies go in, and out again."""
    many = [Office(f"L-{number:05}", "องค์การบริหารส่วนตำบลตัวอย่าง", level="local") for number in range(8_000)]
    take(centre, *ROSTER.offices, *many)
    assert len(current_roster(centre.registry).offices) == 8_004
    take(centre, *ROSTER.offices)
    assert current_roster(centre.registry) == ROSTER
