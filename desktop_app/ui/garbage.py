"""Python's collector of circular garbage, on the window's thread alone.

It runs wherever memory happens to be asked for, in a worker thread, too; a page that ends there takes its timers down
on the wrong thread, which Qt forbids and which can end the program.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer

PERIOD_MS = 500


@contextmanager
def collected_here() -> Iterator[None]:
    """While this lasts, garbage is collected between events of the thread that called, and nowhere else."""
    was_on = gc.isenabled()
    timer = QTimer()
    timer.setInterval(PERIOD_MS)
    timer.timeout.connect(collect_due)
    gc.disable()
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        if was_on:
            gc.enable()


def collect_due() -> None:
    """What the collector would have done by itself by now, the oldest generation that is due with all younger ones."""
    due = [
        age for age, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most
    ]
    if due:
        gc.collect(due[-1])
