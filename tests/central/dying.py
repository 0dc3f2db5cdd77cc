"""Inspectors whose checks die for some file names; workers import them by name."""

import os
from pathlib import Path

from desktop_app.central.inspect import Inspected, Inspector


class Dying(Inspector):
    """Ends its process for `ends…`, meets a bug for `fails…`."""

    def inspect(self, path: Path) -> Inspected:
        if path.name.startswith("ends"):
            os._exit(1)
        if path.name.startswith("fails"):
            raise ValueError(path.name)
        return super().inspect(path)
