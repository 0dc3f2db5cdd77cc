"""The central desk: what its tables say, without and with widgets, over the sample registry."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop_app.central import encryption
from desktop_app.central.encryption import Passphrases
from desktop_app.central.intake import FileDone
from desktop_app.central.lists import trust_of
from desktop_app.central.registry import Registry, open_registry
from desktop_app.errors import Language
from desktop_app.package.codes import FLAGS
from desktop_app.package.envelope import seal_envelope
from desktop_app.submission.reference import provinces
from desktop_app.submission.roster import Office
from desktop_app.trust.keys import grouped, new_key
from desktop_app.trust.request import make_request
from desktop_app.ui.author.page import AuthorPage
from desktop_app.ui.central.coverage import CoveragePage
from desktop_app.ui.central.gallery import finish
from desktop_app.ui.central.intake import Detail, IntakeKeyDialog, ReceiptsDialog
from desktop_app.ui.central.roster import RosterPage
from desktop_app.ui.central.run import PROBLEMS, STATES, ImportRun, pace
from desktop_app.ui.central.sample import PASSPHRASE, big_roster, sample_facts, sample_registry
from desktop_app.ui.central.tile_map import shade
from desktop_app.ui.central.tiles import BAND_COUNT, COLUMNS, SPOTS, band
from desktop_app.ui.heard import clean_group, heard
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.program import Program
from desktop_app.ui.theme.current import apply_theme
from desktop_app.ui.theme.tokens import contrast
from desktop_app.ui.widgets.text import Label
from tests.questionnaire.form_tables import EXAMPLE, write_complete

INTAKE_PHRASE, RECOVERY_PHRASE = "วลีของผู้รับไฟล์ทดสอบ", "วลีของกุญแจสำรองทดสอบ"
SPKI = "7f3a91c2d4e5f60718293a4b5c6d7e8f" * 2


@pytest.fixture
def central(empty_window: MainWindow) -> MainWindow:
    """The window over the sample registry."""
    desk = empty_window.desks["central"]
    desk.place.use(sample_registry(empty_window.program.folders.data / "central"))
    finish(empty_window)
    return empty_window


def _go(window: MainWindow, page: str):  # type: ignore[no-untyped-def]
    window.program.go("central", page)
    finish(window)
    return window.page


def test_heard_counts_matching_groups() -> None:
    """P2 W18: groups are compared one by one; lower case, Thai digits and spaces are the caller's voice."""
    state = heard(SPKI, ["7f3a", "91C๒", "d4e5", "", "", ""])
    assert (state.matching, state.enough, state.text) == (3, False, "7F3A 91C2 D4E5   ")
    assert state.fits == (True, True, True, None, None, None)


def test_six_right_groups_are_enough_and_one_wrong_is_not() -> None:
    """P2: nothing is issued on five groups, nor on six of which one differs."""
    right = grouped(SPKI).split()[:6]
    assert heard(SPKI, right).enough
    assert not heard(SPKI, right[:5]).enough
    assert not heard(SPKI, [*right[:5], "0000"]).enough
    assert clean_group(" 7f-3a ") == "7F3A"


def test_all_provinces_stand_in_the_grid_once() -> None:
    """K4: 77 tiles, each in a place and with names of its own, known to the reference tables."""
    assert {spot.province_code for spot in SPOTS} == set(provinces())
    assert len({(spot.column, spot.row) for spot in SPOTS}) == len(SPOTS) == 77
    assert len({spot.short_th for spot in SPOTS}) == len({spot.short_en for spot in SPOTS}) == 77


