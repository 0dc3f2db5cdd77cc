"""What every page gets from the program around it: words, settings, time, background work, navigation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import PhromError
from desktop_app.thai.dates import Style, format_date, format_moment, format_time
from desktop_app.thai.digits import in_digits
from desktop_app.ui.settings import Settings, SettingsFile
from desktop_app.ui.tasks import Tasks
from desktop_app.ui.texts import Text, Texts

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is: desk, page, and what on it (a section, a ref, an office)."""

    desk: str
    page: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the bar above the page. `actions` are pairs of verb and what it does.

    A notice with the same `key` takes the place of the earlier one; `kind` is a kind of `Banner`.
    """

    key: str
    kind: str
    text: str
    detail: str = ""
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things lie: `data` holds assessments and keys, `config` the settings, `log` the log."""

    data: Path
    config: Path
    log: Path


class Program(QObject):
    """The one object handed to every desk and page."""

    go_requested = Signal(object)  # Place
    back_requested = Signal()
    notice_requested = Signal(object)  # Notice
    notice_withdrawn = Signal(str)
    announced = Signal(str)
    settings_changed = Signal(object, object)  # before, after
    saved_state = Signal(str, str)  # state of SavedMark, sentence for the status bar

    def __init__(self, folders: Folders, clock: Clock, zone: tzinfo) -> None:
        super().__init__()
        self.folders, self.clock, self.zone = folders, clock, zone
        self.settings_file = SettingsFile(folders.config / "settings.json")
        self.settings: Settings = self.settings_file.read()
        self.tasks = Tasks(self)
        self.texts = Texts(self.settings.language)

    @property
    def language(self) -> str:
        """Language of the window, "th" or "en"."""
        return self.settings.language

    def tr(self, key: str, **places: object) -> str:
        """The window's own text: `file.key` of resources/translations."""
        return self.texts(key, **places)

    def pick(self, text: Text) -> str:
        """A form's text in the language of the window."""
        return self.texts.pick(text)

    def digits(self, text: object) -> str:
        """A figure in the digits that the person has chosen."""
        return in_digits(str(text), self.settings.digits)

    def date(self, day: date, style: Style = "long") -> str:
        """A date of the Buddhist Era."""
        return format_date(day, style, self.settings.digits, self.settings.language)

    def moment(self, moment: datetime, style: Style = "short") -> str:
        """Date and time here."""
        return format_moment(moment, self.zone, style, self.settings.digits, self.settings.language)

    def time(self, moment: datetime) -> str:
        """Time of the day here."""
        return format_time(moment.astimezone(self.zone), self.settings.digits, self.settings.language)

    def today(self) -> date:
        """The day here."""
        return self.clock().astimezone(self.zone).date()

    def change(self, **changes: object) -> None:
        """Change settings, keep them, and tell the window."""
        before, self.settings = self.settings, replace(self.settings, **changes)
        if self.settings == before:
            return
        self.texts = Texts(self.settings.language)
        self.settings_file.write(self.settings)
        self.settings_changed.emit(before, self.settings)

    def go(self, desk: str, page: str, target: str = "") -> None:
        """Show a page."""
        self.go_requested.emit(Place(desk, page, target))

    def back(self) -> None:
        """Return to where the person was before."""
        self.back_requested.emit()

    def notify(
        self,
        key: str,
        kind: str,
        text: str,
        detail: str = "",
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Put a message above the page."""
        self.notice_requested.emit(Notice(key, kind, text, detail, tuple(actions)))

    def fail(self, problem: PhromError, key: str = "") -> None:
        """Show an expected failure: what is wrong and what to do, with its code."""
        detail = f"{problem.remedy(self.language)} ({problem.code})"
        self.notify(key or problem.code, "error", problem.message(self.language), detail)

    def withdraw(self, key: str) -> None:
        """Take a message away."""
        self.notice_withdrawn.emit(key)

    def announce(self, sentence: str) -> None:
        """One sentence for assistive technology."""
        self.announced.emit(sentence)
