"""The shipped instrument says what the report of 2560 says, and is whole in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from pyxform.xls2xform import convert

from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.lint import lint
from desktop_app.questionnaire.listing import listing, listing_path
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.resources import FORMS
from desktop_app.scoring.compute import compute_score

Row = dict[str, str]
WORKBOOK = FORMS / "readiness-2560.xlsx"
NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
THAI, ENGLISH = "Thai (th)", "English (en)"
RESTRICTED = {"1.2-03", "1.2-04", "5.1-02", "5.2-01", "5.2-02", "5.2-03", "5.2-04", "5.2-05", "6.1-03"}
ZERO_WHEN_HIDDEN = {
    *("1.1-02", "1.1-03", "1.1-04"),
    *("2.2-02", "2.2-03", "2.2-04", "2.1-04"),
    *("3.1-03", "3.3-03"),
    "5.2-05",
}
HIDDEN_ROWS_LEAVE = {"4.2-04", "6.1-02", "6.1-03", "6.2-02", "6.2-03"}
BORROWED = {
    "1.2-05": "staff_total",
    "2.1-02": "staff_total",
    "2.3-02": "staff_total",
    "2.1-04": "d2_2_1_02_num",
    "3.1-02": "d3_3_1_01_den",
    "3.1-03": "d3_3_1_01_num",
    "3.3-03": "d3_3_1_01_num",
}


@pytest.fixture(scope="module")
def form() -> Form:
    """The instrument as the program reads it."""
    return read_form(WORKBOOK)


def test_pyxform_converts_it_without_a_word() -> None:
    """Q1: the workbook opens in every XLSForm tool; the converter has no warning."""
    assert convert(str(WORKBOOK), validate=False).warnings == []


def test_listing_is_not_stale() -> None:
    """Q1: the text under review is that of the workbook; after a change run `make listing`."""
    assert listing_path(WORKBOOK).read_text(encoding="utf-8") == listing(WORKBOOK)


def test_dimensions_carry_the_published_names_and_weights(sheet: Callable[[str], list[Row]]) -> None:
    """S1: six dimensions weigh 20, 20, 30, 10, 15 and 5, under the names of the report of 2560."""
    dimensions = [row for row in sheet("eval_tree") if row["level"] == "dimension"]
    assert [(row["id"], row["weight"], row[f"label::{THAI}"]) for row in dimensions] == [
        ("D1", "20", "แนวนโยบายและหลักปฏิบัติ"),
        ("D2", "20", "ศักยภาพเจ้าหน้าที่ภาครัฐด้านดิจิทัล"),
        ("D3", "30", "บริการภาครัฐที่สะดวกเข้าถึงง่าย"),
        ("D4", "10", "การบริหารจัดการภายในรูปแบบอิเล็กทรอนิกส์"),
        ("D5", "15", "โครงสร้างพื้นฐานที่มีความมั่นคงปลอดภัยและมีประสิทธิภาพ"),
        ("D6", "5", "เทคโนโลยีอัจฉริยะและการนำไปใช้"),
    ]


def test_nineteen_indicators_under_their_dimensions(sheet: Callable[[str], list[Row]]) -> None:
    """S1: one indicator per clause of the report: 4, 3, 4, 2, 3, 3, equal inside a dimension."""
    indicators = [row for row in sheet("eval_tree") if row["level"] == "indicator"]
    counts = Counter(row["parent"] for row in indicators)
    assert counts == {"D1": 4, "D2": 3, "D3": 4, "D4": 2, "D5": 3, "D6": 3}
    assert {row["weight"] for row in indicators} == {"1"}
    assert all(row["id"][1] == row["parent"][1] for row in indicators)


def test_eighty_items_of_which_seventy_nine_are_scored(items: dict[str, Row]) -> None:
    """S1: 80 items, by dimension 18, 13, 15, 11, 14, 9; only the IT share of the budget is context."""
    assert Counter(code[0] for code in items) == {"1": 18, "2": 13, "3": 15, "4": 11, "5": 14, "6": 9}
    unscored = {code for code, row in items.items() if "eval_rule" not in row}
    assert unscored == {"1.4-01"}


def test_items_score_by_the_rule_of_their_kind(items: dict[str, Row]) -> None:
    """S4: 44 single choices, 6 multiple choices, 21 shares and 8 scored numbers."""
    rules = Counter(row.get("eval_rule", "none") for row in items.values())
    assert rules == {"choice": 44, "multi_sum": 6, "share": 21, "bands": 8, "none": 1}


def test_items_stand_under_the_indicator_of_their_code(items: dict[str, Row]) -> None:
    """S1: item 3.2-01 is named d3_3_2_01 and scores for indicator 3.2."""
    for code, row in items.items():
        assert row["name"].startswith(f"d{code[0]}_{code.replace('.', '_').replace('-', '_')}")
        assert row.get("eval_node", "") in ("", f"i{code[:3].replace('.', '_')}")


def test_heaviest_and_lightest_item(items: dict[str, Row], sheet: Callable[[str], list[Row]]) -> None:
    """S1: each item of 3.2 weighs 2.50 % of the total, each of dimension 6 weighs 0.56 %."""
    tree = {row["id"]: row for row in sheet("eval_tree")}
    scored = [row for row in items.values() if "eval_rule" in row]
    rows_of = Counter(row["eval_node"] for row in scored)
    indicators_of = Counter(row.get("parent") for row in tree.values() if row["level"] == "indicator")
    weights: dict[str, Fraction] = {}
    for row in scored:
        node = row["eval_node"]
        dimension = tree[node]["parent"]
        share = Fraction(tree[dimension]["weight"]) / indicators_of[dimension] / rows_of[node]
        weights[row["name"]] = share
    assert sum(weights.values()) == 100
    heaviest, lightest = max(weights.values()), min(weights.values())
    assert heaviest == Fraction(5, 2)
    assert {name[:6] for name, weight in weights.items() if weight == heaviest} == {"d3_3_2"}
    assert lightest == Fraction(5, 9)
    assert {name[:2] for name, weight in weights.items() if weight == lightest} == {"d6"}


def test_levels_are_the_four_drafted(sheet: Callable[[str], list[Row]]) -> None:
    """S5: four levels from 0, 40, 60 and 80, without gates."""
    levels = sheet("eval_levels")
    assert [(row["level"], row["from"], row[f"label::{THAI}"]) for row in levels] == [
        ("1", "0", "เริ่มต้น"),
        ("2", "40", "กำลังพัฒนา"),
        ("3", "60", "พร้อม"),
        ("4", "80", "พร้อมมาก"),
    ]
    assert not any("gate" in row for row in levels)


def test_restricted_items_are_exactly_nine(items: dict[str, Row]) -> None:
    """K7: nine items go to the separable annex, 33 are open, 38 internal."""
    marks = Counter(row["eval_sensitivity"] for row in items.values())
    assert marks == {"open": 33, "internal": 38, "restricted": 9}
    assert {code for code, row in items.items() if row["eval_sensitivity"] == "restricted"} == RESTRICTED


def test_every_part_of_a_restricted_item_is_restricted(survey: list[Row]) -> None:
    """K7: no number beside a restricted item slips into an ordinary export."""
    code = ""
    for row in survey:
        code = row.get("eval_code", code)
        part = row["name"].startswith(f"d{code[:1]}_{code.replace('.', '_').replace('-', '_')}")
        if code in RESTRICTED and part and row["type"] != "end_group":
            assert row["eval_sensitivity"] == "restricted", row["name"]


def test_contact_page_is_personal_and_small(survey: list[Row]) -> None:
    """K7: name, position, office telephone and office e-mail of one person, after a notice, all personal."""
    page = [row for row in survey if row["name"].startswith("contact") and row["type"] != "end_group"]
    assert [row["name"] for row in page[1:]] == [
        *("contact_notice", "contact_name", "contact_position", "contact_phone", "contact_email"),
    ]
    assert {row["eval_sensitivity"] for row in page} == {"personal"}
    personal = [row for row in survey if row.get("eval_sensitivity") == "personal"]
    assert personal == page


def test_having_nothing_never_scores_better(items: dict[str, Row]) -> None:
    """S4: what a "no" hides counts zero; only what is not asked of an office leaves the count."""
    hidden = {code: row for code, row in items.items() if "eval_skip" in row}
    assert {code for code, row in hidden.items() if row["eval_skip"] == "zero"} == ZERO_WHEN_HIDDEN
    assert {code for code, row in hidden.items() if row["eval_skip"] == "na"} == HIDDEN_ROWS_LEAVE


def test_only_provinces_are_asked_for_a_shared_database(items: dict[str, Row]) -> None:
    """Q4: 4.2-04 and the wording on the PCIO are shown to provinces alone."""
    assert items["4.2-04"]["relevant"] == "${respondent_level} = 'province'"


def test_the_first_answer_is_the_level_of_the_respondent(survey: list[Row]) -> None:
    """Q4: department or province is asked before anything else, for it decides what follows."""
    asked = [row for row in survey if not row["type"].startswith(("begin", "end", "note", "hidden"))]
    assert asked[0]["name"] == "respondent_level"


def test_what_the_roster_knows_is_not_typed_again(form: Form) -> None:
    """Q4: level and name are read-only for an office of the roster, and asked where there is none."""
    names = ("respondent_level", "office_name_th")
    locked = [f"/data/office/{name}" for name in names]
    known = {"office_code": "50-001", "respondent_level": "province", "office_name_th": "สำนักงานจังหวัดเชียงใหม่"}
    for roster in (known, {}):
        session = AnswerSession(form, {}, clock=lambda: NOW, zone=UTC, roster=roster)
        assert all(session.state(ref).read_only is bool(roster) for ref in locked)
        assert [session.state(ref).value for ref in locked] == [roster.get(name, "") for name in names]


def test_cio_is_explained_for_each_level(survey: list[Row]) -> None:
    """Q4: exactly one of the two explanations of the CIO is shown, whatever the level."""
    notes = {row["name"]: row["relevant"] for row in survey if row["name"].startswith("cio_")}
    assert notes == {
        "cio_department": "${respondent_level} != 'province'",
        "cio_province": "${respondent_level} = 'province'",
    }


def test_every_scored_question_is_required(survey: list[Row]) -> None:
    """Q4: nothing that counts may stay blank when the officer finishes."""
    scored = [row for row in survey if "eval_rule" in row]
    assert len(scored) == 79
    assert {row["required"] for row in scored} == {"yes"}


def test_evidence_is_optional_throughout(items: dict[str, Row]) -> None:
    """S4: no gate binds before experts have named the items that must prove."""
    assert {row["eval_evidence"] for row in items.values()} == {"optional"}


def test_a_number_is_asked_once(survey: list[Row], items: dict[str, Row]) -> None:
    """Q3: recurring denominators are read-only copies of the one place where they are asked."""
    rows = {row["name"]: row for row in survey if row["type"] != "end_group"}
    copies = {
        code: rows[row["name"].replace("_num", "_den")].get("calculation", "")
        for code, row in items.items()
        if row.get("eval_rule") == "share"
    }
    assert {code: text for code, text in copies.items() if text} == {
        code: f"${{{name}}}" for code, name in BORROWED.items()
    }


def test_a_share_is_bounded_by_its_denominator(survey: list[Row], items: dict[str, Row]) -> None:
    """S4: a numerator above its denominator is an error, and both stand in one group of the item's code."""
    groups = {row["name"]: row for row in survey if row["type"] == "begin_group"}
    for code, row in items.items():
        if row.get("eval_rule") == "share":
            stem = row["name"].removesuffix("_num")
            target = "2" if code == "2.1-02" else "100"
            assert row["eval_params"] == f"num=${{{stem}_num}} den=${{{stem}_den}} target={target}"
            assert f". <= ${{{stem}_den}}" in row["constraint"]
            assert groups[stem]["eval_code"] == code


