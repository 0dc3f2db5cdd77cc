"""The reference tables agree with each other and with what their page of sources says."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from desktop_app.resources import REFERENCE

FILES = ("roster", "provinces", "clusters", "ministries", "departments", "other_agencies")
INVISIBLE = frozenset({"Cf", "Cc", "Zl", "Zp"})


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def by(name: str, key: str) -> dict[str, dict[str, str]]:
    """The rows of one table under their key."""
    return {row[key]: row for row in rows(name)}


def test_every_table_has_the_rows_its_sources_page_counts() -> None:
    """K3: the page of sources counts each file's rows, and a wrong count is noticed."""
    page = (REFERENCE / "SOURCES.md").read_text(encoding="utf-8")
    stated = {name: int(count) for name, count in re.findall(r"\| `(\w+)\.csv` \| (\d+) \|", page)}
    assert stated == {name: len(rows(name)) for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_tables_are_clean_text(name: str) -> None:
    """X1: no table holds a mark that nobody can see, and all are in one normal form."""
    text = (REFERENCE / f"{name}.csv").read_text(encoding="utf-8")
    unseen = {char for char in text if unicodedata.category(char) in INVISIBLE and char != "\n"}
    assert unseen == set()
    assert unicodedata.is_normalized("NFC", text)
    assert "\u00a0" not in text


def test_roster_is_the_departments_of_2565_and_the_77_provinces() -> None:
    """K3: the shipped roster has 165 departments and 77 provinces, each code once and well formed."""
    codes = [row["office_code"] for row in rows("roster")]
    levels = Counter(row["respondent_level"] for row in rows("roster"))
    assert levels == {"department": 165, "province": 77}
    assert len(set(codes)) == 242
    assert all(re.fullmatch(r"[A-Z0-9][A-Z0-9-]{1,19}", code) for code in codes)


def test_roster_departments_carry_the_names_of_the_department_table() -> None:
    """K3: a department's names and ministry come from the table of departments."""
    departments = by("departments", "dept_key")
    for row in rows("roster"):
        if row["respondent_level"] == "department":
            source = departments[row["office_code"]]
            assert source["valid_2565"] == "1"
            assert (row["office_name_th"], row["office_name_en"], row["ministry_key"]) == (
                source["name_th"],
                source["name_en_draft"],
                source["ministry_key"],
            )


def test_roster_provinces_carry_the_names_of_the_province_table() -> None:
    """K3: a province's office is named after its province; Bangkok is Bangkok and under no ministry."""
    offices = by("roster", "office_code")
    for province in rows("provinces"):
        office = offices[f"{province['province_code']}-001"]
        bangkok = province["is_bangkok"] == "1"
        name = "กรุงเทพมหานคร" if bangkok else f"สำนักงานจังหวัด{province['name_th']}"
        assert office["office_name_th"] == name
        assert office["province_code"] == province["province_code"]
        assert office["ministry_key"] == ("" if bangkok else "M15")
        assert bangkok or office["office_name_en"] == f"{province['name_en']} Provincial Office"


def test_roster_ships_no_contact_data() -> None:
    """K7: the shipped roster holds no telephone number of anybody."""
    assert {row["phone"] for row in rows("roster")} == {""}


def test_every_ministry_named_by_a_department_exists_in_its_year() -> None:
    """K3: no department hangs on a ministry that was not there in the same year."""
    ministries = by("ministries", "ministry_key")
    for row in rows("departments"):
        if row["valid_2565"] == "1":
            assert ministries[row["ministry_key"]]["valid_2565"] == "1", row["dept_key"]


def test_clusters_and_provinces_name_each_other() -> None:
    """K4: each of the 18 clusters lists exactly the provinces that name it; Bangkok is in none."""
    members: dict[str, set[str]] = {}
    for row in rows("provinces"):
        members.setdefault(row["cluster_2560_key"], set()).add(row["name_th"])
    assert members.pop("") == {"กรุงเทพมหานคร"}
    assert members == {row["cluster_key"]: set(row["provinces_th"].split("|")) for row in rows("clusters")}


def test_no_shipped_table_names_a_place_outside_the_project() -> None:
    """K3: reference data names its public source, never a folder of the machine it was made on."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(REFERENCE).iterdir())]
    assert not any(word in text for text in texts for word in ("../", "seed 00"))
