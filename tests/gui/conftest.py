"""A window without a display, over the sample office, for all tests of the window."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip("PySide6", reason="the window needs PySide6; the core does not")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app import app as root
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.gallery import settle
from desktop_app.ui.gallery_office import MAIN_OFFICE, MOMENT, main_id, sample_data
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.program import Folders, Program
from desktop_app.ui.settings import Settings
from tests.central.central_world import MOMENT as CENTRE_MOMENT
from tests.central.central_world import Centre


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """pytest-qt makes the application."""
    return QApplication


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application in Phrom's light theme; what a test leaves behind ends on this thread, as in the program."""
    root.make_application(Settings())
    gc.disable()
    yield qapp
    gc.collect()
    gc.enable()


@pytest.fixture
def program(app: QApplication, tmp_path: Path) -> Program:
    """Settings, clock and folders of one test."""
    folders = Folders(tmp_path / "data", tmp_path / "config", tmp_path / "log")
    made = Program(folders, lambda: MOMENT, root.ZONE)
    made.change(first_run_done=True, person="เจ้าหน้าที่ตัวอย่าง", office_code=MAIN_OFFICE)
    return made


def _close(window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    settle()


@pytest.fixture
def empty_window(app: QApplication, program: Program) -> Iterator[MainWindow]:
    """The window over an empty data folder."""
    window = root.make_window(app, program)
    window.show()
    yield window
    _close(window)


def _sample_window(app: QApplication, program: Program, *, whole: bool) -> MainWindow:
    sample_data(program.folders.data, whole=whole)
    made = root.make_window(app, program)
    made.show()
    made.activateWindow()
    place = made.desks["office"].place
    place.open(main_id(place.store))
    return made


@pytest.fixture
def window(app: QApplication, program: Program) -> Iterator[MainWindow]:
    """The window over the sample office, with its assessment open."""
    made = _sample_window(app, program, whole=False)
    yield made
    _close(made)


@pytest.fixture
def busy_window(app: QApplication, program: Program) -> Iterator[MainWindow]:
    """As `window`, with three more offices in other states."""
    made = _sample_window(app, program, whole=True)
    yield made
    _close(made)


@pytest.fixture
def centre(made: Centre, tmp_path: Path, empty_window: MainWindow) -> Iterator[Centre]:
    """A copy of the centre that the test file made, open in the window."""
    copied = made.copy(tmp_path / "centre")
    empty_window.program.clock = lambda: CENTRE_MOMENT
    place = empty_window.desks["central"].place
    place.workers = 0
    place.use(copied.folder / "registry.db")
    finish(empty_window)
    yield copied
    copied.close()


@pytest.fixture
def compose() -> Callable[[QWidget, str], None]:
    """Type text as an input method does; keyClicks aborts the process on Thai."""

    def type_in(field: QWidget, text: str) -> None:
        assert field is not None
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)

    return type_in


@pytest.fixture
def press() -> Callable[..., None]:
    """Press one key in a widget, or in the one with focus."""

    def press_key(
        key: Qt.Key,
        text: str = "",
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        on: QWidget | None = None,
    ) -> None:
        target = on or QApplication.focusWidget()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(target, QKeyEvent(kind, key, held, text))

    return press_key
