"""Central's page for paper: type the groups or drop a scan, and see the file and its score."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.central.paper import grouped
from desktop_app.package.extract import read_file
from desktop_app.ui.central import paper as paper_page
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.central.paper import FoundCard, PaperPage
from desktop_app.ui.central.sample import OLDER, fingerprint, sample_registry
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.text import Label
from tests.central.central_world import A, B, Centre, make_centre, seal

Compose = Callable[[QWidget, str], None]
Press = Callable[..., None]


@pytest.fixture
def central(empty_window: MainWindow) -> MainWindow:
    """The window over the sample registry, at the page for paper."""
    empty_window.desks["central"].place.use(sample_registry(empty_window.program.folders.data / "central"))
    finish(empty_window)
    empty_window.program.go("central", "paper")
    finish(empty_window)
    return empty_window


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A registry that really received an office's package, and another that has not come."""
    centre = make_centre(tmp_path_factory.mktemp("made"))
    seal(centre, "a1", A)
    seal(centre, "b1", B)
    centre.offer("a1")
    yield centre
    centre.close()


@pytest.fixture
def real(empty_window: MainWindow, made: Centre, tmp_path: Path) -> MainWindow:
    """The window over that registry, at home."""
    copied = made.copy(tmp_path / "centre")
    empty_window.desks["central"].place.use(copied.folder / "registry.db")
    finish(empty_window)
    empty_window.program.go("central", "intake")
    finish(empty_window)
    return empty_window


def shown(page: PaperPage) -> str:
    """Every text on the cards."""
    QApplication.processEvents()  # a card is shown by its layout
    labels = [label for card in page.findChildren(FoundCard) for label in card.findChildren(Label)]
    return "\n".join(label.text() for label in labels if label.isVisible())