def test_exclusive_options_are_also_a_constraint(survey: list[Row], sheet: Callable[[str], list[Row]]) -> None:
    """Q4: other tools too refuse "none" beside another option."""
    exclusive = {row["list_name"]: row["name"] for row in sheet("choices") if "exclusive" in row}
    asked = [row for row in survey if row["type"].startswith("select_multiple")]
    assert len(asked) == len(exclusive) == 6
    for row in asked:
        option = exclusive[row["type"].split()[1]]
        assert row["constraint"] == f"not(selected(., '{option}') and count-selected(.) > 1)"


def test_options_reach_from_zero_to_full_marks(sheet: Callable[[str], list[Row]], survey: list[Row]) -> None:
    """S4: every scored list has an option worth 0 and reaches 100, alone or, if multiple, together."""
    scores: dict[str, list[int]] = {}
    for row in sheet("choices"):
        if row.get("score", "na") != "na":
            scores.setdefault(row["list_name"], []).append(int(row["score"]))
    kinds = {row["type"].split()[1]: row["type"].split()[0] for row in survey if row["type"][:6] == "select"}
    for name, points in scores.items():
        reached = sum(points) if kinds[name] == "select_multiple" else max(points)
        assert (min(points), reached) == (0, 100), name


def test_both_languages_are_complete(sheet: Callable[[str], list[Row]]) -> None:
    """Q5: wherever one language has a text, the other has one too, and neither is a copy."""
    for name in ("survey", "choices", "eval_tree", "eval_levels"):
        for row in sheet(name):
            columns = {column.partition("::")[0] for column in row if "::" in column}
            for column in columns:
                thai, english = row.get(f"{column}::{THAI}", ""), row.get(f"{column}::{ENGLISH}", "")
                assert thai, (name, row["name"], column)
                assert english, (name, row["name"], column)
                assert thai != english
                assert re.search("[ก-๙]", thai), (name, row, column)
                assert not re.search("[ก-๙]", english), (name, row, column)


