"""What the pages of the central desk share: heading, figures as text, names."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtWidgets import QLayout

from desktop_app.scoring.rounding import half_up
from desktop_app.submission.reference import Place, ministries, provinces
from desktop_app.submission.roster import Office
from desktop_app.ui.central.place import CentralPlace
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.buttons import Picker
from desktop_app.ui.widgets.layout import Item, column, row
from desktop_app.ui.widgets.text import Label

PERCENT_PLACES = 1
MARGINS = (32, 16, 32, 16)


def page_head(title: str, hint: str, *items: Item) -> QLayout:
    """Title and hint at the left, what can be done at the right."""
    words = column(Label(title, "title"), Label(hint, tone="hint"), spacing=0)
    line = row(words, *items, spacing=8)
    line.setStretch(0, 1)
    return line


def round_picker(program: Program, place: CentralPlace, on: Callable[[int], object]) -> Picker:
    """Choice among the rounds of the registry, the present one chosen."""
    names = place.standing.rounds if place.standing else ()
    rounds = [(name, program.digits(name)) for name in names]
    picker = Picker(program.tr("central.round"), rounds, place.the_round())
    picker.activated.connect(on)
    return picker


def round_layout(program: Program, title: str, about: Label, rounds: Picker, item: Item, area: QLayout) -> QLayout:
    """A page about one round: title and what it counts, the round and one more control, the area below."""
    words = column(Label(title, "title"), about, spacing=0)
    head = row(words, Label(program.tr("central.round"), wrap=False), rounds, 8, item, spacing=8)
    head.setStretch(0, 1)
    whole = column(head, area, spacing=10, margins=MARGINS)
    whole.setStretch(1, 1)
    return whole


def count(program: Program, number: int) -> str:
    """A count with separators, in the person's digits."""
    return program.digits(f"{number:,}")


def points(program: Program, exact: Fraction | None, places: int) -> str:
    """Points as published, a dash where there are none."""
    return "–" if exact is None else program.digits(half_up(exact, places))


def percent(program: Program, exact: Fraction | None) -> str:
    """A share in per cent, a dash where nobody is expected."""
    return "–" if exact is None else f"{program.digits(half_up(exact, PERCENT_PLACES))} %"


def office_name(program: Program, office: Office) -> str:
    """The office's name in the language of the window."""
    return office.name_th if program.language == "th" else office.name_en or office.name_th


def group_name(program: Program, kind: str, key: str) -> str:
    """Name of a nation, level, ministry or province."""
    if kind == "nation":
        return program.tr("central.nation")
    if kind == "level":
        return program.tr(f"central.level_{key}")
    places = {"province": provinces, "ministry": ministries}[kind]()
    place: Place | None = places.get(key)
    if place is None:
        return key
    return place.name_th if program.language == "th" else place.name_en
