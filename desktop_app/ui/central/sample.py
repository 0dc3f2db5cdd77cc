"""The sample registry of the pictures: a round under way in all provinces, seven kinds of offices each."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from desktop_app.central import coverage, enrolment, rosters, rounds, setup, tables
from desktop_app.central.inspect import Received
from desktop_app.central.intake import STATES as INTAKE_STATES
from desktop_app.central.intake import FileDone
from desktop_app.central.log import Entry, append, stamp
from desktop_app.central.registry import Registry
from desktop_app.central.returned import Item
from desktop_app.central.returns import Candidate, question_number, question_title
from desktop_app.central.revised import Changed, Revised
from desktop_app.package.codes import CODES
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.resources import FORMS
from desktop_app.sample import ZONE, sample
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.score import Score
from desktop_app.submission.changed import Said
from desktop_app.submission.reference import provinces
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import Office, Roster
from desktop_app.trust import keys
from desktop_app.trust.request import make_request
from desktop_app.ui.gallery_office import CLOSES, MOMENT, RETURNED, WHO, sample_form, sample_roster

ROUND = "2569"
PASSPHRASE = "รหัสผ่านสำหรับภาพตัวอย่าง"  # noqa: S105  the keys of the pictures sign nothing
ENROLLED = ("10-001", "50-001", "57-001")
SCORED = 40  # answers played through; the other offices repeat their figures
KINDS = (  # part of the name, code, ministry
    ("สำนักงานสาธารณสุขจังหวัด", "Provincial Public Health Office", "002", "M20"),
    ("สำนักงานเกษตรจังหวัด", "Provincial Agricultural Extension Office", "003", "M07"),
    ("สำนักงานศึกษาธิการจังหวัด", "Provincial Education Office", "004", "M19"),
    ("สำนักงานพัฒนาชุมชนจังหวัด", "Provincial Community Development Office", "005", "M15"),
    ("สำนักงานคลังจังหวัด", "Provincial Treasury Office", "006", "M03"),
    ("องค์การบริหารส่วนจังหวัด", "Provincial Administrative Organisation", "007", ""),
)


def big_roster() -> Roster:
    """The reference roster and six more kinds of offices in every province."""
    more = [
        Office(
            office_code=f"{code}-{number}",
            name_th=f"{thai}{place.name_th}",
            name_en=f"{place.name_en} {english}",
            level="local" if number == "007" else "province",
            ministry_key=ministry,
            province_code=code,
            phone=f"0 {2 + int(code) % 5}{code} {number}0",
        )
        for code, place in provinces().items()
        for thai, english, number, ministry in KINDS
        if code != "10"
    ]
    return Roster((*sample_roster().offices, *more))


SIGNATORY = json.dumps({"name": WHO, "position": "รองผู้ว่าราชการจังหวัด"}, ensure_ascii=False)
DISPUTED = (991, 992)  # numbers of two contents that claim one place
HELD = 2000  # number of the first file that is held
HELD_SO = (("held", "SCORE_MISMATCH"), ("held", "FORM_CLOSED"), ("held", "OFFICE_UNKNOWN"), ("waiting", "FORM_UNKNOWN"))
OLDER = 990  # number of the first sender's earlier revision
WAITING = "57-001"  # the sample office of the pictures: its CIO has not signed yet


def has_sent(office: Office) -> bool:
    """Who has sent so far: some provinces are nearly through, some have hardly begun."""
    place = int(office.province_code or "0")
    pull = (place * 37 + 11) % 100 if place else 62
    turn = sum(office.office_code.encode()) * 29 % 100
    return office.office_code != WAITING and turn < 35 + pull * 0.7


@cache
def sample_scores() -> tuple[Score, ...]:
    """Scores of as many offices as are played through."""
    form = sample_form()
    scores = []
    for office in sample_roster().offices[:SCORED]:
        given = sample(form, office)
        session = AnswerSession(form, given.answers, clock=lambda: MOMENT, zone=ZONE, roster=office.columns())
        for ref, reason in given.reasons.items():
            session.set_reason(ref, reason)
        scores.append(compute_score(session))
    return tuple(scores)


@cache
def _built() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="phrom-central-sample-"))
    begin = MOMENT - timedelta(days=40)
    registry, opened = setup.init(
        folder / "registry.db", "สำนักงานส่วนกลางตัวอย่าง", "phrom-2569", PASSPHRASE, begin, WHO, None
    )
    rosters.import_roster(registry, big_roster().to_csv(with_phone=True), begin, WHO)
    round_ = rounds.Round(ROUND, rounds.start_of_day(begin.date()), CLOSES)
    rounds.release(registry, FORMS / "readiness-2560.xlsx", round_, opened.desk, begin, WHO)
    for code in ENROLLED:
        key = keys.new_key()
        heard = keys.grouped(keys.spki_sha256(key))
        enrolment.enrol(registry, code, make_request(key), heard, opened.office_authority, begin, WHO)
    _send(registry)
    registry.close()
    return folder


def sample_registry(target: Path) -> Path:
    """Copy the sample registry to `target`; returns its file."""
    shutil.copytree(_built(), target, dirs_exist_ok=True)
    return target / "registry.db"


def _send(registry: Registry) -> None:
    """Rows as an import leaves them; the packages themselves do not lie in the sample."""
    roster, _ = coverage.round_roster(registry, ROUND)
    senders = [office for office in roster.offices if has_sent(office)]
    with registry.writing() as connection:
        submissions, scores, receipts = [], [], []
        for number, office in enumerate(senders):
            score = sample_scores()[number % SCORED]
            submissions.append(_submission(number, office, score))
            scores += list(_scores(number, score))
            receipts.append(_receipt(number, office))
        submissions[0] |= {"revision": 2, "supersedes": _id(OLDER)}
        submissions.append({**_submission(OLDER, senders[0], sample_scores()[1]), "late": False,
                            "state": "superseded", "code": "SUPERSEDED"})  # fmt: skip
        scores += list(_scores(OLDER, sample_scores()[1]))
        disputing = next(office for office in roster.offices if not has_sent(office) and office.office_code != WAITING)
        for number in DISPUTED:
            disputed = {"state": "conflict", "code": "CONFLICT", "disputed": True, "late": False}
            submissions.append({**_submission(number, disputing, sample_scores()[number % SCORED]), **disputed})
        connection.execute(insert(tables.submission), submissions)
        _log_what_waits(connection, disputing, senders[3:])
        connection.execute(insert(tables.score), scores)
        connection.execute(insert(tables.receipt), receipts)
        connection.execute(insert(tables.returned), list(_returned(senders)))


def _log_what_waits(connection: Connection, disputing: Office, others: Sequence[Office]) -> None:
    """The log of what waits for a person: two contents of one office, and files held or waiting."""
    offered = [(number, disputing, "conflict", "CONFLICT", ("", "-แก้")[place]) for place, number in enumerate(DISPUTED)]
    offered += [
        (HELD + place, office, state, code, "")
        for place, ((state, code), office) in enumerate(zip(HELD_SO, others, strict=False))
    ]
    for number, office, state, code, end in offered:
        name = f"{office.office_code.lower()}-{ROUND}-r1{end}.asice"
        detail = {"message": _words(code), "submission": {"round": ROUND, "revision": 1}}
        entry = Entry(
            stamp(MOMENT - timedelta(hours=number % 97)), WHO, "offer", state, code, name, _id(number), _id(number),
            office.office_code, json.dumps(detail, ensure_ascii=False),
        )  # fmt: skip
        append(connection, entry)


def fingerprint(number: int) -> str:
    """What stands on the paper of the sender with this number."""
    return hashlib.sha256(f"sample {number}".encode()).hexdigest()


def _id(number: int) -> str:
    return f"{number:064x}"


def _submission(number: int, office: Office, score: Score) -> dict[str, Any]:
    moment = stamp(MOMENT - timedelta(hours=number % 300))
    late = number % 23 == 7
    return {
        "package_id": _id(number), "file_sha256": _id(number), "submission_sha256": fingerprint(number),
        "submission_id": f"sample-{number}", "office_code": office.office_code, "round": ROUND,
        "form_id": sample_form().form_id, "form_version": int(sample_form().version), "form_release": _id(0),
        "revision": 1, "supersedes": None, "seq": 1, "signatory": SIGNATORY, "signed_at": moment, "created_at": moment,
        "received_at": moment, "size": 80_000, "state": "late" if late else "accepted", "code": "OK", "late": late,
        "flags": "[]", "disputed": False, "level": score.level,
    }  # fmt: skip


def _scores(number: int, score: Score) -> Iterator[dict[str, Any]]:
    for position, node in enumerate(score.nodes):
        exact = None if node.exact is None else str(node.exact * (1000 - number // SCORED * 13) / 1000)
        yield {"package_id": _id(number), "node": node.id, "position": position, "exact": exact, "shown": node.shown,
               "state": node.state.value}  # fmt: skip


def _receipt(number: int, office: Office) -> dict[str, Any]:
    issued = None if number % 5 == 0 else _id(number)
    return {"package_id": _id(number), "verdict": "accepted", "log_index": number + 1,
            "office_code": office.office_code, "facts": "{}", "receipt_package_id": issued}  # fmt: skip


def _returned(senders: Sequence[Office]) -> Iterator[dict[str, Any]]:
    """Every sixtieth sender was asked to correct something; the first of them let the day go by."""
    for seq, number in enumerate(range(20, len(senders), 60), start=1):
        due = MOMENT + timedelta(days=12 * seq - 15)
        items = [dict(zip(("question", "reason", "comment"), one, strict=True)) for one in RETURNED[: seq % 3 + 1]]
        yield {
            "return_id": _id(5000 + seq), "package_id": _id(number), "office_code": senders[number].office_code,
            "round": ROUND, "revision": 1, "seq": seq, "returned_at": stamp(due - timedelta(days=14)),
            "due_at": stamp(due), "lock_others": True, "items": json.dumps(items, ensure_ascii=False),
        }  # fmt: skip


def sample_candidate() -> Candidate:
    """A submission as the dialog of returning reads it."""
    form, office = sample_form(), sample_roster().offices[0]
    given = sample(form, office)
    session = AnswerSession(form, given.answers, clock=lambda: MOMENT, zone=ZONE, roster=office.columns())
    times = (MOMENT - timedelta(days=40), CLOSES)
    release = FormRelease(
        form, form.form_id, int(form.version), ROUND, form.title, *times, _id(0), sample_roster(), b""
    )
    received = Received(_id(1), office.office_code, _id(1), MOMENT, {"round": ROUND, "revision": 1})
    return Candidate(Path(), stamp(MOMENT), received, "OK", release, session)


def sample_revised() -> Revised:
    """A revision that answers a return: two questions corrected, one left as it was, one changed besides."""
    candidate = sample_candidate()
    refs = [*(ref for ref, _, _ in RETURNED), "/data/d1/d1_1_1_04"]
    items = [*(Item(*one) for one in RETURNED), None]
    draft, plan = "a" * 64, "b" * 64
    said = (
        (Said("drafting", files=frozenset({draft})), Said("reviewed", files=frozenset({plan}))),
        (Said("310"), Said("31")),
        (Said("9"), Said("9")),
        (Said("", "ภารกิจไม่ต้องใช้"), Said("quarterly")),
    )
    why = ("แนบฉบับที่ลงนามแล้ว", "พิมพ์ตัวเลขเกินหนึ่งหลัก", "นับเฉพาะปีงบประมาณนี้แล้ว", "ถูกถามเพิ่มตามคำตอบใหม่ของข้ออื่น")
    changes = tuple(
        Changed(ref, question_number(candidate, ref), question_title(candidate, ref) or {}, *pair, words, item)
        for ref, item, pair, words in zip(refs, items, said, why, strict=True)
    )
    files = {draft: "ร่างแผนดิจิทัล.pdf", plan: "แผนดิจิทัล 2568-2570.pdf"}
    office = sample_roster().offices[0]
    return Revised(office.office_code, office, ROUND, 2, candidate.release.form, changes, files)


BAD = ("DIGEST", "SIGNATURE", "SCORE_MISMATCH", "TRUST_REVOKED", "ZIP_END", "FORM_UNKNOWN", "DUPLICATE", "CONFLICT",
       "OFFICE_UNKNOWN", "SYS_IO", "CLOCK", "NOT_PACKAGE")  # fmt: skip


def sample_facts(total: int = 420) -> list[FileDone]:
    """Facts as an import tells them: most are accepted, each trouble comes once or twice."""
    offices = [office for office in big_roster().offices if has_sent(office)][:total]
    return [_fact(number, total, office) for number, office in enumerate(offices, start=1)]


def _fact(number: int, total: int, office: Office) -> FileDone:
    name = f"{office.office_code.lower()}-{ROUND}-r1.asice"
    good = FileDone(number, total, name, "accepted", "OK", _words("OK"), office.office_code, _id(number))
    if number % 19 == 4:
        code = BAD[number // 19 % len(BAD)]
        state = "conflict" if code == "CONFLICT" else INTAKE_STATES.get(CODES[code].disposition, "refused")
        office_code = "" if code in ("NOT_PACKAGE", "ZIP_END", "OFFICE_UNKNOWN") else office.office_code
        return replace(good, state=state, code=code, message=_words(code), office_code=office_code)
    if number % 41 == 7:
        return replace(good, state="late", flags=("LATE",))
    return replace(good, flags=("EVIDENCE_SUSPECT", "SIGNATORY_DIFFERS")) if number % 97 == 2 else good


def _words(code: str) -> dict[str, str]:
    fault = CODES[code].fault
    places = dict.fromkeys(fault.places(), "…")
    return {"th": fault.th.format(**places), "en": fault.en.format(**places)}
