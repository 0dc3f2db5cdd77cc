"""The window's font Phrom UI, and the text sizes made from it."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from desktop_app.resources import FONTS

FAMILY = "Phrom UI"
BASE_POINTS = 11.0
SCALES = (90, 100, 110, 125, 150, 175, 200)  # per cent offered by the window
ROLES = {  # text role -> (factor on the base size, bold)
    "body": (1.0, False),
    "strong": (1.0, True),
    "small": (0.87, False),
    "small_strong": (0.87, True),
    "heading": (1.14, True),
    "title": (1.45, True),
    "figure": (2.2, True),
}


def load_fonts() -> None:
    """Make Phrom UI known to Qt; call once, before the first widget.

    Raises:
        RuntimeError: a face is missing or damaged, and Thai marks would be cut off.
    """
    for face in ("Regular", "Bold"):
        number = QFontDatabase.addApplicationFont(str(FONTS / f"PhromUI-{face}.ttf"))
        if FAMILY not in QFontDatabase.applicationFontFamilies(number):
            raise RuntimeError(f"font PhromUI-{face}.ttf")


def base_font(scale: int) -> QFont:
    """The application font at `scale` per cent."""
    font = QFont(FAMILY)
    font.setPointSizeF(BASE_POINTS * scale / 100)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def role_font(base: QFont, role: str) -> QFont:
    """`base` in the size and weight of a role of `ROLES`."""
    factor, bold = ROLES[role]
    font = QFont(base)
    font.setPointSizeF(base.pointSizeF() * factor)
    font.setBold(bold)
    return font
