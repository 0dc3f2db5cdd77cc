"""Sealing proves itself: what the finished file holds is what was meant, or there is no file (P3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.office import sealing
from desktop_app.office.sealing import EvidenceItem, ReportStyle, Sealed, seal_submission
from desktop_app.package.pades import check_pdf
from desktop_app.package.verify import verify
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.release import FormRelease
from desktop_app.trust.anchors import Trust
from tests.simulator.world import MOMENT, SIGNED_AT, START, world
from tests.submission import submission_world
from tests.submission.submission_world import PDF, handover, worked_answers

FILE = "/data/a/a1_file"
ITEM = EvidenceItem(PDF, "แผน ดิจิทัล.pdf", (FILE,))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> FormRelease:
    return submission_world.release(world(), tmp_path_factory.mktemp("release"))


@pytest.fixture
def session(release: FormRelease) -> AnswerSession:
    """The worked example with its one file."""
    answered = worked_answers(release)
    answered.set_attachments(FILE, 1)
    return answered


def seal(
    session: AnswerSession,
    release: FormRelease,
    target: Path,
    items: tuple[EvidenceItem, ...] = (ITEM,),
    moment: datetime = SIGNED_AT,
    trust: Trust | None = None,
) -> Sealed:
    return seal_submission(
        session,
        release,
        handover(),
        items,
        signer=world().office(),
        moment=moment,
        target=target,
        trust=trust or world().trust,
    )


def test_one_call_gives_a_package_that_proves_itself(
    session: AnswerSession, release: FormRelease, tmp_path: Path
) -> None:
    """P3 C2 C3: counts, score, fingerprint and key agree; report and package carry one key and one fingerprint."""
    sealed = seal(session, release, tmp_path / "x.asice")
    assert len(sealed.proofs) == 5
    assert all(proof.holds for proof in sealed.proofs)
    assert [path.name for path in tmp_path.iterdir()] == ["x.asice"]
    with verify(sealed.path, world().trust, MOMENT) as package:
        assert (package.package_id, package.size) == (sealed.package_id, sealed.size)
        check_pdf(package.read("report.pdf"), package.signer.spki_sha256, sealed.fingerprint)


def test_the_same_facts_give_the_same_answers_and_fingerprint(
    session: AnswerSession, release: FormRelease, tmp_path: Path
) -> None:
    """P3: the fingerprint on paper depends on nothing but what was said."""
    first = seal(session, release, tmp_path / "a.asice")
    second = seal(session, release, tmp_path / "b.asice")
    assert first.fingerprint == second.fingerprint
    assert first.payload == second.payload


def test_a_moment_with_fractions_is_signed_as_whole_seconds(
    session: AnswerSession, release: FormRelease, tmp_path: Path
) -> None:
    """P3: what is recomputed from the file meets the same clock."""
    sealed = seal(session, release, tmp_path / "x.asice", moment=SIGNED_AT + timedelta(microseconds=999_999))
    assert sealed.payload["created_at"] == SIGNED_AT.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_evidence_from_disk_and_from_memory_are_the_same(
    session: AnswerSession, release: FormRelease, tmp_path: Path
) -> None:
    """O2: the window hands over paths, the demo bytes."""
    source = tmp_path / "source.bin"
    source.write_bytes(PDF)
    from_disk = seal(session, release, tmp_path / "a.asice", (replace(ITEM, content=source),))
    from_memory = seal(session, release, tmp_path / "b.asice")
    assert from_disk.payload["evidence"] == from_memory.payload["evidence"]


def refused_at(session: AnswerSession, release: FormRelease, folder: Path, **changes: object) -> str:
    """The code with which sealing refuses; an earlier good file must stay, and nothing new may appear."""
    target = folder / "x.asice"
    target.write_bytes(b"the earlier file")
    with pytest.raises(PhromError) as refused:
        seal(session, release, target, **changes)  # type: ignore[arg-type]
    assert target.read_bytes() == b"the earlier file"
    assert [path.name for path in folder.iterdir()] == ["x.asice"]
    return refused.value.code


def test_unfinished_answers_are_not_sealed(session: AnswerSession, release: FormRelease, tmp_path: Path) -> None:
    """P3: what central would refuse is refused here, with the same code."""
    session.answer("/data/a/a1", "")
    assert refused_at(session, release, tmp_path) == "ANSWERS"


def test_a_lost_file_shows_in_the_proof(session: AnswerSession, release: FormRelease, tmp_path: Path) -> None:
    """P3 U7: the session counts one file, none is handed over: the score would differ, so there is no package."""
    assert refused_at(session, release, tmp_path, items=()) == "OFF-40"


def test_a_file_that_nobody_counted_shows_in_the_proof(
    session: AnswerSession, release: FormRelease, tmp_path: Path
) -> None:
    """P3: one file too many is a difference as well."""
    session.set_attachments(FILE, 0)
    assert refused_at(session, release, tmp_path) == "OFF-40"


def test_a_wrong_clock_is_refused_with_its_code(session: AnswerSession, release: FormRelease, tmp_path: Path) -> None:
    """P3, trap T18: a Buddhist year never becomes an exception of a library."""
    assert refused_at(session, release, tmp_path, moment=datetime(2569, 3, 16, tzinfo=UTC)) == "CLOCK"


def test_evidence_of_no_permitted_kind_or_too_much_is_refused(
    session: AnswerSession, release: FormRelease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O2 P1: before anything is signed."""
    program = replace(ITEM, original_name="โปรแกรม.exe")
    assert refused_at(session, release, tmp_path, items=(program,)) == "OFF-20"
    monkeypatch.setattr("desktop_app.office.evidence.MOST_BYTES", 1)
    assert refused_at(session, release, tmp_path) == "OFF-26"


def test_a_missing_file_is_named(session: AnswerSession, release: FormRelease, tmp_path: Path) -> None:
    """U7: the file's own name, not a path."""
    gone = replace(ITEM, content=tmp_path / "gone.pdf")
    assert refused_at(session, release, tmp_path, items=(gone,)) == "OFF-25"


def test_old_revocation_lists_do_not_stop_an_office(
    session: AnswerSession, release: FormRelease, tmp_path: Path
) -> None:
    """P2 P3: signing goes on; the proof says that the certificate's status was not looked up."""
    later = START + timedelta(days=200)
    sealed = seal(session, release, tmp_path / "x.asice", moment=later)
    assert not sealed.status_checked
    assert all(proof.holds for proof in sealed.proofs)


def test_a_signer_the_trust_folder_does_not_know_is_refused(
    session: AnswerSession, release: FormRelease, tmp_path: Path
) -> None:
    """P3: the proof is made against what this computer pins."""
    assert refused_at(session, release, tmp_path, trust=world("elsewhere").trust) == "TRUST_UNKNOWN_CA"


def test_an_office_outside_the_roster_is_refused(session: AnswerSession, release: FormRelease, tmp_path: Path) -> None:
    """K3: the paper needs the office's name from the roster."""
    with pytest.raises(PhromError) as refused:
        seal_submission(
            session,
            release,
            handover(office_code="99-999"),
            (ITEM,),
            signer=world().office(),
            moment=SIGNED_AT,
            target=tmp_path / "x.asice",
            style=ReportStyle(),
        )
    assert refused.value.code == "OFF-15"


def test_a_report_of_other_answers_is_noticed(
    session: AnswerSession, release: FormRelease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P3 C4: paper and file are bound before the file leaves."""
    monkeypatch.setattr(sealing, "submission_sha256", lambda payload: "0" * 64)
    assert refused_at(session, release, tmp_path) == "PDF_MISMATCH"
