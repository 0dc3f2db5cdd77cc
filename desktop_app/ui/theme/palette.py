"""Tokens as Qt's palette.

Tones of text ride on palette roles, so that a change of theme repaints every label without a walk
over the widgets and no label holds a colour of its own.
"""

from __future__ import annotations

from PySide6.QtGui import QPalette

from desktop_app.ui.theme.tokens import Tokens

Role = QPalette.ColorRole
TONES = {
    "text": Role.WindowText,
    "hint": Role.PlaceholderText,
    "accent": Role.Link,
    "ok": Role.LinkVisited,
    "error": Role.BrightText,
    "warning": Role.Shadow,
    "on_accent": Role.HighlightedText,
}
_ROLES = {
    Role.Window: "window",
    Role.WindowText: "text",
    Role.Base: "field",
    Role.AlternateBase: "hover",
    Role.Text: "text",
    Role.Button: "field",
    Role.ButtonText: "text",
    Role.ToolTipBase: "card",
    Role.ToolTipText: "text",
    Role.PlaceholderText: "hint",
    Role.Highlight: "accent",
    Role.HighlightedText: "on_accent",
    Role.Accent: "accent",
    Role.Link: "accent",
    Role.LinkVisited: "ok",
    Role.BrightText: "error",
    Role.Shadow: "warning",
    Role.Light: "card",
    Role.Midlight: "hover",
    Role.Mid: "line",
    Role.Dark: "outline",
}


def make_palette(tokens: Tokens) -> QPalette:
    """The application palette; disabled text keeps the readable hint colour."""
    palette = QPalette()
    for role, token in _ROLES.items():
        palette.setColor(role, tokens.color(token))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, tokens.color("hint"))
    palette.setColor(QPalette.ColorGroup.Disabled, Role.Base, tokens.color("window"))
    return palette
