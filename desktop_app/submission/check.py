"""Stage 10 of a submission: what it means, against roster, form, evidence, score and paper (S7, P3, P7).

The same code checks an office's own export and what central receives; it knows no registry. Every
refusal is a `PackageRefused` with a code of package format, section 17.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from desktop_app.errors import PhromError
from desktop_app.package import manifest, pades
from desktop_app.package.payloads import format_time
from desktop_app.package.refusal import PackageRefused, refusal, refuse
from desktop_app.package.trusted import TrustedPackage
from desktop_app.questionnaire.changes import Problem
from desktop_app.questionnaire.form import Kind
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.score import Score
from desktop_app.submission.answers import check_round_trip, session_from_payload
from desktop_app.submission.compose import submission_sha256
from desktop_app.submission.misfits import misfit
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import Office
from desktop_app.submission.whole import path_of

REPORT, EVIDENCE = "report.pdf", "evidence/"
SHOWN = 3  # so many places are named in a refusal


@dataclass(frozen=True, slots=True)
class CheckedSubmission:
    """A submission that means what it says: payload, the release it answers, live answers, score."""

    payload: Mapping[str, Any]
    release: FormRelease
    session: AnswerSession
    score: Score


def check_submission(
    package: TrustedPackage,
    releases: Mapping[str, FormRelease] | FormRelease,
    office_code: str,
    *,
    recipients: Collection[str] | None = None,
) -> CheckedSubmission:
    """Check the meaning of a submission that passed stages 0 to 9.

    Args:
        package: verified.
        releases: the one release it must answer, or all known ones by package id.
        office_code: the office to which the roster assigns the signing key; "" if to none.
        recipients: SHA-256 of every encryption certificate of this centre, hex, so that a submission meant for
            another centre is not taken under a new envelope; None where nobody receives, as in an office.

    Raises:
        PackageRefused: OFFICE_…, FORM_…, ANSWERS, EVIDENCE, SCORE_MISMATCH, PDF_MISMATCH, ENC_RECIPIENT; the
            facts name kind, office, form, round, revision, package id, file digest and signing time.
    """
    known = {releases.package_id: releases} if isinstance(releases, FormRelease) else releases
    payload = package.payload
    try:
        _check_office(payload, office_code)
        release = _release(payload, known)
        if release.roster.get(office_code) is None:
            refuse("OFFICE_UNKNOWN")
        _check_served(payload, release)
        session = _session(payload, release)
        _check_evidence(package)
        _check_finished(session)
        score = compute_score(session)
        _check_score(payload["score"], score.to_json())
        pades.check_pdf(package.read(REPORT), package.signer.spki_sha256, submission_sha256(payload))
        _check_recipient(payload["intended_recipient"], recipients)
    except PackageRefused as problem:
        problem.facts = facts_of(package) | problem.facts
        raise
    return CheckedSubmission(payload, release, session, score)


def _check_recipient(intended: str | None, recipients: Collection[str] | None) -> None:
    if intended is not None and recipients is not None and intended not in recipients:
        refuse("ENC_RECIPIENT")


def facts_of(package: TrustedPackage) -> dict[str, str]:
    """What a refusal tells about a package that passed stages 0 to 9, as texts."""
    named = ("office_code", "form_id", "round", "revision")
    return {
        "kind": package.kind.value,
        "manifest_sha256": package.package_id,
        "file_sha256": package.file_sha256,
        "signed_at": format_time(package.signed_at),
        **{name: str(package.payload[name]) for name in named if name in package.payload},
    }


def _release(payload: Mapping[str, Any], known: Mapping[str, FormRelease]) -> FormRelease:
    """The release that the submission names by digest."""
    release = known.get(payload["form_sha256"])
    named = (payload["form_id"], payload["form_version"])
    if release is None:
        if any((one.form_id, one.form_version) == named for one in known.values()):
            refuse("FORM_TAMPERED")
        refuse("FORM_UNKNOWN", place=f"{named[0]} {named[1]}")
    if (release.form_id, release.form_version) != named:
        refuse("FORM_TAMPERED")
    if release.round != payload["round"]:
        refuse("FORM_ROUND", place=payload["round"])
    if release.state != "open":
        refuse("FORM_CLOSED")
    return release


def _check_office(payload: Mapping[str, Any], office_code: str) -> None:
    """The key's office is the one that the file names."""
    if not office_code:
        refuse("OFFICE_UNKNOWN")
    if payload["office_code"] != office_code:
        refuse("OFFICE_MISMATCH", place=payload["office_code"])


def _check_served(payload: Mapping[str, Any], release: FormRelease) -> None:
    """Evidence stands at questions that exist."""
    for entry in payload["evidence"]:
        for ref in entry["questions"]:
            node = release.form.nodes.get(path_of(ref))
            if node is None or node.kind is not Kind.LEAF:
                refuse("EVIDENCE", place=f"{entry['path']}: {ref}")


