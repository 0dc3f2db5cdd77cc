"""The closing words of a demo."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.demo.summary import MADE, WORDS, Summary, columns, tell
from desktop_app.errors import Language

SUMMARY = Summary(
    out=Path("demo"),
    round="2569",
    score="64.40",
    offered=203,
    accepted=201,
    by_code={"DIGEST": 1, "OK": 201, "ZIP_END": 1},
    expected_codes={"01-ก่อน.asice": "DIGEST", "02-หลัง.asice": "ZIP_END"},
    ended={"01-ก่อน.asice": "DIGEST", "02-หลัง.asice": "ZIP_END"},
    receipts=203,
    coverage=(201, 242),
    national="56.86",
    passphrases={"office": "รหัสผ่านหนึ่ง", "central": "รหัสผ่านสอง"},
    files={name: f"demo/{name}" for name in MADE},
)


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_summary_says_what_was_made_and_where(language: Language) -> None:
    """U1 X1: figures, every code with its count and file, every file with its meaning, the passphrases, a next step."""
    said = "\n".join(tell(SUMMARY, language))
    for figure in ("64.40", "56.86", "201 / 242", "203 / 201 / 2", "รหัสผ่านหนึ่ง", "รหัสผ่านสอง"):
        assert figure in said
    for code, count in SUMMARY.by_code.items():
        assert any(line.split()[:2] == [code, str(count)] for line in said.splitlines())
    for name, meaning in MADE.items():
        assert any(line.split()[:1] == [name] and meaning[language] in line for line in said.splitlines())
    assert "phrom package verify" in said


def test_the_codes_stand_with_their_files_the_most_frequent_first() -> None:
    """K2: what was taken, then each refusal beside the file that earned it."""
    lines = [line for line in tell(SUMMARY, "en") if line.split()[:1] and line.split()[0] in SUMMARY.by_code]
    assert [line.split() for line in lines] == [
        ["OK", "201", "in", "the", "registry"],
        ["DIGEST", "1", "01-ก่อน.asice"],
        ["ZIP_END", "1", "02-หลัง.asice"],
    ]


def test_columns_stand_under_each_other_in_thai_too() -> None:
    """X1: marks above and below take no room at a terminal."""
    assert columns("ที่") == 1
    assert columns("น้ำ") == 2  # U+0E33 has a width of its own
    lines = tell(SUMMARY, "th")
    figures = [line for line in lines if line.endswith(("64.40", "56.86", "201 / 242", "203 / 201 / 2"))]
    starts = {columns(line[: line.rindex("  ")]) for line in figures}
    assert len(figures) == 4
    assert len(starts) <= 4
    ends = {columns(line) - columns(line.split("  ")[-1].strip()) for line in figures}
    assert len(ends) == 1


def test_a_bad_file_that_ended_otherwise_is_named() -> None:
    """P7: a demo proves something only if it would say that it did not."""
    assert SUMMARY.surprises == ()
    other = replace(SUMMARY, ended={**SUMMARY.ended, "01-ก่อน.asice": "OK"})
    assert other.surprises == ("01-ก่อน.asice",)
    assert "01-ก่อน.asice: ended as OK, should be DIGEST" in tell(other, "en")
    assert other.to_json()["surprises"] == ["01-ก่อน.asice"]


def test_both_languages_have_the_same_words() -> None:
    """X1: nothing is said in one language only."""
    assert WORDS["th"].keys() == WORDS["en"].keys()
    assert all(meaning.keys() == {"th", "en"} for meaning in MADE.values())
