"""What can be wrong with the meaning of a submission, truly signed by its office (threats, sections 6.4, 6.5, 6.7)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop_app.package.canonical import to_bytes
from desktop_app.package.kinds import PackageType
from desktop_app.submission.compose import compose
from desktop_app.submission.release import FormRelease
from desktop_app.trust.signer import Signer
from tests.hostile.spoiler import Draft
from tests.package.test_pades import twice, updated
from tests.simulator.world import HEX, World, plain_pdf, report_pdf
from tests.submission.submission_world import PDF, evidence_of, handover, sha256, worked_answers

FILE = "evidence/a1_file-01.pdf"
Payload = dict[str, Any]
Report = Callable[[str, Signer, World], bytes]


@dataclass(frozen=True)
class MeaningCase:
    """One submission that passes stages 0 to 9 and does not mean what it says.

    Attributes:
        change: fields of the payload that are set, from those of the good one.
        files: evidence as it is attached.
        report: the PDF, from the digest of the changed payload, the signer and the world.
        signer: who signs instead of 50-001.
        round: the round whose release is answered.
    """

    name: str
    code: str
    change: Callable[[Payload], Mapping[str, Any]] = lambda _: {}
    files: Mapping[str, bytes] = field(default_factory=lambda: {FILE: PDF})
    report: Report = lambda digest, signer, _: report_pdf(digest, signer)
    signer: Callable[[World], Signer] = lambda of: of.office()
    round: str = "2569"


def good_payload(release: FormRelease, **changes: Any) -> Payload:
    """The worked example with its one file: nothing is missing."""
    session = worked_answers(release)
    session.set_attachments("/data/a/a1_file", 1)
    return compose(session, release, handover(evidence=(evidence_of("/data/a/a1_file"),), **changes))


def draft_of(case: MeaningCase, release: FormRelease, world: World) -> Draft:
    """The case as a package whose every layer is right."""
    payload = good_payload(release)
    payload |= case.change(payload)
    content, signer = to_bytes(payload), case.signer(world)
    report = case.report(hashlib.sha256(content).hexdigest(), signer, world)
    files = {**case.files, "submission.json": content, "report.pdf": report}
    return Draft(PackageType.SUBMISSION, files, signer)


def answers(**changes: object) -> Callable[[Payload], Payload]:
    """Set answers (`b__b_all` is `/data/b/b_all`); None takes one out."""
    named = {"/data/" + name.replace("__", "/"): value for name, value in changes.items()}

    def change(payload: Payload) -> Payload:
        merged = {**payload["answers"], **named}
        return {"answers": {ref: value for ref, value in merged.items() if value is not None}}

    return change


def evidence(**changes: object) -> Callable[[Payload], Payload]:
    """Change the one entry of the evidence list."""
    return lambda payload: {"evidence": [{**payload["evidence"][0], **changes}]}


def score(**changes: object) -> Callable[[Payload], Payload]:
    """Change the score, not the answers."""
    return lambda payload: {"score": {**payload["score"], **changes}}


def raised(payload: Payload) -> Payload:
    """One indicator more than its answers are worth."""
    nodes = [dict(node) for node in payload["score"]["nodes"]]
    nodes[-1] |= {"exact": "100/1", "shown": "100.00", "state": "scored"}
    return {"score": {**payload["score"], "nodes": nodes}}


def unknown_key(of: World) -> Signer:
    """A certificate of our own authority for a key that the registry does not know."""
    return of.office("99-999")


ANSWERS = [
    MeaningCase("unknown question", "ANSWERS", answers(zz="1")),
    MeaningCase("required answer missing", "ANSWERS", answers(b__b_all=None)),
    MeaningCase("wrong type", "ANSWERS", answers(b__b_all="7")),
    MeaningCase("out of range", "ANSWERS", answers(b__b_dig=9)),
    MeaningCase("choice not in the list", "ANSWERS", answers(a__a1="maybe")),
    MeaningCase("choice of many not in the list", "ANSWERS", answers(a__a2=["n1", "x"])),
    MeaningCase("choices in another order", "ANSWERS", answers(a__a2=["n2", "n1"])),
    MeaningCase("answer to a hidden question", "ANSWERS", answers(a__a1="none")),
    MeaningCase("reference into a repeat that is none", "ANSWERS", lambda _: {"answers": {"/data/b[2]/b_all": 7}}),
    MeaningCase("reason missing", "ANSWERS", lambda _: {"reasons": {}}),
    MeaningCase("reason for nothing", "ANSWERS", lambda found: {"reasons": {**found["reasons"], "/data/zz": "ก"}}),
    MeaningCase("remark on nothing", "ANSWERS", lambda _: {"notes": {"/data/zz": "ก"}}),
    MeaningCase("no answers at all", "ANSWERS", lambda _: {"answers": {}}),
]
SCORES = [
    MeaningCase("answers changed, score not", "SCORE_MISMATCH", answers(b__b_dig=4)),
    MeaningCase("total raised", "SCORE_MISMATCH", score(total={"exact": "99/1", "shown": "99.00"})),
    MeaningCase("an indicator raised", "SCORE_MISMATCH", raised),
    MeaningCase("level raised", "SCORE_MISMATCH", score(level=9)),
    MeaningCase("no nodes", "SCORE_MISMATCH", score(nodes=[])),
    MeaningCase("other rules", "SCORE_MISMATCH", score(scoring_sha256=HEX)),
    MeaningCase("other algorithm", "SCORE_MISMATCH", score(algorithm_version="99")),
]
EVIDENCE = [
    MeaningCase("evidence not listed", "EVIDENCE", files={FILE: PDF, "evidence/b3-01.pdf": PDF}),
    MeaningCase("listed evidence not attached", "EVIDENCE", files={}),
    MeaningCase("evidence of other content", "EVIDENCE", files={FILE: PDF + b" "}),
    MeaningCase("evidence of another digest", "EVIDENCE", evidence(sha256=sha256(b"other"))),
    MeaningCase("evidence of another size", "EVIDENCE", evidence(size=1)),
    MeaningCase(
        "evidence for one question twice",
        "EVIDENCE",
        evidence(questions=["/data/a/a1_file", "/data/b/b3", "/data/b/b3"]),
    ),
    MeaningCase(
        "evidence for a question that does not exist",
        "EVIDENCE",
        evidence(questions=["/data/a/a1_file", "/data/zz"]),
    ),
    MeaningCase("evidence for a section", "EVIDENCE", evidence(questions=["/data/a", "/data/a/a1_file"])),
]
REPORTS = [
    MeaningCase("report by another key", "PDF_MISMATCH", report=lambda digest, _, of: report_pdf(digest, of.central())),
    MeaningCase("report for other answers", "PDF_MISMATCH", report=lambda _, signer, __: report_pdf(HEX, signer)),
    MeaningCase("report unsigned", "PDF_MISMATCH", report=lambda digest, *_: plain_pdf(digest)),
    MeaningCase(
        "report updated after signing",
        "PDF_MISMATCH",
        report=lambda digest, signer, _: updated(report_pdf(digest, signer)),
    ),
    MeaningCase(
        "report with two signatures",
        "PDF_MISMATCH",
        report=lambda digest, signer, _: twice(report_pdf(digest, signer)),
    ),
    MeaningCase("report that is no PDF", "PDF_MISMATCH", report=lambda *_: b"hello"),
    MeaningCase("report empty", "PDF_MISMATCH", report=lambda *_: b""),
]
OFFICES = [
    MeaningCase("key of another office", "OFFICE_MISMATCH", signer=lambda of: of.office("10-001")),
    MeaningCase("key of no office", "OFFICE_UNKNOWN", signer=unknown_key),
]
FORMS = [
    MeaningCase("form not here", "FORM_UNKNOWN", lambda _: {"form_sha256": HEX, "form_version": 9}),
    MeaningCase("known form, other digest", "FORM_TAMPERED", lambda _: {"form_sha256": HEX}),
    MeaningCase("known digest, other version", "FORM_TAMPERED", lambda _: {"form_version": 9}),
    MeaningCase("known digest, other form", "FORM_TAMPERED", lambda _: {"form_id": "other"}),
    MeaningCase("last year's round", "FORM_ROUND", lambda _: {"round": "2568"}),
    MeaningCase("form closed", "FORM_CLOSED", round="2570"),
    MeaningCase("form withdrawn", "FORM_CLOSED", round="2571"),
]
CASES = [*ANSWERS, *SCORES, *EVIDENCE, *REPORTS, *OFFICES, *FORMS]

GOOD = MeaningCase("good", "OK")
"""What every case is changed from."""
