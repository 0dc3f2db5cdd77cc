"""The composition root of the window: the only place that wires settings, desks and the main window."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from platformdirs import PlatformDirs
from PySide6.QtWidgets import QApplication

from desktop_app.ui import crash
from desktop_app.ui.garbage import collected_here
from desktop_app.ui.instance import SingleInstance
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.pages import Desk
from desktop_app.ui.program import Folders, Program
from desktop_app.ui.settings import Settings
from desktop_app.ui.shell.desks import Desks
from desktop_app.ui.shell.keys import ThaiShortcuts
from desktop_app.ui.shell.stopped import Stopped
from desktop_app.ui.texts import StandardTexts
from desktop_app.ui.theme.current import apply_theme
from desktop_app.ui.theme.fonts import load_fonts
from desktop_app.ui.theme.icons import icon
from desktop_app.ui.workplace import Workplace

ZONE = ZoneInfo("Asia/Bangkok")


def own_folders() -> Folders:
    """This person's folders; data never lies in the program's own."""
    dirs = PlatformDirs("phrom", appauthor=False)
    return Folders(Path(dirs.user_data_dir), Path(dirs.user_config_dir), Path(dirs.user_log_dir))


def folders_in(data: Path) -> Folders:
    """A data folder that carries its settings and log with it, as on a USB stick."""
    return Folders(data, data / "config", data / "log")


def now() -> datetime:
    """The clock of this computer."""
    return datetime.now(UTC)


def make_application(settings: Settings) -> QApplication:
    """The Qt application in the person's theme and text size, with Thai for Qt's own dialogs."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("Phrom")
    app.setDesktopFileName("phrom")
    load_fonts()
    apply_theme(app, settings.theme, settings.scale)
    app.setWindowIcon(icon("phrom", "#1F5FA8"))
    return app


class Language:
    """Keeps Qt's own dialogs in the language of the window."""

    def __init__(self, app: QApplication) -> None:
        self._app = app

    def use(self, language: str) -> None:
        """Install or take away the Thai texts; English is Qt's own."""
        for texts in self._app.findChildren(StandardTexts):
            self._app.removeTranslator(texts)
            texts.deleteLater()
        if language == "th":
            self._app.installTranslator(StandardTexts(self._app))


def make_desks(program: Program) -> Desks:
    """The desks, each imported and made when it is first shown: a start waits for one desk, not for all."""
    place = Workplace(program)

    def office() -> Desk:
        from desktop_app.ui.office.desk import OfficeDesk

        return OfficeDesk(program, place)

    def central() -> Desk:
        from desktop_app.ui.central.desk import CentralDesk

        return CentralDesk(program)

    def review() -> Desk:
        from desktop_app.ui.review.desk import ReviewDesk

        return ReviewDesk(program, place)

    return Desks({"office": office, "review": review, "central": central})


def make_window(app: QApplication, program: Program) -> MainWindow:
    """The main window with its desks, showing the desk of the settings."""
    language = Language(app)
    language.use(program.language)
    program.settings_changed.connect(lambda _, settings: language.use(settings.language))
    window = MainWindow(program, make_desks(program))
    app.installEventFilter(ThaiShortcuts(window))
    window.resize(1366, 768)
    program.go(program.settings.desk, "")
    return window


def run(arguments: Sequence[str], folders: Folders | None = None, clock: Callable[[], datetime] = now) -> int:
    """Open the window; returns the exit code. A second start hands its arguments to the first."""
    folders = folders or own_folders()
    program = Program(folders, clock, ZONE)
    app = make_application(program.settings)
    instance = SingleInstance(folders.data)
    if not instance.take():
        return 0 if instance.hand_over(list(arguments)) else 1
    crash.start_log(folders.log)
    window = make_window(app, program)
    crash.install(lambda description: show_crash(window, program, description))
    instance.handed_over.connect(window.come_forward)
    _tell_settings(program)
    window.show()
    if paths := [Path(argument) for argument in arguments if Path(argument).exists()]:
        window.open_files(paths)
    with collected_here():
        code = app.exec()
    instance.release()
    return code


def show_crash(window: MainWindow, program: Program, description: str) -> None:
    """W20 over the window, once at a time."""
    if window.findChild(Stopped) is None:
        dialog = Stopped(window, program, description, program.tr("shell.stopped_safe"))
        dialog.exec()
        dialog.deleteLater()


def _tell_settings(program: Program) -> None:
    aside = program.settings_file.set_aside
    if aside is not None:
        program.notify("settings", "warning", program.tr("shell.settings_set_aside", name=aside.name))