def test_neighbours_are_neighbours_in_the_grid() -> None:
    """K4: who shares a border on the map is not far away in the grid."""
    place = {spot.short_th: spot for spot in SPOTS}
    for one, other in (("ชม", "ชร"), ("กท", "นบ"), ("อบ", "ศก"), ("สข", "ปน"), ("ตก", "กพ"), ("ภก", "พง")):
        across = abs(place[one].column - place[other].column)
        down = abs(place[one].row - place[other].row)
        assert across + down <= 2, (one, other)
    assert place["มส"].column == 0
    assert place["อบ"].column == COLUMNS - 1


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_letters_on_every_shade_can_be_read(app, theme: str) -> None:  # type: ignore[no-untyped-def]
    """X2: 4.5 to 1 in every palette, whatever the share."""
    apply_theme(app, theme)
    ratios = [contrast(*(color.name() for color in shade(number))) for number in range(BAND_COUNT)]
    apply_theme(app, "light")
    assert min(ratios) >= 4.5


def test_bands_grow_with_the_share() -> None:
    """K4: 0 and 100 per cent have the first and the last shade."""
    assert [band(percent) for percent in (0, 24.9, 25, 50, 75, 90, 100)] == [0, 0, 1, 2, 3, 4, 4]


def test_an_import_adds_up(program: Program) -> None:
    """K2: every file ends in one state; the sums are the files offered, the problems are the filter."""
    run = ImportRun(program, big_roster(), program.clock(), lambda: 0.0)
    facts = sample_facts()
    for fact in facts:
        run.take(fact)
    run.end("done")
    assert sum(run.sums.values()) == len(run.lines) == run.total == len(facts)
    assert set(run.sums) <= set(STATES)
    assert sum(line.problem for line in run.lines) == sum(run.sums[state] for state in PROBLEMS)


def test_a_line_says_office_state_and_what_to_do(program: Program) -> None:
    """K1 K2: the office's name comes from the roster by its key; an unknown key has none."""
    message = {"th": "ลายเซ็นไม่ตรง", "en": "signature"}
    run = ImportRun(program, big_roster(), program.clock(), lambda: 0.0)
    run.take(FileDone(1, 2, "a.asice", "refused", "SIGNATURE", message, "50-001"))
    run.take(FileDone(2, 2, "b.asice", "accepted", "OK", message))
    run.flush()
    first, second = run.lines
    assert (first.office, first.word, first.mark) == ("สำนักงานจังหวัดเชียงใหม่", "ปฏิเสธ", "error")
    assert first.remedy
    assert (second.office, second.remedy) == ("–", "")


@pytest.mark.parametrize("language", ["th", "en"])
def test_flags_are_words_in_the_table_the_detail_and_the_report(program: Program, language: Language) -> None:
    """P4 P7: who imports reads each flag in the language of the window, suspect evidence with its warning."""
    program.change(language=language)
    run = ImportRun(program, big_roster(), program.clock(), lambda: 0.0)
    plain = next(one for one in sample_facts() if one.state == "accepted" and not one.flags)
    run.take(replace(plain, flags=("EVIDENCE_SUSPECT", "SEQ_GAP")))
    run.take(replace(plain, state="late", flags=("LATE",)))
    run.flush()
    flagged, other = run.lines
    suspect, gap = FLAGS["EVIDENCE_SUSPECT"][language], FLAGS["SEQ_GAP"][language]
    assert "ห้ามเปิดจนกว่าจะตรวจ" in suspect or "do not open" in suspect
    assert flagged.told.startswith(f"{suspect} · {gap} · ")
    assert other.told == other.sentence
    assert [list(row)[5] for row in run.report().rows] == [f"{suspect} · {gap}", ""]
    detail = Detail(program, lambda _: None, lambda _: None)
    for line, words in ((flagged, [f"{suspect}\n{gap}"]), (other, [])):
        detail.show_line(line)
        shown = [one.text() for one in detail.findChildren(Label) if not one.isHidden()]
        assert [text for text in shown if suspect in text] == words


def test_pace_says_nothing_before_it_knows() -> None:
    """K1: rate and time left come with the first second."""
    assert pace(0, 10, 0.0).left is None
    assert pace(5, 10, 0.5).left is None
    assert pace(100, 400, 10.0).left == 30


