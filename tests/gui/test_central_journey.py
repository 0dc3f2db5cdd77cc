"""Central's desk from nothing to a receipt that an office opens: every window on the way, real keys and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.app import ZONE, make_window
from desktop_app.central import authorities, enrolment
from desktop_app.central.lists import OFFICE_CA
from desktop_app.central.registry import open_registry
from desktop_app.office.opening import create
from desktop_app.office.records import State
from desktop_app.sample import sample
from desktop_app.submission.roster import Roster
from desktop_app.trust.keys import grouped
from desktop_app.ui.central.enrol import EnrolPanel
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.central.intake import ReceiptsDialog
from desktop_app.ui.central.release import SHIPPED_FORM
from desktop_app.ui.gallery_office import MOMENT, WHO, sample_roster
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.program import Folders, Program

OFFICE = "57-001"
CENTRAL_SECRET = "รหัสผ่านส่วนกลางของการทดสอบ"
OFFICE_SECRET = "รหัสผ่านหน่วยงานของการทดสอบ"
ROUND = "2569"


@pytest.fixture
def central(empty_window: MainWindow) -> MainWindow:
    """A registry made through the window, roster imported, round released."""
    window = empty_window
    window.desks["central"].place.workers = 0
    window.program.go("central", "setup")
    page = window.page
    page.organisation.setText("หน่วยงานกลางทดสอบ")
    for field in (page.first.field, page.second.field):
        field.setText(CENTRAL_SECRET)
    assert page.reason_not() == ""
    page.make_registry()
    finish(window)
    roster = Roster(tuple(office for office in sample_roster().offices if office.province_code in ("57", "50")))
    file = window.program.folders.data / "roster.csv"
    file.write_bytes(roster.to_csv(with_phone=True))
    window.page.take_roster(file)
    finish(window)
    return window


def _release(window: MainWindow) -> Path:
    window.program.go("central", "release")
    finish(window)
    page = window.page
    page.take_workbook(SHIPPED_FORM)
    finish(window)
    page.opens.typed.emit("1/2/2569")
    page.closes.typed.emit("31/3/2569")
    page.passphrase.field.setText(CENTRAL_SECRET)
    assert page.reason_not() == ""
    target = window.program.folders.data / "round.asice"
    page.write_round(target)
    finish(window)
    return target


def _enrol(window: MainWindow, request: Path, spki: str) -> Path:
    window.program.go("central", "roster")
    finish(window)
    page = window.page
    page.search.setText(OFFICE)
    page.show_found()
    page.table.selectRow(0)
    panel: EnrolPanel = page.panel
    assert page.take_request(request)
    _type_groups(panel, grouped(spki).split()[:6])
    panel.passphrase.field.setText(CENTRAL_SECRET)
    assert panel.reason_not() == ""
    target = window.program.folders.data / "certificate.asice"
    panel.issue(target)
    finish(window)
    return target


def _type_groups(panel: EnrolPanel, groups: list[str]) -> None:
    for field, group in zip(panel.groups.fields, groups, strict=False):
        field.setText(group)
        field.typed.emit(group)


@pytest.fixture
def office(app: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """Another computer: the office's own window and data folder."""
    home = tmp_path / "office"
    program = Program(Folders(home / "data", home / "config", home / "log"), lambda: MOMENT, ZONE)
    program.change(first_run_done=True, desk="review", person=WHO, position="PCIO", office_code=OFFICE)
    window = make_window(app, program)
    window.show()
    yield window
    window.close()
    window.deleteLater()


def _answered(window: MainWindow, round_file: Path) -> str:
    """The round opened, all answered, handed to the CIO; returns the assessment."""
    program, place = window.program, window.desks["review"].place
    release = place.take_round(round_file)
    work = create(place.store, release, OFFICE, clock=program.clock, zone=program.zone, who=WHO)
    given = sample(release.form, work.office)
    for ref in work.session.refs():
        state = work.session.state(ref)
        wanted = given.answers.get(ref, state.value)
        if state.relevant and not state.read_only and state.value != wanted:
            work.answer(ref, wanted)
    for ref, reason in given.reasons.items():
        work.set_reason(ref, reason)
    work.make_ready()
    return work.work.id


def test_from_nothing_to_a_receipt(central: MainWindow, office: MainWindow, tmp_path: Path) -> None:
    """K10 P2 Q6 C2 K1 K2 P4: make, release, enrol, sign, import, answer back; two computers, three desks."""
    round_file = _release(central)
    trust = central.desks["central"].place.folders.trust
    office.program.change(trust_folder=str(trust))
    place = office.desks["review"].place
    assessment = _answered(office, round_file)
    key = place.keys.make(OFFICE, OFFICE_SECRET)
    certificate = _enrol(central, key.request_file, key.spki_sha256)
    office.open_files([certificate])
    assert place.keys.certified(OFFICE).spki_sha256 == key.spki_sha256

    office.program.go("review", "sign", assessment)
    finish(office)
    package = tmp_path / "sent" / f"{OFFICE}-{ROUND}-r1.asice"
    package.parent.mkdir()
    office.page.passphrase.field.setText(OFFICE_SECRET)
    office.page.sign(package)
    finish(office)

    junk = package.with_name("junk.asice")
    junk.write_bytes(b"not a package")
    central.program.go("central", "intake")
    central.page.offer([package.parent])
    finish(central)
    run = central.desks["central"].place.run
    assert (run.how, run.total, sum(run.sums.values())) == ("done", 2, 2)
    fates = {line.name: (line.state, line.office) for line in run.lines}
    assert fates == {
        junk.name: ("refused", "–"),
        package.name: ("accepted", "สำนักงานจังหวัดเชียงราย"),
    }

    receipt = _sign_receipt(central, "accepted")
    office.program.go("review", "inbox")
    office.page.take(receipt)
    finish(office)
    assert place.current.state is State.RECEIVED
    lines = [(line.kind, line.result) for line in office.page.lines]
    assert lines == [("ส่งออกแล้ว", "รับแล้ว"), ("ใบตอบรับ", "รับแล้ว")]

    central.program.go("central", "coverage")
    finish(central)
    assert central.page.total_words == "ส่งแล้ว 1 จาก 2 หน่วยงาน"
    central.program.go("central", "results")
    finish(central)
    total = central.page.nodes.facts.rows[0]
    score = place.current.score.total.shown
    assert (total.n, total.mean) == ("1", score)

    registry = open_registry(central.desks["central"].place.where)
    authority = authorities.authority_of(registry.folders, OFFICE_CA, CENTRAL_SECRET)
    serials = enrolment.valid_serials(registry, OFFICE)
    authorities.revoke(registry, authority, serials, "keyCompromise", MOMENT, WHO, MOMENT)
    registry.close()
    office.page.take(_sign_receipt(central, "held"))
    finish(office)
    first = office.page.lines[0]
    assert (first.kind, first.result, first.mark) == ("ส่งออกแล้ว", "ไม่นับ กุญแจสูญหาย", "error")


def _sign_receipt(window: MainWindow, verdict: str) -> Path:
    """Sign the one receipt that is due."""
    place = window.desks["central"].place
    dialog = ReceiptsDialog(window, window.program, place)
    dialog.passphrase.field.setText(CENTRAL_SECRET)
    dialog.sign()
    finish(window)
    assert dialog.signed == 1
    return next(place.folders.receipts.glob(f"*-{verdict}-*.asice"))
