"""Other weights: which scores, ranks and levels would move."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.questionnaire.scheme import Level, Scheme
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.sensitivity import Standing, movements, shifts, variations
from tests.scoring.scoring_world import (
    LEVEL_ONE,
    FakeSession,
    flat_form,
    integer,
    rule,
    text,
    tree_node,
    worked_session,
)

TWO = Scheme(
    (tree_node("T", "", "1"), tree_node("A", "T", "60"), tree_node("B", "T", "40")),
    (LEVEL_ONE, Level(2, Fraction(50), text("2"))),
    2,
)


def standing(a: int | None, b: int | None, level: int = 1) -> Standing:
    """An office with these points and the total that 60 and 40 give."""
    parts = [(weight, points) for weight, points in ((60, a), (40, b)) if points is not None]
    total = Fraction(sum(w * p for w, p in parts), sum(w for w, _ in parts))
    scores = {"A": None if a is None else Fraction(a), "B": None if b is None else Fraction(b)}
    return Standing(scores, total, level)


def test_each_weight_moves_five_points_and_the_others_keep_their_proportions() -> None:
    """S8: weights always make 100, and what is moved is named."""
    found = [(one.node, one.delta, tuple(one.weights.values())) for one in variations(TWO)]
    assert found == [
        ("A", -5, (55, 45)),
        ("A", 5, (65, 35)),
        ("B", -5, (65, 35)),
        ("B", 5, (55, 45)),
    ]


@given(st.lists(st.integers(0, 100), min_size=1, max_size=7))
def test_weights_stay_weights(weights: list[int]) -> None:
    """S8: between 0 and 100, in sum 100, the others' proportions as they were."""
    tree = [tree_node("T", "", "1"), *(tree_node(f"D{n}", "T", str(weight)) for n, weight in enumerate(weights))]
    for one in variations(Scheme(tuple(tree), (LEVEL_ONE,), 2)):
        assert sum(one.weights.values()) == 100
        assert all(0 <= weight <= 100 for weight in one.weights.values())
        assert 0 < abs(one.delta) <= 5
        others = [(one.weights[f"D{n}"], weight) for n, weight in enumerate(weights) if f"D{n}" != one.node]
        assert all(a * other_b == b * other_a for a, other_a in others for b, other_b in others)


def test_the_worked_example_under_other_weights() -> None:
    """S8: 40/60 gives 41.14; 45/55 gives 45 % × 60 + 55 % × 200/7 = 42.71, 35/65 gives 39.57 and the level below."""
    live = LiveScore(worked_session())
    found = {(one.variation.node, one.variation.delta): (one.total.shown, one.level) for one in shifts(live)}
    assert found == {
        ("A", -5): ("39.57", 1),
        ("A", 5): ("42.71", 2),
        ("B", -5): ("42.71", 2),
        ("B", 5): ("39.57", 1),
    }


def test_where_nothing_can_be_weighed_nothing_is_said() -> None:
    """S8: one dimension alone, or the smallest one deciding, has no sensitivity to weights."""
    form = flat_form(integer("/data/p", evaluation=rule("D", "calc")))
    assert shifts(LiveScore(FakeSession(form, {"/data/p": "40"}))) == ()
    tree = (tree_node("T", "", "1", aggregate="min"), tree_node("A", "T", "1"), tree_node("B", "T", "1"))
    assert variations(Scheme(tree, (LEVEL_ONE,), 2)) == ()


def test_ranks_and_levels_that_move_are_counted() -> None:
    """S8: strong in A and strong in B change places; the third is far behind and stays."""
    offices = [standing(80, 20, 2), standing(40, 78, 2), standing(10, 10)]  # 56, 55.2, 10
    moved = {
        (one.variation.node, one.variation.delta): (one.ranks, one.furthest, one.levels)
        for one in movements(TWO, offices)
    }
    assert moved["A", -5] == (2, 1, 0)  # 53 and 57.1
    assert moved["A", 5] == (0, 0, 0)  # 59 and 53.3
    assert all(one.n == 3 for one in movements(TWO, offices))


def test_a_level_is_lost_with_the_score_and_never_won_past_a_gate() -> None:
    """S8 S5: 52 falls to 49; the office that a gate keeps at level 1 stays there with any weights."""
    lost, gated = standing(80, 10, 2), standing(90, 90, 1)
    moved = {(one.variation.node, one.variation.delta): one.levels for one in movements(TWO, [lost, gated])}
    assert moved == {("A", -5): 1, ("A", 5): 0, ("B", -5): 0, ("B", 5): 1}


def test_a_dimension_that_does_not_apply_hands_its_weight_on() -> None:
    """S8: with B not applicable the total is A's, whatever the weights."""
    assert all((one.ranks, one.levels) == (0, 0) for one in movements(TWO, [standing(70, None, 2), standing(30, None)]))
