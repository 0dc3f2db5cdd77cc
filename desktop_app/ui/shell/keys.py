"""Shortcuts on a Thai keyboard (X2): Ctrl+F arrives as Ctrl+ด and would match nothing.

One filter on the application turns the scan code of the key back into the Latin letter for Ctrl and Alt
chords, so a person need not switch the layout for a shortcut.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

_ROWS = ((2, "1234567890-="), (16, "QWERTYUIOP[]"), (30, "ASDFGHJKL;'"), (44, "ZXCVBNM,./"))
_X11_OFFSET = 8  # X11 key codes are those of the PC keyboard plus eight
_CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_KINDS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)


def scan_table(offset: int) -> dict[int, str]:
    """Scan code to the Latin character of that key."""
    return {first + at + offset: sign for first, row in _ROWS for at, sign in enumerate(row)}


_TABLE = scan_table(0 if sys.platform == "win32" else _X11_OFFSET)


def latin_key(event: QKeyEvent) -> str:
    """The Latin character of the key pressed where a Thai layout gave a Thai one, else ""."""
    thai = 0x0E00 <= event.key() <= 0x0E7F or any("\u0e00" <= sign <= "\u0e7f" for sign in event.text())
    return _TABLE.get(event.nativeScanCode(), "") if thai else ""


class ThaiShortcuts(QObject):
    """Event filter for the application."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Send a chord typed on a Thai layout again as its Latin twin."""
        if event.type() not in _KINDS or not isinstance(event, QKeyEvent) or not event.modifiers() & _CHORD:
            return False
        letter = latin_key(event)
        if not letter:
            return False
        twin = QKeyEvent(event.type(), ord(letter), event.modifiers(), "", event.isAutoRepeat())
        twin.setAccepted(False)
        QApplication.sendEvent(watched, twin)
        event.setAccepted(twin.isAccepted())
        return True
