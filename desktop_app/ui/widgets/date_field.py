"""A date of the Buddhist Era: day, month from a list, year; a whole date typed or pasted is read (X1)."""

from __future__ import annotations

import calendar
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop_app.thai.dates import BE_OFFSET, MONTHS_EN, MONTHS_TH, parse_date
from desktop_app.thai.digits import to_arabic
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.fields import NumberField
from desktop_app.ui.widgets.layout import column, row
from desktop_app.ui.widgets.text import Label

WEEKDAYS = {"th": ["จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา."], "en": ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]}
NAMES = {  # what the parts are called
    "th": ("วัน", "เดือน", "ปี พ.ศ.", "เลือกจากปฏิทิน", "เดือนก่อน", "เดือนถัดไป", "เดือน…"),
    "en": ("Day", "Month", "Year B.E.", "Choose from a calendar", "Previous month", "Next month", "Month…"),
}
LEAST_BE_YEAR = 2400  # a smaller year is asked about: ค.ศ. or พ.ศ.?


class DateField(QWidget):
    """`typed` carries text that `parse_date` reads, "" for blank, or the raw text of an unfinished date."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, name: str, language: str, today: date) -> None:
        super().__init__()
        self._language, self._today = language, today
        day, month, year, popup, *_ = NAMES[language]
        months = MONTHS_TH if language == "th" else MONTHS_EN
        options = [("", NAMES[language][6]), *((str(n), text) for n, text in enumerate(months, 1))]
        self.day = NumberField(f"{name} {day}", width=5)
        self.month = Picker(f"{name} {month}", options)
        self.year = NumberField(f"{name} {year}", width=5)
        self.open = Button("", "quiet", icon="calendar", on=self._show_popup, name=popup)
        self.day.setPlaceholderText(day)
        self.year.setPlaceholderText(year)
        self.setLayout(row(self.day, self.month, self.year, self.open, None, spacing=6))
        self.day.typed.connect(self._tell)
        self.month.activated.connect(self._tell)
        self.year.typed.connect(self._tell)
        self.day.left.connect(self._on_day_left)
        self.year.left.connect(self.left)
        self.setFocusProxy(self.day)
        self.setAccessibleName(name)

    def set_value(self, text: str) -> None:
        """Show a stored date (ISO) or, where it is none, the text as typed."""
        found = parse_date(text) if text else None
        if found is None:
            if text != self._raw():
                self.day.set_value(text)
                self.month.setCurrentIndex(0)
                self.year.set_value("")
            return
        if found != parse_date(self._raw()) or not self.month.chosen():
            self.day.set_value(str(found.day))
            self.month.setCurrentIndex(found.month)
            self.year.set_value(str(found.year + BE_OFFSET))

    def setReadOnly(self, read_only: bool) -> None:
        """Nobody may type here."""
        self.day.setReadOnly(read_only)
        self.year.setReadOnly(read_only)
        self.month.setEnabled(not read_only)
        self.open.setEnabled(not read_only)

    def set_wrong(self, wrong: bool) -> None:
        """Draw the frames of a field with an error."""
        self.day.set_wrong(wrong)
        self.year.set_wrong(wrong)

    def gregorian_doubt(self) -> bool:
        """Whether the year typed may be meant as Gregorian: below 2400."""
        year = to_arabic(self.year.text()).strip()
        return len(year) == 4 and year.isdigit() and int(year) < LEAST_BE_YEAR

    def _on_day_left(self) -> None:
        """A whole date in the field of the day is spread over the three once it is left, never while typing."""
        whole = parse_date(self.day.text()) if len(self.day.text()) > 2 else None
        if whole is not None:
            self.set_value(whole.isoformat())
            self._tell()
        self.left.emit()

    def _tell(self, *_: object) -> None:
        self.typed.emit(self._raw())

    def _raw(self) -> str:
        day, month, year = self.day.text().strip(), self.month.chosen(), self.year.text().strip()
        if not month and not year:
            return day
        return f"{day}/{month}/{to_arabic(year)}" if day or month or year else ""

    def _show_popup(self) -> None:
        start = parse_date(self._raw()) or self._today
        popup = MonthPopup(self, self._language, start)
        popup.chosen.connect(self._take)
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()
        popup.focus_day(start.day)

    def _take(self, day: date) -> None:
        self.set_value(day.isoformat())
        self._tell()
        self.day.setFocus()


class MonthPopup(QFrame):
    """One month in the Buddhist Era; arrows move, Page Up and Down change the month."""

    chosen = Signal(object)  # date

    def __init__(self, parent: QWidget, language: str, start: date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._language = language
        self._year, self._month = start.year, start.month
        self._title = Label("", "strong", wrap=False)
        back = Button("", "quiet", icon="back", on=lambda: self._step(-1), name=NAMES[language][4])
        forth = Button("", "quiet", icon="next", on=lambda: self._step(1), name=NAMES[language][5])
        self._grid = QGridLayout()
        self._grid.setSpacing(1)
        self.setLayout(column(row(back, None, self._title, None, forth), self._grid, margins=(8, 8, 8, 8)))
        self._days: dict[int, Button] = {}
        self._build()

    def focus_day(self, day: int) -> None:
        """Give focus to a day, the last of the month at most."""
        self._days[min(day, max(self._days))].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the days."""
        focused = next((day for day, button in self._days.items() if button.hasFocus()), 1)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in steps:
            self.focus_day(max(1, focused + steps[Qt.Key(event.key())]))
        elif event.key() in months:
            self._step(months[Qt.Key(event.key())])
            self.focus_day(focused)
        else:
            super().keyPressEvent(event)

    def _step(self, months: int) -> None:
        at = self._year * 12 + self._month - 1 + months
        self._year, self._month = at // 12, at % 12 + 1
        self._build()

    def _build(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().deleteLater()
        months = MONTHS_TH if self._language == "th" else MONTHS_EN
        self._title.setText(f"{months[self._month - 1]} {self._year + BE_OFFSET}")
        for place, name in enumerate(WEEKDAYS[self._language]):
            head = Label(name, "small", "hint", wrap=False)
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(head, 0, place)
        first, length = calendar.monthrange(self._year, self._month)
        self._days = {}
        for day in range(1, length + 1):
            button = Button(str(day), "quiet", on=lambda day=day: self._choose(day))
            button.setAccessibleName(f"{day} {self._title.text()}")
            self._days[day] = button
            self._grid.addWidget(button, 1 + (first + day - 1) // 7, (first + day - 1) % 7)

    def _choose(self, day: int) -> None:
        self.chosen.emit(date(self._year, self._month, day))
        self.close()
