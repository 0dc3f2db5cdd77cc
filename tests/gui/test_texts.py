"""The window's own words: complete, equal in both languages, and nothing of Qt's left in English."""

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QMessageBox, QPushButton

import desktop_app.ui
from desktop_app.app import Language
from desktop_app.resources import TRANSLATIONS
from desktop_app.ui.texts import Texts, read_catalogue

UI = Path(desktop_app.ui.__file__).parent
CODE = [*sorted(UI.rglob("*.py")), UI.parent / "app.py"]
KEY = re.compile(r"[a-z]+\.[a-z0-9_]*[a-z0-9]")
# the file names that keys begin with
FILES = {path.stem for path in TRANSLATIONS.glob("*.json")} - {"qt"}


def _strings() -> set[str]:
    found: set[str] = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def _prefixes() -> set[str]:
    """Beginnings of keys that the code completes, such as f"office.section_{mark}"."""
    found: set[str] = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                found.add(str(node.values[0].value))
    return {start for start in found if start.partition(".")[0] in FILES}


def test_every_key_in_the_code_has_its_text() -> None:
    """X1: no screen stumbles over a text that is not there."""
    catalogue = read_catalogue()
    keys = {text for text in _strings() if KEY.fullmatch(text) and text.partition(".")[0] in FILES}
    assert keys - set(catalogue) - {f"{stem}.json" for stem in FILES} == set()


def test_every_text_is_used() -> None:
    """X1: what nobody says is not translated."""
    used = _strings()
    starts = tuple(_prefixes())
    assert [key for key in read_catalogue() if key not in used and not key.startswith(starts)] == []


def test_both_languages_name_the_same_places() -> None:
    """X1: a sentence has its figures in Thai and in English."""
    for key, text in read_catalogue().items():
        parsed = [[name for _, name, _, _ in Formatter().parse(text[lang]) if name] for lang in ("th", "en")]
        places = [{name.partition("|")[0] for name in names} for names in parsed]
        assert places[0] == places[1], key
        assert text["th"].strip() and text["en"].strip(), key


def test_thai_texts_carry_no_invisible_characters() -> None:
    """X1: breaks are made when shown, never stored."""
    raw = "".join(path.read_text("utf-8") for path in TRANSLATIONS.glob("*.json"))
    assert not set("\u200b\u200c\u200d\u2060\ufeff\u00ad") & set(raw)


def test_a_text_is_filled_in() -> None:
    """Q5: the same key in two languages."""
    assert Texts("en")("office.to_mend", count="2") == "2 to mend"
    assert "2" in Texts("th")("office.to_mend", count="2")
    assert [Texts("en")("review.days", days=days, count=days) for days in (1, "2")] == ["1 day", "2 days"]


@pytest.fixture
def thai(app: QApplication):
    """Qt in Thai for one test."""
    language = Language(app)
    language.use("th")
    yield
    language.use("en")


def test_standard_buttons_are_thai(app: QApplication, thai, qtbot) -> None:
    """X1: OK, Cancel and their like hold no Latin letters."""
    box = QDialogButtonBox(
        QDialogButtonBox.StandardButton(sum({b.value for b in QDialogButtonBox.StandardButton} - {0}))
    )
    qtbot.addWidget(box)
    for button in box.buttons():
        assert not re.search("[A-Za-z]", button.text()), button.text()


@pytest.mark.parametrize("mode", [QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave])
def test_file_dialogs_are_thai(app: QApplication, thai, qtbot, mode) -> None:
    """X1: the dialog for files has Thai buttons."""
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(mode)
    qtbot.addWidget(dialog)
    for button in dialog.findChildren(QPushButton):
        assert not re.search("[A-Za-z]", button.text()), button.text()


def test_english_stays_english(app: QApplication, qtbot) -> None:
    """Q5: in an English window Qt speaks English."""
    language = Language(app)
    language.use("th")
    language.use("en")
    box = QMessageBox()
    qtbot.addWidget(box)
    assert "OK" in box.addButton(QMessageBox.StandardButton.Ok).text()
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_catalogue_of_qt_is_sound() -> None:
    """X1: each entry says something."""
    texts = json.loads((TRANSLATIONS / "qt.json").read_text("utf-8"))
    assert all(thai.strip() for thai in texts.values())