def _session(payload: Mapping[str, Any], release: FormRelease) -> AnswerSession:
    office = release.roster.get(payload["office_code"])
    try:
        session = session_from_payload(release.form, payload, office.columns() if office else {})
        check_round_trip(session, payload)
        if office:
            _check_facts_of_office(session, office)
    except PhromError as problem:
        raise refusal("ANSWERS", **{"place": problem.code, **problem.details}) from problem
    for field in ("notes", "changes"):
        for ref in payload[field]:
            if path_of(ref) not in release.form.nodes:
                refuse("ANSWERS", place=f"{ref}: {field}")
    return session


def _check_facts_of_office(session: AnswerSession, office: Office) -> None:
    """What the roster fills and nobody may edit is what the roster says."""
    known = {column: text for column, text in office.columns().items() if text}
    for ref in session.refs():
        node = session.node(ref)
        if node.name not in known or node.calculated:
            continue
        state = session.state(ref)
        if state.relevant and state.read_only and state.value != known[node.name]:
            raise misfit(ref, "roster", "ไม่ตรงกับทะเบียนหน่วยงาน", "it is not what the roster says")


def _check_finished(session: AnswerSession) -> None:
    """Nothing may be missing or wrong that keeps an office from finishing."""
    problems = session.errors()
    if problems:
        lacking = all(problem.code == "evidence_missing" for problem in problems)
        refuse("EVIDENCE" if lacking else "ANSWERS", place=_places(session, problems))


def _places(session: AnswerSession, problems: tuple[Problem, ...]) -> str:
    named = [f"{_printed(session, problem.ref)}: {problem.code}" for problem in problems[:SHOWN]]
    more = [f"+{len(problems) - SHOWN}"] if len(problems) > SHOWN else []
    return ", ".join([*named, *more])


def _printed(session: AnswerSession, ref: str) -> str:
    """Number and ref of a question, as a person and a program find it."""
    return f"{session.node(ref).evaluation.code} {session.to_positions(ref)}".strip()


def _check_evidence(package: TrustedPackage) -> None:
    """The list names exactly the attached files, with their digests and sizes."""
    digests = {name: digest.hex() for name, digest in manifest.read(package.manifest)}
    attached = {name for name in package.names if name.startswith(EVIDENCE)}
    listed = {entry["path"]: entry for entry in package.payload["evidence"]}
    for name in sorted(attached ^ listed.keys()):
        refuse("EVIDENCE", place=name)
    for name, entry in listed.items():
        if (entry["sha256"], entry["size"]) != (digests[name], package.size_of(name)):
            refuse("EVIDENCE", place=name)
        if len(set(entry["questions"])) != len(entry["questions"]):
            refuse("EVIDENCE", place=name)


def _check_score(there: Mapping[str, Any], here: Mapping[str, Any]) -> None:
    """Equal to the last digit, or refused with every row that differs (S7)."""
    if there == here:
        return
    differing = tuple(_differences(there, here))
    rows = [one for one in differing if one.id != "total" or there["total"]["shown"] == here["total"]["shown"]]
    raise refusal(
        "SCORE_MISMATCH",
        there=_summary(there, [f"{one.id} {one.there}" for one in rows]),
        here=_summary(here, [f"{one.id} {one.here}" for one in rows]),
        differences=differing,
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of a score that is not the same in the file and as computed here."""

    id: str
    there: str
    here: str


def _differences(there: Mapping[str, Any], here: Mapping[str, Any]) -> list[Difference]:
    found = [
        Difference(name, str(there[name]), str(here[name]))
        for name in ("algorithm_version", "scoring_sha256", "level")
        if there[name] != here[name]
    ]
    found += [
        Difference(name, *_figures(there[name], here[name]))
        for name in ("total", "maximum", "completeness")
        if there[name] != here[name]
    ]
    absent: Mapping[str, Any] = {}
    for one, other in zip_longest(there["nodes"], here["nodes"], fillvalue=absent):
        if one != other:
            found.append(Difference(str(other.get("id", one.get("id"))), _node(one), _node(other)))
    return found


def _figures(there: Mapping[str, Any], here: Mapping[str, Any]) -> tuple[str, str]:
    """Both figures as they are shown; the fraction, which nobody reads, only where nothing else differs."""
    if there["shown"] != here["shown"]:
        return str(there["shown"]), str(here["shown"])
    return f"{there['shown']} ({there['exact']})", f"{here['shown']} ({here['exact']})"


def _node(node: Mapping[str, Any]) -> str:
    return f"{node['shown'] or '-'} {node['state']}" if node else "-"


def _summary(score: Mapping[str, Any], differing: list[str]) -> str:
    rows = ", ".join(differing[:SHOWN])
    return f"{score['total']['shown'] or '-'}; {rows}" if rows else str(score["total"]["shown"] or "-")
