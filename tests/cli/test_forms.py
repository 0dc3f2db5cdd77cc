"""`phrom form lint|play` and `phrom score` (Q2, Q4, S3, S7, K10)."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.cli.cli_world import Desk, run
from tests.questionnaire.form_tables import EXAMPLE, write_complete


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_complete(EXAMPLE, tmp_path_factory.mktemp("form") / "form.xlsx")


def write(path: Path, value: object) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_a_good_form_has_no_errors(form: Path) -> None:
    """Q2 K10: `{"ok", "findings"}`, exit code 0."""
    ran = run("form", "lint", form, "--json")
    assert ran.code == 0
    assert set(ran.document) == {"ok", "findings"}
    assert ran.document["ok"] is True


@pytest.mark.parametrize("kind", ["mistake", "missing", "text", "folder"])
def test_a_bad_form_is_exit_code_1_with_findings(tmp_path: Path, kind: str) -> None:
    """Q2 K10: whatever is wrong with the file, the document has the same shape."""
    path = tmp_path / "bad.xlsx"
    if kind == "mistake":
        write_complete(EXAMPLE.replace("${b_all}", "${no_such}"), path)
    elif kind == "text":
        path.write_text("no workbook")
    elif kind == "folder":
        path = tmp_path
    ran = run("form", "lint", path, "--json")
    if kind == "folder":
        assert (ran.code, ran.out) == (2, "")
        return
    assert ran.code == 1
    assert ran.document["ok"] is False
    assert all(one["code"] and one["severity"] for one in ran.document["findings"])
    assert run("form", "lint", path).out.strip()


def test_recorded_answers_are_replayed(form: Path, tmp_path: Path) -> None:
    """Q4 K10: `{"initial": {ref: state}, "steps": [{"changed": {…}}]}`."""
    steps = [{"op": "set", "ref": "/data/a/a1", "value": "none"}, {"op": "set", "ref": "/data/b/b_all", "value": "-1"}]
    ran = run("form", "play", form, write(tmp_path / "steps.json", steps), "--json")
    assert ran.code == 0
    assert set(ran.document) == {"initial", "steps"}
    first, second = ran.document["steps"]
    assert first["changed"]["/data/a/a2"]["relevant"] is False
    assert second["changed"]["/data/b/b_all"]["valid"] is False


@pytest.mark.parametrize(
    "steps", ["{", "[1]", "{}", '[{"op": "set", "ref": "/data/none", "value": ""}]', "\x00", None, "[" * 100_000]
)
def test_steps_that_cannot_be_played_are_refused(form: Path, tmp_path: Path, steps: str | None) -> None:
    """Q4 K10: one document with the error, exit code 1."""
    path = tmp_path / "steps.json"
    if steps is not None:
        write(path, steps)
    ran = run("form", "play", form, path, "--json")
    assert ran.code == 1
    assert ran.document["ok"] is False
    assert ran.err.startswith(ran.document["error"]["code"])


def scored(desk: Desk, payload: dict[str, Any], tmp_path: Path, *options: str) -> Any:
    ran = run("score", desk.form, write(tmp_path / "submission.json", payload), "--json", *options)
    assert ran.code == 0, ran.err
    return ran.document


def test_the_score_of_a_package_comes_out_again(made: Desk, tmp_path: Path) -> None:
    """S7 K10: the object of the package format, equal to what the office signed, row by row."""
    payload = made.payload("a1")
    assert scored(made, payload, tmp_path) == payload["score"]


def test_an_explanation_adds_up(made: Desk, tmp_path: Path) -> None:
    """S3 K10: points of all rows are the total, points and losses are a hundred, in exact fractions."""
    payload = made.payload("a1")
    found = scored(made, payload, tmp_path, "--explain")
    rows = found["explanation"]["rows"]
    points = sum(Fraction(row["exact"]["points"]) for row in rows)
    assert points == Fraction(found["total"]["exact"])
    assert points + sum(Fraction(row["exact"]["lost"]) for row in rows) == 100
    assert found["explanation"]["sentence"]["th"]
    del found["explanation"]
    assert found == payload["score"]


def test_a_score_for_people(made: Desk, tmp_path: Path) -> None:
    """S3 K10: total, bounds and every node; the sentence with --explain."""
    path = write(tmp_path / "submission.json", made.payload("a1"))
    ran = run("score", made.form, path, "--explain")
    assert ran.code == 0
    assert ran.out.startswith(made.payload("a1")["score"]["total"]["shown"])
    assert "\n  A1: " in ran.out


def test_the_shortest_way_to_a_score(made: Desk, tmp_path: Path) -> None:
    """S6 K10: the fewest rows with the exact total after each; out of reach is said with what is possible."""
    payload = made.payload("a1")
    found = scored(made, payload, tmp_path, "--target", "70")["route"]
    assert found["reached"]
    assert Fraction(found["steps"][-1]["total"]) >= 70
    path = write(tmp_path / "submission.json", payload)
    assert f"ถึง 70 ได้ด้วย {len(found['steps'])} ข้อ:" in run("score", made.form, path, "--target", "70").out
    away = scored(made, payload, tmp_path, "--target", "100")["route"]
    assert not away["reached"]
    highest = f"{float(Fraction(away['highest'])):.2f}"
    assert f"ไปไม่ถึง 100 สูงสุดที่ทำได้ {highest}" in run("score", made.form, path, "--target", "100").out
    assert run("score", made.form, path, "--target", "101").code == 2


def test_other_weights(made: Desk, tmp_path: Path) -> None:
    """S8 K10: each dimension's weight five points down and up, the score and level that follow."""
    payload = made.payload("a1")
    moved = scored(made, payload, tmp_path, "--sensitivity")["sensitivity"]
    assert [(one["node"], one["delta"], one["weights"]["A"]) for one in moved] == [
        ("A", "-5.00", "35.00"), ("A", "5.00", "45.00"), ("B", "-5.00", "45.00"), ("B", "5.00", "35.00"),
    ]  # fmt: skip
    dimensions = {node["id"]: Fraction(node["exact"]) for node in payload["score"]["nodes"] if node["id"] in ("A", "B")}
    assert Fraction(moved[1]["total"]["exact"]) == (45 * dimensions["A"] + 55 * dimensions["B"]) / 100
    path = write(tmp_path / "submission.json", payload)
    assert "A +5.0: " in run("score", made.form, path, "--sensitivity").out


