"""How an answer is refused that a form has no place for."""

from __future__ import annotations

from desktop_app.errors import PhromError
from desktop_app.submission.faults import ANSWER_MISFIT


def misfit(ref: str, problem: str, thai: str, english: str) -> PhromError:
    """The error SUB-05; its detail `place` holds in every language."""
    return ANSWER_MISFIT.error(question=ref, reason_th=thai, reason_en=english, place=f"{ref}: {problem}")
