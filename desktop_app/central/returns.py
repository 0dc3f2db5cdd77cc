"""Returning a submission for correction: a signed file that opens just the named questions in its office (P5).

A returned submission still counts, in coverage and results, until the office's next revision arrives and supersedes
it: a question about one answer does not unmake what was accepted. So its state stays what it was, and the table
`returned` says beside it what was asked, of whom, and until when. A submission may be returned again, for example
to name further questions; in the office the newest return counts.

Source: package-format sections 7 (return.json) and 13; the log line holds all that `rebuild` needs.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from desktop_app.central import faults, log, rounds, tables
from desktop_app.central.bundles import accompany
from desktop_app.central.counter import next_seq, set_seq
from desktop_app.central.inspect import Received, received_from
from desktop_app.central.lists import archive_trust_of
from desktop_app.central.log import Entry, stamp
from desktop_app.central.registry import Registry
from desktop_app.central.returned import Item, return_path
from desktop_app.central.settling import ASIDE
from desktop_app.central.setup import audience_of
from desktop_app.errors import PhromError
from desktop_app.files import read_whole
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import common_fields, parse_time
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from desktop_app.questionnaire.changes import ProblemCode
from desktop_app.questionnaire.form import Form, Kind
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.session import AnswerSession, UnknownRef
from desktop_app.submission.answers import session_from_payload
from desktop_app.submission.check import check_submission
from desktop_app.submission.release import FormRelease
from desktop_app.submission.whole import path_of
from desktop_app.thai.clean import clean
from desktop_app.trust.signer import Signer

REASONS: Mapping[str, Text] = {
    "wrong": {"th": "คำตอบไม่ถูกต้อง", "en": "wrong"},
    "unclear": {"th": "ไม่ชัดเจน", "en": "unclear"},
    "evidence": {"th": "หลักฐานไม่พอ", "en": "evidence"},
    "missing": {"th": "ข้อมูลขาด", "en": "missing"},
    "other": {"th": "อื่น ๆ", "en": "other"},
}
# Held before it was archived, though the signature is that of the office itself, so that it can be asked to mend it.
HELD_CODES = ("ANSWERS", "EVIDENCE", "SCORE_MISMATCH", "PDF_MISMATCH", "CLOCK")
LONGEST_COMMENT = 2_000
LEAST_DIGITS = 6  # of a package id or fingerprint that are enough to look a package up (package-format section 14)
MOST_ITEM_BYTES = 1 << 20
COLUMNS = ("question", "reason", "comment")


@dataclass(frozen=True, slots=True)
class ReturnDone:
    """One signed return and where it lies."""

    return_id: str
    package_id: str
    office_code: str
    revision: int
    due_at: datetime
    items: tuple[Item, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class Candidate:
    """A submission that may be returned, with the form it answers.

    Attributes:
        path: the file as it came, and `received_at`, when, as the log writes it.
        received: payload and facts.
        code: `OK`, or why it is held.
        session: its answers; None where they do not fit the form at all.
    """

    path: Path
    received_at: str
    received: Received
    code: str
    release: FormRelease
    session: AnswerSession | None


def return_package(
    registry: Registry,
    package_id: str,
    items: Iterable[Item],
    due_at: datetime,
    signer: Signer,
    moment: datetime,
    by: str,
    *,
    lock_others: bool = True,
) -> ReturnDone:
    """Sign a return: one file in `returns/`, one row, one line of the log, together or not at all.

    Args:
        package_id: of the submission, or the first digits of it or of its printed fingerprint, at least six.
        items: questions by ref with positions, by number of the form, or by name where only one has it.
        due_at: until when the office should answer; aware UTC.
        signer: the desk's key.
        moment: now, aware UTC.
        by: who returns, for the log.
        lock_others: whether the office may change the named questions only.

    Raises:
        PhromError: CEN-50 no such submission, or not one to return; CEN-51 it is superseded; CEN-52 no such question;
            CEN-53 no comment; CEN-54 due too early; CEN-55 nothing named, or twice; CEN-56 no such reason; CEN-14,
            CEN-19 the log, CEN-05 the database.
        PackageRefused: CLOCK the signing time is outside of the certificate; SYS_IO the disk refused.
            Nothing was returned then.
    """
    candidate = open_candidate(registry, package_id, moment)
    checked = check_items(candidate, items)
    if due_at <= moment:
        raise faults.RETURN_DUE.error(due=stamp(due_at))
    received, payload = candidate.received, candidate.received.payload
    made: list[Path] = []
    with log.recording(registry, made) as connection:
        _demand_newest(connection, received)
        seq = next_seq(connection)
        document = {
            **common_fields(
                PackageType.RETURN,
                audience=audience_of(registry),
                created_at=moment,
                app_version=registry.get_setting("app_version"),
                seq=seq,
            ),
            "package_id": received.package_id,
            **{name: payload[name] for name in ("submission_id", "office_code", "revision")},
            "due_at": stamp(due_at),
            "lock_others": lock_others,
            "items": [asdict(item) for item in checked],
        }
        target = return_path(registry.folders, received.office_code, payload["round"], payload["revision"], seq)
        sealed = write_package(target, PackageType.RETURN, document, {}, signer, moment)
        made.append(target)
        detail = {"return": sealed.package_id, "seq": seq, "round": payload["round"], "revision": payload["revision"]}
        detail |= {name: document[name] for name in ("due_at", "lock_others", "items")}
        entry = Entry(
            stamp(moment),
            by,
            "return",
            package_id=received.package_id,
            office_code=received.office_code,
            detail=json.dumps(detail, ensure_ascii=False),
        )
        record_return(connection, entry)
        log.append(connection, entry)
    accompany(registry, target.parent)
    office, revision = received.office_code, payload["revision"]
    return ReturnDone(sealed.package_id, received.package_id, office, revision, due_at, checked, target)


def record_return(connection: Connection, entry: Entry) -> None:
    """Note a return from its log entry alone, and the number that its signature used."""
    detail = json.loads(entry.detail)
    copied = {name: detail[name] for name in ("round", "revision", "due_at", "lock_others", "seq")}
    row = {"return_id": detail["return"], "package_id": entry.package_id, "office_code": entry.office_code, **copied}
    row |= {"returned_at": entry.at, "items": json.dumps(detail["items"], ensure_ascii=False)}
    connection.execute(insert(tables.returned), row)
    set_seq(connection, detail["seq"])


def open_candidate(registry: Registry, package_id: str, moment: datetime) -> Candidate:
    """The submission that is to be returned, its file verified again as of the day it came.

    Raises:
        PhromError: CEN-50 there is none of this id that may be returned; CEN-15 its file is gone or was changed.
    """
    found = _archived(registry, package_id) or _held(registry, package_id)
    if found is None:
        raise faults.NOT_RETURNABLE.error(package=package_id)
    path, received_at, code, full_id = found
    try:
        package = verify(path, archive_trust_of(registry), parse_time(received_at))
    except PackageRefused as problem:
        raise faults.PACKAGE_GONE.error(package=full_id, code=problem.code) from problem
    with package:
        release = rounds.open_form(registry, package.payload["form_sha256"], moment)
        received = received_from(package, package.payload["office_code"])
    return Candidate(path, received_at, received, code, release, _session(release, received.payload))


def check_items(candidate: Candidate, items: Iterable[Item]) -> tuple[Item, ...]:
    """The items as they are signed: refs in full, comments cleaned.

    Raises:
        PhromError: CEN-52, CEN-53, CEN-55, CEN-56 as `return_package`.
    """
    checked = tuple(_checked(candidate, item) for item in items)
    named = [item.question for item in checked]
    twice = next((ref for ref in named if named.count(ref) > 1), "–")
    if not checked or twice != "–":
        raise faults.RETURN_ITEMS.error(question=twice)
    return checked


def read_items(path: Path) -> tuple[Item, ...]:
    """Items from a CSV file with the columns question, reason, comment.

    Raises:
        PhromError: FILE-02 it cannot be read; CEN-57 it is no such file.
    """
    try:
        text = read_whole(path, MOST_ITEM_BYTES).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise faults.RETURN_FILE.error(name=path.name, row="–") from problem
    header = [cell.strip() for cell in rows[0]] if rows else []
    if sorted(header) != sorted(COLUMNS):
        raise faults.RETURN_FILE.error(name=path.name, row=1)
    items = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise faults.RETURN_FILE.error(name=path.name, row=number)
        items.append(Item(**{name: cell.strip() for name, cell in zip(header, row, strict=True)}))
    return tuple(items)


def propose_items(registry: Registry, candidate: Candidate) -> tuple[Item, ...]:
    """Items that a held file itself suggests: what is missing or wrong, or the questions whose points differ.

    A proposal is for a person to read and change; () where nothing can be told.
    """
    session = candidate.session
    if session is None:
        return ()
    named: dict[str, Item] = {}
    for problem in session.errors():
        ref = session.to_positions(problem.ref)
        named.setdefault(ref, Item(ref, _REASON_OF.get(problem.code, "wrong"), problem.message.get("th", "")))
    if not named and candidate.code == "SCORE_MISMATCH":
        named = {item.question: item for item in _differing(registry, candidate)}
    return tuple(named.values())


def question_number(candidate: Candidate, ref: str) -> str:
    """The number printed before a question, or before the group around it; "" where there is none."""
    path, nodes = path_of(ref), candidate.release.form.nodes
    while path in nodes:
        if nodes[path].evaluation.code:
            return nodes[path].evaluation.code
        path = path.rpartition("/")[0]
    return ""


def question_title(candidate: Candidate, ref: str) -> Text | None:
    """The text of a question as this submission showed it; None where it has no such row."""
    if candidate.session is None:
        return None
    try:
        live = candidate.session.to_keys(ref)
        return {language: candidate.session.label(live, language) for language in ("th", "en")}
    except UnknownRef:
        return None


_REASON_OF: Mapping[ProblemCode, str] = {
    "required": "missing",
    "reason_missing": "missing",
    "evidence_missing": "evidence",
}


def _archived(registry: Registry, package_id: str) -> tuple[Path, str, str, str] | None:
    """Path, time received, code and id of a loaded submission."""
    if len(wanted := _digits(package_id)) < LEAST_DIGITS:
        return None
    table = tables.submission.c
    like = or_(table.package_id.startswith(wanted), table.submission_sha256.startswith(wanted))
    with registry.reading() as connection:
        rows = connection.execute(select(table.package_id, table.received_at, table.code).where(like)).all()
    if len(rows) != 1:
        return None
    (row,) = rows
    return registry.folders.archived(row.package_id), row.received_at, row.code, row.package_id


def _held(registry: Registry, package_id: str) -> tuple[Path, str, str, str] | None:
    """The same of a file that waits for a person, from the log: it has no other row."""
    if len(wanted := _digits(package_id)) < LEAST_DIGITS:
        return None
    table = tables.intake_log.c
    query = select(table.package_id, table.file_sha256, table.at, table.code).where(
        table.action == "offer",
        table.state == "held",
        table.code.in_(HELD_CODES),
        table.package_id.startswith(wanted),
    )
    with registry.reading() as connection:
        rows = connection.execute(query.order_by(table.log_index.desc())).all()
    if len({row.package_id for row in rows}) != 1:
        return None
    path = registry.folders.held_file(rows[0].file_sha256)
    return (path, rows[0].at, rows[0].code, rows[0].package_id) if path.exists() else None


def _digits(text: str) -> str:
    """Digits of an id or a fingerprint, however it was grouped."""
    found = "".join(text.split()).lower()
    return found if all(one in "0123456789abcdef" for one in found) else ""


def _session(release: FormRelease, payload: Mapping[str, Any]) -> AnswerSession | None:
    office = release.roster.get(payload["office_code"])
    with suppress(PhromError):
        return session_from_payload(release.form, payload, office.columns() if office else {})
    return None


def _checked(candidate: Candidate, item: Item) -> Item:
    question = _question(candidate, item.question.strip())
    if item.reason not in REASONS:
        raise faults.RETURN_REASON.error(reason=item.reason, question=question)
    comment = clean(item.comment).strip()
    if not comment or len(comment) > LONGEST_COMMENT:
        raise faults.RETURN_COMMENT.error(question=question, limit=LONGEST_COMMENT)
    return Item(question, item.reason, comment)


def _question(candidate: Candidate, named: str) -> str:
    """The ref of a question that this submission has, by ref, number or name."""
    form, session = candidate.release.form, candidate.session
    ref = named if named.startswith("/") else _by_number_or_name(form, named)
    node = form.nodes.get(path_of(ref))
    if node is None or not (node.asks or node.kind is Kind.REPEAT):
        raise faults.RETURN_QUESTION.error(question=named)
    if session is not None and node.asks:
        try:
            session.state(session.to_keys(ref))
        except UnknownRef as problem:
            raise faults.RETURN_QUESTION.error(question=named) from problem
    return ref


def _by_number_or_name(form: Form, named: str) -> str:
    found = [node.path for node in form.root.walk() if node.asks and named in (node.evaluation.code, node.name)]
    return found[0] if named and len(found) == 1 else ""


def _differing(registry: Registry, candidate: Candidate) -> Sequence[Item]:
    """The scored questions whose points in the file are not those that its answers give."""
    with verify(candidate.path, archive_trust_of(registry), parse_time(candidate.received_at)) as package:
        try:
            check_submission(package, candidate.release, candidate.received.office_code)
        except PackageRefused as refused:
            differences = refused.details.get("differences", ())
        else:
            return ()
    by_name = {node.name: node.path for node in candidate.release.form.scored_rows}
    items = []
    for one in differences if isinstance(differences, tuple) else ():
        ref = one.id if one.id.startswith("/") else by_name.get(one.id)
        if ref is not None:
            comment = f"คะแนนในไฟล์ {one.there} ไม่ตรงกับที่คำนวณจากคำตอบ {one.here}"
            items.append(Item(ref, "other", comment))
    return items


def _demand_newest(connection: Connection, received: Received) -> None:
    """Refuse what a newer revision has superseded: what would be mended counts no more."""
    table, payload = tables.submission.c, received.payload
    slot = (
        table.office_code == received.office_code,
        table.form_id == payload["form_id"],
        table.round == payload["round"],
        table.state.not_in(ASIDE),
    )
    revisions = list(connection.execute(select(table.revision).where(*slot)).scalars())
    newest = max(revisions, default=0)
    if newest > payload["revision"]:
        raise faults.RETURN_SUPERSEDED.error(package=received.package_id, newest=newest)
