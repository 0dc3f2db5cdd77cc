"""State and score of single rows."""

from fractions import Fraction

import pytest

from desktop_app.questionnaire.form import Bind, Node
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.explain import explain
from desktop_app.scoring.score import ScoreNode
from tests.scoring.scoring_world import (
    FakeSession,
    flat_form,
    integer,
    leaf,
    many_of,
    one_of,
    options,
    repeat,
    rule,
)

CHOICES = options("l", ("na", "na"), ("no", "0"), ("half", "50"), ("yes", "100"))
MANY = options("m", ("p", "40"), ("q", "40"), ("r", "40"), ("x", "10!"))


def scored(session: FakeSession, row_id: str = "q") -> ScoreNode:
    return compute_score(session).node(row_id)


def number_row(name: str, **more: object) -> Node:
    return integer("/data/q", evaluation=rule("D", name, **more))


@pytest.mark.parametrize(
    ("row", "value", "points"),
    [
        (one_of("/data/q", "l", evaluation=rule("D", "choice")), "half", Fraction(50)),
        (many_of("/data/q", "m", evaluation=rule("D", "multi_sum")), "p q", Fraction(80)),
        (many_of("/data/q", "m", evaluation=rule("D", "multi_sum")), "p q r", Fraction(100)),
        (many_of("/data/q", "m", evaluation=rule("D", "multi_sum")), "p x", Fraction(10)),
        (many_of("/data/q", "m", evaluation=rule("D", "multi_share")), "p r", Fraction(200, 3)),
        (many_of("/data/q", "m", evaluation=rule("D", "multi_share")), "x", Fraction(0)),
        (number_row("bands", params={"bands": "6:100,3:67,1:33,0:0"}), "6", Fraction(100)),
        (number_row("bands", params={"bands": "6:100,3:67,1:33,0:0"}), "5", Fraction(67)),
        (number_row("bands", params={"bands": "0.5:80,0:0"}), "0.5", Fraction(80)),
        (number_row("calc"), "150", Fraction(100)),
        (number_row("calc"), "-3", Fraction(0)),
        (number_row("calc"), "33.333", Fraction(33333, 1000)),
        (number_row("calc", cap="40"), "90", Fraction(40)),
    ],
)
def test_the_raw_score_of_each_rule(row: Node, value: str, points: Fraction) -> None:
    """S4: choice, sums, shares of options, bands and calculated values, cut to 0..100."""
    found = scored(FakeSession(flat_form(row, lists=[CHOICES, MANY]), {"/data/q": value}))
    assert (found.exact, found.state) == (points, "scored")


@pytest.mark.parametrize(
    ("params", "num", "den", "points"),
    [
        ({}, "3", "7", Fraction(300, 7)),
        ({}, "9", "7", Fraction(100)),
        ({"target": "2"}, "1", "100", Fraction(50)),
        ({"target": "2"}, "5", "100", Fraction(100)),
        ({"invert": "yes"}, "1", "4", Fraction(75)),
        ({"target": "50", "invert": "yes"}, "1", "4", Fraction(50)),
        ({"bands": "70:100,40:50,0:0"}, "4", "10", Fraction(50)),
        ({}, "2.5", "10", Fraction(25)),
    ],
)
def test_shares_against_a_target(params: dict[str, str], num: str, den: str, points: Fraction) -> None:
    """S4 Q3: a number pair, exact, with target, inverted or looked up in bands."""
    row = number_row("share", params={"num": "q", "den": "d", **params})
    found = scored(FakeSession(flat_form(row, integer("/data/d")), {"/data/q": num, "/data/d": den}))
    assert found.exact == points


@pytest.mark.parametrize(
    ("values", "problems", "cause"),
    [
        ({}, {}, "no_answer"),
        ({"/data/q": "3"}, {}, "no_answer"),
        ({"/data/d": "3"}, {}, "no_answer"),
        ({"/data/q": "3", "/data/d": "7"}, {"/data/q": ("constraint",)}, "invalid"),
        ({"/data/q": "3", "/data/d": "x"}, {"/data/d": ("bad_type",)}, "invalid"),
        ({"/data/q": "0", "/data/d": "0"}, {}, "reason_missing"),
        ({"/data/d": "0"}, {}, "reason_missing"),
    ],
)
def test_a_share_that_cannot_be_taken_is_missing(
    values: dict[str, str], problems: dict[str, tuple[str, ...]], cause: str
) -> None:
    """S4: blank or invalid halves and an unexplained denominator of 0 count zero and say why."""
    row = number_row("share", params={"num": "q", "den": "d"})
    session = FakeSession(flat_form(row, integer("/data/d")), values, problems=problems)
    found = explain(session).row("q")
    assert (found.state, found.cause, found.points) == ("missing", cause, 0)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_not_applicable_needs_a_reason(reason: str) -> None:
    """S4: the option `na` without a reason is no way to a better score."""
    form = flat_form(one_of("/data/q", "l", evaluation=rule("D", "choice")), lists=[CHOICES])
    without = FakeSession(form, {"/data/q": "na"}, reasons={"/data/q": reason})
    assert scored(without).state == "missing"
    given = FakeSession(form, {"/data/q": "na"}, reasons={"/data/q": "ไม่มีภารกิจ"})
    assert scored(given).state == "na"