def test_ten_thousand_lines_are_filtered_and_written(program: Program, tmp_path: Path) -> None:
    """K1 U17: rows written are rows shown, whatever their number."""
    run = ImportRun(program, big_roster(), program.clock(), lambda: 0.0)
    fact = sample_facts(40)[0]
    for number in range(1, 10_001):
        run.take(replace(fact, number=number, total=10_000))
    run.flush()
    from desktop_app.outputs.workbook import write_csv

    assert write_csv(tmp_path / "report.csv", run.report()) == len(run.lines) == 10_000


def test_coverage_shows_both_numbers_everywhere(central: MainWindow) -> None:
    """K4: total, groups and tiles say counted over expected; groups of a kind add up to the total."""
    page: CoveragePage = _go(central, "coverage")
    total = page.coverage.total
    assert page.total_words == f"ส่งแล้ว {total.counted} จาก {total.expected} หน่วยงาน"
    assert len(page.lines) == 77
    assert all("/" in line.both for line in page.lines)
    page.kinds.setCurrentIndex(page.kinds.findData("level"))
    page.show_kind()
    assert sum(line.share.counted for line in page.lines) == total.counted
    assert sum(line.share.expected for line in page.lines) == total.expected


def test_a_tile_leads_to_the_offices_that_are_missing(central: MainWindow) -> None:
    """K4: choosing Chiang Mai lists who has not sent there, with telephone; choosing again lists all."""
    page: CoveragePage = _go(central, "coverage")
    page.map._tell("50")
    share = next(line.share for line in page.lines if line.key == "50")
    rows = page.missing.facts.rows
    assert len(rows) == share.expected - share.counted
    assert {row.office.province_code for row in rows} == {"50"}
    assert all(row.phone != "–" for row in rows)
    page.map._tell("")
    assert len(page.missing.facts.rows) == page.coverage.total.expected - page.coverage.total.counted


def test_coverage_shows_who_has_not_answered_a_return(central: MainWindow) -> None:
    """P5 K4: their number beside the total leads to them, the first due first, one overdue in words; by group, too."""
    page: CoveragePage = _go(central, "coverage")
    number = page.coverage.total.returned
    assert number == len(page.coverage.returned) > 1
    assert sum(line.share.returned for line in page.lines) <= number
    page.show_tab(2)
    rows = page.returned.facts.rows
    assert page._tabs["returned"].accessibleName() == f"ส่งกลับรอแก้ {number}"
    assert [row.due_order for row in rows] == sorted(row.due_order for row in rows)
    assert [row.due.startswith("เลยกำหนด") for row in rows] == [True] + [False] * (number - 1)
    page.choose_group(rows[0].office.province_code)
    assert {row.office.province_code for row in page.returned.facts.rows} == {rows[0].office.province_code}
    page.swap()
    assert page._side.currentIndex() == 0


def test_arrows_walk_over_all_tiles(central: MainWindow, press) -> None:  # type: ignore[no-untyped-def]
    """X2: the map can be read without a mouse; its name says the province and both numbers."""
    from PySide6.QtCore import Qt

    page: CoveragePage = _go(central, "coverage")
    for _ in range(3):
        press(Qt.Key.Key_Right, on=page.map)
    assert "/" in page.map.accessibleName()
    press(Qt.Key.Key_Escape, on=page.map)
    assert "/" not in page.map.accessibleName()


def test_results_say_n_rule_and_version(central: MainWindow) -> None:
    """K6: every row has its n; rule of averaging, version and as-of stand under the table."""
    page = _go(central, "results")
    lines = page.nodes.facts.lines()
    assert lines[0].startswith(" | คะแนนรวม")
    assert len(lines) == 7
    assert all(row.n != "0" for row in page.nodes.facts.rows)
    note = page._note()
    assert "วิธีเฉลี่ยนี้กำหนดขึ้นเอง" in note
    assert "ข้อมูล ณ 19 มี.ค. 69" in note


