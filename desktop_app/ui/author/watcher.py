"""Tells that the author has saved: Excel and LibreOffice write a new file and rename it over the old one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

PAUSE_MS = 500  # writers touch a file several times while they save


class SaveWatcher(QObject):
    """Watches one file by its folder too, so that a rename is not the end of it."""

    saved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._seen: tuple[int, int] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_touched)
        self._watcher.directoryChanged.connect(self._on_touched)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)

    def watch(self, path: Path) -> None:
        """Watch this file from now on; what it holds now counts as seen."""
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)
        self._path = path
        self._seen = _stamp(path)
        self._watcher.addPaths([str(path), str(path.parent)])

    def note(self) -> None:
        """What the file holds now is being read anyway."""
        if self._path is not None:
            self._seen = _stamp(self._path)

    def _on_touched(self, _: str) -> None:
        self._pause.start()

    def _look(self) -> None:
        if self._path is None:
            return
        stamp = _stamp(self._path)
        if stamp is None:
            return  # between the old file and the new one; the folder tells again
        if str(self._path) not in self._watcher.files():
            self._watcher.addPath(str(self._path))
        if stamp != self._seen:
            self._seen = stamp
            self.saved.emit()


def _stamp(path: Path) -> tuple[int, int] | None:
    """Time of the last change and size, None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