def test_every_question_has_a_label_and_every_item_guidance(survey: list[Row], items: dict[str, Row]) -> None:
    """Q5: nothing is asked without words; each item explains itself and ends with an example of evidence."""
    for row in survey:
        assert row["type"] in ("end_group", "hidden") or f"label::{THAI}" in row, row
        assert "required" not in row or f"required_message::{THAI}" in row, row["name"]
        assert ("constraint" in row) == (f"constraint_message::{THAI}" in row), row["name"]
    for row in items.values():
        assert re.search(r".\n\nตัวอย่างหลักฐาน: .", row[f"guidance_hint::{THAI}"])
        assert re.search(r".\n\nExample of evidence: .", row[f"guidance_hint::{ENGLISH}"])


def test_no_invisible_or_unusual_characters(sheet: Callable[[str], list[Row]]) -> None:
    """X1: no cell hides a mark, no text differs from its normal form, and no blank is doubled."""
    for name in ("survey", "choices", "settings", "eval_tree", "eval_levels"):
        for row in sheet(name):
            for column, text in row.items():
                unseen = {char for char in text if unicodedata.category(char) in {"Cf", "Cc", "Co", "Zl"}}
                assert unseen <= {"\n"}, (row, column)
                assert "\u00a0" not in text
                assert unicodedata.is_normalized("NFC", text)
                assert text == text.strip()
                assert "  " not in text