def test_ranks_begin_at_one_and_follow_the_total(central: MainWindow) -> None:
    """K6: the ranking is by exact total, best first."""
    page = _go(central, "results")
    totals = [line.orders[0] for line in page.ranks]
    assert totals == sorted(totals, reverse=True)
    assert page.ranks[0].rank == "1"
    assert all(isinstance(total, Fraction) for total in totals)


def test_other_weights_show_what_moves(central: MainWindow) -> None:
    """S8 X2: two lines for each of the six dimensions, with the number of offices; reached by key like the others."""
    page = _go(central, "results")
    page.show_view(3)
    lines = page.weights.facts.rows
    assert [(line.id, line.delta, line.weight) for line in lines[:2]] == [
        ("D1", "−5.0", "15.00"),
        ("D1", "+5.0", "25.00"),
    ]
    assert len(lines) == 12
    offices = str(len(page.ranks))
    assert all(line.ranks.endswith(f"/{offices}") and line.levels.endswith(f"/{offices}") for line in lines)


def test_the_export_has_a_row_for_every_office(central: MainWindow, tmp_path: Path) -> None:
    """K7: the workbook is read again; its offices are the offices of the ranking."""
    page = _go(central, "results")
    target = tmp_path / "results.xlsx"
    page.write_export(target)
    finish(central)
    sheet = load_workbook(target)["หน่วยงาน"]
    codes = {row[1] for row in sheet.iter_rows(values_only=True)}
    assert {line.result.office.office_code for line in page.ranks} <= codes


def test_roster_finds_by_part_of_a_name_and_by_key(central: MainWindow) -> None:
    """K3: search and key filter work together, and the count says both numbers."""
    page: RosterPage = _go(central, "roster")
    page.search.setText("เชียงใหม่")
    page.show_found()
    assert {line.office.province_code for line in page.table.facts.rows} == {"50"}
    page.search.clear()
    page.keys.setCurrentIndex(page.keys.findData("valid"))
    page.show_found()
    assert {line.office.office_code for line in page.table.facts.rows} == {"10-001", "50-001", "57-001"}
    assert page.counted.text() == "3 จาก 698 หน่วยงาน"


def test_enrolling_waits_for_six_groups(central: MainWindow) -> None:
    """P2 W18: the button wakes only when all six groups that were typed are right; nothing shows them beforehand."""
    page: RosterPage = _go(central, "roster")
    page.search.setText("50-002")
    page.show_found()
    page.table.selectRow(0)
    key = new_key()
    request = central.program.folders.data / "request.pem"
    request.write_bytes(make_request(key))
    assert page.take_request(request)
    panel = page.panel
    panel.passphrase.field.setText("x")
    groups = grouped(panel.groups._fingerprint).upper().split()
    shown = " ".join(label.text() for label in panel.findChildren(Label))
    assert not any(group in shown for group in groups)
    for number, (field, group) in enumerate(zip(panel.groups.fields, groups, strict=False), start=1):
        assert not panel.button.isEnabled()
        field.setText(group)
        field.typed.emit(group)
        assert panel.groups._matched.text() == f"ตรง {number}/6 กลุ่ม"
    assert panel.button.isEnabled()


def test_a_form_with_errors_cannot_be_released(central: MainWindow) -> None:
    """Q2 W18: every finding is a row with place and cure, and the button stays asleep."""
    from desktop_app.ui.central.gallery import _wrong_form

    page = _go(central, "release")
    page.take_workbook(_wrong_form(central.program.folders.data))
    finish(central)
    lines = page.table.facts.rows
    assert [line.mark for line in lines] == ["error"] * 3
    assert all(line.where.startswith("survey!") and line.todo for line in lines)
    assert not page.button.isEnabled()
    assert page.reason_not() == "แก้ข้อผิดพลาดในแบบสำรวจก่อน"


