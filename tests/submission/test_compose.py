"""What an office signs."""

import uuid
from dataclasses import replace

from desktop_app.package.canonical import from_bytes, to_bytes
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import check_payload
from desktop_app.submission.compose import Activity, QuestionActivity, Signatory, compose, submission_sha256
from desktop_app.submission.release import FormRelease
from tests.simulator.world import SIGNED_AT, START
from tests.submission.submission_world import evidence_of, handover, sha256, worked_answers, worked_payload


def test_the_payload_passes_schema_and_canonical_json(release: FormRelease) -> None:
    """P3: what is composed is what the format permits, to the byte."""
    payload = worked_payload(release)
    check_payload(PackageType.SUBMISSION, payload)
    assert from_bytes(to_bytes(payload)) == payload
    assert submission_sha256(payload) == sha256(to_bytes(payload))


def test_the_payload_says_who_what_and_how_much(release: FormRelease) -> None:
    """P3 S7: identity of the form, typed answers, reasons and the score of the worked example."""
    payload = worked_payload(release)
    assert (payload["form_id"], payload["form_version"], payload["round"]) == ("test", 1, "2569")
    assert payload["form_sha256"] == release.package_id
    assert payload["answers"] == {
        "/data/a/a1": "review",
        "/data/a/a2": ["n1", "n2", "n3"],
        "/data/b/b_all": 7,
        "/data/b/b_dig": 3,
        "/data/b/b2": "na",
    }
    assert payload["reasons"] == {"/data/b/b2": "ภารกิจไม่ต้องใช้"}
    assert payload["score"]["total"] == {"exact": "288/7", "shown": "41.14"}
    assert uuid.UUID(payload["submission_id"]).version == 7


def test_files_stand_in_the_list_and_with_their_question(release: FormRelease) -> None:
    """P3 O2: the list is sorted, one file may serve many questions, and the gate opens."""
    session = worked_answers(release)
    session.set_attachments("/data/a/a1_file", 2)
    files = (
        evidence_of("/data/a/a1_file", path="evidence/a1_file-02.pdf"),
        evidence_of("/data/a/a1_file", "/data/b/b3"),
    )
    payload = compose(session, release, handover(evidence=files))
    assert [entry["path"] for entry in payload["evidence"]] == ["evidence/a1_file-01.pdf", "evidence/a1_file-02.pdf"]
    assert payload["answers"]["/data/a/a1_file"] == ["evidence/a1_file-01.pdf", "evidence/a1_file-02.pdf"]
    assert payload["score"]["nodes"][3] == {
        "id": "a1",
        "weight": "2",
        "exact": "100/1",
        "shown": "100.00",
        "state": "scored",
    }


def test_every_text_is_cleaned_before_it_is_signed(release: FormRelease) -> None:
    """X1 P3: zero-width spaces and decomposed vowels never reach a digest; blank remarks are left out."""
    dirty = "ก\u200bข\u00a0ค"
    payload = worked_payload(
        release,
        signatory=Signatory(f"{dirty}\nง", dirty, dirty),
        notes={"/data/a/a1": "น\u0e4dา", "/data/a/a2": " \u200b "},
        evidence=(replace(evidence_of("/data/b/b3"), original_name="ก" * 300 + ".pdf"),),
    )
    assert payload["signatory"] == {"name": "กข ค ง", "position": "กข ค", "acting_for": "กข ค"}
    assert payload["notes"] == {"/data/a/a1": "นำ"}
    name = payload["evidence"][0]["original_name"]
    assert (len(name), name[-4:]) == (200, ".pdf")
    check_payload(PackageType.SUBMISSION, payload)


def test_how_the_work_went_is_told_without_names(release: FormRelease) -> None:
    """K9: claims for screening, times in UTC."""
    activity = Activity(START, SIGNED_AT, 90, {"/data/a/a1": QuestionActivity(START, 3)})
    assert worked_payload(release, activity=activity)["activity"] == {
        "started_at": "2026-01-05T02:00:00Z",
        "finished_at": "2026-03-16T09:30:05Z",
        "active_minutes": 90,
        "questions": {"/data/a/a1": {"changed_at": "2026-01-05T02:00:00Z", "changes": 3}},
    }


def test_a_revision_says_what_it_replaces_and_why(release: FormRelease) -> None:
    """P5: predecessor, the return it answers, and the reason for every change."""
    payload = worked_payload(
        release, revision=2, supersedes="ab" * 32, reply_to="cd" * 32, changes={"/data/b/b3": "นับใหม่"}
    )
    check_payload(PackageType.SUBMISSION, payload)
    assert (payload["revision"], payload["supersedes"], payload["reply_to"]) == (2, "ab" * 32, "cd" * 32)
    assert payload["changes"] == {"/data/b/b3": "นับใหม่"}
