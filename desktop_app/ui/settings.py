"""Settings of one person: a versioned JSON file; a broken one is set aside and defaults are used."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from desktop_app.errors import PhromError
from desktop_app.files import write_whole
from desktop_app.office.outbox import PATIENCE_DAYS

VERSION = 1
CHOICES = {
    "language": ("th", "en"),
    "digits": ("arabic", "thai"),
    "theme": ("light", "dark", "contrast"),
    "desk": ("office", "review", "central"),
}
SCALES = (90, 200)  # per cent, least and most
PATIENCE = (1, 365)  # days, least and most


@dataclass(frozen=True)
class Settings:
    """What a person has chosen. Paths are text; "" means not chosen.

    Attributes:
        language, digits, theme, scale: how the window looks; scale in per cent.
        desk: the desk shown first.
        office_code, person, position: who sits here.
        trust_folder: trust anchors of the central agency.
        central_folder: data folder of the central desk.
        digit_keys: whether digits choose options.
        auto_advance: whether choosing moves on to the next question.
        receipt_days: days without an answer from central until somebody should ask.
        first_run_done: whether the set-up was finished or skipped.
        last_assessment: what was open last.
        recent: files opened last, newest first, at most ten.
    """

    language: str = "th"
    digits: str = "arabic"
    theme: str = "light"
    scale: int = 100
    desk: str = "office"
    office_code: str = ""
    person: str = ""
    position: str = ""
    trust_folder: str = ""
    central_folder: str = ""
    digit_keys: bool = True
    auto_advance: bool = False
    receipt_days: int = PATIENCE_DAYS
    first_run_done: bool = False
    last_assessment: str = ""
    recent: tuple[str, ...] = ()

    def with_recent(self, path: Path) -> Settings:
        """These settings with `path` as the newest of ten recent files."""
        others = [name for name in self.recent if name != str(path)]
        return replace(self, recent=(str(path), *others)[:10])


class SettingsFile:
    """The file that keeps the settings."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: Path | None = None

    def read(self) -> Settings:
        """The settings kept, or the defaults; a file that cannot be read is renamed, never lost."""
        if not self.path.exists():
            return Settings()
        try:
            return parse_settings(self.path.read_bytes())
        except (ValueError, TypeError, OSError):
            self._set_aside()
            return Settings()

    def write(self, settings: Settings) -> bool:
        """Keep the settings; False if the disk refused (the window goes on without)."""
        content = {"version": VERSION, **asdict(settings)}
        try:
            write_whole(self.path, json.dumps(content, ensure_ascii=False, indent=1).encode())
        except PhromError:
            return False
        return True

    def _set_aside(self) -> None:
        aside = self.path.with_suffix(".broken.json")
        try:
            self.path.replace(aside)
        except OSError:
            return
        self.set_aside = aside


def parse_settings(data: bytes) -> Settings:
    """Settings from the bytes of a file; unknown keys of a newer version are left out.

    Raises:
        ValueError: not JSON, another version, or a value that no setting can have.
    """
    content = json.loads(data)
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise ValueError("version")
    kinds = {field.name: type(field.default) for field in fields(Settings)}
    known = {name: _checked(name, content[name], kind) for name, kind in kinds.items() if name in content}
    return Settings(**known)


def _checked(name: str, value: Any, kind: type) -> Any:
    if kind is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if type(value) is not kind or value not in CHOICES.get(name, (value,)):
        raise ValueError(name)
    if name == "scale" and not SCALES[0] <= value <= SCALES[1]:
        raise ValueError(name)
    if name == "receipt_days" and not PATIENCE[0] <= value <= PATIENCE[1]:
        raise ValueError(name)
    return value
