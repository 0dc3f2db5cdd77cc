"""`phrom central …`: every command, and what each refuses (K10)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop_app.central import rounds
from desktop_app.central.registry import open_registry
from desktop_app.cli.central import COMMANDS
from desktop_app.package.verify import verify
from desktop_app.trust import keys
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.trust.request import make_request
from tests.central.central_world import AUDIENCE, ORGANISATION, PASSPHRASE, ROSTER, ROUND, A, B
from tests.cli.cli_world import Desk, Ran, day, now, run, sealed_id
from tests.questionnaire.form_tables import EXAMPLE, write_complete


def secret(desk: Desk) -> tuple[str, str]:
    return ("--passphrase-file", str(desk.secret))


def test_the_whole_round_from_the_command_line(desk: Desk, tmp_path: Path) -> None:
    """K10: import, receipts, coverage, results, export, rebuild: each one document, all figures agree."""
    bad = tmp_path / "bad.asice"
    bad.write_text("hello")
    ran = desk.central("import", desk.packages["a1"].parent, bad, "--workers", "0", "--json")
    assert ran.code == 0
    document = ran.document
    assert document.pop("seconds") >= 0
    assert document == {"files": 3, "accepted": 2, "by_code": {"NOT_PACKAGE": 1, "OK": 2}, "by_flag": {}}
    assert "bad.asice: NOT_PACKAGE" in ran.err
    issued = desk.central("receipts", *secret(desk), "--json").document
    assert issued == {"issued": 2, "folder": str(desk.folder / "receipts")}
    counted = desk.central("coverage", "--json").document
    assert counted["total"] == {
        "key": "total", "counted": 2, "expected": 4, "returned": 0, "percent": "50.00",
    }  # fmt: skip
    assert [one["office_code"] for one in counted["missing"]] == ["50-002", "90-002"]
    found = desk.central("results", "--json").document
    assert found["round"] == ROUND
    totals = {one["office"]: one["scores"]["total"] for one in found["offices"]}
    assert totals == {
        A: desk.payload("a1")["score"]["total"]["shown"],
        B: desk.payload("b1")["score"]["total"]["shown"],
    }
    assert [(one["node"], one["delta"], one["n"]) for one in found["sensitivity"]] == [
        ("A", "-5.00", 2), ("A", "5.00", 2), ("B", "-5.00", 2), ("B", "5.00", 2),
    ]  # fmt: skip
    exported = desk.central("export", "-o", tmp_path / "results.xlsx", "--json").document
    books = [str(tmp_path / f"test-v1-codebook.{ending}") for ending in ("xml", "xlsx")]
    assert exported == {"file": str(tmp_path / "results.xlsx"), "offices": 2, "codebook": books}
    assert all(Path(one).exists() for one in books)
    assert "หน่วยงาน" in load_workbook(tmp_path / "results.xlsx").sheetnames
    again = run("central", "rebuild", "--registry", tmp_path / "again.db", "--from", desk.folder, "--json")
    assert again.code == 0
    figures = run("central", "results", "--registry", tmp_path / "again.db", "--folder", desk.folder, "--json").document
    assert figures["offices"] == found["offices"]


def test_importing_again_is_exit_code_0(desk: Desk) -> None:
    """K1 K10: duplicates are an outcome, and cost no sentence each."""
    desk.central("import", desk.packages["a1"], "--workers", "0")
    ran = desk.central("import", desk.packages["a1"], "--workers", "0", "--json")
    assert ran.code == 0
    assert ran.document["by_code"] == {"DUPLICATE": 1}
    assert "a1.asice" not in ran.err


def test_thousands_of_bad_files_are_one_summary(desk: Desk, tmp_path: Path) -> None:
    """K1 K10: ten names, and how many more."""
    offered = tmp_path / "offered"
    offered.mkdir()
    for number in range(25):
        (offered / f"{number:02}.asice").write_text("hello")
    ran = desk.central("import", offered, "--workers", "0")
    assert ran.code == 0
    assert ran.err.count(": NOT_PACKAGE") == 10
    assert "NOT_PACKAGE + 15" in ran.err
    assert ran.out == "NOT_PACKAGE\t25\n"


def test_flags_of_accepted_files_are_told(desk: Desk) -> None:
    """K2 K10: a file is counted by flag and told by name and sentence, though nothing is refused."""
    ran = desk.central("import", desk.packages["a2"], "--workers", "0", "--json")
    assert (ran.code, ran.document["accepted"]) == (0, 1)
    assert ran.document["by_flag"] == {"SEQ_GAP": 1, "PREDECESSOR_MISSING": 1}
    assert "a2.asice: PREDECESSOR_MISSING ยังไม่ได้รับฉบับที่ฉบับนี้แทน" in ran.err


def test_a_file_that_failed_is_exit_code_1(desk: Desk) -> None:
    """K2 K10: it has to be offered again."""
    shutil.rmtree(desk.folder / "packages")
    (desk.folder / "packages").mkdir()
    ran = desk.central("import", desk.packages["a1"], "--workers", "0", "--json")
    assert ran.code == 1
    assert ran.document["ok"] is False


def test_the_roster_in_force_is_shown(desk: Desk) -> None:
    """K3 K10: without a file, every office with its columns."""
    document = desk.central("roster", "--json").document
    assert [one["office_code"] for one in document["offices"]] == [one.office_code for one in ROSTER.offices]
    assert desk.central("roster").out.splitlines()[0] == "10-001\tกรมตัวอย่างหนึ่ง"


def test_a_lost_key_is_withdrawn(desk: Desk) -> None:
    """P2 K10: its certificates are listed, packages signed with it are refused from now on."""
    ran = desk.central("revoke", A, "--reason", "keyCompromise", *secret(desk), "--json")
    assert ran.code == 0
    assert len(ran.document["revoked"]) == 1
    done = desk.central("import", desk.packages["a1"], desk.packages["b1"], "--workers", "0", "--json")
    assert done.document["by_code"] == {"OK": 1, "TRUST_REVOKED": 1}
    assert desk.central("revoke", "99-999", *secret(desk), "--json").document["error"]["code"] == "CEN-06"


def test_lists_are_renewed(desk: Desk) -> None:
    """P2 K10: all three, with their numbers."""
    ran = desk.central("renew", *secret(desk), "--json")
    assert ran.code == 0
    assert ran.document["crl_numbers"] == {"root": 2, "office-ca": 2, "central-ca": 2}


def release(desk: Desk, form: Path, output: Path, opens: str, closes: str, name: str = "2570") -> tuple[int, str]:
    dates = ("--round", name, "--opens", opens, "--closes", closes)
    ran = desk.central("release", form, *dates, "-o", output, *secret(desk))
    return ran.code, ran.err


def test_days_may_be_of_either_era(desk: Desk, tmp_path: Path) -> None:
    """X1 K10: 1/5/2569 is the first of May 2026, never a day five centuries away."""
    assert release(desk, desk.form, tmp_path / "round.asice", "1/5/2569", "30 มิ.ย. 2569")[0] == 0
    with verify(tmp_path / "round.asice", read_trust_folder(desk.trust), now()) as package:
        assert package.payload["opens_at"] == "2026-04-30T17:00:00Z"
        assert package.payload["closes_at"] == "2026-06-30T16:59:59Z"


@pytest.mark.parametrize(
    ("opens", "closes", "name", "code", "says"),
    [
        ("31/2/2569", "2026-06-30", "2570", 2, "31/2/2569"),
        ("2026-07-01", "2026-06-30", "2570", 1, "CEN-17"),
        ("2026-05-01", "2026-06-30", "../x", 1, "CEN-17"),
        ("2026-05-01", "2026-06-30", ROUND, 1, "CEN-10"),
    ],
    ids=["no day", "ends before it opens", "name", "released already"],
)
def test_a_release_that_cannot_be_writes_nothing(
    desk: Desk, tmp_path: Path, opens: str, closes: str, name: str, code: int, says: str
) -> None:
    """K10: the exit code says whose mistake it is."""
    target = tmp_path / "round.asice"
    found, err = release(desk, desk.form, target, opens, closes, name)
    assert found == code
    assert says in err
    assert not target.exists()


CHANGED = EXAMPLE.replace("มีแผนดิจิทัลหรือไม่", "มีแผนหรือไม่") + "\n| settings | version |\n| test | 2 |\n"
DATES = ("--opens", "2026-05-01", "--closes", "2026-06-30")


def test_a_release_tells_every_warning_of_its_form(desk: Desk, tmp_path: Path) -> None:
    """Q2 K10 W215: what the window shows, a text that changed since the last release among it; it is released."""
    form = write_complete(CHANGED, tmp_path / "second.xlsx")
    ran = desk.central("release", form, "--round", "2570", *DATES, "-o", tmp_path / "a.asice", *secret(desk), "--json")
    assert ran.code == 0
    assert [(one["code"], one["name"]) for one in ran.document["findings"]] == [("W215", "a1")]
    again = ("--round", "2571", *DATES, "-o", tmp_path / "b.asice", *secret(desk))
    assert desk.central("release", form, *again).err.startswith("W215 survey!")


def test_a_release_tells_every_error_of_its_form(desk: Desk, tmp_path: Path) -> None:
    """Q2 K10 CEN-09: all of them with their cells, the warnings beside them; nothing is written."""
    wrong = CHANGED.replace("${b_all}", "${no_such}").replace("| b3 |", "| a2 |")
    form, target = write_complete(wrong, tmp_path / "wrong.xlsx"), tmp_path / "round.asice"
    ran = desk.central("release", form, "--round", "2570", *DATES, "-o", target, *secret(desk))
    assert ran.code == 1
    told = [line.split(" ")[0] for line in ran.err.splitlines()]
    registry = open_registry(desk.registry)
    found = rounds.check(registry, form, now())
    registry.close()
    assert len({one.code for one in found if one.is_error}) > 1
    assert told[: len(found)] == [one.code for one in found]
    assert told[len(found)] == "CEN-09"
    assert not target.exists()


def enrol(desk: Desk, request: Path, heard: str, target: Path, office_code: str = B) -> tuple[int, str]:
    ran = desk.central("enrol", office_code, request, "--heard", heard, "-o", target, *secret(desk))
    return ran.code, ran.err


def test_enrolment_refuses_what_it_must(desk: Desk, tmp_path: Path) -> None:
    """P2 K10: missing and foreign requests, wrong fingerprints, unknown offices: no certificate is written."""
    key = keys.new_key()
    heard = keys.grouped(keys.spki_sha256(key))
    request, foreign, target = tmp_path / "x.csr.pem", tmp_path / "foreign.pem", tmp_path / "x.asice"
    request.write_bytes(make_request(key))
    foreign.write_text("hello")
    for arguments, code in (
        ((tmp_path / "none", heard, target), "FILE-02"),
        ((foreign, heard, target), "TRUST-06"),
        ((request, "0000 0000 0000 0000 0000 0000", target), "CEN-07"),
        ((request, heard, target, "99-999"), "CEN-06"),
    ):
        found, err = enrol(desk, *arguments)  # type: ignore[arg-type]
        assert found == 1
        assert err.startswith(code)
        assert not target.exists()
    assert enrol(desk, request, heard, target)[0] == 0
    with verify(target, read_trust_folder(desk.trust), now()) as package:
        assert package.payload["spki_sha256"] == keys.spki_sha256(key)


def test_a_wrong_passphrase_is_told(desk: Desk, tmp_path: Path) -> None:
    """P2 K10 TRUST-02: by every command that signs."""
    wrong = tmp_path / "wrong"
    wrong.write_text("ไม่ใช่รหัสผ่านนี้แน่นอน")
    for command in (("receipts",), ("renew",), ("revoke", A)):
        ran = desk.central(*command, "--passphrase-file", wrong, "--json")
        assert ran.code == 1
        assert ran.document["error"]["code"] == "TRUST-02"


def test_a_passphrase_is_no_argument(desk: Desk) -> None:
    """P2: it would stand in the history of the terminal; on the terminal it can be typed."""
    ran = desk.central("receipts", "--passphrase", PASSPHRASE)
    assert ran.code == 2
    assert PASSPHRASE not in (desk.folder / "log" / "intake.jsonl").read_text(encoding="utf-8")


SIMPLE = [name for name in COMMANDS if name in ("roster", "coverage", "results", "receipts", "renew")]


@pytest.mark.parametrize("command", SIMPLE)
@pytest.mark.parametrize("kind", ["missing", "text", "folder", "address"])
def test_a_registry_that_is_none_is_told_by_every_command(tmp_path: Path, command: str, kind: str) -> None:
    """K8 K10: one document, exit code 1, nothing made."""
    where = str(tmp_path / "registry.db")
    if kind == "text":
        Path(where).write_text("hello")
    elif kind == "folder":
        Path(where).mkdir()
    elif kind == "address":
        where = "nonsense://somebody:secret@host/db"
    before = sorted(tmp_path.rglob("*"))
    ran = run("central", command, "--registry", where, "--json")
    assert ran.code == 1
    assert ran.document["error"]["code"] in ("CEN-01", "CEN-04", "CEN-20")
    assert "secret" not in ran.out + ran.err
    assert sorted(tmp_path.rglob("*")) == before


def test_init_refuses_what_it_must(desk: Desk, tmp_path: Path) -> None:
    """P2 K10: a second deployment, a bad name, a short passphrase: nothing is written over or left."""
    named = ("--organisation", ORGANISATION, "--audience", AUDIENCE)
    assert desk.central("init", *named, *secret(desk), "--json").document["error"]["code"] == "CEN-03"
    short = tmp_path / "short"
    short.write_text("สั้น")
    where = ("central", "init", "--registry", tmp_path / "new" / "registry.db")
    for arguments, code in (
        ((*named, "--passphrase-file", short), "TRUST-01"),
        (("--organisation", ORGANISATION, "--audience", "ไทย", *secret(desk)), "TRUST-09"),
    ):
        ran = run(*where, *arguments, "--json")
        assert (ran.code, ran.document["error"]["code"]) == (1, code)
        assert not (tmp_path / "new").exists()


def test_paths_that_are_not_there_are_told(desk: Desk, tmp_path: Path) -> None:
    """K10: import and roster name the path; a round that is not here is named."""
    assert desk.central("import", tmp_path / "none", "--json").document["error"]["code"] == "CEN-11"
    assert desk.central("roster", tmp_path / "none.csv", "--json").document["error"]["code"] == "FILE-02"
    for command in ("coverage", "results"):
        assert desk.central(command, "--round", "2570", "--json").document["error"]["code"] == "CEN-08"
    ran = desk.central("export", "-o", tmp_path / "x.xlsx", "--json")
    assert ran.document["error"]["code"] == "CEN-12"
    assert not (tmp_path / "x.xlsx").exists()


def test_people_get_lines(desk: Desk) -> None:
    """K10: without --json the same figures in words, the rule of averaging with them."""
    desk.central("import", desk.packages["a1"], "--workers", "0")
    assert desk.central("coverage").out.splitlines()[0] == "1/4 = 25.00 %"
    words = desk.central("results").out
    assert f"total\t{desk.payload('a1')['score']['total']['shown']}\tn = 1" in words
    assert "ค่าเฉลี่ย" in words


def test_the_release_opens_on_the_day_it_says(made: Desk) -> None:
    """K10: the fixture's own round: thirty days ago to sixty days ahead, whole Thai days."""
    with verify(made.form.parent / "round.asice", read_trust_folder(made.trust), now()) as package:
        assert package.payload["closes_at"].startswith(day(60))


