"""The level that a published score reaches (S5; questionnaire profile 3.5)."""

from __future__ import annotations

from fractions import Fraction

from desktop_app.scoring.plan import ScorePlan
from desktop_app.scoring.score import Figure
from desktop_app.scoring.view import ScoredSession


def reached_level(session: ScoredSession, plan: ScorePlan, total: Figure) -> int | None:
    """The highest level whose lower bound the published figure reaches and whose gates hold.

    Gates are cumulative, as in C2M2: a gate that does not hold closes every level above it too. The
    bound is compared with the rounded figure, so that nobody sees 70.00 and misses the level from 70.
    """
    if total.shown is None:
        return None
    published = Fraction(total.shown)
    reached = None
    for level in sorted(plan.scheme.levels, key=lambda level: level.level):
        if level.start > published or (level.gate and not session.holds(level.gate)):
            break
        reached = level.level
    return reached