def test_a_blank_may_be_declared_where_the_form_lets_it() -> None:
    """S4: `eval_na` with a reason is not applicable; without `eval_na` the reason changes nothing."""
    for allowed, state in ((True, "na"), (False, "missing")):
        form = flat_form(integer("/data/q", evaluation=rule("D", "calc", na=allowed)))
        assert scored(FakeSession(form, reasons={"/data/q": "ไม่มีภารกิจ"})).state == state


def test_below_all_bands_is_invalid() -> None:
    """S4: a number that no band covers is not scored as the lowest."""
    form = flat_form(number_row("bands", params={"bands": "3:100,1:0"}))
    assert explain(FakeSession(form, {"/data/q": "0"})).row("q").cause == "invalid"


def test_an_evidence_gate_opens_with_a_file_of_its_own_or_of_the_named_question() -> None:
    """S4: bounded until a file is attached, and the maximum already counts it."""
    form = flat_form(number_row("calc", gate="50"))
    closed = compute_score(FakeSession(form, {"/data/q": "90"}))
    assert (closed.total.exact, closed.maximum.exact) == (50, 90)
    assert compute_score(FakeSession(form, {"/data/q": "90"}, files={"/data/q": 1})).total.exact == 90
    assert compute_score(FakeSession(form, {"/data/q": "30"})).total.exact == 30
    named = flat_form(number_row("calc", gate="50", params={"evidence": "f"}), leaf("/data/f"))
    assert compute_score(FakeSession(named, {"/data/q": "90"}, files={"/data/f": 1})).total.exact == 90
    hidden = FakeSession(named, {"/data/q": "90"}, files={"/data/f": 1}, hidden={"/data/f"})
    assert compute_score(hidden).total.exact == 50


def test_a_hidden_row_waits_while_what_decides_about_it_is_blank() -> None:
    """S2 S4: step 0, also along a chain of conditions and through a calculation."""
    form = flat_form(
        leaf("/data/a"),
        leaf("/data/b", bind=Bind(relevant="/data/a = 'yes'")),
        leaf("/data/c", bind=Bind(calculate="concat(/data/b, '')")),
        integer("/data/q", evaluation=rule("D", "calc", skip="zero"), bind=Bind(relevant="/data/c = 'yes'")),
    )
    hidden = {"/data/b", "/data/q"}
    assert explain(FakeSession(form, hidden=hidden)).row("q").cause == "undecided"
    assert explain(FakeSession(form, {"/data/a": "no"}, hidden=hidden)).row("q").cause == "hidden_zero"
    assert explain(FakeSession(form, {"/data/a": "yes"}, hidden={"/data/q"})).row("q").cause == "undecided"
    unread = FakeSession(form, {"/data/a": "?"}, hidden=hidden, problems={"/data/a": ("bad_type",)})
    assert explain(unread).row("q").cause == "undecided"


@pytest.mark.parametrize(("over", "points"), [("mean", 50), ("min", 10), ("max", 90)])
def test_a_row_in_a_repeat_is_a_node_over_its_instances(over: str, points: int) -> None:
    """S1 S4: instances weigh 1 each, are named by position, and combine as the form says."""
    form = flat_form(repeat("/data/s", integer("/data/s/q", evaluation=rule("D", "calc", params={"over": over}))))
    session = FakeSession(form, {"/data/s[x]/q": "90", "/data/s[y]/q": "10"}, keys={"/data/s": ["x", "y"]})
    nodes = compute_score(session).nodes[-3:]
    assert [(node.id, node.weight, node.exact) for node in nodes] == [
        ("q", "1", points),
        ("/data/s[1]/q", "1", 90),
        ("/data/s[2]/q", "1", 10),
    ]


@pytest.mark.parametrize(("empty", "state"), [("missing", "missing"), ("zero", "scored"), ("na", "na")])
def test_a_repeat_without_instances_counts_as_the_form_says(empty: str, state: str) -> None:
    """S4: nothing entered is missing, zero or not applicable; a hidden repeat follows `eval_skip`."""
    row = integer("/data/s/q", evaluation=rule("D", "calc", params={"empty": empty}))
    form = flat_form(repeat("/data/s", row))
    assert scored(FakeSession(form)).state == state
    assert scored(FakeSession(form, hidden={"/data/s"})).state == "na"


def test_a_share_inside_a_repeat_uses_its_own_instance() -> None:
    """S4: numerator and denominator are those beside the row."""
    form = flat_form(
        repeat(
            "/data/s",
            integer("/data/s/d"),
            integer("/data/s/q", evaluation=rule("D", "share", params={"num": "q", "den": "d"})),
        )
    )
    values = {"/data/s[x]/q": "1", "/data/s[x]/d": "2", "/data/s[y]/q": "1", "/data/s[y]/d": "4"}
    session = FakeSession(form, values, keys={"/data/s": ["x", "y"]})
    assert scored(session).exact == Fraction(75, 2)