def test_dates_of_a_round_are_in_order(central: MainWindow) -> None:
    """Q6 X1: Buddhist dates are read; a round that closes before it opens is told at once."""
    from desktop_app.ui.central.release import SHIPPED_FORM

    page = _go(central, "release")
    page.take_workbook(SHIPPED_FORM)
    finish(central)
    page.opens.typed.emit("31/3/2569")
    page.closes.typed.emit("1/3/2569")
    assert page.reason_not() == "วันปิดรับอยู่ก่อนวันเปิดรับ"
    page.closes.typed.emit("30/4/2569")
    assert page.reason_not() == "พิมพ์รหัสผ่านส่วนกลางก่อน"


def test_without_a_registry_only_set_up_and_author_are_shown(empty_window: MainWindow) -> None:
    """W1: no blank page; every other place leads to the first step."""
    empty_window.program.go("central", "results")
    assert empty_window.page.screen == "W1-central"
    assert [item.page for item in empty_window.desks["central"].rail()] == ["setup", "author"]


def test_a_file_that_is_no_registry_is_refused(empty_window: MainWindow, tmp_path: Path) -> None:
    """K8: another file is told from a registry, and nothing is opened."""
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(b"not a database at all" * 100)
    empty_window.program.go("central", "setup")
    assert not empty_window.page.use_registry(wrong)
    assert empty_window.desks["central"].place.where is None


def test_roster_lines_are_sorted_as_thai_is(program: Program) -> None:
    """K3 X1: เ before ก in the text, ก first in the order."""
    from desktop_app.submission.roster import Roster
    from desktop_app.ui.central.roster import office_lines

    offices = tuple(Office(code, name) for code, name in (("A1", "เกษตร"), ("A2", "ขนส่ง"), ("A3", "กงสุล")))
    lines = office_lines(program, Roster(offices), {})
    assert [line.name for line in lines] == ["กงสุล", "เกษตร", "ขนส่ง"]
    assert {line.key_word for line in lines} == {"ยังไม่มี"}


def test_a_wrong_central_passphrase_issues_nothing(central: MainWindow) -> None:
    """P2: told in the bar; office, request and groups stay, no certificate is written."""
    page: RosterPage = _go(central, "roster")
    page.search.setText("50-002")
    page.show_found()
    page.table.selectRow(0)
    key = new_key()
    request = central.program.folders.data / "request.pem"
    request.write_bytes(make_request(key))
    page.take_request(request)
    panel = page.panel
    for field, group in zip(panel.groups.fields, grouped(panel.groups._fingerprint).split(), strict=False):
        field.setText(group)
        field.typed.emit(group)
    panel.passphrase.field.setText("ไม่ใช่รหัสผ่านส่วนกลาง")
    target = central.program.folders.data / "no.pem"
    panel.issue(target)
    finish(central)
    assert not target.exists()
    assert panel.heard().matching == 6
    assert panel.reason_not() == "พิมพ์รหัสผ่านส่วนกลางก่อน"


def test_a_roster_that_cannot_be_read_is_told(central: MainWindow) -> None:
    """K3: row and column are named in a bar; the roster in force stays."""
    page: RosterPage = _go(central, "roster")
    told: list[str] = []
    central.program.notice_requested.connect(lambda notice: told.append(f"{notice.kind} {notice.text} {notice.detail}"))
    wrong = central.program.folders.data / "wrong.csv"
    wrong.write_bytes(big_roster().to_csv(with_phone=True).replace(b"10-001", b"10 001"))
    page.take_roster(wrong)
    finish(central)
    assert told
    assert told[-1].startswith("error")
    assert "SUB-03" in told[-1]
    assert len(page.lines) == 698


