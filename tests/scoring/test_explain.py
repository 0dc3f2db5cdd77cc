"""The explanation of the worked example, and of what the example does not show."""

from dataclasses import replace
from fractions import Fraction

from desktop_app.questionnaire.scheme import Evaluation, Scheme
from desktop_app.scoring.explain import explain
from tests.scoring.scoring_world import (
    LEVEL_ONE,
    FakeSession,
    flat_form,
    group,
    integer,
    make_form,
    repeat,
    rule,
    tree_node,
    worked_session,
)


def test_the_worked_example_is_explained_row_by_row() -> None:
    """S3: effective weight, points, lost points and cause of every row of 3.9."""
    rows = explain(worked_session()).rows
    assert [(row.id, row.weight, row.points, row.lost, row.cause) for row in rows] == [
        ("a1", Fraction(4, 15), Fraction(40, 3), Fraction(40, 3), "no_evidence"),
        ("a2", Fraction(2, 15), Fraction(32, 3), Fraction(8, 3), "capped"),
        ("b_dig", Fraction(2, 5), Fraction(120, 7), Fraction(160, 7), "answer"),
        ("b2", Fraction(0), Fraction(0), Fraction(0), "not_applicable"),
        ("b3", Fraction(1, 5), Fraction(0), Fraction(20), "no_answer"),
    ]
    assert [row.raw for row in rows] == [100, 100, Fraction(300, 7), None, None]


def test_the_shown_columns_of_the_worked_example() -> None:
    """S3: 13.33 + 10.67 + 17.14 = 41.14 and 13.33 + 2.67 + 22.86 + 20.00 = 58.86."""
    rows = explain(worked_session()).rows
    assert [row.shown_points for row in rows] == ["13.33", "10.67", "17.14", "0.00", "0.00"]
    assert [row.shown_lost for row in rows] == ["13.33", "2.67", "22.86", "0.00", "20.00"]


def test_the_sentence_of_the_worked_example() -> None:
    """S3 X1: one sentence says what the score is made of and where it was lost."""
    sentence = explain(worked_session()).sentence
    assert sentence["th"] == (
        "41.14 = แนวนโยบาย 40.0 % × 60.00 + บริการ 60.0 % × 28.57; "
        "เสียมากที่สุด: b_dig 22.86 (ตอบ 3 จาก 7), b3 20.00 (ยังไม่ตอบ), a1 13.33 (ยังไม่แนบหลักฐาน); "
        "b2 ไม่นับ: น้ำหนักย้ายไป b_dig"
    )
    assert sentence["en"].endswith(
        "lost most: b_dig 22.86 (answered 3 of 7), b3 20.00 (not answered yet), "
        "a1 13.33 (no evidence attached); b2 does not count: its weight moves to b_dig"
    )


def test_a_node_cap_is_a_row_with_negative_points() -> None:
    """S3 S4: what a cap keeps back is said, so that the points still add up."""
    tree = (tree_node("total", "", "1"), tree_node("D", "total", "1", cap=Fraction(60)))
    form = make_form([integer("/data/q", evaluation=rule("D", "calc"))], [], Scheme(tree, (LEVEL_ONE,)))
    rows = explain(FakeSession(form, {"/data/q": "90"})).rows
    assert [(row.id, row.kind, row.points, row.lost) for row in rows] == [
        ("q", "row", 90, 10),
        ("D", "cap", -30, 30),
    ]
    assert [row.shown_points for row in rows] == ["90.00", "-30.00"]


def test_under_min_the_whole_weight_goes_to_the_first_smallest() -> None:
    """S3: the other children neither give nor cost points."""
    form = flat_form(
        integer("/data/p", evaluation=rule("D", "calc")),
        integer("/data/q", evaluation=rule("D", "calc")),
        integer("/data/r", evaluation=rule("D", "calc")),
        aggregate="min",
    )
    rows = explain(FakeSession(form, {"/data/p": "70", "/data/q": "20", "/data/r": "20"})).rows
    assert [(row.weight, row.points, row.lost) for row in rows] == [(0, 0, 0), (1, 20, 80), (0, 0, 0)]


def test_nothing_that_applies_is_explained_as_no_score() -> None:
    """S3: no figure is invented."""
    form = flat_form(integer("/data/q", evaluation=rule("D", "calc")))
    found = explain(FakeSession(form, hidden={"/data/q"}))
    assert found.sentence["en"] == "No score: nothing applies."
    assert found.rows[0].shown_points == "0.00"


def test_a_row_is_called_by_the_number_printed_before_it() -> None:
    """S3 U16: its own code, that of the group that stands for it, with the instance inside a repeat."""
    own = integer("/data/p", evaluation=replace(rule("D", "calc"), code="1.1-01"))
    pair = replace(
        group("/data/g", integer("/data/g/q", evaluation=rule("D", "calc"))), evaluation=Evaluation(code="1.1-02")
    )
    inside = repeat("/data/s", integer("/data/s/r", evaluation=rule("D", "calc")))
    session = FakeSession(flat_form(own, pair, inside), keys={"/data/s": ["x", "y"]})
    assert [row.name for row in explain(session).rows] == ["1.1-01", "1.1-02", "r [1]", "r [2]"]
