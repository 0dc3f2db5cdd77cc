"""Paper matches file: from the fingerprint on a printed report to the package that it was printed from (C4).

What a person types are groups of four hex digits out of a footer or the signature block, or the whole text of the
QR code. Source: package-format section 14; six groups, 96 bits, suffice to name one package.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import ne
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from desktop_app.central import faults, tables
from desktop_app.central.coverage import COUNTED
from desktop_app.central.registry import Registry
from desktop_app.central.rosters import current_roster
from desktop_app.central.rounds import open_version
from desktop_app.central.settling import REJECTED
from desktop_app.errors import PhromError
from desktop_app.package.extract import read_file
from desktop_app.package.payloads import parse_time
from desktop_app.questionnaire.scheme import Scheme, Text
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import Office
from desktop_app.thai.digits import to_arabic

REPORT = "report.pdf"
GROUP = 4
LEAST, MOST = 6 * GROUP, 16 * GROUP  # hex digits: six groups name a package, sixteen are all there are
HEX = frozenset("0123456789abcdef")
BETWEEN = re.compile(r"[\s\-‐‑–—_.:,…\u200b\ufeff]+")
ALIKE = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1"})  # none of them is a hex digit, so nothing is guessed
QR = re.compile(r"phrom:([A-Z0-9-]{1,20}):([a-z0-9-]{1,20}):([0-9a-f]{64})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Paper:
    """What the paper says: the first hex digits of the fingerprint; a QR code names office and round, too."""

    digits: str
    office_code: str = ""
    round: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """One score as the paper prints it; `shown` is None where nothing applies."""

    node: str
    label: Text
    shown: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """The package that a paper belongs to.

    Attributes:
        state: of the registry (K2): `accepted`, `late`, `superseded`, `conflict`, `held` or `refused`.
        counting: the office's revision that counts in the round now; None where none does.
        level: its number and name, None where the form has no levels.
        signatory, position: who certified it.
        signed_at, received_at: aware UTC.
        path: the archived package.
    """

    office: Office
    round: str
    form_id: str
    form_version: int
    form_title: Text
    revision: int
    state: str
    counting: int | None
    total: Points
    dimensions: tuple[Points, ...]
    level: tuple[int, Text] | None
    signatory: str
    position: str
    signed_at: datetime
    received_at: datetime
    package_id: str
    submission_sha256: str
    path: Path

    @property
    def counts(self) -> bool:
        """Whether this very package is the one that the results of the round count."""
        return self.state in COUNTED


VERDICTS: dict[str, Text] = {
    "counts": {
        "th": "ฉบับที่นับในผลของรอบคือฉบับนี้",
        "en": "This is the revision that counts in the round's results.",
    },
    "older": {
        "th": "เอกสารนี้เป็นฉบับเก่า ฉบับที่นับในผลของรอบคือฉบับที่ {counting}",
        "en": "This paper is an older revision. The one that counts in the round's results is revision {counting}.",
    },
    "older_open": {
        "th": "เอกสารนี้เป็นฉบับเก่า และยังไม่มีฉบับใดนับในผลของรอบ เพราะฉบับใหม่กว่ายังรอตัดสิน",
        "en": "This paper is an older revision. None counts in the round's results yet: a newer one is disputed.",
    },
    "disputed": {
        "th": "ฉบับนี้ขัดกับไฟล์อื่นของหน่วยงานเดียวกัน จึงยังไม่นับในผลของรอบจนกว่าเจ้าหน้าที่จะตัดสิน",
        "en": "This revision contradicts another file of the office, so it does not count until a person decides.",
    },
    "rejected": {
        "th": "เจ้าหน้าที่ตัดสินแล้วว่าไม่รับฉบับนี้ จึงไม่นับในผลของรอบ",
        "en": "Central decided not to take this revision, so it does not count in the round's results.",
    },
    "lost": {
        "th": "ฉบับนี้ได้รับหลังจากกุญแจของหน่วยงานสูญหายหรือรั่วไหล จึงไม่นับในผลของรอบ",
        "en": "This revision came after the office's key was lost or stolen, so it does not count.",
    },
}


REASONS_ASIDE = {"held": "lost", REJECTED: "rejected"}


def verdict(found: Found) -> Text:
    """Whether the paper is of the revision that counts, in a sentence of each language."""
    if found.counts:
        key = "counts"
    elif found.state in REASONS_ASIDE:
        key = REASONS_ASIDE[found.state]
    elif found.counting is not None and found.counting > found.revision:
        key = "older"
    else:
        key = "disputed" if found.state == "conflict" else "older_open"
    return {language: words.format(counting=found.counting) for language, words in VERDICTS[key].items()}


def read_typed(typed: str) -> Paper:
    """What was typed or scanned as hex digits; Thai digits, blanks, dashes and look-alikes are understood.

    Raises:
        PhromError: CEN-40 fewer than six groups, and how many digits are missing; CEN-41 a letter that is no hex
            digit; CEN-42 more than sixteen groups; CEN-43 the text of some other QR code.
    """
    text = to_arabic(unicodedata.normalize("NFKC", typed)).strip()
    code = QR.fullmatch(text)
    if code:  # a hand-held scanner types, and caps lock may be on
        return Paper(code[3].lower(), code[1].upper(), code[2].lower())
    if text.lower().startswith("phrom:"):
        raise faults.PAPER_CODE.error()
    digits = BETWEEN.sub("", text.lower()).translate(ALIKE)
    wrong = dict.fromkeys(_shown(letter) for letter in digits if letter not in HEX)
    if wrong:
        raise faults.PAPER_LETTERS.error(letters=" ".join(list(wrong)[:GROUP]))
    if len(digits) < LEAST:
        raise faults.PAPER_SHORT.error(given=len(digits), missing=LEAST - len(digits))
    if len(digits) > MOST:
        raise faults.PAPER_LONG.error(given=len(digits))
    return Paper(digits)


def _shown(letter: str) -> str:
    """A letter that can do no harm in a sentence: what is not printable is spelt out."""
    return letter if letter.isprintable() else f"U+{ord(letter):04X}"


def find_by_paper(registry: Registry, typed: str) -> tuple[Found, ...]:
    """The package that a fingerprint on paper belongs to; several only where one submission was sealed twice.

    Args:
        typed: at least six groups of four hex digits as a person types them, or the text of the QR code.

    Raises:
        PhromError: CEN-40 to CEN-43 as `read_typed`; CEN-44 the registry has none; CEN-45 none, but one that differs
            in one digit or in two that are exchanged; CEN-46 none for this QR code; CEN-47 the QR code names another
            office or round than the registry; a package code, the archived form release is damaged.
    """
    paper = read_typed(typed)
    with registry.reading() as connection:
        rows = _rows(connection, paper.digits)
        if not rows:
            raise _unknown(connection, paper)
        scores = {row.package_id: _scores(connection, row.package_id) for row in rows}
        counting = {row.package_id: _counting(connection, row) for row in rows}
    if paper.office_code:
        _demand_same(paper, rows)
    offices = {one.office_code: one for one in current_roster(registry).offices}
    return tuple(
        _found(registry, row, offices[row.office_code], scores[row.package_id], counting[row.package_id])
        for row in rows
    )


def printed_report(found: Found) -> bytes:
    """The signed PDF inside the archived package, after every digest agreed, to lay beside the paper.

    Raises:
        PackageRefused: a code, the archived file is gone or damaged.
    """
    return read_file(found.path, REPORT)


def _rows(connection: Connection, digits: str) -> Sequence[Any]:
    """Submissions whose fingerprint begins with these digits, the newest revision first."""
    column = tables.submission.c.submission_sha256
    first = column.between(digits, f"{digits}g")  # "g" follows every hex digit; an index answers this
    query = select(tables.submission).where(first)
    return connection.execute(query.order_by(tables.submission.c.revision.desc())).all()


def _scores(connection: Connection, package_id: str) -> dict[str, str | None]:
    """Figures as published, by node, the root first."""
    table = tables.score.c
    query = select(table.node, table.shown).where(table.package_id == package_id).order_by(table.position)
    return {row.node: row.shown for row in connection.execute(query)}


def _counting(connection: Connection, row: Any) -> int | None:
    table = tables.submission.c
    slot = (table.office_code == row.office_code, table.form_id == row.form_id, table.round == row.round)
    query = select(table.revision).where(*slot, table.state.in_(COUNTED))
    return connection.execute(query).scalar()


def _demand_same(paper: Paper, rows: Iterable[Any]) -> None:
    for row in rows:
        if (paper.office_code, paper.round) != (row.office_code, row.round):
            raise faults.PAPER_MISMATCH.error(
                office=paper.office_code, round=paper.round, true_office=row.office_code, true_round=row.round
            )


def _found(registry: Registry, row: Any, office: Office, scores: dict[str, str | None], counting: int | None) -> Found:
    release = open_version(registry, row.round, row.form_version)
    signatory = json.loads(row.signatory)
    total, dimensions = _points(release, scores)
    return Found(
        office=office,
        round=row.round,
        form_id=row.form_id,
        form_version=row.form_version,
        form_title=release.title,
        revision=row.revision,
        state=row.state,
        counting=counting,
        total=total,
        dimensions=dimensions,
        level=_level(release.form.scheme, row.level),
        signatory=signatory.get("name", ""),
        position=signatory.get("position", ""),
        signed_at=parse_time(row.signed_at),
        received_at=parse_time(row.received_at),
        package_id=row.package_id,
        submission_sha256=row.submission_sha256,
        path=registry.folders.archived(row.package_id),
    )


def _points(release: FormRelease, scores: dict[str, str | None]) -> tuple[Points, tuple[Points, ...]]:
    """The total, and the dimensions in the form's order; a form without scoring has neither."""
    scheme = release.form.scheme
    if scheme is None:
        return Points("", {}, None), ()
    root, *dimensions = (Points(node.id, node.label, scores.get(node.id)) for node in (scheme.root, *scheme.dimensions))
    return root, tuple(dimensions)


