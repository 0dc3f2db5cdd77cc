"""The score from nothing, by hand-worked figures."""

from fractions import Fraction

import pytest

from desktop_app.questionnaire.form import Bind
from desktop_app.scoring.compute import compute_score
from tests.scoring.scoring_world import (
    FakeSession,
    flat_form,
    integer,
    make_form,
    one_of,
    options,
    rule,
    worked_form,
    worked_session,
)


def test_the_worked_example_comes_out_to_the_last_figure() -> None:
    """S1 S2: every figure of the worked example of the profile (3.9)."""
    score = compute_score(worked_session())
    assert (score.total.exact, score.total.shown) == (Fraction(288, 7), "41.14")
    assert (score.maximum.exact, score.maximum.shown) == (Fraction(1564, 21), "74.48")
    assert (score.completeness.exact, score.completeness.shown) == (Fraction(80), "80.00")
    assert score.level == 2
    assert [(node.id, node.weight, node.exact, node.state) for node in score.nodes] == [
        ("total", "1", Fraction(288, 7), "scored"),
        ("A", "40", Fraction(60), "scored"),
        ("A1", "1", Fraction(60), "scored"),
        ("a1", "2", Fraction(50), "scored"),
        ("a2", "1", Fraction(80), "scored"),
        ("B", "60", Fraction(200, 7), "scored"),
        ("B1", "2", Fraction(300, 7), "scored"),
        ("b_dig", "3", Fraction(300, 7), "scored"),
        ("b2", "1", None, "na"),
        ("B2", "1", Fraction(0), "missing"),
        ("b3", "1", Fraction(0), "missing"),
    ]


def test_a_score_is_written_as_a_submission_carries_it() -> None:
    """S7: the object `score` of the package format, n/d with a denominator always."""
    written = compute_score(worked_session()).to_json()
    assert list(written) == [
        "algorithm_version",
        "scoring_sha256",
        "total",
        "maximum",
        "completeness",
        "level",
        "nodes",
    ]
    assert written["total"] == {"exact": "288/7", "shown": "41.14"}
    assert written["completeness"] == {"exact": "80/1", "shown": "80.00"}
    assert written["nodes"][4] == {"id": "a2", "weight": "1", "exact": "80/1", "shown": "80.00", "state": "scored"}
    assert written["nodes"][8] == {"id": "b2", "weight": "1", "exact": None, "shown": None, "state": "na"}


def test_an_untouched_form_has_nothing_and_can_reach_everything() -> None:
    """S2: official 0, attainable 100 less the caps, completeness 0, also below hidden follow-ups."""
    session = FakeSession(worked_form(), hidden={"/data/a/a1_file", "/data/a/a2"})
    score = compute_score(session)
    assert (score.total.exact, score.completeness.exact, score.level) == (0, 0, 1)
    assert score.maximum.exact == Fraction(40, 100) * Fraction(280, 3) + 60
    assert score.node("a2").state == "missing"


@pytest.mark.parametrize(("skip", "shown"), [("zero", "33.33"), ("na", "50.00")])
def test_saying_no_hides_a_follow_up(skip: str, shown: str) -> None:
    """S4 Q2: with `zero` the hidden follow-up keeps its weight, so "no" does not raise the score."""
    yes_no = options("yn", ("yes", "100"), ("no", "0"))
    form = flat_form(
        one_of("/data/plan", "yn", evaluation=rule("D", "choice")),
        one_of("/data/kpi", "yn", evaluation=rule("D", "choice", skip=skip), bind=Bind("/data/plan = 'yes'")),
        one_of("/data/staff", "yn", evaluation=rule("D", "choice")),
        lists=[yes_no],
    )
    session = FakeSession(form, {"/data/plan": "no", "/data/staff": "yes"}, hidden={"/data/kpi"})
    assert compute_score(session).node("D").shown == shown


def test_an_instrument_that_is_not_scored_has_no_figures() -> None:
    """S1: a form without scoring sheets can be handed in all the same."""
    score = compute_score(FakeSession(make_form([integer("/data/q")], [], None)))
    assert (score.total.exact, score.level, score.nodes) == (None, None, ())
    assert len(score.scoring_sha256) == 64


def test_a_root_where_nothing_applies_has_no_score() -> None:
    """S2: not applicable as a whole is not 0."""
    form = flat_form(integer("/data/q", evaluation=rule("D", "calc")))
    score = compute_score(FakeSession(form, hidden={"/data/q"}))
    assert score.to_json()["total"] == {"exact": None, "shown": None}
    assert (score.maximum.exact, score.completeness.exact, score.level) == (None, None, None)
