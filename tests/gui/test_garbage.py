"""Pages end on the window's thread, whatever runs beside it (X5)."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtWidgets import QApplication

from desktop_app.ui.garbage import collect_due, collected_here


class Circle:
    """Something that only the collector can end; tells on which thread it did."""

    ended: list[int] = []  # noqa: RUF012  one list for all

    def __init__(self) -> None:
        self.itself = self
        weakref.finalize(self, lambda: Circle.ended.append(threading.get_ident()))


def test_a_worker_that_asks_for_much_memory_ends_nobody_elses_pages(qapp: QApplication) -> None:
    """X5: circles made on the window's thread end on it, though another thread fills the memory meanwhile."""
    Circle.ended.clear()
    assert gc.isenabled()
    with collected_here():
        assert not gc.isenabled()
        for _ in range(50):
            Circle()
        worker = threading.Thread(target=lambda: [[[]] for _ in range(200_000)])
        worker.start()
        worker.join()
        assert Circle.ended == []
        filled = [[[]] for _ in range(2_000)]
        collect_due()
        assert set(Circle.ended) == {threading.get_ident()}
        assert len(Circle.ended) == 50
        del filled
    assert gc.isenabled()
