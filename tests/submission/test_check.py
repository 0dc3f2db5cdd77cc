"""Stage 10: the meaning of a submission, one refusal per defect."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.package.refusal import PackageRefused
from desktop_app.submission.check import Difference, check_submission
from desktop_app.submission.compose import compose
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import Roster
from tests.questionnaire.form_tables import EXAMPLE
from tests.simulator.world import HEX, World, plain_pdf, report_pdf
from tests.submission import submission_world
from tests.submission.submission_world import (
    PDF,
    ROSTER,
    evidence_of,
    handover,
    office_session,
    submit,
    worked_answers,
    worked_payload,
)

FILE = "evidence/a1_file-01.pdf"


def finished_payload(release: FormRelease, **changes: Any) -> dict[str, Any]:
    """The worked example with its file attached: nothing is missing."""
    session = worked_answers(release)
    session.set_attachments("/data/a/a1_file", 1)
    return compose(session, release, handover(evidence=(evidence_of("/data/a/a1_file"),))) | changes


def refused(world: World, folder: Path, release: FormRelease, payload: dict[str, Any], **more: Any) -> PackageRefused:
    """Check a payload that must not pass."""
    office_code, releases = more.pop("office_code", "50-001"), more.pop("releases", release)
    evidence = more.pop("evidence", {FILE: PDF})
    with submit(world, folder, payload, evidence, **more) as package, pytest.raises(PackageRefused) as refusal:
        check_submission(package, releases, office_code)
    return refusal.value


def test_a_submission_that_means_what_it_says(world: World, tmp_path: Path, release: FormRelease) -> None:
    """S7 P3: the same code serves the office's self-check and central; it gives back score and live answers."""
    payload = finished_payload(release)
    with submit(world, tmp_path, payload, {FILE: PDF}) as package:
        for releases in (release, {release.package_id: release}):
            checked = check_submission(package, releases, "50-001")
        assert check_submission(package, release, "50-001").score == checked.score
    assert checked.score.to_json() == payload["score"]
    assert checked.release is release
    assert checked.session.state("/data/a/a1_file").attachments == 1
    assert checked.payload == payload


def test_a_key_of_no_office(world: World, tmp_path: Path, release: FormRelease) -> None:
    """P7 K2: who an office is follows from its key, before anything else is believed."""
    payload = finished_payload(release)
    assert refused(world, tmp_path, release, payload, office_code="").code == "OFFICE_UNKNOWN"
    assert refused(world, tmp_path, release, payload, office_code="", releases={}).code == "OFFICE_UNKNOWN"


def test_an_office_cannot_send_for_another(world: World, tmp_path: Path, release: FormRelease) -> None:
    """P7: the name in the file is a claim, the key decides."""
    found = refused(world, tmp_path, release, finished_payload(release, office_code="10-001"))
    assert (found.code, found.facts["office_code"]) == ("OFFICE_MISMATCH", "10-001")


def test_the_form_is_known_by_its_digest(world: World, tmp_path: Path, release: FormRelease) -> None:
    """P7 Q6: unknown, another digest, another id, another round, closed or withdrawn."""
    payload = finished_payload(release)
    folder = tmp_path
    elsewhere = replace(release, form_id="other", package_id="cd" * 32)
    cases = [
        ("FORM_UNKNOWN", payload, {}),
        ("FORM_UNKNOWN", payload | {"form_sha256": HEX, "form_version": 9}, release),
        ("FORM_TAMPERED", payload | {"form_sha256": HEX}, release),
        ("FORM_TAMPERED", payload | {"form_version": 9}, release),
        ("FORM_TAMPERED", payload | {"form_sha256": "cd" * 32}, elsewhere),
        ("FORM_ROUND", payload | {"round": "2570"}, release),
        ("FORM_CLOSED", payload, replace(release, state="closed")),
        ("FORM_CLOSED", payload, replace(release, state="withdrawn")),
    ]
    for code, changed, releases in cases:
        assert refused(world, folder, release, changed, releases=releases).code == code


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"/data/zz": "1"}, "/data/zz: unknown"),
        ({"/data/b/b_all": "7"}, "/data/b/b_all: bad_type"),
        ({"/data/b/b_dig": 9}, "/data/b/b_dig: constraint"),
        ({"/data/a/a1": "maybe"}, "/data/a/a1: not_offered"),
        ({"/data/a/a2": ["n1", "x"]}, "/data/a/a2: constraint"),
        ({"/data/b/b_all": None}, "/data/b/b_all: required"),
        ({"/data/a/a2": ["n2", "n1"]}, "/data/a/a2: not_canonical"),
        ({"/data/a/a1_file": []}, "/data/a/a1_file: not_canonical"),
    ],
)
def test_answers_must_fit_the_form(
    world: World, tmp_path: Path, release: FormRelease, change: dict[str, Any], place: str
) -> None:
    """P7 S7: unknown question, type, range, option, required answer missing; the question is named."""
    payload = finished_payload(release)
    answers = {ref: value for ref, value in (payload["answers"] | change).items() if value is not None}
    found = refused(world, tmp_path, release, payload | {"answers": answers})
    assert found.code == "ANSWERS"
    assert place in found.message("en")


