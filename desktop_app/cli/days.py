"""Days on the command line, in either era (K10, X1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from desktop_app.thai.dates import parse_date


class Day(click.ParamType[date]):
    """A day as people write it, Gregorian or Buddhist Era; a year from 2400 on is Buddhist."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error."""
        day = value if isinstance(value, date) else parse_date(str(value))
        if day is None:
            self.fail(f"{value!r} is no day; write 2026-05-01 or 1/5/2569", param, ctx)
        return day