def drop(window: MainWindow, path: Path) -> None:
    """Let a file fall on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(300, 300), copy, data, left, none))
    finish(window)


def test_six_groups_and_enter_show_office_score_and_state(central: MainWindow, compose: Compose, press: Press) -> None:
    """C4 W15: from the keyboard alone; the figures are those of the registry, the verdict is said aloud."""
    page: PaperPage = central.page
    said: list[str] = []
    central.program.announced.connect(said.append)
    compose(page.field, grouped(fingerprint(1))[:29])
    assert page.judged.text() == "ครบแล้ว กด Enter เพื่อค้นหา"
    press(Qt.Key.Key_Return, on=page.field)
    finish(central)
    (found,) = page.found
    assert found.submission_sha256 == fingerprint(1)
    assert page.banner.kind == "ok"
    assert said[-1] == "ฉบับที่นับในผลของรอบคือฉบับนี้"
    text = shown(page)
    assert found.office.name_th in text
    assert "สถานะ รับ" in text and "รอบ 2569" in text and "ฉบับนำส่งที่ 1" in text
    assert found.total.shown in text
    assert len(found.dimensions) == 6
    for number, one in enumerate(found.dimensions, start=1):
        assert f"{number}  {one.label['th']}" in text and one.shown in text
    assert grouped(fingerprint(1))[:19] in text


def test_paper_of_an_older_revision_is_told_plainly(central: MainWindow) -> None:
    """C4: a warning above the card, with the revision that counts."""
    page: PaperPage = central.page
    page.field.setText(fingerprint(OLDER)[:24])
    page.search()
    finish(central)
    assert page.banner.kind == "warning"
    assert page.banner.text == "เอกสารนี้เป็นฉบับเก่า ฉบับที่นับในผลของรอบคือฉบับที่ 2"
    assert "สถานะ ถูกแทน" in shown(page)


def test_a_misread_group_is_named_and_nothing_is_shown(central: MainWindow) -> None:
    """C4: the card of the paper before is gone, the field keeps what was typed, and it can be looked up again."""
    page: PaperPage = central.page
    page.field.setText(fingerprint(1)[:24])
    page.search()
    finish(central)
    assert page.found
    wrong = fingerprint(1)[:9] + ("0" if fingerprint(1)[9] != "0" else "1") + fingerprint(1)[10:24]
    page.field.setText(wrong)
    page.search()
    finish(central)
    assert page.found == () and not page.findChildren(FoundCard)
    assert "กลุ่มที่ 3 " in page.banner.text
    assert page.field.text() == wrong
    assert page.act.isEnabled() and page.image.isEnabled()


def test_digits_are_counted_while_typing(central: MainWindow, compose: Compose) -> None:
    """C4: how many of 24, a letter that cannot be, and nothing is looked up before it is asked."""
    page: PaperPage = central.page
    compose(page.field, "7f3a-91c๒ 8")
    assert page.judged.text() == "พิมพ์แล้ว 9 จาก 24 หลัก"
    compose(page.field, "x")
    assert "“x”" in page.judged.text()
    assert page.found == () and page.banner is None
    page.search()
    finish(central)
    assert "CEN-41" in page.banner.accessibleName()


def test_thai_digits_are_for_scores_never_for_the_fingerprint(central: MainWindow) -> None:
    """X1 C4: figures follow the setting, hex digits stay as they are on paper."""
    central.program.change(digits="thai")
    finish(central)
    QApplication.processEvents()  # the window makes its page anew in the other digits
    page: PaperPage = central.page
    page.field.setText(fingerprint(1)[:24])
    page.search()
    finish(central)
    text = shown(page)
    assert "รอบ ๒๕๖๙" in text
    assert page.found[0].total.shown not in text
    assert grouped(fingerprint(1))[:19] in text


def test_a_scan_dropped_on_the_window_leads_to_its_file(real: MainWindow, made: Centre, tmp_path: Path) -> None:
    """C4: from any page of the desk; the printed report of a real package, as a file that a scanner wrote."""
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(read_file(made.package("a1"), "report.pdf"))
    drop(real, scan)
    page: PaperPage = real.page
    assert page.screen == "W15-paper"
    (found,) = page.found
    assert found.office.office_code == A
    assert found.submission_sha256 == hashlib.sha256(read_file(made.package("a1"), "submission.json")).hexdigest()
    assert page.judged.text() == "อ่าน QR code จาก scan.pdf"


def test_a_scan_of_a_file_that_has_not_come_says_so(real: MainWindow, made: Centre, tmp_path: Path) -> None:
    """C4: a real paper whose package was not imported, and a picture without a code; the page stays usable."""
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(read_file(made.package("b1"), "report.pdf"))
    drop(real, scan)
    page: PaperPage = real.page
    assert page.found == ()
    assert "CEN-46" in page.banner.accessibleName() and B in page.banner.text
    Image.new("L", (300, 300), 255).save(tmp_path / "white.jpg")
    drop(real, tmp_path / "white.jpg")
    assert real.page is page
    assert "OUT-13" in page.banner.accessibleName()
    assert page.image.isEnabled()


def test_the_pdf_of_the_package_is_shown_byte_for_byte(
    real: MainWindow, made: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C4 C3: to lay beside the paper; the folder beside it is that of the archived package."""
    opened: list[Path] = []
    for name in ("open_outside", "open_folder"):
        monkeypatch.setattr(paper_page, name, opened.append)
    real.program.go("central", "paper")
    page: PaperPage = real.page
    page.field.setText(hashlib.sha256(read_file(made.package("a1"), "submission.json")).hexdigest()[:24])
    page.search()
    finish(real)
    buttons = {button.text(): button for button in page.findChildren(Button)}
    buttons["เปิด PDF ในชุดไฟล์"].click()
    finish(real)
    buttons["เปิดโฟลเดอร์"].click()
    pdf, folder = opened
    assert pdf.read_bytes() == read_file(made.package("a1"), "report.pdf")
    assert folder == page.found[0].path.parent


def test_a_package_that_is_gone_is_told(central: MainWindow) -> None:
    """C4: rows without their file, as in the sample; a bar says so, the card stays."""
    page: PaperPage = central.page
    told: list[str] = []
    central.program.notice_requested.connect(lambda notice: told.append(notice.kind))
    page.field.setText(fingerprint(1)[:24])
    page.search()
    finish(central)
    page.open_report(page.found[0])
    finish(central)
    assert told == ["error"]
    assert page.found


def test_the_page_stands_in_the_rail_once_there_is_a_registry(central: MainWindow) -> None:
    """C4 X2: with the pages that collect, and by command."""
    desk = central.desks["central"]
    pages = [item.page for item in desk.rail()]
    assert pages[:6] == ["", "intake", "decide", "coverage", "results", "paper"]
    assert "central.paper" in {command.key for command in desk.commands()}
