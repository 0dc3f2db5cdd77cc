"""Reading and writing the roster."""

from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.resources import REFERENCE
from desktop_app.submission.roster import Office, Roster, read_roster

HEADER = "office_code,office_name_th,office_name_en,short_name,respondent_level,ministry_key,province_code"
ROW = "50-001,สำนักงานจังหวัดเชียงใหม่,Chiang Mai,เชียงใหม่,province,M15,50"


def roster_file(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_the_shipped_roster_comes_back_as_it_was_written() -> None:
    """K3: 242 offices, every cell, with phone numbers or without."""
    roster = read_roster(Path(REFERENCE / "roster.csv").read_bytes())
    assert len(roster.offices) > 200
    assert read_roster(roster.to_csv(with_phone=True)) == roster
    assert b"phone" not in roster.to_csv().splitlines()[0]


def test_an_office_is_found_by_its_code_and_fills_questions() -> None:
    """K3: the code is the identity; the columns fill what the roster knows."""
    roster = read_roster(b"\xef\xbb\xbf" + roster_file(HEADER, ROW, "", ""))
    office = roster.get("50-001")
    assert office == Office("50-001", "สำนักงานจังหวัดเชียงใหม่", "Chiang Mai", "เชียงใหม่", "province", "M15", "50")
    assert office.columns()["respondent_level"] == "province"
    assert roster.get("99-001") is None


def test_phone_numbers_stay_at_central() -> None:
    """K3 X4: what travels to offices holds no phone number."""
    roster = Roster((Office("50-001", "ก", phone="053-000-000"),))
    assert b"053" not in roster.to_csv(with_phone=False)
    assert b"053" in roster.to_csv(with_phone=True)


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "SUB-02", "missing office_code"),
        (roster_file(HEADER), "SUB-01", "no office"),
        (roster_file(HEADER, ROW).decode().encode("cp874"), "SUB-01", "row 2 is not UTF-8"),
        (b"PK\x03\x04rest", "SUB-01", "Excel"),
        (roster_file(HEADER, ROW + "\0"), "SUB-01", "NUL"),
        (roster_file(HEADER, '50-001,"abc'), "SUB-01", "damaged"),
        (roster_file(HEADER + ",colour", ROW + ",x"), "SUB-02", "unknown colour"),
        (roster_file(HEADER + ",short_name", ROW + ",x"), "SUB-02", "repeated short_name"),
        (roster_file(HEADER.replace("short_name,", ""), ROW), "SUB-02", "missing short_name"),
        (roster_file(HEADER, ROW, ROW), "SUB-03", "row 3, column office_code"),
        (roster_file(HEADER, ROW.replace("50-001", "ab")), "SUB-03", "row 2, column office_code"),
        (roster_file(HEADER, ROW.replace("province", "จังหวัด")), "SUB-03", "column respondent_level"),
        (roster_file(HEADER, ROW.replace("สำนักงานจังหวัดเชียงใหม่", "")), "SUB-03", "column office_name_th"),
        (roster_file(HEADER, ROW.replace("M15", "M 15")), "SUB-03", "column ministry_key"),
        (roster_file(HEADER, ROW.replace("Chiang Mai", "C" * 201)), "SUB-03", "longer than 200"),
        (roster_file(HEADER, ROW.replace("Chiang Mai", '"C\nM"')), "SUB-03", "line break"),
        (roster_file(HEADER, "50-001,สำนักงาน"), "SUB-03", "2 cells, not 7"),
    ],
)
def test_a_damaged_or_foreign_roster_is_refused_with_its_place(data: bytes, code: str, said: str) -> None:
    """K3 X1: row and column are named, nothing is taken in part."""
    with pytest.raises(PhromError) as refused:
        read_roster(data)
    assert refused.value.code == code
    assert said in refused.value.message("en")
