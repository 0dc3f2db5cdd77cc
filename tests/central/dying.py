"""Inspectors whose checks die for some file names; workers import them by name."""

import os
import signal
from pathlib import Path

from desktop_app.central.inspect import Inspected, Inspector
from desktop_app.central.pool import MEMORY_PER_WORKER


class Dying(Inspector):
    """Ends its process for `ends…`, meets a bug for `fails…`, never ends for `spins…`, needs too much for `grows…`."""

    def inspect(self, path: Path) -> Inspected:
        if path.name.startswith("ends"):
            os._exit(1)
        if path.name.startswith("fails"):
            raise ValueError(path.name)
        if path.name.startswith("spins"):
            signal.setitimer(signal.ITIMER_REAL, 0.2)  # the minute that every file has, made short
            while True:
                pass
        if path.name.startswith("grows"):
            bytearray(MEMORY_PER_WORKER)  # on top of what the program has already
        return super().inspect(path)