def _level(scheme: Scheme | None, number: int | None) -> tuple[int, Text] | None:
    levels = scheme.levels if scheme else ()
    return next(((level.level, level.label) for level in levels if level.level == number), None)


def _unknown(connection: Connection, paper: Paper) -> PhromError:
    """Why nothing was found, as far as it can be known."""
    if paper.office_code:
        return faults.PAPER_CODE_UNKNOWN.error(office=paper.office_code, round=paper.round)
    known = connection.execute(select(tables.submission.c.submission_sha256)).scalars()
    groups = next((wrong for one in known if (wrong := _misread(paper.digits, one))), ())
    if not groups:
        return faults.PAPER_UNKNOWN.error(groups=grouped(paper.digits))
    first = groups[0]
    seen = grouped(paper.digits).split()[first - 1]
    return faults.PAPER_NEAR.error(number=" + ".join(map(str, groups)), group=seen)


def _misread(digits: str, known: str) -> tuple[int, ...]:
    """Numbers of the groups, from 1, in which `digits` differ from `known` by one digit or by two exchanged ones."""
    if sum(map(ne, digits, known)) > 2:  # nearly all of many thousands end here
        return ()
    places = [place for place, pair in enumerate(zip(digits, known, strict=False)) if pair[0] != pair[1]]
    exchanged = len(places) == 2 and sorted(digits[at] for at in places) == sorted(known[at] for at in places)
    if len(places) == 1 or exchanged:
        return tuple(sorted({place // GROUP + 1 for place in places}))
    return ()


def grouped(digits: str) -> str:
    """Hex digits as paper has them: groups of four, lower case."""
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
