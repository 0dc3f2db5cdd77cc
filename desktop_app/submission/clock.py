"""A computer's clock as a person sees it, and the one way in which it is wrong at a glance."""

from __future__ import annotations

from datetime import datetime

from desktop_app.submission.answers import BANGKOK

FIRST_BUDDHIST_YEAR = 2500  # a Gregorian clock this far ahead is a Buddhist one
BUDDHIST = {"why_th": "เครื่องตั้งปีเป็น พ.ศ.", "why_en": "it is set to a Buddhist Era year"}
"""Why such a clock cannot be right, for a fault that says so."""


def is_buddhist(moment: datetime) -> bool:
    """Whether a clock that shows this moment was set to a year of the Buddhist Era."""
    return moment.year >= FIRST_BUDDHIST_YEAR


def on_the_wall(moment: datetime) -> str:
    """A moment as the person's computer shows it, `2026-03-31 14:03`."""
    return f"{moment.astimezone(BANGKOK):%Y-%m-%d %H:%M}"
