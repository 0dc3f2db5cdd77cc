"""Gains and the way to a target."""

from fractions import Fraction

from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.whatif import gains, route_to, total_with
from tests.scoring.scoring_world import FakeSession, flat_form, integer, repeat, rule, worked_session


def test_gains_of_the_worked_example_are_what_it_loses() -> None:
    """S6: in a tree of means a gain is `lost`, less what the row's own cap keeps (a2 is at its cap)."""
    found = gains(worked_session())
    assert [(gain.id, gain.gain, gain.shown) for gain in found] == [
        ("b_dig", Fraction(160, 7), "22.86"),
        ("b3", Fraction(20), "20.00"),
        ("a1", Fraction(40, 3), "13.33"),
    ]


def test_the_shortest_way_to_a_level_takes_the_largest_gains_first() -> None:
    """S6: 41.14 + 22.86 + 20.00 reaches 70; nothing reaches 100, because a2 is capped."""
    route = route_to(worked_session(), Fraction(70))
    assert ([step.id for step in route.steps], route.reached) == (["b_dig", "b3"], True)
    assert route.steps[-1].total == 84
    assert not route_to(worked_session(), Fraction(100)).reached
    assert route_to(worked_session(), Fraction(41)).steps == ()


def test_where_min_binds_two_rows_must_rise_together() -> None:
    """S6: one row alone brings nothing, the way still finds both."""
    form = flat_form(
        integer("/data/p", evaluation=rule("D", "calc")),
        integer("/data/q", evaluation=rule("D", "calc")),
        aggregate="min",
    )
    session = FakeSession(form, {"/data/p": "20", "/data/q": "20"})
    assert gains(session) == ()
    route = route_to(session, Fraction(90))
    assert ([(step.id, step.total) for step in route.steps], route.reached) == ([("p", 20), ("q", 100)], True)


def test_a_row_that_is_hidden_cannot_be_part_of_the_way() -> None:
    """S6: it shows what it costs, but nobody can answer it as things stand."""
    form = flat_form(
        integer("/data/p", evaluation=rule("D", "calc", skip="zero")),
        integer("/data/q", evaluation=rule("D", "calc")),
    )
    session = FakeSession(form, {"/data/q": "50"}, hidden={"/data/p"})
    assert [gain.id for gain in gains(session)] == ["p", "q"]
    route = route_to(session, Fraction(90))
    assert ([step.id for step in route.steps], route.reached) == (["q"], False)


def test_each_instance_of_a_repeat_has_its_own_gain() -> None:
    """S6: the instance is named by its place."""
    form = flat_form(repeat("/data/s", integer("/data/s/q", evaluation=rule("D", "calc"))))
    session = FakeSession(form, {"/data/s[x]/q": "100", "/data/s[y]/q": "40"}, keys={"/data/s": ["x", "y"]})
    assert [(gain.id, gain.ref, gain.gain) for gain in gains(session)] == [("/data/s[2]/q", "/data/s[y]/q", 30)]


def test_any_choice_of_rows_can_be_tried() -> None:
    """S6: what the chosen rows would bring together, without an answer being touched."""
    live = LiveScore(worked_session())
    assert total_with(live, []) == Fraction(288, 7)
    assert total_with(live, ["b_dig"]) == 64
    assert total_with(live, ["b_dig", "b3"]) == 84
    assert live.root.points == Fraction(288, 7)
