"""Trust and keys at both windows: the first bundle, a lost and a renewed key, encryption keys (P2, P6, C2)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from desktop_app.central import bundles
from desktop_app.central.lists import trust_of
from desktop_app.central.registry import open_registry
from desktop_app.office.trusting import Pins, introduce
from desktop_app.package.kinds import PackageType
from desktop_app.package.verify import verify
from desktop_app.trust.keys import grouped
from desktop_app.ui.central.encrypting import MakeDialog, ProveDialog
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.central.sample import PASSPHRASE, sample_registry
from desktop_app.ui.central.trusting import DROP, NEW_ROOT, PLAIN, IssueDialog
from desktop_app.ui.central.withdrawing import SUPERSEDED, WithdrawDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.office import opening, trusting
from desktop_app.ui.office.renewing import LostDialog, RenewDialog
from desktop_app.ui.office.trusting import FirstTrustDialog
from desktop_app.ui.review.sample import OFFICE, OFFICE_PASSPHRASE, give_keys, sample_keys

NEXT = "วลีใหม่ของหน่วยงานสำหรับทดสอบ"
INTAKE, RECOVERY = "วลีของกุญแจรับไฟล์ทดสอบ", "วลีของกุญแจสำรองทดสอบ"


@pytest.fixture
def central(empty_window: MainWindow) -> MainWindow:
    """The window over the sample registry, on its set-up page."""
    desk = empty_window.desks["central"]
    desk.place.use(sample_registry(empty_window.program.folders.data / "central"))
    finish(empty_window)
    empty_window.program.go("central", "setup")
    finish(empty_window)
    return empty_window


@pytest.fixture
def keyed(window: MainWindow) -> MainWindow:
    """The sample office whose key is certified, on its key page."""
    trust = give_keys(window.program.folders.data)
    window.program.change(trust_folder=str(trust), office_code=OFFICE)
    window.program.go("office", "key")
    return window


def hear(dialog: FirstTrustDialog, groups: list[str]) -> None:
    """Type groups as they are read out."""
    for field, group in zip(dialog.groups.fields, groups, strict=False):
        field.setText(group)
        field.typed.emit(group)


def test_the_first_bundle_waits_for_six_groups(empty_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """P2: dropped on the window; nothing is trusted before the groups match, and the screen never shows them."""
    bundle, seen = sample_keys().bundle, []
    wanted = grouped(introduce(bundle, empty_window.program.clock()).root_sha256).upper().split()[:6]

    def answer(dialog: FirstTrustDialog) -> QDialog.DialogCode:
        shown = " ".join(label.text() for label in dialog.findChildren(type(dialog._why)))
        seen.append(any(group in shown for group in wanted))
        hear(dialog, [*wanted[:5], "0000"])
        seen.append(dialog.act.isEnabled())
        hear(dialog, wanted)
        seen.append(dialog.act.isEnabled())
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(FirstTrustDialog, "exec", answer)
    empty_window.open_files([bundle])
    assert seen == [False, False, True]
    place = empty_window.desks["office"].place
    assert place.installed().version == 1
    assert "1" in empty_window._notices["trust"].text
    empty_window.open_files([bundle])
    assert "TRUST_ROLLBACK" in empty_window._notices["trust"].detail
    assert place.installed().version == 1


def test_a_damaged_state_is_mended_at_the_window(empty_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """P2 TRUST-13: what the bar says helps: the bundle is opened again and its root compared again."""
    bundle, place = sample_keys().bundle, empty_window.desks["office"].place

    def answer(dialog: FirstTrustDialog) -> QDialog.DialogCode:
        hear(dialog, grouped(dialog.groups._fingerprint).split()[:6])
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(FirstTrustDialog, "exec", answer)
    empty_window.open_files([bundle])
    (empty_window.program.folders.data / "trust" / "installed.json").write_bytes(b"{")
    empty_window.open_files([bundle])
    assert place.installed().version == 1


def test_a_bundle_ends_what_an_older_trust_folder_said(empty_window: MainWindow, tmp_path: Path) -> None:
    """P2: without the bundle's file nothing is trusted until central is heard again; the folder does not come back."""
    place, program = empty_window.desks["office"].place, empty_window.program
    program.change(trust_folder=str(give_keys(tmp_path)))
    assert place.trust() is not None
    bundle = sample_keys().bundle
    place.take_first(bundle, program.clock(), heard=introduce(bundle, program.clock()).root_sha256)
    assert place.trust() is not None
    (program.folders.data / "trust" / "installed.json").unlink()
    assert (place.trust(), program.settings_file.read().trust_folder) == (None, "")


