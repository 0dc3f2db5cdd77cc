"""Widgets one by one: what they show, what they report, what they leave alone."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop_app.ui.shell.rail import lines_of
from desktop_app.ui.widgets.banner import Banner
from desktop_app.ui.widgets.buttons import Button, Picker
from desktop_app.ui.widgets.date_field import DateField, MonthPopup
from desktop_app.ui.widgets.fields import LineField, NumberField, TextArea, plain_paste
from desktop_app.ui.widgets.marks import Bar, Mark, SavedMark
from desktop_app.ui.widgets.options import OptionGroup, OptionRow
from desktop_app.ui.widgets.table import Column, Table, TableModel
from desktop_app.ui.widgets.text import ZERO_WIDTH_SPACE, Elided, Label, show, stored

LONG = "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน) จัดทำแผนปฏิบัติการดิจิทัลประจำปีงบประมาณ พ.ศ. 2569"


def test_a_label_shows_breaks_and_tells_none(app, qtbot) -> None:
    """X1 X2: wrapped between words, while name and text are as stored."""
    label = Label(LONG)
    qtbot.addWidget(label)
    assert ZERO_WIDTH_SPACE in super(Label, label).text()
    assert label.text() == LONG
    assert label.accessibleName() == LONG
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_what_is_copied_from_a_label_is_as_stored(app, qtbot, press) -> None:
    """X1: no invisible characters on the clipboard."""
    label = Label(LONG, selectable=True)
    qtbot.addWidget(label)
    label.setSelection(0, len(show(LONG)))
    press(Qt.Key.Key_C, "c", Qt.KeyboardModifier.ControlModifier, on=label)
    assert QGuiApplication.clipboard().text() == stored(show(LONG))
    assert ZERO_WIDTH_SPACE not in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("width", [280, 360, 480, 600])
def test_wrapped_thai_fits_its_rectangle(app, qtbot, width: int) -> None:
    """X1: nothing is cut off at any width."""
    label = Label(LONG * 2)
    qtbot.addWidget(label)
    metrics = label.fontMetrics()
    needed = metrics.boundingRect(0, 0, width, 10_000, Qt.TextFlag.TextWordWrap, show(LONG * 2))
    assert needed.width() <= width
    assert label.heightForWidth(width) >= needed.height()


def test_foreign_text_is_never_markup(app, qtbot) -> None:
    """X2: a file's name may look like HTML."""
    label = Label("<b>หนา</b> A&B")
    qtbot.addWidget(label)
    assert label.text() == "<b>หนา</b> A&B"
    assert label.sizeHint().width() > Label("หนา A&B").sizeHint().width()


def test_a_short_place_keeps_the_whole_text(app, qtbot) -> None:
    """X2: what is cut on the screen is whole in the name and the tooltip."""
    label = Elided(LONG)
    qtbot.addWidget(label)
    label.resize(120, 30)
    label.show()
    assert label.accessibleName() == LONG
    assert stored(label.toolTip()) == stored(show(LONG))


@pytest.fixture
def group(app, qtbot):
    """Three options and a fourth that means not applicable."""
    made = OptionGroup("มีแผนหรือไม่")
    for number, key in enumerate(("none", "draft", "done"), start=1):
        option = OptionRow(key, f"ตัวเลือก {key}", digit=str(number))
        option.setProperty("digit", str(number))
        made.add(option)
    last = OptionRow("na", "ไม่เกี่ยวข้อง", digit="0")
    last.setProperty("digit", "0")
    made.add(last)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.picks = []
    made.picked.connect(lambda key: (made.picks.append(key), made.set_chosen([key])))
    return made


def test_the_whole_row_is_the_target(group, qtbot) -> None:
    """X2: a click beside the words chooses too."""
    qtbot.mouseClick(group.rows[1], Qt.MouseButton.LeftButton, pos=QPoint(group.rows[1].width() - 4, 8))
    assert group.picks == ["draft"]
    assert group.rows[1].button.isChecked()