def test_what_is_missing_is_said_beside_the_score(made: Desk, tmp_path: Path) -> None:
    """S2 K10: a draft has a score, too; stdout stays one document."""
    path = write(tmp_path / "draft.json", {"answers": {}})
    ran = run("score", made.form, path, "--json")
    assert ran.code == 0
    assert "/data/a/a1" in ran.err
    assert ran.document["completeness"]["shown"] == "0.00"


@pytest.mark.parametrize("content", [None, "", "[]", '{"answers": []}', '{"answers": {"/data/none": "x"}}', "\udc80"])
def test_answers_that_cannot_be_scored_are_refused(made: Desk, tmp_path: Path, content: str | None) -> None:
    """S7 K10: code, sentence and remedy; exit code 1."""
    path = tmp_path / "submission.json"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    ran = run("score", made.form, path, "--json")
    assert ran.code == 1
    assert ran.document["error"]["todo"]


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"<xml"])
def test_a_form_that_cannot_be_read_is_refused(made: Desk, tmp_path: Path, content: bytes | None) -> None:
    """K10: by score and play alike."""
    path = tmp_path / "form.xlsx"
    if content is not None:
        path.write_bytes(content)
    answers = write(tmp_path / "x.json", {"answers": {}})
    for command in (("score", path, answers), ("form", "play", path, answers)):
        ran = run(*command, "--json")
        assert ran.code == 1
        assert ran.document["ok"] is False


def test_what_changes_between_two_versions(tmp_path: Path) -> None:
    """Q6 K10: question by question, and whether scores compare."""
    newer = EXAMPLE.replace("มีแผนดิจิทัลหรือไม่", "มีแผนหรือไม่").replace("| review | 100 |", "| review | 90 |")
    paths = [write_complete(EXAMPLE, tmp_path / "old.xlsx"), write_complete(newer, tmp_path / "new.xlsx")]
    ran = run("form", "compare", *paths)
    assert ran.code == 0
    assert "ต่างกัน 1 ข้อ" in ran.out
    assert "a1 มีแผนหรือไม่: เปลี่ยนข้อความ, การให้คะแนน" in ran.out
    assert "คะแนนเทียบกันไม่ได้" in ran.out
    document = run("form", "compare", *paths, "--json").document
    assert document["same_scoring"] is False
    assert [(one["new"], one["parts"]) for one in document["questions"]] == [("/data/a/a1", ["text", "score"])]
    assert "ต่างกัน 0 ข้อ" in run("form", "compare", paths[0], paths[0]).out


def test_signed_releases_are_verified_and_compared(desk: Desk, tmp_path: Path) -> None:
    """Q6 P2 K10: two releases, or one beside a workbook; without a trust folder, or not signed for, none is read."""
    changed = EXAMPLE.replace("มีแผนดิจิทัลหรือไม่", "มีแผนหรือไม่") + "\n| settings | version |\n| test | 2 |\n"
    workbook = write_complete(changed, tmp_path / "new.xlsx")
    dates = ("--opens", "2026-05-01", "--closes", "2026-06-30")
    secret = ("--passphrase-file", desk.secret)
    newer, older = tmp_path / "new.asice", desk.form.parent / "round.asice"
    assert desk.central("release", workbook, "--round", "2570", *dates, "-o", newer, *secret).code == 0
    between = run("form", "compare", older, newer, "--trust", desk.trust, "--json").document
    assert between["versions"] == ["1", "2"]
    assert [(one["new"], one["parts"]) for one in between["questions"]] == [("/data/a/a1", ["text"])]
    assert run("form", "compare", older, workbook, "--trust", desk.trust, "--json").document == between
    assert run("form", "compare", older, newer, "--json").document["error"]["code"] == "CLI-03"
    damaged = tmp_path / "damaged.asice"
    damaged.write_bytes(newer.read_bytes().replace(b"form/form.xml", b"form/form.xmx"))
    for wrong in (damaged, desk.packages["a1"]):
        ran = run("form", "compare", older, wrong, "--trust", desk.trust, "--json")
        assert (ran.code, ran.document["ok"]) == (1, False)
    other = desk.form.parent / "empty"
    other.mkdir(exist_ok=True)
    assert run("form", "compare", older, newer, "--trust", other).code == 1


def test_texts_that_changed_since_an_earlier_workbook(tmp_path: Path) -> None:
    """Q2 K10: --since names the release before."""
    paths = [tmp_path / "old.xlsx", tmp_path / "new.xlsx"]
    write_complete(EXAMPLE, paths[0])
    write_complete(EXAMPLE.replace("มีแผนดิจิทัลหรือไม่", "มีแผนหรือไม่"), paths[1])
    ran = run("form", "lint", paths[1], "--since", paths[0], "--json")
    assert [one["code"] for one in ran.document["findings"]] == ["W215"]