def test_an_answer_to_a_hidden_question_is_refused(world: World, tmp_path: Path, release: FormRelease) -> None:
    """P7: what was not asked cannot have been answered."""
    payload = worked_payload(release)
    payload["answers"]["/data/a/a1"] = "none"
    found = refused(world, tmp_path, release, payload, evidence={})
    assert found.code == "ANSWERS"
    assert "/data/a/a2: hidden" in found.message("th")


def test_a_missing_reason_and_a_remark_on_nothing_are_refused(
    world: World, tmp_path: Path, release: FormRelease
) -> None:
    """S4 P7: "not applicable" without a reason never counts; remarks hang on real questions."""
    payload = finished_payload(release)
    found = refused(world, tmp_path, release, payload | {"reasons": {}})
    assert (found.code, "/data/b/b2: reason_missing" in found.message("en")) == ("ANSWERS", True)
    assert refused(world, tmp_path, release, payload | {"notes": {"/data/zz": "ก"}}).code == "ANSWERS"


def test_the_list_of_evidence_is_what_is_attached(world: World, tmp_path: Path, release: FormRelease) -> None:
    """P7 O2: one file more, one less, other bytes, or a question twice."""
    payload = finished_payload(release)
    extra = {FILE: PDF, "evidence/b3-01.pdf": PDF}
    assert refused(world, tmp_path, release, payload, evidence=extra).code == "EVIDENCE"
    assert refused(world, tmp_path, release, payload, evidence={}).code == "EVIDENCE"
    assert refused(world, tmp_path, release, payload, evidence={FILE: b"%PDF other"}).code == "EVIDENCE"
    questions = ["/data/a/a1_file", "/data/b/b3", "/data/b/b3"]
    twice = [payload["evidence"][0] | {"questions": questions}]
    assert refused(world, tmp_path, release, payload | {"evidence": twice}).code == "EVIDENCE"


def test_required_evidence_must_be_there(world: World, tmp_path: Path) -> None:
    """S4 O2: the office finishes only with it, so central takes nothing without it."""
    form = EXAMPLE.replace("bands=6:100,3:67,1:33,0:0 | | | |", "bands=6:100,3:67,1:33,0:0 | | | required |")
    release = submission_world.release(world, tmp_path, form)
    session = worked_answers(release)
    session.answer("/data/b/b3", "6")
    found = refused(world, tmp_path, release, compose(session, release, handover()), evidence={})
    assert found.code == "EVIDENCE"
    assert "/data/b/b3: evidence_missing" in found.message("en")


def test_a_score_that_differs_is_listed_row_by_row(world: World, tmp_path: Path, release: FormRelease) -> None:
    """S7: never averaged away: which row, what the file says, what was computed."""
    payload = worked_payload(release)
    nodes = [dict(node) for node in payload["score"]["nodes"]]
    nodes[4] |= {"exact": "100/1", "shown": "100.00"}
    payload["score"] = payload["score"] | {"nodes": nodes, "total": {"exact": "45/1", "shown": "45.00"}}
    found = refused(world, tmp_path, release, payload, evidence={})
    assert found.code == "SCORE_MISMATCH"
    assert found.details["differences"] == (
        Difference("total", "45.00", "41.14"),
        Difference("a2", "100.00 scored", "80.00 scored"),
    )
    assert "45.00; a2 100.00 scored" in found.message("en")
    assert "41.14" in found.message("th")