def test_arrows_choose_and_stay_in_the_question(group, press) -> None:
    """X2: a choice group is one tab stop."""
    group.focus_first()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    assert group.picks == ["draft", "done", "draft"]
    stops = [row for row in group.rows if row.button.focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert [row.key for row in stops] == ["draft"]


@pytest.mark.parametrize(("typed", "chosen"), [("3", "done"), ("๓", "done"), ("0", "na"), ("๐", "na")])
def test_digits_choose_in_either_script(group, press, typed: str, chosen: str) -> None:
    """X2: 1 to 9 choose, 0 is not applicable."""
    group.focus_first()
    press(Qt.Key.Key_3, typed)
    assert group.picks == [chosen]


def test_digits_can_be_switched_off(group, press) -> None:
    """X2: WCAG 2.1.4."""
    group.digits_on = False
    group.focus_first()
    press(Qt.Key.Key_3, "3")
    assert group.picks == []


def test_delete_clears(group, press, qtbot) -> None:
    """X2: an answer can be taken back by key."""
    group.focus_first()
    with qtbot.waitSignal(group.cleared):
        press(Qt.Key.Key_Delete)


def _wheel(widget) -> QWheelEvent:
    middle = QPointF(widget.rect().center())
    turn, flags = QPoint(0, -120), Qt.KeyboardModifier.NoModifier
    return QWheelEvent(
        middle, QPointF(widget.mapToGlobal(middle.toPoint())), QPoint(), turn, Qt.MouseButton.NoButton, flags,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip


def test_the_wheel_changes_nothing_without_focus(app, qtbot) -> None:
    """O1: a scrolled page must not change answers."""
    picker = Picker("เดือน", [("1", "มกราคม"), ("2", "กุมภาพันธ์")], "1")
    qtbot.addWidget(picker)
    picker.show()
    event = _wheel(picker)
    QApplication.sendEvent(picker, event)
    assert picker.chosen() == "1"
    assert not event.isAccepted()


def test_a_number_takes_both_scripts_and_changes_nothing_while_typing(app, qtbot, compose) -> None:
    """X1: what is typed stays as typed."""
    field = NumberField("จำนวน")
    qtbot.addWidget(field)
    typed = []
    field.typed.connect(typed.append)
    compose(field, "๑,๒๓๔")
    assert field.text() == "๑,๒๓๔"
    assert typed[-1] == "๑,๒๓๔"


def test_a_field_leaves_undo_to_the_assessment(app, qtbot, compose, press) -> None:
    """O4: Ctrl+Z in a field does not touch the field's own text."""
    field = LineField("ชื่อ")
    qtbot.addWidget(field)
    compose(field, "กรม")
    press(Qt.Key.Key_Z, "z", Qt.KeyboardModifier.ControlModifier, on=field)
    assert field.text() == "กรม"


def test_text_grows_from_two_to_eight_lines(app, qtbot) -> None:
    """Q3: short answers take little room, long ones scroll."""
    area = TextArea("คำตอบ")
    qtbot.addWidget(area)
    area.show()
    two = area.height()
    area.set_value("\n".join("ก" * 3 for _ in range(5)))
    five = area.height()
    area.set_value("\n".join("ก" * 3 for _ in range(50)))
    assert two < five < area.height() < 50 * area.fontMetrics().lineSpacing()


def test_what_is_pasted_is_clean() -> None:
    """X1: no invisible characters enter by the clipboard."""
    assert plain_paste("รัฐ\u200bบาล\x0b") == "รัฐบาล"
    assert plain_paste("ก\ud800") == ""


@pytest.fixture
def day(app, qtbot):
    """A date field in Thai on 19 March 2569."""
    field = DateField("วันที่ลงนาม", "th", date(2026, 3, 19))
    qtbot.addWidget(field)
    field.said = []
    field.typed.connect(field.said.append)
    return field


@pytest.mark.parametrize("typed", ["31/3/2569", "31 มี.ค. 69", "๓๑ มีนาคม ๒๕๖๙", "2026-03-31"])
def test_a_whole_date_typed_is_read(day, compose, typed: str) -> None:
    """X1: however an office writes a date."""
    compose(day.day, typed)
    assert day.day.text() == typed
    day.day.left.emit()
    assert (day.day.text(), day.month.chosen(), day.year.text()) == ("31", "3", "2569")
    assert day.said[-1] == "31/3/2569"


def test_a_stored_date_is_shown_in_the_buddhist_era(day) -> None:
    """X1: stored ISO, shown B.E."""
    day.set_value("2026-03-31")
    assert (day.day.text(), day.month.currentText(), day.year.text()) == ("31", "มีนาคม", "2569")


def test_an_unfinished_date_is_not_lost(day, compose) -> None:
    """O1: what cannot be read stays as typed."""
    compose(day.day, "99")
    assert day.said[-1] == "99"


def test_a_gregorian_year_is_doubted(day, compose) -> None:
    """X1: a year below 2400 asks."""
    compose(day.year, "2026")
    assert day.gregorian_doubt()


def test_the_month_is_walked_by_keys(app, qtbot, press) -> None:
    """X2: the popup needs no mouse."""
    popup = MonthPopup(None, "th", date(2026, 3, 31))
    popup.show()
    chosen = []
    popup.chosen.connect(chosen.append)
    popup.focus_day(31)
    press(Qt.Key.Key_PageUp, on=popup)
    popup._days[28].click()
    assert chosen == [date(2026, 2, 28)]


ROWS = [("50-001", "เชียงใหม่", 3), ("57-001", "เชียงราย", 1)]


@pytest.fixture
def table(app, qtbot):
    """Two offices."""
    model = TableModel(
        [Column("รหัส", lambda row: row[0]), Column("ชื่อ", lambda row: LONG + row[1], stretch=True),
         Column("จำนวน", lambda row: str(row[2]), "right", key=lambda row: row[2])],
        ROWS,
    )  # fmt: skip
    made = Table("หน่วยงาน", model)
    qtbot.addWidget(made)
    return made


def test_a_table_shows_breaks_and_keeps_the_stored_text(table) -> None:
    """X1: display has U+200B, every other role has not."""
    index = table.model().index(0, 1)
    assert ZERO_WIDTH_SPACE in index.data(Qt.ItemDataRole.DisplayRole)
    for role in (Qt.ItemDataRole.EditRole, Qt.ItemDataRole.UserRole, Qt.ItemDataRole.AccessibleTextRole):
        assert ZERO_WIDTH_SPACE not in index.data(role)


def test_a_row_is_copied_as_stored(table, press) -> None:
    """X1: what goes to Excel is clean."""
    table.selectRow(0)
    press(Qt.Key.Key_C, "c", Qt.KeyboardModifier.ControlModifier, on=table)
    assert QGuiApplication.clipboard().text() == f"50-001\t{LONG}เชียงใหม่\t3"


def test_a_column_sorts_by_its_key(table) -> None:
    """X1: numbers as numbers."""
    table.model().sort(2)
    assert [row[2] for row in table.rows()] == [1, 3]


def test_enter_opens_a_row(table, press, qtbot) -> None:
    """X2: tables work without a mouse."""
    table.selectRow(1)
    with qtbot.waitSignal(table.opened) as told:
        press(Qt.Key.Key_Return, on=table)
    assert told.args[0] == ROWS[1]


@pytest.mark.parametrize("state", ["done", "empty", "part", "error", "flag", "warning", "waiting", "none"])
def test_every_state_has_a_sign_of_its_own(app, qtbot, state: str) -> None:
    """X2: told apart by shape, with a word."""
    mark, other = Mark(state, "คำของสถานะ"), Mark("done" if state != "done" else "empty", "อื่น")
    for widget in (mark, other):
        qtbot.addWidget(widget)
    assert mark.accessibleName() == "คำของสถานะ"
    assert mark.grab().toImage() != other.grab().toImage()


@pytest.mark.parametrize("state", ["typing", "saving", "saved", "failed"])
def test_durability_has_four_signs(app, qtbot, state: str) -> None:
    """O1: what is on disk can be seen."""
    mark = SavedMark(state, "คำ")
    qtbot.addWidget(mark)
    assert mark.accessibleName() == "คำ"
    mark.grab()


def test_a_bar_says_its_figure(app, qtbot) -> None:
    """X2: painted widgets have words."""
    bar = Bar(1.7, "9 จาก 14")
    qtbot.addWidget(bar)
    assert bar.accessibleName() == "9 จาก 14"
    bar.grab()


def test_a_banner_offers_what_can_be_done(app, qtbot) -> None:
    """X5: a message comes with the next step."""
    done = []
    banner = Banner("error", "ดิสก์เต็ม", "ลบไฟล์", [("ลองอีกครั้ง", lambda: done.append(1))])
    qtbot.addWidget(banner)
    banner.findChild(Button).click()
    assert done == [1]


def test_enter_presses_a_button(app, qtbot, press) -> None:
    """X2: Enter and Space alike."""
    done = []
    button = Button("บันทึก", on=lambda: done.append(1))
    qtbot.addWidget(button)
    press(Qt.Key.Key_Return, on=button)
    press(Qt.Key.Key_Space, " ", on=button)
    assert done == [1, 1]
    assert button.sizeHint().height() >= 28


def test_a_name_that_is_cut_keeps_its_spaces(qapp: QApplication) -> None:
    """X1: the rail shows two lines of a section's name; what does not fit ends in …, words stay apart."""
    lines = lines_of("Convenient and accessible public services", qapp.font(), 150, 2)
    assert len(lines) == 2
    assert " ".join(lines).rstrip("…") in "Convenient and accessible public services"


def test_a_table_hugs_its_rows(table) -> None:
    """X1: no empty area below the last row; a longer table keeps room to be read in."""
    table.hug(10)
    few = table.maximumHeight()
    last = table.visualRect(table.model().index(len(table.rows()) - 1, 0)).bottom()
    assert 0 <= few - table.horizontalHeader().sizeHint().height() - last <= 12
    assert table.minimumHeight() == min(few, table.fontMetrics().height() * 10)
    table.model().set_rows(table.rows() * 40)
    QApplication.processEvents()
    assert table.minimumHeight() < few * 10 < table.maximumHeight()
