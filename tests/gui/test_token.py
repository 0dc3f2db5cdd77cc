"""The office's key in a token, in the window: made on the key page, its PIN typed on the sign page (C2, P2)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop_app.central import setup
from desktop_app.central.registry import open_registry
from desktop_app.office.records import State
from desktop_app.package.verify import verify
from desktop_app.trust import authority
from desktop_app.trust.anchors import read_trust_folder, to_pem
from desktop_app.trust.names import make_subject
from desktop_app.trust.request import read_request
from desktop_app.trust.roles import Role
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.central.sample import PASSPHRASE
from desktop_app.ui.gallery_office import CIO, MOMENT
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office.key import KeyPage
from desktop_app.ui.review.sample import OFFICE, give_keys, sample_keys
from desktop_app.ui.review.sign import SignPage
from desktop_app.ui.widgets.fields import LineField
from tests.gui.test_accessible import _check_names, _check_targets, _check_text
from tests.simulator.softhsm import MODULE, PIN, SoftToken, make_token, needs_softhsm, use_folder

pytestmark = needs_softhsm


@pytest.fixture
def soft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    use_folder(tmp_path / "hsm", monkeypatch)
    return make_token()


@pytest.fixture
def page(busy_window: MainWindow, soft: SoftToken) -> KeyPage:
    """The key page of the sample office, which has no key yet, with "in a token" chosen."""
    program = busy_window.program
    trust = give_keys(program.folders.data)
    shutil.rmtree(program.folders.data / "keys")
    program.change(trust_folder=str(trust), office_code=OFFICE)
    program.go("office", "key")
    assert isinstance(busy_window.page, KeyPage)
    busy_window.page.where.setCurrentIndex(1)
    return busy_window.page


def _type(field: LineField, text: str) -> None:
    """As by a person: `typed` is for what keys do."""
    field.setText(text)
    field.typed.emit(text)


def _choose_module(page: KeyPage) -> None:
    _type(page.token.module, str(MODULE))
    page.token.module.left.emit()
    finish(page.window())


def _make(page: KeyPage, pin: str) -> None:
    _type(page.token.pin.field, pin)
    page.make.click()
    finish(page.window())


def _certificate(page: KeyPage, target: Path) -> Path:
    """The registrar's answer to the request on the page."""
    registry = open_registry(sample_keys().registry)
    issuer = setup.open_keys(registry, PASSPHRASE).office_authority
    registry.close()
    (key,) = page._place.keys.held(OFFICE)
    public = read_request(key.request_file.read_bytes()).public_key
    leaf = authority.issue_leaf(issuer, public, make_subject("สำนักงานตัวอย่าง", CIO, OFFICE), (Role.OFFICE,), MOMENT)
    target.write_bytes(to_pem(leaf))
    return target


def test_the_page_says_what_is_missing_until_a_key_can_be_made(page: KeyPage, soft: SoftToken) -> None:
    """C2 X1: module, then token, then PIN; the passphrase fields are gone."""
    assert page.token.isVisible()
    assert not page.first.isVisible()
    said = [page._verdict.text()]
    _choose_module(page)
    said.append(page._verdict.text())
    assert soft.info.label in page.token.tokens.currentText()
    _type(page.token.pin.field, PIN)
    said.append(page._verdict.text())
    assert said == ["เลือกไฟล์โมดูลก่อน", "พิมพ์รหัส PIN ของโทเค็น", "พร้อมสร้างกุญแจในโทเค็น"]
    assert page.make.isEnabled()
    for check in (_check_names, _check_targets, _check_text):
        check(page)
    page.where.setCurrentIndex(0)
    assert page.first.isVisible()
    assert not page.make.isEnabled()


def test_a_file_that_is_no_module_is_told(page: KeyPage, tmp_path: Path) -> None:
    """C2: in the bar, by its name, and no key can be made with it."""
    _choose_module(page)
    _type(page.token.module, str(tmp_path / "gone.dll"))
    assert not page.make.isEnabled()
    page.token.module.left.emit()
    finish(page.window())
    assert "gone.dll" in page.window()._notices["key"].text
    assert page.token.tokens.count() == 0


def test_one_pin_makes_the_key_and_one_signs(
    busy_window: MainWindow, page: KeyPage, soft: SoftToken, tmp_path: Path
) -> None:
    """C2 P2: from an empty token to a package that verifies; a wrong PIN is counted on both pages."""
    _choose_module(page)
    _make(page, "0000")
    assert page._place.keys.wrong_tries == 1
    assert page.token.pin.text() == ""
    _make(page, PIN)
    page.accept_certificate(_certificate(page, tmp_path / "certificate.pem"))
    program = busy_window.program
    program.change(desk="review", person=CIO, position="PCIO")
    store = busy_window.desks["review"].place.store
    program.go("review", "sign", next(work.id for work in store.works() if work.office_code == OFFICE))
    finish(busy_window)
    signing = busy_window.page
    assert isinstance(signing, SignPage)
    assert signing.passphrase.field.accessibleName() == "รหัส PIN ของโทเค็น"
    assert "PIN" in signing.reason_not()
    target = tmp_path / "out.asice"
    _type(signing.passphrase.field, "0000")
    signing.sign(target)
    finish(busy_window)
    assert "ครั้งที่ 1" in signing._wrong.text()
    _type(signing.passphrase.field, PIN)
    signing.sign(target)
    finish(busy_window)
    assert signing.work.state is State.EXPORTED
    with verify(target, read_trust_folder(Path(program.settings.trust_folder)), program.clock()) as package:
        assert package.payload["office_code"] == OFFICE