def test_a_fraction_that_differs_below_what_is_shown_is_named(
    world: World, tmp_path: Path, release: FormRelease
) -> None:
    """S7: equal to the last digit or refused; the fraction is told where the figures shown are the same."""
    payload = worked_payload(release)
    payload["score"] = payload["score"] | {"total": payload["score"]["total"] | {"exact": "4114/100"}}
    found = refused(world, tmp_path, release, payload, evidence={})
    assert "41.14; total 41.14 (4114/100)" in found.message("en")
    assert "41.14; total 41.14 (288/7)" in found.message("en")


@pytest.mark.parametrize("change", [{"scoring_sha256": HEX}, {"algorithm_version": "2"}, {"nodes": []}, {"level": 4}])
def test_any_part_of_the_score_counts(
    world: World, tmp_path: Path, release: FormRelease, change: dict[str, Any]
) -> None:
    """S7: rules, algorithm, nodes and level too."""
    payload = worked_payload(release)
    payload["score"] = payload["score"] | change
    assert refused(world, tmp_path, release, payload, evidence={}).code == "SCORE_MISMATCH"


def test_the_report_must_be_of_these_answers_and_of_this_signer(
    world: World, tmp_path: Path, release: FormRelease
) -> None:
    """P7 C4: paper and file agree."""
    payload = worked_payload(release)
    for report in (report_pdf(HEX, world.office()), plain_pdf(HEX), report_pdf(HEX, world.central())):
        assert refused(world, tmp_path, release, payload, evidence={}, report=report).code == "PDF_MISMATCH"


def test_what_the_roster_fixes_cannot_be_changed(world: World, tmp_path: Path) -> None:
    """P7 K3: a province does not become a department by editing a file."""
    form = EXAMPLE.replace(
        "| begin_group | a |", "| text | respondent_level | ระดับ | | | | | | | | | | |\n| begin_group | a |"
    ).replace("eval_evidence |\n", "eval_evidence | read_only |\n", 1)
    lines = form.splitlines()
    marked = [line + " yes |" if "respondent_level" in line else line for line in lines]
    release = submission_world.release(world, tmp_path, "\n".join(marked))
    payload = worked_payload(release)
    assert payload["answers"]["/data/respondent_level"] == "province"
    with submit(world, tmp_path, payload) as package:
        check_submission(package, release, "50-001")
    payload["answers"]["/data/respondent_level"] = "department"
    found = refused(world, tmp_path, release, payload, evidence={})
    assert (found.code, "/data/respondent_level: roster" in found.message("en")) == ("ANSWERS", True)


def test_a_refusal_carries_its_facts_across_processes(world: World, tmp_path: Path, release: FormRelease) -> None:
    """K1 K2: a worker's refusal reaches the desk with office, form, round, revision and digests."""
    found = pickle.loads(pickle.dumps(refused(world, tmp_path, release, worked_payload(release), office_code="")))  # noqa: S301 - own bytes
    assert {name: found.facts[name] for name in ("kind", "office_code", "form_id", "round", "revision")} == {
        "kind": "submission",
        "office_code": "50-001",
        "form_id": "test",
        "round": "2569",
        "revision": "1",
    }
    assert len(found.facts["manifest_sha256"]) == len(found.facts["file_sha256"]) == 64


def test_an_office_off_the_roster_cannot_send(world: World, tmp_path: Path, release: FormRelease) -> None:
    """K3: the round's own roster decides, not a later one."""
    without = replace(release, roster=Roster(ROSTER.offices[1:]))
    assert refused(world, tmp_path, without, worked_payload(release), evidence={}).code == "OFFICE_UNKNOWN"


def test_an_unfinished_assessment_is_refused(world: World, tmp_path: Path, release: FormRelease) -> None:
    """S7: required answers missing, several named."""
    payload = compose(office_session(release), release, handover())
    found = refused(world, tmp_path, release, payload, evidence={})
    assert found.code == "ANSWERS"
    assert "/data/a/a1: required, /data/b/b_all: required, /data/b/b_dig: required" in found.message("en")
