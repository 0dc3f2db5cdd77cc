"""The score of an assessment from nothing, as an export and the central agency take it (S1, S7)."""

from __future__ import annotations

from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.score import Score
from desktop_app.scoring.view import ScoredSession


def compute_score(session: ScoredSession) -> Score:
    """Compute every node anew from the answers as they stand."""
    return LiveScore(session).score
