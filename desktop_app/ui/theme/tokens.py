"""The colours of the window as named tokens, read from resources/themes/*.json (X2)."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtGui import QColor

from desktop_app.resources import THEMES

NAMES = ("light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Tokens:
    """One palette; every value is `#RRGGBB`. `*_soft` are surfaces, `line` is decoration only."""

    window: str
    field: str
    card: str
    rail: str
    text: str
    hint: str
    accent: str
    on_accent: str
    error: str
    warning: str
    ok: str
    outline: str
    focus: str
    last_year: str
    line: str
    hover: str
    pressed: str
    selected: str
    track: str
    error_soft: str
    warning_soft: str
    ok_soft: str
    info_soft: str
    header: str
    on_header: str
    header_hint: str

    def color(self, name: str) -> QColor:
        """The token as Qt paints it."""
        return QColor(getattr(self, name))


def read_tokens(name: str, folder: Path = THEMES) -> Tokens:
    """The palette called "light", "dark" or "contrast"; a missing or unknown token raises TypeError."""
    return Tokens(**json.loads((folder / f"{name}.json").read_text("utf-8")))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#RRGGBB` colours, 1 to 21. Source: WCAG 2.2, relative luminance."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


TOKEN_NAMES = tuple(field.name for field in fields(Tokens))
