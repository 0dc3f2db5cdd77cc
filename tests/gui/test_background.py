"""Background work, one instance, reports after a bug, keys of a Thai keyboard."""

import threading
import zipfile
from io import BytesIO

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_app import files
from desktop_app.errors import PhromError
from desktop_app.files import CANNOT_READ
from desktop_app.ui.crash import describe, report_contents, report_zip
from desktop_app.ui.instance import SingleInstance, parse_arguments
from desktop_app.ui.program import Notice, Program
from desktop_app.ui.settings import Settings
from desktop_app.ui.shell.keys import ThaiShortcuts, latin_key, scan_table
from desktop_app.ui.shell.stopped import Stopped
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.workplace import Workplace


def _counting(most: int, gate: threading.Event | None = None):
    for number in range(most):
        if gate is not None:
            gate.wait(5)
        yield number
    return "ครบ"


def test_facts_and_result_come_on_the_window_thread(app, qtbot) -> None:
    """K1: the same facts as on the command line, then the result."""
    tasks, facts, threads = Tasks(), [], set()
    with qtbot.waitSignal(tasks.changed):
        pass_on = lambda fact: (facts.append(fact), threads.add(threading.current_thread()))  # noqa: E731
        task = tasks.run(lambda: _counting(3), fact=pass_on, done=facts.append)
    qtbot.waitUntil(lambda: not tasks.running)
    assert facts == [0, 1, 2, "ครบ"]
    assert threads == {threading.main_thread()}
    assert not task.running()


def test_cancel_stops_between_two_items(app, qtbot) -> None:
    """K1: what was begun is finished, nothing more."""
    tasks, facts, ended = Tasks(), [], []
    gate = threading.Event()
    task = tasks.run(
        lambda: _counting(100, gate), fact=facts.append, stopped=lambda: ended.append("stopped"), done=ended.append
    )
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == ["stopped"]
    assert facts == [0]


def test_an_expected_failure_reaches_who_asked(app, qtbot) -> None:
    """X5: a fault becomes a message, not a crash."""
    tasks, problems = Tasks(), []

    def work():
        yield 1
        raise CANNOT_READ.error(name="ก.asice", reason="-")

    tasks.run(work, failed=problems.append)
    qtbot.waitUntil(lambda: bool(problems))
    assert isinstance(problems[0], PhromError)
    assert not tasks.running


def test_a_failure_nobody_takes_is_told(app, qtbot) -> None:
    """X5: nothing fails in silence."""
    tasks = Tasks()
    with qtbot.waitSignal(tasks.problem) as told:
        tasks.call(lambda: 1 / 0, lambda _: None)
    assert isinstance(told.args[0], ZeroDivisionError)


def test_a_second_start_hands_over_and_ends(app, qtbot, tmp_path) -> None:
    """X3: one program per data folder."""
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.take()
    assert not second.take()
    with qtbot.waitSignal(first.handed_over) as told:
        assert second.hand_over(["ไฟล์ ก.asice"])
    assert told.args[0] == ["ไฟล์ ก.asice"]
    first.release()
    assert second.take()
    second.release()


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b'{"a": 1}', b"\xff"])
def test_nonsense_handed_over_is_ignored(data: bytes) -> None:
    """X5: another program may knock at our door."""
    assert parse_arguments(data) is None


def test_a_report_holds_places_and_no_answers(tmp_path) -> None:
    """X5: neither message of the exception nor names nor paths leave the computer."""
    with pytest.raises(ValueError) as caught:
        int("ความลับของหน่วยงาน")
    description = describe(caught.value)
    settings = Settings(person="เจ้าหน้าที่ตัวอย่าง", trust_folder="/home/somebody/trust", office_code="50-001")
    (tmp_path / "phrom.log").write_text("stopped", "ascii")
    contents = report_contents(settings, tmp_path, description)
    everything = b"".join(contents.values()).decode()
    for secret in ("ความลับ", "เจ้าหน้าที่ตัวอย่าง", "somebody", "50-001"):
        assert secret not in everything
    assert "test_a_report_holds_places_and_no_answers" in description
    assert "ValueError" in description
    with zipfile.ZipFile(BytesIO(report_zip(contents))) as archive:
        assert set(archive.namelist()) == set(contents)


def _thai_f(held=Qt.KeyboardModifier.ControlModifier) -> QKeyEvent:
    """Ctrl and the key F as a Thai layout on X11 sends it."""
    scan = next(code for code, sign in scan_table(8).items() if sign == "F")
    return QKeyEvent(QEvent.Type.KeyPress, 0x0E14, held, scan, 0, 0, "ด")


def test_a_thai_layout_finds_the_latin_key(app) -> None:
    """X2: Ctrl+ด is Ctrl+F."""
    assert latin_key(_thai_f()) == "F"
    latin = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier, 41, 0, 0, "f")
    assert latin_key(latin) == ""


def test_the_filter_sends_the_latin_twin(app, qtbot) -> None:
    """X2: a shortcut need not change the keyboard layout."""

    keys: list[int] = []

    class Seen(QWidget):
        def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's own name
            keys.append(event.key())

    widget, filter_ = Seen(), ThaiShortcuts()
    qtbot.addWidget(widget)
    assert filter_.eventFilter(widget, _thai_f())
    assert keys == [Qt.Key.Key_F]
    assert not filter_.eventFilter(widget, _thai_f(Qt.KeyboardModifier.NoModifier))
    assert not filter_.eventFilter(QObject(), QEvent(QEvent.Type.Show))


def test_a_bug_offers_a_report_and_the_work_goes_on(empty_window, tmp_path) -> None:
    """X5: what the report holds is shown before it is saved."""
    program = empty_window.program
    program.folders.log.mkdir(parents=True)
    dialog = Stopped(empty_window, program, "section.py:1 f\nKeyError", program.tr("shell.stopped_safe"))
    dialog.save(tmp_path / "report.zip")
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        assert set(archive.namelist()) == set(dialog.contents)
    assert "report.zip" in dialog.saved.text()
    (tmp_path / "full").write_bytes(b"")
    dialog.save(tmp_path / "full" / "report.zip")
    assert "report.zip" in dialog.saved.text()
    dialog.deleteLater()


def test_a_network_folder_is_warned_about(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """O1: SQLite's locks cannot be trusted on a share; the window says so and opens the data all the same."""
    data = program.folders.data
    data.mkdir(parents=True)
    monkeypatch.setattr(files, "NETWORK_FILE_SYSTEMS", frozenset({files.file_system(data)}))
    told: list[Notice] = []
    program.notice_requested.connect(told.append)
    place = Workplace(program)
    assert place.store.is_sound()
    place.close()
    assert [(one.key, one.kind) for one in told] == [("network", "warning")]
