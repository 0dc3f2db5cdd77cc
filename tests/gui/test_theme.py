"""Font, palettes and style: what a person must be able to read."""

import importlib.util
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton, QWidget

from desktop_app.resources import FONTS
from desktop_app.ui.theme.current import apply_theme, tokens
from desktop_app.ui.theme.fonts import FAMILY
from desktop_app.ui.theme.icons import ICONS, icon_pixmap
from desktop_app.ui.theme.tokens import NAMES, contrast, read_tokens
from desktop_app.ui.widgets.layout import column

WORST = ("ปั้น", "ผู้", "ฐู", "ฎี๊", "ปิ๊ฏู", "ที่นี่", "น้ำ", "กตัญญู", "ฤๅษี", "เปี๊ยะ", "อื่น ๆ", "สิทธิ์")


def _ink(text: str, font: QFont) -> tuple[int, int]:
    """How far the drawn ink reaches above and below the baseline, in pixels."""
    height, baseline = 200, 100
    image = QImage(600, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(20, baseline, text)
    painter.end()
    inked = [y for y in range(height) if any(image.pixelColor(x, y).lightness() < 128 for x in range(600))]
    return baseline - min(inked), max(inked) + 1 - baseline


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("points", [9, 11, 16, 24])
def test_thai_ink_stays_within_the_line(app: QApplication, points: int, bold: bool) -> None:
    """X1: no vowel or tone mark is cut off, at any size and weight."""
    font = QFont(FAMILY, points)
    font.setBold(bold)
    metrics = QFontMetricsF(font)
    for text in WORST:
        above, below = _ink(text, font)
        assert above <= metrics.ascent() + 1, text
        assert below <= metrics.descent() + 1, text


def test_a_word_boundary_takes_no_room(app: QApplication) -> None:
    """X1: U+200B has an empty glyph of our own, so no other font changes width or height of a line."""
    metrics = QFontMetricsF(QFont(FAMILY, 11))
    assert metrics.horizontalAdvance("หน่วย\u200bงาน") == metrics.horizontalAdvance("หน่วยงาน")
    assert metrics.boundingRect("หน่วย\u200bงาน").height() == metrics.boundingRect("หน่วยงาน").height()


def test_the_shipped_font_is_what_the_script_builds() -> None:
    """X1: Phrom UI can be built again from Sarabun, byte for byte."""
    pytest.importorskip("fontTools", reason="building the font needs fontTools")
    spec = importlib.util.spec_from_file_location("build_ui_font", FONTS / "build_ui_font.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for face in script.FACES:
        assert Path(FONTS / f"PhromUI-{face}.ttf").read_bytes() == script.build(face)


@pytest.mark.parametrize("name", NAMES)
def test_text_can_be_read_on_every_surface(name: str) -> None:
    """X2: text 4.5:1, marks and frames 3:1, on each surface they stand on."""
    palette = read_tokens(name)
    surfaces = (palette.window, palette.field, palette.card, palette.rail)
    for tone in (palette.text, palette.hint, palette.accent, palette.error, palette.warning, palette.ok):
        assert all(contrast(tone, surface) >= 4.5 for surface in surfaces)
    for soft, tones in (
        ("error_soft", ("error", "text")),
        ("warning_soft", ("warning", "text")),
        ("selected", ("text", "hint", "accent")),
    ):
        assert all(contrast(getattr(palette, tone), getattr(palette, soft)) >= 4.5 for tone in tones)
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.on_header, palette.header) >= 4.5
    for mark in (palette.outline, palette.focus, palette.last_year):
        assert all(contrast(mark, surface) >= 3 for surface in surfaces)


def test_contrast_is_that_of_the_standard() -> None:
    """X2: the extremes of WCAG's formula."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("name", NAMES)
def test_focus_changes_what_is_drawn(app: QApplication, qtbot, name: str) -> None:
    """X2: a field, a button and a radio button look different with focus, in every palette."""
    apply_theme(app, name)
    page, other = QWidget(), QPushButton("อื่น")
    fields = (QLineEdit(), QPushButton("บันทึก"))
    page.setLayout(column(other, *fields))
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    for field in fields:
        other.setFocus()
        before = field.grab().toImage()
        field.setFocus()
        assert field.grab().toImage() != before
    apply_theme(app, "light")


def test_a_chosen_radio_button_shows_the_accent(app: QApplication, qtbot) -> None:
    """X2: indicators are drawn from tokens."""
    button = QRadioButton()
    qtbot.addWidget(button)
    button.setChecked(True)
    image = button.grab().toImage()
    wanted = QColor(tokens().accent)
    assert any(image.pixelColor(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def test_every_icon_can_be_drawn(app: QApplication) -> None:
    """X2: no icon file is broken."""
    for path in ICONS.glob("*.svg"):
        image = icon_pixmap(path.stem, "#1F5FA8", 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), path.name
