"""A scrolled column of many parts, each made when it comes near to what is seen.

A page of 2,000 cards made at once keeps the window from answering for a minute; made one by one, and only where
somebody looks, it shows its first cards at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.widgets.layout import ScrollPage, column, holder

GUESSED_LINES = 9  # of text that a part not made yet is as high as
HEADROOM = 24  # pixels above a part that was gone to


class Gap(QWidget):
    """The room that parts `start` to `end` (the last not among them) may need; only a guess."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__()
        self.set_parts(start, end)

    def set_parts(self, start: int, end: int) -> None:
        """Stand for these from now on."""
        self.start, self.end = start, end
        self.setFixedHeight(self.fontMetrics().height() * GUESSED_LINES * (end - start))

    def cut(self, at: int) -> tuple[Gap | None, Gap | None]:
        """What is left above and below once a part is made; one of both is this gap, if any is left."""
        start, end = self.start, self.end
        if at > start:
            self.set_parts(start, at)
            return self, Gap(at + 1, end) if at + 1 < end else None
        if at + 1 < end:
            self.set_parts(at + 1, end)
            return None, self
        return None, None


class GrowingColumn(ScrollPage):
    """`make(number)` gives each of `count` parts, one per turn of the event loop, from where the reader is outwards.

    What is seen stays where it is, whatever becomes higher above it. With `whole` all parts are made at once.
    """

    def __init__(
        self,
        count: int,
        make: Callable[[int], QWidget],
        *,
        whole: bool,
        name: str,
        spacing: int = 10,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    ) -> None:
        self._make, self._count, self._whole = make, count, whole
        self.made: dict[int, QWidget] = {}  # by number, not in order
        self._anchor: tuple[QWidget, int] | None = None  # a part, and how far below the top of what is seen it stands
        self._laying_out = False
        self._column = column(spacing=spacing, margins=margins)
        self._gaps = [Gap(0, count)] if count else []
        for gap in self._gaps:
            self._column.addWidget(gap)
        self._column.addStretch(1)
        super().__init__(holder(self._column), name=name)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._grow)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        if whole:
            for number in range(count):
                self.part(number)

    def part(self, number: int) -> QWidget:
        """The part with this number, made now if it was not."""
        if number not in self.made:
            self._insert(number)
        return self.made[number]

    def parts(self) -> Iterator[tuple[int, QWidget]]:
        """Those that are made, in order."""
        return ((number, self.made[number]) for number in sorted(self.made))

    def show_part(self, number: int) -> None:
        """Scroll to a part unless all of it is seen."""
        part = self.part(number)
        self._lay_out()
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        if not top <= part.y() <= top + height - part.height():
            self.stay_at(number, HEADROOM)

    def place(self) -> tuple[int, int] | None:
        """Number of the first part that is seen, and how far below the top it stands; None where there is none."""
        top = self.verticalScrollBar().value()
        for number, part in self.parts():
            if not part.isHidden() and part.y() + part.height() > top:
                return (number, part.y() - top) if part.y() < top + self.viewport().height() else None
        return None

    def stay_at(self, number: int, below: int) -> None:
        """Show a part so far below the top, and keep it there until the reader scrolls."""
        self._anchor = self.part(number), below
        self._lay_out()

    def event(self, event: QEvent) -> bool:
        """A part has another height than before."""
        if event.type() != QEvent.Type.LayoutRequest:
            return super().event(event)
        with self._staying():
            return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width gives every part another height."""
        with self._staying():
            super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing grows where nobody looks."""
        super().showEvent(event)
        self._soon.start()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The Tab key goes through parts in their order, not in the order in which they were made."""
        here = self.window().focusWidget()
        number = next((number for number, part in self.made.items() if here and part.isAncestorOf(here)), None)
        if self._whole or number is None:
            return super().focusNextPrevChild(forward)
        step = 1 if forward else -1
        stops = _stops(self.made[number])[::step]
        rest = stops[stops.index(here) + 1 :] if here in stops else stops
        while not rest and 0 <= number + step < self._count:
            number += step
            self.part(number)
            self._lay_out()
            rest = _stops(self.made[number])[::step]
        target = rest[0] if rest else self._outside(here, forward)
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def _outside(self, here: QWidget, forward: bool) -> QWidget:
        """Where the Tab key halts after the last part or before the first."""
        one = here
        while True:
            one = one.nextInFocusChain() if forward else one.previousInFocusChain()
            if one is here or (not self.isAncestorOf(one) and _halts(one)):
                return one

    def _follow(self, old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible():  # before, nothing has its height yet
            super()._follow(old, now)

    @contextmanager
    def _staying(self) -> Iterator[None]:
        """Put back what is seen after places and heights have changed."""
        self._laying_out = True
        try:
            yield
            if self._anchor is not None and not self._anchor[0].isHidden():
                part, below = self._anchor
                self.verticalScrollBar().setValue(part.y() - below)
        finally:
            self._laying_out = False
        self._soon.start()

    def _lay_out(self) -> None:
        """Give everything its place now, so that no state in between is painted."""
        self._column.activate()
        QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _on_scrolled(self, _value: int) -> None:
        if not self._laying_out:
            self._hold()
            self._soon.start()

    def _hold(self) -> None:
        place = self.place()
        self._anchor = (self.made[place[0]], place[1]) if place else None

    def _grow(self) -> None:
        number = self._wanted() if self.isVisible() else None
        if number is None:
            return
        self.part(number)
        self._lay_out()
        if self._anchor is None or self._anchor[0].isHidden():
            self._hold()

    def _wanted(self) -> int | None:
        """The part to make next: in what is seen, else as far as one screen below or above it."""
        top, height = self.verticalScrollBar().value(), self.viewport().height()

        def away(gap: Gap) -> int:
            return max(gap.y() - top - height, top - gap.y() - gap.height(), 0)

        gap = min(self._gaps, key=away, default=None)
        if gap is None or away(gap) > height:
            return None
        if gap.y() >= top:
            return gap.start
        if gap.y() + gap.height() <= top + height:
            return gap.end - 1
        return gap.start + (top - gap.y()) * (gap.end - gap.start) // gap.height()

    def _insert(self, number: int) -> None:
        gap = next(gap for gap in self._gaps if gap.start <= number < gap.end)
        part = self._make(number)
        place = self._column.indexOf(gap)
        above, below = gap.cut(number)
        if above is None and below is None:
            self._gaps.remove(gap)
            self._column.removeWidget(gap)
            gap.deleteLater()
        elif above is not None:
            place += 1
        self._column.insertWidget(place, part)
        if above is not None and below is not None:
            self._column.insertWidget(place + 1, below)
            self._gaps.append(below)
            below.show()
        self.made[number] = part
        if not part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            part.show()  # a layout would do so only in a later turn, and leave no room for it until then


def _halts(one: QWidget) -> bool:
    tabs = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
    return bool(tabs) and one.isVisible() and one.isEnabled()


def _stops(part: QWidget) -> list[QWidget]:
    """Where the Tab key halts in a part, as they stand on it."""
    found = filter(_halts, part.findChildren(QWidget))

    def where(one: QWidget) -> tuple[int, int]:
        middle = one.mapTo(part, one.rect().center())
        return middle.y(), middle.x()

    return sorted(found, key=where)