@pytest.mark.parametrize(
    "wrong", ["ดิจิตัล", "เกณท์", "สารสสนเทศ", "กาพัฒนา", "ติตาม", "ค่ำน้ำ", "แตกต่ำง", "อิเลคทรอนิกส์", "เว็ปไซต์", "แอพ"]
)
def test_misspellings_of_the_sources_are_not_carried_on(wrong: str, sheet: Callable[[str], list[Row]]) -> None:
    """X1: the spelling is the Royal Society's, not that of the documents the survey is drawn from."""
    texts = (text for name in ("survey", "choices", "eval_tree") for row in sheet(name) for text in row.values())
    assert not any(wrong in text for text in texts)


def test_nobody_has_to_guess_the_year(survey: list[Row]) -> None:
    """Q5: the assessed year is named once in words, and beside every question whose answer hangs on it."""
    period = next(row for row in survey if row["name"] == "period")
    assert "1 ตุลาคม 2567 ถึง 30 กันยายน 2568" in period[f"label::{THAI}"]
    numbers = [
        row
        for row in survey
        if row["type"] in ("integer", "decimal") and "calculation" not in row and row["name"][0] == "d"
    ]
    assert all("2568" in row[f"hint::{THAI}"] and "2568" in row[f"hint::{ENGLISH}"] for row in numbers)


