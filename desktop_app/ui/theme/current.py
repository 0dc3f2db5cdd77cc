"""The theme in force: one per application, as Qt's own palette and style are."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from desktop_app.ui.theme.fonts import base_font
from desktop_app.ui.theme.palette import make_palette
from desktop_app.ui.theme.style import PhromStyle
from desktop_app.ui.theme.tokens import Tokens, read_tokens


def apply_theme(app: QApplication, name: str, scale: int = 100) -> None:
    """Dress the whole application in a palette ("light", "dark", "contrast") and text size (per cent)."""
    chosen = read_tokens(name)
    style = PhromStyle(chosen)
    style.setParent(app)
    app.setStyle(style)
    app.setPalette(make_palette(chosen))
    set_scale(app, scale)


def set_scale(app: QApplication, scale: int) -> None:
    """Text size alone, in per cent."""
    app.setFont(base_font(scale))


def tokens() -> Tokens:
    """Colours for widgets that paint themselves; read them in `paintEvent`, never keep them."""
    style = QApplication.style()
    return style.tokens if isinstance(style, PhromStyle) else read_tokens("light")
