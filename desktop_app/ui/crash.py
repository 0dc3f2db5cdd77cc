"""When a bug stops the program: say what is safe, offer a report without answers (X5)."""

from __future__ import annotations

import faulthandler
import json
import logging
import platform
import sys
import threading
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from io import BytesIO
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qVersion

from desktop_app.ui.settings import Settings

LOG_BYTES, LOG_FILES = 1_000_000, 5
_PRIVATE = ("office_code", "person", "position", "trust_folder", "central_folder", "recent", "last_assessment")
log = logging.getLogger("phrom")

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def start_log(folder: Path) -> None:
    """Write a rotating log: codes and places in the program, never answers, names or passphrases."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "phrom.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="ascii", errors="backslashreplace"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    faulthandler.enable((folder / "crash.txt").open("a", encoding="ascii"))
    qInstallMessageHandler(_on_qt_message)


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    log.log(_QT_LEVELS.get(kind, logging.WARNING), "Qt: %s", ascii(message))


def describe(problem: BaseException) -> str:
    """The traceback as places in the program; the message of the exception may hold answers and stays out."""
    frames = traceback.extract_tb(problem.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([*lines, type(problem).__name__])


def install(on_crash: Callable[[str], object]) -> None:
    """Route every unexpected exception, of any thread, to the log and to `on_crash(description)`."""

    def handle(problem: BaseException | None) -> None:
        if problem is None:
            return
        description = describe(problem)
        log.critical("stopped: %s", description.replace("\n", " | "))
        on_crash(description)

    def on_main(_kind: type[BaseException], problem: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(problem, KeyboardInterrupt):
            sys.exit(130)
        handle(problem)

    sys.excepthook = on_main
    threading.excepthook = lambda facts: handle(facts.exc_value)
    sys.unraisablehook = lambda facts: handle(facts.exc_value)


def report_contents(settings: Settings, log_folder: Path, description: str) -> dict[str, bytes]:
    """What a report holds, by name of the file inside: place of the stop, versions, settings, log."""
    shown = {name: value for name, value in asdict(settings).items() if name not in _PRIVATE}
    versions = {"python": platform.python_version(), "qt": qVersion(), "system": platform.platform()}
    contents = {
        "stopped.txt": description.encode(),
        "versions.json": json.dumps(versions, indent=1).encode(),
        "settings.json": json.dumps(shown, indent=1).encode(),
    }
    for path in sorted(log_folder.glob("phrom.log*")):
        contents[path.name] = path.read_bytes()
    return contents


def report_zip(contents: dict[str, bytes]) -> bytes:
    """The report as one file to hand to support."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return buffer.getvalue()
