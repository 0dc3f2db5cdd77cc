"""One running program per data folder: a second start hands over its arguments and ends."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_MS = 2000
MOST_BYTES = 64 * 1024  # a hand-over is a few paths; more is no start of ours


class SingleInstance(QObject):
    """Holds the lock of a data folder and listens for later starts."""

    handed_over = Signal(list)  # arguments of the later start

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()
        self._name = f"phrom-{digest[:16]}"
        self._server: QLocalServer | None = None
        self._callers: list[QLocalSocket] = []

    def take(self) -> bool:
        """Become the one instance; False if another program holds the folder."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)
        return True

    def hand_over(self, arguments: list[str]) -> bool:
        """Give our arguments to the instance that runs; False if it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(PATIENCE_MS):
            return False
        socket.write(json.dumps(arguments).encode() + b"\n")
        sent = socket.waitForBytesWritten(PATIENCE_MS)
        socket.disconnectFromServer()
        return bool(sent)

    def release(self) -> None:
        """Let another start take over."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        self._callers.append(socket)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._read)
        self._read()

    def _read(self) -> None:
        """Take what callers have said so far; who has spoken, hung up or says too much is let go."""
        for socket in tuple(self._callers):
            gone = socket.state() == QLocalSocket.LocalSocketState.UnconnectedState
            if socket.canReadLine():
                arguments = parse_arguments(bytes(socket.readLine(MOST_BYTES)))
                if arguments is not None:
                    self.handed_over.emit(arguments)
            elif not gone and socket.bytesAvailable() <= MOST_BYTES:
                continue
            self._callers.remove(socket)
            socket.deleteLater()


def parse_arguments(data: bytes) -> list[str] | None:
    """What a later start handed over, or None if it is nothing of ours."""
    try:
        content = json.loads(data)
    except ValueError:
        return None
    if isinstance(content, list) and all(isinstance(item, str) for item in content):
        return content
    return None
