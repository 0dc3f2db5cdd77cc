"""The score tree as lines."""

from __future__ import annotations

from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.tree_rows import tree_rows
from tests.scoring.scoring_world import FakeSession, integer, make_form, worked_session


def test_the_worked_example_as_lines() -> None:
    """S1: share among siblings in percent, rule, cap, and points as they stand."""
    rows = tree_rows(LiveScore(worked_session()))
    told = [(one.depth, one.name, one.share and f"{float(one.share):.2f}", one.how, one.cap) for one in rows]
    assert told == [
        (0, "total", None, "mean", None),
        (1, "A", "40.00", "mean", None),
        (2, "A1", "100.00", "mean", None),
        (3, "a1", "66.67", "choice", None),
        (3, "a2", "33.33", "multi_sum", 80),
        (1, "B", "60.00", "mean", None),
        (2, "B1", "66.67", "mean", None),
        (3, "b_dig", "75.00", "share", None),
        (3, "b2", "25.00", "choice", None),
        (2, "B2", "33.33", "mean", None),
        (3, "b3", "100.00", "bands", None),
    ]
    assert (rows[1].points, rows[8].points) == (60, None)
    assert rows[3].path == "/data/a/a1"


def test_a_form_that_is_not_scored_has_no_lines() -> None:
    """S1: an inventory has nothing to show."""
    assert tree_rows(LiveScore(FakeSession(make_form([integer("/data/p")], [], None)))) == ()
