"""The window's own words in both languages (Q5, X1); why a catalogue of our own: docs/adr/0008."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, QTranslator

from desktop_app.errors import Language, fill
from desktop_app.resources import TRANSLATIONS

Text = Mapping[str, str]


@cache
def read_catalogue(folder: Path = TRANSLATIONS) -> dict[str, Text]:
    """All texts: `file.key` to {"th", "en"}. One JSON file per desk; `qt.json` is for Qt's own dialogs."""
    texts: dict[str, Text] = {}
    for file in sorted(folder.glob("*.json")):
        if file.stem != "qt":
            entries = json.loads(file.read_text("utf-8"))
            texts.update({f"{file.stem}.{key}": text for key, text in entries.items()})
    return texts


class Texts:
    """The catalogue in one language."""

    def __init__(self, language: Language, catalogue: Mapping[str, Text] | None = None) -> None:
        self.language = language
        self._catalogue = read_catalogue() if catalogue is None else catalogue

    def __call__(self, key: str, **places: object) -> str:
        """The text of `key` with its places filled in.

        Raises:
            KeyError: no such text; tests find it before a person does.
        """
        text = self._catalogue[key][self.language]
        return fill(text, places) if places else text

    def pick(self, text: Text) -> str:
        """A form's text in this language, else in the first it has."""
        return text.get(self.language) or next((words for words in text.values() if words), "")


class StandardTexts(QTranslator):
    """Thai for what Qt says itself: OK, Cancel, file and print dialogs. The wheels hold none."""

    def __init__(self, parent: QObject | None = None, folder: Path = TRANSLATIONS) -> None:
        super().__init__(parent)
        self._texts: dict[str, str] = json.loads((folder / "qt.json").read_text("utf-8"))

    def isEmpty(self) -> bool:
        """Qt asks before it installs."""
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """Qt's English as Thai; None leaves it as it is."""
        return self._texts.get(source.replace("&", ""))