def test_receipts_need_the_passphrase(central: MainWindow) -> None:
    """P4: a wrong one is told in the dialog in words, and it can be typed again; nothing was signed."""
    dialog = ReceiptsDialog(central, central.program, central.desks["central"].place)
    dialog.passphrase.field.setText("ไม่ใช่รหัสผ่านนี้แน่นอน")
    dialog.sign()
    finish(central)
    assert dialog.signed == 0
    assert dialog.act.isEnabled()
    assert dialog.passphrase.text() == ""
    assert "รหัสผ่าน" in dialog._words.text()


def _with_keys(window: MainWindow, stick: Path) -> Registry:
    """The sample registry with both encryption keys proven."""
    registry = open_registry(window.desks["central"].place.where)
    moment = window.program.clock()
    pair = encryption.make_keys(registry, PASSPHRASE, Passphrases(INTAKE_PHRASE, RECOVERY_PHRASE), stick, moment, "-")
    encryption.prove_key(registry, pair.intake, INTAKE_PHRASE, moment, "-")
    encryption.prove_key(registry, pair.recovery, RECOVERY_PHRASE, moment, "-")
    return registry


def test_a_wrong_intake_passphrase_is_told_and_can_be_typed_again(central: MainWindow, tmp_path: Path) -> None:
    """P6: in the dialog, in words; the right one then opens the key."""
    _with_keys(central, tmp_path / "stick").close()
    dialog = IntakeKeyDialog(central, central.program, central.desks["central"].place)
    for phrase, opened in ((RECOVERY_PHRASE, 0), (INTAKE_PHRASE, 1)):
        dialog.passphrase.field.setText(phrase)
        dialog.open_key()
        finish(central)
        assert len(dialog.held) == opened
        assert ("TRUST" in dialog._words.text() or "รหัสผ่าน" in dialog._words.text()) == (not opened)


def test_encrypted_files_are_opened_with_the_intake_key(
    central: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P6 K1: what the dialog opened reaches the checks: the file inside is judged, not the envelope."""
    registry = _with_keys(central, tmp_path / "stick")
    (tmp_path / "x.asice").write_bytes(b"no package at all")
    seal_envelope(tmp_path / "x.asice", tmp_path / "x.asice.p7m", trust_of(registry).encryption_certs)
    held = encryption.open_intake_keys(registry, INTAKE_PHRASE)
    registry.close()

    def answered(dialog: IntakeKeyDialog) -> int:
        dialog.held = held
        return 1

    monkeypatch.setattr(IntakeKeyDialog, "exec", answered)
    _go(central, "intake").offer([tmp_path / "x.asice.p7m"])
    finish(central)
    assert [line.code for line in central.desks["central"].place.run.lines] == ["NOT_PACKAGE"]


def test_without_the_intake_key_nothing_is_imported(
    central: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P6: cancelled: no file is refused as if it were for others. Plain files are never asked about."""
    registry = _with_keys(central, tmp_path / "stick")
    (tmp_path / "x.asice").write_bytes(b"no package at all")
    seal_envelope(tmp_path / "x.asice", tmp_path / "x.asice.p7m", trust_of(registry).encryption_certs)
    registry.close()
    page = _go(central, "intake")
    asked: list[bool] = []
    monkeypatch.setattr(IntakeKeyDialog, "exec", lambda _dialog: asked.append(True) or 0)
    page.offer([tmp_path / "x.asice.p7m"])
    finish(central)
    assert central.desks["central"].place.run is None
    page.offer([tmp_path / "x.asice"])
    finish(central)
    assert asked == [True]
    assert [line.code for line in central.desks["central"].place.run.lines] == ["NOT_PACKAGE"]


def test_the_release_page_leads_to_the_preview(central: MainWindow, tmp_path: Path) -> None:
    """Q2: what is about to be released can be looked at as an office would see it."""
    form = write_complete(EXAMPLE, tmp_path / "form.xlsx")
    central.program.go("central", "release")
    central.page.take_workbook(form)
    finish(central)
    central.page._author.click()
    finish(central)
    assert isinstance(central.page, AuthorPage)
    assert central.page.path == form
