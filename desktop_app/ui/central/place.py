"""The central registry as the window sees it: opened anew in every task, never on the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_app.central.registry import Folders, Registry, open_registry
from desktop_app.central.standing import Standing, standing
from desktop_app.ui.central.run import ImportRun
from desktop_app.ui.program import Program
from desktop_app.ui.tasks import Task

T = TypeVar("T")
REGISTRY_FILE = "registry.db"


class CentralPlace(QObject):
    """Which registry is open, and what lasts while pages come and go: the round chosen, the import under way."""

    changed = Signal()  # another registry, or something was written to it
    counted = Signal()  # `standing` is new

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program
        self.round = ""
        self.standing: Standing | None = None
        self.workers: int | None = None  # as many as there are cores
        self.run: ImportRun | None = None
        self.changed.connect(self.count)

    @property
    def where(self) -> Path | None:
        """The registry's file, None until one was made or chosen here."""
        kept = self.program.settings.central_folder
        if not kept:
            return None
        path = Path(kept)
        return path if path.is_file() else path / REGISTRY_FILE

    @property
    def folders(self) -> Folders | None:
        """The folders beside the registry."""
        return Folders(self.where.parent) if self.where else None

    @property
    def who(self) -> str:
        """Who acts, as the log names them."""
        return self.program.settings.person or self.program.tr("central.someone")

    def use(self, path: Path) -> None:
        """Work with this registry from now on."""
        self.program.change(central_folder=str(path))
        self.round, self.run, self.standing = "", None, None
        self.changed.emit()

    def ask(
        self,
        work: Callable[[Registry], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> Task:
        """Run `work` on the registry in the background; `done` gets its result on the window's thread."""
        where = self._needed()

        def whole() -> T:
            registry = open_registry(where)
            try:
                return work(registry)
            finally:
                registry.close()

        return self.program.tasks.call(whole, done, failed)

    def stream(self, work: Callable[[Registry], Iterator[T]], **callbacks: Callable[..., object] | None) -> Task:
        """Run a generator of facts on the registry in the background; callbacks as `Tasks.run`."""
        where = self._needed()

        def facts() -> Iterator[T]:
            registry = open_registry(where)
            try:
                return (yield from work(registry))
            finally:
                registry.close()

        return self.program.tasks.run(facts, **callbacks)

    def count(self) -> None:
        """Look anew where the registry stands."""
        if self.where is not None and self.where.exists():
            moment = self.program.clock()
            self.ask(lambda registry: standing(registry, moment), self._on_counted, lambda _: None)

    def the_round(self) -> str:
        """The round chosen, else the newest one, "" where there is none."""
        known = self.standing.rounds if self.standing else ()
        return self.round if self.round in known else next(iter(known), "")

    def _on_counted(self, found: Standing) -> None:
        self.standing = found
        self.counted.emit()

    def _needed(self) -> Path:
        if self.where is None:
            raise ValueError("no registry chosen")
        return self.where
