"""Pictures of the CIO's desk."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.office.trusting import introduce
from desktop_app.ui.central.gallery import finish, hide_paths
from desktop_app.ui.gallery import Screen
from desktop_app.ui.gallery_office import CIO
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.renewing import LostDialog, RenewDialog
from desktop_app.ui.office.trusting import FirstTrustDialog
from desktop_app.ui.review.review import SendBack
from desktop_app.ui.review.sample import OFFICE, OFFICE_PASSPHRASE, give_keys, sample_keys


def _id(window: MainWindow) -> str:
    store = window.desks["review"].place.store
    return next(work.id for work in store.works() if work.office_code == OFFICE)


def _keyed(window: MainWindow) -> str:
    """The sample office with its key; returns the assessment that waits."""
    program = window.program
    if not program.settings.trust_folder:
        trust = give_keys(program.folders.data)
        program.change(trust_folder=str(trust), desk="review", person=CIO, position="รองผู้ว่าราชการจังหวัด (PCIO)")
    return _id(window)


def _home(window: MainWindow) -> None:
    window.program.go("review", "home")


def _review(window: MainWindow) -> None:
    window.program.go("review", "review", _id(window))


def _filter(name: str):  # type: ignore[no-untyped-def]
    def make(window: MainWindow) -> None:
        _review(window)
        window.page.show_filter(name)

    return make


def _remarked(window: MainWindow) -> None:
    _review(window)
    page = window.page
    page.list.selectRow(1)
    page.detail.remark.setPlainText("ขอเอกสารฉบับที่ลงนามแล้ว และระบุเลขที่หนังสือ")
    page.detail.write()


def _send_back(window: MainWindow) -> QWidget:
    _remarked(window)
    page = window.page
    return SendBack(page, window.program, page.work, page.remarked())


def _sign(window: MainWindow) -> None:
    window.program.go("review", "sign", _keyed(window))
    finish(window)


def _wrong(window: MainWindow) -> None:
    _sign(window)
    window.page.passphrase.field.setText("ไม่ใช่รหัสผ่านนี้แน่นอน")
    window.page.sign(window.program.folders.data / "out.asice")
    finish(window)


def _no_key(window: MainWindow) -> None:
    window.program.go("review", "sign", _id(window))


def _proof(window: MainWindow) -> None:
    _sign(window)
    window.page.passphrase.field.setText(OFFICE_PASSPHRASE)
    window.page.sign(window.program.folders.data / "57-001-2569-r1.asice")
    finish(window)
    hide_paths(window)


def _inbox(window: MainWindow) -> None:
    _keyed(window)
    wrong = window.program.folders.data / "receipt-57-001.asice"
    wrong.write_bytes(b"PK\x03\x04 not a package")
    window.program.go("review", "inbox")
    window.page.take(wrong)
    finish(window)


def _first_trust(window: MainWindow) -> QWidget:
    """Three groups heard, the third one wrong."""
    found = introduce(sample_keys().bundle, window.program.clock())
    window.program.go("office", "setup")
    dialog = FirstTrustDialog(window, window.program, found)
    groups = found.root_sha256.upper()
    for field, group in zip(dialog.groups.fields, (groups[:4], groups[4:8], "0000"), strict=False):
        field.setText(group)
        field.typed.emit(group)
    return dialog


def _trusting(window: MainWindow) -> None:
    """What the office trusts came as a bundle."""
    bundle, place, moment = sample_keys().bundle, window.desks["office"].place, window.program.clock()
    place.take_first(bundle, moment, heard=introduce(bundle, moment).root_sha256)
    window.program.go("office", "setup")


def _key(window: MainWindow) -> None:
    _keyed(window)
    window.program.change(office_code=OFFICE)
    window.program.go("office", "key")


def _renew(window: MainWindow) -> QWidget:
    _key(window)
    place = window.desks["office"].place
    return RenewDialog(window, window.program, place, place.keys.certified(OFFICE))


def _lost(window: MainWindow) -> QWidget:
    _key(window)
    return LostDialog(window, window.program, window.desks["office"].place, OFFICE)


SCREENS = (
    Screen("W1-trust", _first_trust),
    Screen("W1-trusting", _trusting, sample=False),
    Screen("W1-key-certified", _key),
    Screen("W1-key-renew", _renew),
    Screen("W1-key-lost", _lost),
    Screen("W6-home", _home),
    Screen("W6-home-empty", _home, sample=False),
    Screen("W6", _review),
    Screen("W6-remark", _remarked),
    Screen("W6-last-year", _filter("last_year")),
    Screen("W6-send-back", _send_back),
    Screen("W7", _sign),
    Screen("W7-wrong", _wrong),
    Screen("W7-no-key", _no_key),
    Screen("W8", _proof),
    Screen("W9", _inbox),
    Screen("W9-empty", lambda window: window.program.go("review", "inbox"), sample=False),
)