def returned(desk: Desk, *arguments: str | Path, due: str = "") -> Ran:
    return desk.central("return", package_id(desk), *arguments, "--due", due or day(20), *secret(desk), "--json")


def package_id(desk: Desk, name: str = "a1") -> str:
    return sealed_id(desk.packages[name], desk)


def test_a_submission_is_returned_for_correction(desk: Desk, tmp_path: Path) -> None:
    """P5 K10: questions from the line and from a file; the office is listed as returned and still counts."""
    desk.central("import", desk.packages["a1"], "--workers", "0")
    items = tmp_path / "items.csv"
    items.write_text("question,reason,comment\n/data/b/b_dig,unclear,นับใหม่\n", encoding="utf-8")
    ran = returned(desk, "--items", items, "--question", "a1:wrong:แผนหมดอายุ: ดูหน้า 2")
    assert ran.code == 0
    assert [(one["question"], one["reason"], one["comment"]) for one in ran.document["items"]] == [
        ("/data/b/b_dig", "unclear", "นับใหม่"),
        ("/data/a/a1", "wrong", "แผนหมดอายุ: ดูหน้า 2"),
    ]
    with verify(Path(ran.document["file"]), read_trust_folder(desk.trust), now()) as package:
        assert package.payload["package_id"] == package_id(desk)
    counted = desk.central("coverage", "--json").document
    assert (counted["total"]["counted"], [one["office_code"] for one in counted["returned"]]) == (1, [A])
    assert counted["total"]["returned"] == 1
    assert "ส่งกลับให้แก้ ภายใน" in desk.central("coverage").out.splitlines()[-1]
    assert desk.central("changes", package_id(desk), "--json").document == {"changes": []}
    desk.central("import", desk.packages["a2"], "--workers", "0")
    (one, other) = desk.central("changes", package_id(desk, "a2"), "--json").document["changes"]
    assert (one["old"]["answer"], one["new"]["answer"], one["reason"]) == ("issued", "none", "แผนหมดอายุ")
    assert one["asked"] == {"reason": "wrong", "comment": "แผนหมดอายุ: ดูหน้า 2"}
    assert (other["old"] == other["new"], other["asked"]["comment"]) == (True, "นับใหม่")


