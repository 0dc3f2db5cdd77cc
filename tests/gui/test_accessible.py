"""Every screen as assistive technology sees it, in both languages and at 200 per cent."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollBar, QWidget

import desktop_app.ui.office.desk as office_desk
from desktop_app.ui.gallery import Screen, photograph, sample_window, screens, settle
from desktop_app.ui.gallery_office import main_id
from desktop_app.ui.office.section import SectionPage
from desktop_app.ui.pages import Page
from desktop_app.ui.widgets.options import OptionRow

OFFICE = [
    screen
    for desk in ("office", "shell")
    for screen in importlib.import_module(f"desktop_app.ui.{desk}.gallery").SCREENS
]
INVISIBLE = ("\u200b", "\u2060", "\u00a0")


def _shown(root: QWidget) -> list[QWidget]:
    return [w for w in root.findChildren(QWidget) if w.isVisible()]


def _focusable(root: QWidget) -> list[QWidget]:
    tab = Qt.FocusPolicy.TabFocus
    usable = [w for w in _shown(root) if w.isEnabled() and not w.focusProxy() and w.focusPolicy() & tab]
    return [w for w in usable if not isinstance(w, QScrollBar)]


@contextmanager
def _subject(screen: Screen, folder: Path, language: str, scale: int) -> Iterator[QWidget]:
    with sample_window(folder, language, "light", scale, sample=screen.sample) as window:
        subject = screen.make(window) or window
        subject.show()
        settle()
        yield subject
        if subject is not window:
            subject.close()


def _check_names(subject: QWidget) -> None:
    for widget in _focusable(subject):
        name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert name.strip(), type(widget).__name__
    for widget in _shown(subject):
        assert not any(sign in widget.accessibleName() for sign in INVISIBLE), widget.accessibleName()


def _check_targets(subject: QWidget) -> None:
    """A target is the button or, for an empty one with a text beside it, its row."""
    for button in subject.findChildren(QAbstractButton):
        if button.isVisible() and button.focusPolicy() & Qt.FocusPolicy.TabFocus:
            row = button.parentWidget() if isinstance(button.parentWidget(), OptionRow) else button
            assert row.height() >= 24, button.accessibleName()


def _check_text(subject: QWidget) -> None:
    for label in subject.findChildren(QLabel):
        if label.isVisible() and label.text():
            metrics = label.fontMetrics().height()
            needed = label.heightForWidth(label.width()) if label.wordWrap() else metrics
            assert label.height() >= needed - 1, label.text()[:40]


@pytest.mark.parametrize(("language", "scale"), [("th", 100), ("th", 200), ("en", 150)])
@pytest.mark.parametrize("screen", OFFICE, ids=lambda screen: screen.id)
def test_a_screen_can_be_read_and_reached(app, tmp_path, screen: Screen, language: str, scale: int) -> None:
    """X1 X2: names without U+200B, targets of 24 pixels, no text cut off up to 200 per cent."""
    with _subject(screen, tmp_path, language, scale) as subject:
        _check_names(subject)
        _check_targets(subject)
        _check_text(subject)


def test_a_page_does_not_scroll_sideways_at_200_per_cent(app, tmp_path) -> None:
    """X2: WCAG 1.4.10; the score makes room and comes back."""
    with sample_window(tmp_path, "th", "light", 200) as window:
        place = window.desks["office"].place
        place.open(main_id(place.store))
        window.program.go("office", "section", "/data/d2")
        settle()
        page = window.page
        assert page.questions.widget().width() <= page.questions.viewport().width()
        assert page.questions.viewport().width() > window.width() * 0.5


def test_tab_comes_round_again(window) -> None:
    """X2: no trap, and the choice groups are one stop each."""
    window.program.go("office", "section", "/data/d2")
    settle()
    start = window.focusWidget()
    seen = []
    for _ in range(400):
        window.focusNextChild()
        seen.append(window.focusWidget())
        if seen[-1] is start:
            break
    assert seen[-1] is start
    radios = [w for w in seen if w.inherits("QRadioButton")]
    groups = [w.parentWidget().parentWidget() for w in radios]
    assert len(groups) == len(set(groups))


def test_what_has_focus_is_in_view(window) -> None:
    """X2: WCAG 2.4.11."""
    window.program.go("office", "section", "/data/d2")
    page = window.page
    for ref in ("/data/d2/d2_2_3_04", "/data/d2/d2_2_1_01"):
        page.go_to(ref)
        QApplication.processEvents()
        focused = window.focusWidget()
        viewport = page.questions.viewport()
        top = focused.mapTo(viewport, focused.rect().topLeft()).y()
        assert 0 <= top < viewport.height()


def test_every_page_of_the_office_has_its_picture() -> None:
    """X6: a screen that nobody photographs is a screen that nobody looks at."""
    pages = {
        cls for cls in vars(office_desk).values() if isinstance(cls, type) and issubclass(cls, Page) and cls is not Page
    }
    wanted = {cls.screen for cls in pages}
    assert wanted <= {screen.id for screen in OFFICE}


def test_a_picture_is_taken(app, tmp_path) -> None:
    """X6: `make screenshots` writes files named by screen, language, palette and size."""
    screen = next(screen for screen in OFFICE if screen.id == "W2-empty")
    path = photograph(screen, tmp_path, "en", "dark", 100)
    assert path.name == "W2-empty__en__dark__100.png"
    assert path.stat().st_size > 10_000


def test_screens_have_one_name_each() -> None:
    """X6: no picture takes another's place."""
    names = [screen.id for screen in screens()]
    assert len(names) == len(set(names))


def test_an_error_is_announced_in_one_sentence(window) -> None:
    """X2: what stands above the page is said aloud."""
    said = []
    window.program.announced.connect(said.append)
    window.program.announce("ต้องแก้ 2 ข้อ")
    assert said == ["ต้องแก้ 2 ข้อ"]
    assert isinstance(window.page, Page)
    window.program.go("office", "section", "/data/d2")
    assert isinstance(window.page, SectionPage)
