"""`phrom central find-paper` (C4, K10)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.package.extract import read_file
from tests.central.central_world import ROSTER, ROUND, A
from tests.cli.cli_world import Desk

GROUP = 4


@pytest.fixture
def received(desk: Desk) -> Desk:
    """Package a1 was imported, b1 was not."""
    assert desk.central("import", desk.packages["a1"], "--workers", "0").code == 0
    return desk


def groups(desk: Desk, name: str) -> list[str]:
    """What stands on the paper of a package."""
    digest = hashlib.sha256(read_file(desk.packages[name], "submission.json")).hexdigest()
    return [digest[start : start + GROUP] for start in range(0, len(digest), GROUP)]


def test_six_groups_give_the_package_and_its_score(received: Desk) -> None:
    """C4 K10: one document, with the figures of the file itself."""
    ran = received.central("find-paper", *groups(received, "a1")[:6], "--json")
    assert ran.code == 0
    (found,) = ran.document["found"]
    payload = received.payload("a1")
    assert (found["office"], found["round"], found["revision"]) == (A, ROUND, 1)
    assert (found["state"], found["counts"], found["counting_revision"]) == ("accepted", True, 1)
    shown = {node["id"]: node["shown"] for node in payload["score"]["nodes"]}
    assert found["total"] == shown["total"]
    assert {one["node"]: one["score"] for one in found["dimensions"]} == {"A": shown["A"], "B": shown["B"]}
    assert Path(found["file"]).read_bytes() == received.packages["a1"].read_bytes()
    assert found["signatory"] == payload["signatory"]["name"]


def test_people_read_it_in_lines(received: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """C4 K10 X1: office, revision, whether it counts, score; in Thai and in English."""
    typed = " ".join(groups(received, "a1")[:6])
    lines = received.central("find-paper", typed).out.splitlines()
    assert lines[0] == f"{A}\t{ROSTER.offices[0].name_th}"
    assert lines[1:3] == [f"รอบ {ROUND} ฉบับที่ 1", "ฉบับที่นับในผลของรอบคือฉบับนี้"]
    assert lines[3].startswith("คะแนนรวม\t")
    monkeypatch.setenv("PHROM_LANG", "en")
    lines = received.central("find-paper", typed).out.splitlines()
    assert lines[0] == f"{A}\t{ROSTER.offices[0].name_en}"
    assert lines[2] == "This is the revision that counts in the round's results."


def test_a_scan_of_the_report_is_read(received: Desk, tmp_path: Path) -> None:
    """C4 K10: the PDF that was printed, and a picture without a code."""
    (tmp_path / "paper.pdf").write_bytes(read_file(received.packages["a1"], "report.pdf"))
    ran = received.central("find-paper", "--image", tmp_path / "paper.pdf", "--json")
    assert [one["office"] for one in ran.document["found"]] == [A]
    Image.new("L", (400, 400), 255).save(tmp_path / "white.png")
    ran = received.central("find-paper", "--image", tmp_path / "white.png", "--json")
    assert ran.code == 1
    assert ran.document["error"]["code"] == "OUT-13"


def test_what_is_not_found_is_exit_code_1_and_a_sentence(received: Desk) -> None:
    """C4 K10: not received; too few groups; neither or both ways of asking is a matter of usage."""
    ran = received.central("find-paper", *groups(received, "b1")[:6], "--json")
    assert (ran.code, ran.document["error"]["code"]) == (1, "CEN-44")
    assert "ฉบับร่าง" in ran.err
    ran = received.central("find-paper", *groups(received, "a1")[:5])
    assert (ran.code, ran.out) == (1, "")
    assert "ยังขาด 4 หลัก" in ran.err
    assert received.central("find-paper").code == 2
    assert received.central("find-paper", "7f3a", "--image", received.form).code == 2