def test_a_return_that_cannot_be_is_told(desk: Desk) -> None:
    """P5 K10: what it was, before a passphrase is needed; a slip in the command line is exit code 2."""
    desk.central("import", desk.packages["a1"], "--workers", "0")
    for arguments, due, code in (
        (("--question", "/data/none:wrong:x"), "", "CEN-52"),
        (("--question", "a1:bad:x"), "", "CEN-56"),
        (("--question", "a1:wrong: "), "", "CEN-53"),
        (("--question", "a1:wrong:x"), day(-2), "CEN-54"),
        ((), "", "CEN-55"),
    ):
        ran = returned(desk, *arguments, due=due)
        assert (ran.code, ran.document["error"]["code"]) == (1, code)
    assert (
        desk.central("return", "f" * 64, "--due", day(2), *secret(desk), "--json").document["error"]["code"] == "CEN-50"
    )
    assert returned(desk, "--question", "a1 wrong").code == 2
    assert not (desk.folder / "returns").exists()


def test_what_waits_is_listed_and_decided(desk: Desk) -> None:
    """K2 P4 K10: a conflict is listed with what contradicts it, decided with a reason, and both are answered."""
    desk.central("import", desk.packages["a1"], desk.packages["a1x"], "--workers", "0")
    true, other = package_id(desk), package_id(desk, "a1x")
    waiting = desk.central("queue", "--json").document["waiting"]
    assert {(one["package_id"], one["code"], *one["against"]) for one in waiting} == {
        (true, "CONFLICT", other),
        (other, "CONFLICT", true),
    }
    assert desk.central("queue").out.count("a1x.asice\tCONFLICT\t") == 1
    assert desk.central("decide", true, "--reason", "x").code == 2
    ran = desk.central("decide", true[:10], "--accept", "--reason", " ", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (1, "CEN-31")
    ran = desk.central("decide", true[:10], "--accept", "--reason", "โทรศัพท์ยืนยันแล้ว", "--json")
    assert (ran.code, ran.document["package_id"], ran.document["also_rejected"]) == (0, true, [other])
    assert desk.central("queue", "--json").document == {"waiting": []}
    assert desk.central("coverage", "--json").document["total"]["counted"] == 1
    assert desk.central("receipts", *secret(desk), "--json").document["issued"] == 2
    assert desk.central("recheck", "--workers", "0", "--json").document["files"] == 0
    words = desk.central("decide", other, "--accept", "--reason", "พิมพ์ผิดแถว").out.splitlines()
    assert [line.split("\t")[0] for line in words] == ["รับ", "ไม่รับ"]
