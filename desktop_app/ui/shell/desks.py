"""The desks of the window, each made when it is first needed: the officer never waits for central's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QObject, Signal

from desktop_app.ui.pages import Desk


class Desks(QObject):
    """Desks by key; `made` says that one has just come into being."""

    made = Signal(object)

    def __init__(self, makers: Mapping[str, Callable[[], Desk]]) -> None:
        super().__init__()
        self._makers = dict(makers)
        self._desks: dict[str, Desk] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """All desks, made or not, in the order offered."""
        return tuple(self._makers)

    def __getitem__(self, key: str) -> Desk:
        """The desk, made now if need be; an unknown key gives the first."""
        key = key if key in self._makers else self.keys[0]
        if key not in self._desks:
            self._desks[key] = self._makers[key]()
            self.made.emit(self._desks[key])
        return self._desks[key]

    def __iter__(self) -> Iterator[Desk]:
        """The desks made so far."""
        return iter(tuple(self._desks.values()))
