"""Scoring a JSON file from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import PhromError
from desktop_app.package.canonical import to_bytes
from desktop_app.submission.release import FormRelease
from desktop_app.submission.score_file import ScoredFile, score_file
from tests.simulator.world import SIGNED_AT
from tests.submission.submission_world import workbook, worked_payload

ANSWERS = {"/data/a/a1": "review", "/data/a/a2": ["n1", "n2", "n3"], "/data/b/b_all": 7, "/data/b/b_dig": 3}


def score(folder: Path, content: bytes | dict[str, Any]) -> ScoredFile:
    path = folder / "answers.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return score_file(workbook(folder), path, SIGNED_AT)


def test_a_submission_json_scores_as_it_says(tmp_path: Path, release: FormRelease) -> None:
    """S7 K10: the payload of a package, taken out of it."""
    payload = worked_payload(release)
    assert score(tmp_path, to_bytes(payload)).score.to_json() == payload["score"]


def test_answers_reasons_and_evidence_are_enough(tmp_path: Path) -> None:
    """S7 K10: nothing else need be invented; what is missing is listed."""
    found = score(
        tmp_path,
        {
            "answers": ANSWERS | {"/data/b/b2": "na"},
            "reasons": {"/data/b/b2": "ภารกิจไม่ต้องใช้"},
            "evidence": [{"questions": ["/data/a/a1_file"]}],
        },
    )
    assert found.score.node("a1").shown == "100.00"
    assert (found.score.node("b2").state, found.problems) == ("na", ())


def test_half_an_assessment_has_a_score_and_problems(tmp_path: Path) -> None:
    """S2 K10: drafts may be scored."""
    found = score(tmp_path, {"answers": {"/data/a/a1": "none"}})
    assert found.score.total.shown == "0.00"
    assert [problem.code for problem in found.problems] == ["required", "required"]


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"{", "SUB-06", "no JSON at 1:2"),
        (b"\xff\xfe", "SUB-06", "not UTF-8"),
        (b"[]", "SUB-06", "no “answers”"),
        (b"{}", "SUB-06", "no “answers”"),
        (b'{"answers":{},"answers":{}}', "SUB-06", "'answers' stands twice"),
        (b'{"answers":' + b"[" * 100_000, "SUB-06", "nested too deep"),
        (b'{"answers":{"/data/b/b_all":' + b"9" * 5000 + b"}}", "SUB-06", "too long"),
        ({"answers": []}, "SUB-06", "“answers” is no object"),
        ({"answers": {}, "reasons": []}, "SUB-06", "“reasons” is no object"),
        ({"answers": {}, "reasons": {"/data/b/b2": 1}}, "SUB-06", "/data/b/b2 is no text"),
        ({"answers": {}, "evidence": {}}, "SUB-06", "“evidence” is no list"),
        ({"answers": {}, "evidence": [1]}, "SUB-06", "evidence 1 has no “questions”"),
        ({"answers": {}, "evidence": [{"questions": [1]}]}, "SUB-06", "evidence 1"),
        ({"answers": {}, "created_at": "2569-13-01"}, "SUB-06", "created_at"),
        ({"answers": {"/data/zz": "x"}}, "SUB-05", "/data/zz"),
        ({"answers": {"/data/b/b_all": 1.5}}, "SUB-05", "/data/b/b_all"),
        ({"answers": {"/data/b/b_all": None}}, "SUB-05", "/data/b/b_all"),
    ],
)
def test_bad_input_is_named_by_its_place(tmp_path: Path, content: bytes | dict[str, Any], code: str, said: str) -> None:
    """S7 X1: what, where, what to do; never a Python name."""
    with pytest.raises(PhromError) as refused:
        score(tmp_path, content)
    assert refused.value.code == code
    assert said in refused.value.message("en")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """X1: missing files have their own sentence."""
    with pytest.raises(PhromError) as refused:
        score_file(workbook(tmp_path), tmp_path / "none.json", SIGNED_AT)
    assert refused.value.code == "FILE-02"
