"""Every screen as assistive technology sees it, in both languages and at 200 per cent."""

import importlib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollBar, QWidget

import desktop_app.ui.office.desk as office_desk
from desktop_app.ui.gallery import Screen, photograph, sample_window, screens, settle
from desktop_app.ui.gallery_office import main_id
from desktop_app.ui.office.section import SectionPage
from desktop_app.ui.pages import Page

OFFICE = importlib.import_module("desktop_app.ui.office.gallery").SCREENS
INVISIBLE = ("\u200b", "\u2060", "\u00a0")


def _shown(root: QWidget) -> list[QWidget]:
    return [w for w in root.findChildren(QWidget) if w.isVisible()]


def _focusable(root: QWidget) -> list[QWidget]:
    return [
        w for w in _shown(root)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isEnabled() and not w.focusProxy() and not isinstance(w, QScrollBar)
    ]  # fmt: skip


@pytest.fixture(params=["th", "en"])
def language(request) -> str:
    """Both languages of the window."""
    return request.param


@pytest.mark.parametrize("screen", OFFICE, ids=lambda screen: screen.id)
def test_every_control_has_a_name_without_invisible_characters(app, tmp_path, screen: Screen) -> None:
    """X2 X1: name and role for each; no U+200B leaks."""
    with sample_window(tmp_path, "th", "light", 100, sample=screen.sample) as window:
        subject = screen.make(window) or window
        subject.show()
        settle()
        for widget in _focusable(subject):
            spoken = QAccessible.queryAccessibleInterface(widget)
            name = spoken.text(QAccessible.Text.Name)
            assert name.strip(), f"{type(widget).__name__} on {screen.id}"
            assert not any(sign in name for sign in INVISIBLE), name
        for widget in _shown(subject):
            assert not any(sign in widget.accessibleName() for sign in INVISIBLE), widget.accessibleName()
        for button in subject.findChildren(QAbstractButton):
            if button.isVisible() and button.focusPolicy() & Qt.FocusPolicy.TabFocus:
                target = button.parentWidget() if button.accessibleName() and not button.text() else button
                assert max(button.height(), target.height()) >= 24, f"{button.accessibleName()} on {screen.id}"
        if subject is not window:
            subject.close()


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("screen", OFFICE, ids=lambda screen: screen.id)
def test_no_text_is_cut_off(app, tmp_path, screen: Screen, scale: int) -> None:
    """X1 X2: each label has the height its wrapped text needs, up to 200 per cent."""
    with sample_window(tmp_path, "th", "light", scale, sample=screen.sample) as window:
        subject = screen.make(window) or window
        subject.show()
        settle()
        for label in subject.findChildren(QLabel):
            if not label.isVisible() or not label.text():
                continue
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.fontMetrics().height()
            assert label.height() >= needed - 1, f"{label.text()[:40]!r} on {screen.id}"
        if subject is not window:
            subject.close()
    app.processEvents()


def test_a_page_does_not_scroll_sideways_at_200_per_cent(app, tmp_path) -> None:
    """X2: WCAG 1.4.10; the score makes room and comes back."""
    with sample_window(tmp_path, "th", "light", 200) as window:
        place = window.desks["office"].place
        place.open(main_id(place.store))
        window.program.go("office", "section", "/data/d2")
        settle()
        page = window.page
        assert page._scroll.widget().width() <= page._scroll.viewport().width()
        assert page._scroll.viewport().width() > window.width() * 0.5


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
        viewport = page._scroll.viewport()
        top = focused.mapTo(viewport, focused.rect().topLeft()).y()
        assert 0 <= top < viewport.height()


def test_every_page_of_the_office_has_its_picture() -> None:
    """X6: a screen that nobody photographs is a screen that nobody looks at."""
    pages = {cls for cls in vars(office_desk).values() if isinstance(cls, type) and issubclass(cls, Page) and cls is not Page}
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
