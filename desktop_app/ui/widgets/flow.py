"""Content of a scrolling page whose height follows from its width."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLayout, QWidget


class Flow(QWidget):
    """Asks for the height that wrapped texts need at the width they get, so that a page with room does not scroll."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.setLayout(layout)

    def minimumSizeHint(self) -> QSize:
        """The width alone: the hints of wrapped labels add up to more lines than are shown."""
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.layout().hasHeightForWidth() else least
