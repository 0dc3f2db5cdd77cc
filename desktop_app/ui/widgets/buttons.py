"""Buttons: the kind says what they are for, the text is a verb."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QWidget

from desktop_app.ui.theme.current import tokens
from desktop_app.ui.theme.icons import icon_pixmap
from desktop_app.ui.widgets.layout import NoWheel

LINK_PAD = 6  # pixels at either side of the words of a quiet button or a link
ICON_COLORS = {"primary": "on_accent", "danger": "error", "link": "accent", "header": "on_header"}


class Button(QPushButton):
    """A push button. Kinds: primary (one per screen), plain, quiet, link, danger, rail, header."""

    def __init__(
        self,
        text: str = "",
        kind: str = "plain",
        *,
        icon: str = "",
        on: Callable[[], object] | None = None,
        name: str = "",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name or text)
        self.setToolTip(tip or (name if not text else ""))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if on is not None:
            self.clicked.connect(lambda: on())

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the text with marks above and below, at least 28 pixels each way."""
        metrics = self.fontMetrics()
        kind = self.property("kind")
        side = LINK_PAD if kind in ("link", "quiet") else 14
        width = metrics.horizontalAdvance(self.text()) + 2 * side if self.text() else 0
        if self._icon_name:
            width += self._icon_size() + (6 if self.text() else 12)
        high = metrics.height() + (2 if kind in ("link", "quiet") else 8)
        return QSize(max(28, width), max(28, high))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its text."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Draw the icon anew where its colour or size has changed."""
        kinds = QEvent.Type
        if event.type() in (kinds.Show, kinds.PaletteChange, kinds.FontChange, kinds.EnabledChange):
            self._dress()
        return super().event(event)

    def _icon_size(self) -> int:
        return max(16, round(self.fontMetrics().height() * 0.66))

    def _dress(self) -> None:
        if not self._icon_name:
            return
        kind = str(self.property("kind"))
        name = ICON_COLORS.get(kind, "text") if self.isEnabled() else "hint"
        size = self._icon_size()
        self.setIconSize(QSize(size, size))
        self.setIcon(icon_pixmap(self._icon_name, getattr(tokens(), name), size, self.devicePixelRatioF()))


class Picker(NoWheel, QComboBox):
    """A drop-down list of (key, text); the wheel does nothing without focus."""

    def __init__(self, name: str, options: list[tuple[str, str]], chosen: str = "") -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.set_options(options, chosen)

    def set_options(self, options: list[tuple[str, str]], chosen: str = "") -> None:
        """Offer other options; `chosen` is the key shown."""
        self.blockSignals(True)
        self.clear()
        for key, text in options:
            self.addItem(text, key)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(False)

    def chosen(self) -> str:
        """Key of the option shown."""
        return str(self.currentData() or "")
