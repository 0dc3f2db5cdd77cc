"""Dialogs with verbs on their buttons; the safe one is the default, a destructive one stands apart."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractSlider, QDialog, QWidget

from desktop_app.ui.theme.fonts import BASE_POINTS
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.flow import Flow
from desktop_app.ui.widgets.layout import Divider, ScrollPage, column, row
from desktop_app.ui.widgets.text import Label, show

PAGE_KEYS = {
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
}


class Dialog(QDialog):
    """Title, content in `.body`, buttons added left to right; Esc answers "no".

    `width` is in pixels at 100 % and grows with the text. As high as its content asks for at its width, whenever that
    changes; what the screen cannot show is scrolled to, and the buttons stay in sight.
    """

    def __init__(self, parent: QWidget | None, title: str, *, width: int = 520) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._least_width, self._fitted = width, 0
        self.body = column(Label(title, "title"), spacing=8, margins=(24, 16, 24, 12))
        self._content = Flow(self.body)
        self._page = ScrollPage(self._content, name=title)
        self._buttons = row(spacing=8, margins=(24, 10, 24, 12))
        self._buttons.addStretch(1)
        self.setLayout(column(self._page, Divider(), self._buttons, spacing=0))
        self.layout().setStretch(0, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Right from the first picture on."""
        self._fit()
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """Follow the content."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page keys scroll what does not fit, whatever has focus."""
        step = PAGE_KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._page.verticalScrollBar().triggerAction(step)

    def _fit(self) -> None:
        """Qt asks a window for no height that depends on its width; a height that a person chose is only added to."""
        self.body.activate()
        room = self.screen().availableGeometry()
        least = min(round(self._least_width * self.font().pointSizeF() / BASE_POINTS), room.width())
        self.setMinimumWidth(max(least, self._content.minimumSizeHint().width()))
        rest = self._buttons.totalSizeHint().height() + 1
        wanted = self._content.heightForWidth(self.width()) + rest
        needed = min(wanted, room.height())
        if self._fitted in (0, self.height()) or needed > self.height():
            self.resize(self.width(), needed)
            self._fitted = needed

    def add_act(self, act: Button, leave: str, *, apart: bool = False) -> Button:
        """The button that does what the dialog is for, and beside it the way out, which is returned."""
        self._put(act, apart=apart)
        return self.add_button(leave)

    def add_button(self, text: str, kind: str = "plain", *, accepts: bool = False, apart: bool = False) -> Button:
        """A button that ends the dialog; `apart` puts it alone on the left."""
        button = Button(text, kind, on=self.accept if accepts else self.reject)
        self._put(button, apart=apart)
        return button

    def _put(self, button: Button, *, apart: bool) -> None:
        if apart:
            self._buttons.insertWidget(0, button)
        else:
            self._buttons.addWidget(button)


def confirm(parent: QWidget | None, title: str, text: str, verb: str, cancel: str, *, danger: bool = False) -> bool:
    """Ask before something that could lose work; the answer "no" is the default."""
    dialog = Dialog(parent, title)
    dialog.body.addWidget(Label(text))
    act = dialog.add_button(verb, "danger" if danger else "primary", accepts=True, apart=danger)
    stay = dialog.add_button(cancel, "plain")
    (stay if danger else act).setDefault(True)
    (stay if danger else act).setFocus(Qt.FocusReason.OtherFocusReason)
    return dialog.exec() == QDialog.DialogCode.Accepted


def tooltip(widget: QWidget, text: str) -> None:
    """A tooltip wrapped between Thai words."""
    widget.setToolTip(show(text))
