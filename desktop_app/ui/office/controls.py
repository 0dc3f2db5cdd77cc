"""One control per way of asking. A control shows a `QuestionView` and reports what a person did.

Controls never keep an answer: they show what the session holds and emit what was chosen or typed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.thai.search import search_key
from desktop_app.ui.office.questions import MANY_OPTIONS, Asked, OptionView, QuestionView
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.date_field import DateField
from desktop_app.ui.widgets.fields import NumberField, SearchField, TextArea
from desktop_app.ui.widgets.layout import column, row
from desktop_app.ui.widgets.options import OptionGroup, OptionRow
from desktop_app.ui.widgets.text import Label

NUMBER_LETTERS = 12  # width of a number's field
PAUSE_MS = 400  # a slow writer's pause; shorter saves in mid-word


class Control(QWidget):
    """Base: `answered` carries the text to keep, `typing` says that text is not handed on yet."""

    answered = Signal(str, bool)  # text, whether it was typed (and joins the step before in undo)
    typing = Signal()
    left = Signal()

    def __init__(self, program: Program, view: QuestionView) -> None:
        super().__init__()
        self.program, self.view = program, view

    def show_view(self, view: QuestionView) -> None:
        """Show the question as it stands now."""
        self.view = view

    def focus_first(self) -> None:
        """Give focus to where answering begins."""
        self.setFocus()

    def hand_on(self) -> None:
        """Hand on at once what was typed."""


class ChoiceControl(Control):
    """One of several, or several of them; a long list is searched."""

    def __init__(self, program: Program, view: QuestionView) -> None:
        super().__init__(program, view)
        self.many = view.asked is Asked.MULTIPLE
        self.group = OptionGroup(view.label, many=self.many)
        self.group.digits_on = program.settings.digit_keys
        self.group.picked.connect(self._on_pick)
        self.group.cleared.connect(lambda: self.answered.emit("", False))
        self._search = SearchField(program.tr("office.search_options"))
        self._search.typed.connect(self._filter)
        self._search.setVisible(len(view.options) > MANY_OPTIONS)
        self._shown: tuple[OptionView, ...] = ()
        self.setLayout(column(self._search, self.group, spacing=4))
        self.show_view(view)

    def show_view(self, view: QuestionView) -> None:
        """Options and what is chosen."""
        super().show_view(view)
        if view.options != self._shown:
            self._build(view)
        self.group.set_chosen(view.value.split() if self.many else [view.value] if view.value else [])
        for option in self.group.rows:
            option.button.setEnabled(not view.read_only)

    def focus_first(self) -> None:
        """The chosen option, else the first."""
        self.group.focus_first()

    def _build(self, view: QuestionView) -> None:
        focused = any(option.button.hasFocus() for option in self.group.rows)
        self.group.take_all()
        self._shown = view.options
        for option in view.options:
            gone = self.program.tr("office.option_gone") if option.gone else ""
            digit = self.program.digits(option.digit) if self.group.digits_on else ""
            line = OptionRow(option.key, option.text, digit=digit, many=self.many, gone=gone)
            line.setProperty("digit", option.digit)
            self.group.add(line)
        if focused:
            self.group.focus_first()

    def _on_pick(self, key: str) -> None:
        if not self.many:
            self.answered.emit(key, False)
            return
        chosen = self.view.value.split()
        exclusive = {option.key for option in self.view.options if option.exclusive}
        if key in chosen:
            chosen.remove(key)
        elif key in exclusive:
            chosen = [key]
        else:
            chosen = [*(name for name in chosen if name not in exclusive), key]
        order = [option.key for option in self.view.options]
        self.answered.emit(" ".join(sorted(chosen, key=order.index)), False)

    def _filter(self, typed: str) -> None:
        wanted = search_key(typed)
        for option in self.group.rows:
            option.setVisible(wanted in search_key(option.label.text()))


class TypedControl(Control):
    """Base of text, number and date: handed on 400 ms after the last key and on leaving."""

    field: TextArea | NumberField | DateField

    def __init__(self, program: Program, view: QuestionView) -> None:
        super().__init__(program, view)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.hand_on)
        self._pending: str | None = None
        self._handing_on = False

    def watch(self, field: TextArea | NumberField | DateField) -> None:
        """Take what a field reports."""
        field.typed.connect(self._on_typed)
        field.left.connect(self._on_left)

    def show_view(self, view: QuestionView) -> None:
        """The answer, unless the person is typing."""
        super().show_view(view)
        self.field.setReadOnly(view.read_only)
        self.field.set_wrong(bool(view.error))
        if not self.busy:
            self.field.set_value(self.resting())

    def resting(self) -> str:
        """What the field holds while nobody types."""
        return self.view.value

    def hand_on(self) -> None:
        """Hand on what waits."""
        self._timer.stop()
        text, self._pending = self._pending, None
        if text is not None:
            self._handing_on = True
            self.answered.emit(text, True)
            self._handing_on = False

    def _on_typed(self, text: str) -> None:
        self._pending = text
        self.typing.emit()
        self._timer.start()

    def _on_left(self) -> None:
        self.hand_on()
        self.left.emit()

    @property
    def busy(self) -> bool:
        """Whether the person is typing here: what they see must not be changed under their hands."""
        return self._pending is not None or self._handing_on


class TextControl(TypedControl):
    """Free text that grows."""

    def __init__(self, program: Program, view: QuestionView) -> None:
        super().__init__(program, view)
        self.field = TextArea(view.label, view.value, lines=(2, 8) if view.multiline else (1, 8))
        self.watch(self.field)
        self.setFocusProxy(self.field)
        self.setLayout(column(self.field, spacing=0))
        self.show_view(view)


class NumberControl(TypedControl):
    """A number with its unit; written with separators once the field is left."""

    def __init__(self, program: Program, view: QuestionView) -> None:
        super().__init__(program, view)
        self.field = NumberField(view.label, view.shown, width=NUMBER_LETTERS)
        self.unit = Label(view.unit, tone="hint", wrap=False)
        self.watch(self.field)
        self.field.entered.connect(self._on_entered)
        self.setFocusProxy(self.field)
        self.setLayout(row(self.field, self.unit, None, spacing=8))
        self.show_view(view)

    def resting(self) -> str:
        """With separators, but plain while the person is in the field."""
        return self._plain() if self.field.hasFocus() else self.view.shown

    def _plain(self) -> str:
        """Without separators: what a person changes digit by digit."""
        return self.program.digits(self.view.value)

    def _on_entered(self) -> None:
        if not self.view.read_only:
            self.field.set_value(self._plain())

    def _on_left(self) -> None:
        super()._on_left()
        self.field.set_value(self.view.shown)


class DateControl(TypedControl):
    """A date; a year that looks Gregorian is asked about once."""

    def __init__(self, program: Program, view: QuestionView) -> None:
        super().__init__(program, view)
        self.field = DateField(view.label, program.language, program.today())
        self.watch(self.field)
        self.setFocusProxy(self.field)
        self.setLayout(column(self.field, spacing=2))
        self.show_view(view)


class AcknowledgeControl(Control):
    """One box to tick."""

    def __init__(self, program: Program, view: QuestionView) -> None:
        super().__init__(program, view)
        self.group = OptionGroup(view.label, many=True)
        self.line = OptionRow("OK", program.tr("office.acknowledge"), many=True)
        self.group.add(self.line)
        self.group.picked.connect(lambda _: self.answered.emit("" if self.view.value else "OK", False))
        self.setLayout(column(self.group, spacing=0))
        self.show_view(view)

    def show_view(self, view: QuestionView) -> None:
        """Whether it is ticked."""
        super().show_view(view)
        self.group.set_chosen(["OK"] if view.value else [])
        self.line.button.setEnabled(not view.read_only)

    def focus_first(self) -> None:
        """The box."""
        self.group.focus_first()


class ShownControl(Control):
    """A value that is only shown."""

    def __init__(self, program: Program, view: QuestionView) -> None:
        super().__init__(program, view)
        self.value = Label("", "strong", selectable=True, wrap=not view.unit)
        self.unit = Label(view.unit, tone="hint", wrap=False)
        line = row(self.value, self.unit, None, spacing=8)
        if view.unit:
            self.value.setFixedWidth(NumberField("", width=NUMBER_LETTERS).sizeHint().width() - 8)
            self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line.setSpacing(16)
        else:
            line.setStretch(0, 1)
        self.setLayout(line)
        self.show_view(view)

    def show_view(self, view: QuestionView) -> None:
        """The value, or a dash."""
        super().show_view(view)
        self.value.setText(view.shown or "–")


CONTROLS: dict[Asked, type[Control]] = {
    Asked.SINGLE: ChoiceControl,
    Asked.MULTIPLE: ChoiceControl,
    Asked.NUMBER: NumberControl,
    Asked.TEXT: TextControl,
    Asked.DATE: DateControl,
    Asked.ACKNOWLEDGE: AcknowledgeControl,
    Asked.SHOWN: ShownControl,
    Asked.FILE: ShownControl,
}


def make_control(program: Program, view: QuestionView) -> Control:
    """The control for a question."""
    return CONTROLS[view.asked](program, view)