def test_form_says_that_it_is_no_official_survey(survey: list[Row]) -> None:
    """Q1: the first words an office reads say whose survey this is not."""
    first = next(row for row in survey if row["type"] == "note")
    assert "ไม่ใช่แบบสำรวจทางการของ สพร." in first[f"label::{THAI}"]
    assert "not an official survey" in first[f"label::{ENGLISH}"]


def test_names_are_unique_and_legal(survey: list[Row], sheet: Callable[[str], list[Row]]) -> None:
    """Q1: a name is used once in the whole form, so every export can carry it."""
    names = [row["name"] for row in survey if row["type"] != "end_group"]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z][a-z0-9_]{0,62}", name) for name in names)
    assert not {row["id"] for row in sheet("eval_tree")} & set(names)


def test_linter_finds_nothing() -> None:
    """Q2: no mistake and no warning in the instrument that is shipped, not even an accepted one."""
    assert lint(WORKBOOK) == ()


def session_of(form: Form, level: str) -> AnswerSession:
    """A session in which only the level of the respondent is known."""
    return AnswerSession(form, {"/data/office/respondent_level": level}, clock=lambda: NOW, zone=UTC)


@pytest.mark.parametrize(("level", "shown"), [("department", "cio_department"), ("province", "cio_province")])
def test_each_level_sees_its_own_questions(level: str, shown: str, form: Form) -> None:
    """Q4: a department is not asked for the shared database, a province not for the type of agency."""
    session = session_of(form, level)
    notes = [name for name in ("cio_department", "cio_province") if session.state(f"/data/d2/{name}").relevant]
    assert notes == [shown]
    assert session.state("/data/d4/d4_4_2_04").relevant is (level == "province")
    assert session.state("/data/office/agency_type").relevant is (level == "department")


def test_an_office_without_a_cio_gets_zero_for_what_follows(form: Form) -> None:
    """S4: "no" hides three follow-ups and each counts 0 of 100, so indicator 2.2 keeps all its weight."""
    session = session_of(form, "department")
    session.answer("/data/d2/d2_2_2_01", "no")
    session.answer("/data/d2/d2_2_2_05", "4")
    score = compute_score(session)
    follow_ups = [score.node(f"d2_2_2_0{number}") for number in (2, 3, 4)]
    assert [(node.state, node.exact) for node in follow_ups] == [("scored", 0)] * 3
    assert score.node("i2_2").exact == 20


def test_an_office_without_services_declares_it(form: Form) -> None:
    """S4: 0 of 0 services is not applicable with a reason, and no score before the reason is given."""
    session = session_of(form, "department")
    refs = [
        *("/data/d3/d3_3_1_01/d3_3_1_01_den", "/data/d3/d3_3_1_01/d3_3_1_01_num"),
        *(f"/data/d3/d3_{item}/d3_{item}_num" for item in ("3_1_02", "3_1_03", "3_3_03")),
    ]
    for ref in refs:
        session.answer(ref, "0")
    assert all("reason_missing" in session.state(ref).problems for ref in refs[1:])
    for ref in refs[1:]:
        session.set_reason(ref, "ไม่มีบริการแก่ประชาชนหรือภาคธุรกิจ")
    states = {compute_score(session).node(ref.rpartition("/")[2]).state for ref in refs[1:]}
    assert states == {"na"}