def test_a_first_bundle_that_nobody_confirms_is_not_trusted(
    empty_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P2: Esc leaves everything as it was."""
    monkeypatch.setattr(FirstTrustDialog, "exec", lambda _: QDialog.DialogCode.Rejected)
    empty_window.open_files([sample_keys().bundle])
    assert empty_window.desks["office"].place.trust() is None


def test_a_round_file_brings_the_trust_that_lies_beside_it(
    empty_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P2 Q6: one click on the round, one telephone call, and the round is there."""
    registry = open_registry(sample_keys().registry)
    with registry.reading() as connection:
        from sqlalchemy import select

        from desktop_app.central import tables

        found = connection.execute(select(tables.form_release.c.package_id)).scalars().first()
    shutil.copyfile(registry.folders.archived(found), tmp_path / "round.asice")
    bundles.accompany(registry, tmp_path)
    registry.close()

    def answer(dialog: FirstTrustDialog) -> QDialog.DialogCode:
        hear(dialog, grouped(dialog.groups._fingerprint).split()[:6])
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(FirstTrustDialog, "exec", answer)
    empty_window.open_files([tmp_path / "round.asice"])
    place = empty_window.desks["office"].place
    assert place.trust() is not None
    assert len(place.releases()) == 1


def test_a_trust_folder_is_never_believed_unasked_nor_against_built_in_roots(
    empty_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P2 P7: beside a round file it is not taken, a dropped one replaces none, and built-in roots stand."""
    program, place = empty_window.program, empty_window.desks["office"].place
    real, sent = sample_keys().trust, tmp_path / "sent"
    shutil.copytree(real, sent)
    shutil.copyfile(sample_keys().bundle, sent / "round.asice")
    opening.take_round(program, place, sent / "round.asice")
    assert place.trust() is None
    monkeypatch.setattr(opening, "built_in", lambda: Pins("phrom-test", frozenset({"00" * 32})))
    assert not opening.take_trust(program, sent)
    assert "TRUST_UNKNOWN_CA" in empty_window._notices["trust"].detail
    assert place.trust() is None
    monkeypatch.setattr(opening, "built_in", lambda: None)
    empty_window.open_files([real])
    assert program.settings.trust_folder == str(real)
    empty_window.open_files([sent])
    assert program.settings.trust_folder == str(real)


def test_a_key_is_renewed_from_the_key_page(keyed: MainWindow, tmp_path: Path) -> None:
    """P2 C2: a wrong passphrase is told in the dialog; the right one writes a request that the old key signed."""
    place = keyed.desks["office"].place
    dialog = RenewDialog(keyed, keyed.program, place, place.keys.certified(OFFICE))
    dialog.choose("new-signatory")
    assert not dialog.act.isEnabled()
    for field, text in ((dialog.first, NEXT), (dialog.second, NEXT), (dialog.secret, "ไม่ใช่วลีนี้แน่นอน")):
        field.field.setText(text)
        field.field.typed.emit(text)
    assert dialog.act.isEnabled()
    target = tmp_path / "renewal.asice"
    dialog.save(target)
    finish(keyed)
    assert "1" in dialog._words.text()
    assert not target.exists()
    dialog.secret.field.setText(OFFICE_PASSPHRASE)
    dialog.save(target)
    finish(keyed)
    with verify(target, place.trust(), keyed.program.clock()) as package:
        assert (package.kind, package.payload["reason"]) == (PackageType.RENEWAL_REQUEST, "new-signatory")
        assert package.signer.spki_sha256 == place.keys.certified(OFFICE).spki_sha256
    assert len(place.keys.held(OFFICE)) == 2
    dialog.deleteLater()


def test_after_a_loss_the_page_shows_the_new_key_to_be_read_out(keyed: MainWindow) -> None:
    """P2: a second key is made; its fingerprint is what the page shows then, until it is certified."""
    place = keyed.desks["office"].place
    dialog = LostDialog(keyed, keyed.program, place, OFFICE)
    for field in (dialog.first, dialog.second):
        field.field.setText(NEXT)
        field.field.typed.emit(NEXT)
    dialog.go()
    finish(keyed)
    dialog.deleteLater()
    keyed.program.go("office", "key")
    (new,) = [key for key in place.keys.held(OFFICE) if key.certificate is None]
    shown = " ".join(label.text() for label in keyed.page.findChildren(type(dialog._words)))
    assert all(group in shown for group in new.fingerprint.upper().split())


def test_central_issues_a_bundle_and_changes_the_root(central: MainWindow) -> None:
    """P2: a wrong passphrase issues nothing; a changed root is a pair, and the next dialog offers to drop the old."""
    place, page = central.desks["central"].place, central.page
    assert page.trust.standing.version == 1

    def issue(kind: str, secret: str, *, changing: bool) -> IssueDialog:
        dialog = IssueDialog(central, central.program, place, changing=changing)
        dialog.choose(kind)
        dialog.passphrase.field.setText(secret)
        dialog.issue()
        finish(central)
        return dialog

    assert issue(PLAIN, "ไม่ใช่วลีนี้แน่นอน", changing=False)._words.text()
    registry = open_registry(place.where)
    assert bundles.bundle_version(registry) == 1
    issue(PLAIN, PASSPHRASE, changing=False)
    issue(NEW_ROOT, PASSPHRASE, changing=False)
    assert len(trust_of(registry).roots) == 2
    issue(DROP, PASSPHRASE, changing=True)
    assert (bundles.bundle_version(registry), len(trust_of(registry).roots)) == (4, 1)
    page.trust.load()
    finish(central)
    target = central.program.folders.data / "for offices"
    target.mkdir()
    page.trust.copy_to(target)
    assert {path.name for path in target.iterdir()} == {
        "trust-00003-1.asice", "trust-00003-2.asice", "trust-00004.asice"}  # fmt: skip
    registry.close()


def test_central_withdraws_a_certificate(central: MainWindow) -> None:
    """P2: the office's key is gone from the list of those that count."""
    central.program.go("central", "roster")
    finish(central)
    page, place = central.page, central.desks["central"].place
    line = next(line for line in page.lines if line.key == "valid")
    dialog = WithdrawDialog(central, central.program, place, line.office)
    dialog._on_since("31/2/2569")
    dialog.passphrase.field.setText(PASSPHRASE)
    assert dialog.reason_not()
    dialog.choose(SUPERSEDED)
    assert not dialog.reason_not()
    dialog.withdraw()
    finish(central)
    page.load()
    finish(central)
    after = next(one for one in page.lines if one.office.office_code == line.office.office_code)
    assert after.key == "revoked"
    dialog.deleteLater()


def test_central_makes_and_tests_its_encryption_keys(central: MainWindow, tmp_path: Path) -> None:
    """P6: nothing is encrypted to keys before both opened a test file; the recovery key lies elsewhere."""
    place, page = central.desks["central"].place, central.page
    make = MakeDialog(central, central.program, place)
    make.central.field.setText(PASSPHRASE)
    for use, phrase in (("intake", INTAKE), ("recovery", RECOVERY)):
        make.first[use].field.setText(phrase)
        make.second[use].field.setText(phrase)
    assert make.reason_not()
    make.folder.setText(str(tmp_path))
    assert not make.reason_not()
    make.go()
    finish(central)
    page.encryption.load()
    finish(central)
    assert (len(page.encryption.standing.newest), page.encryption.standing.in_force) == (2, False)
    intake = next(place.folders.keys.glob("intake-*.key.pem"))
    recovery = next(tmp_path.glob("recovery-*.key.pem"))
    for path, phrase, told in ((intake, "ไม่ใช่วลีนี้แน่นอน", True), (intake, INTAKE, False), (recovery, RECOVERY, False)):
        prove = ProveDialog(central, central.program, place)
        prove.file.setText(str(path))
        prove.secret.field.setText(phrase)
        prove.go()
        finish(central)
        assert bool(prove._words.text() and prove.result() != QDialog.DialogCode.Accepted) is told
        prove.deleteLater()
    page.encryption.load()
    finish(central)
    assert page.encryption.standing.in_force
    make.deleteLater()


def test_what_ends_soon_is_reminded_and_stops_nothing(
    empty_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P2: an expired bundle is a bar with the one next step."""
    program, place = empty_window.program, empty_window.desks["office"].place
    bundle = sample_keys().bundle
    place.take_first(bundle, program.clock(), heard=introduce(bundle, program.clock()).root_sha256)
    trusting.remind(program, place)
    assert "trust_ends" not in empty_window._notices
    ends = place.installed().expires_at
    monkeypatch.setattr(program, "clock", lambda: ends.replace(year=ends.year + 1))
    trusting.remind(program, place)
    assert empty_window._notices["trust_ends"].kind == "warning"
