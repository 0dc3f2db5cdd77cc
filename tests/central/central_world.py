"""A centre with a released round, and packages that offices really sealed: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop_app.central import enrolment, intake, receipts, rosters, rounds, setup, tables
from desktop_app.central.intake import FileDone
from desktop_app.central.rebuild import rebuild
from desktop_app.central.registry import Registry, open_registry
from desktop_app.central.setup import CentralKeys
from desktop_app.office.sealing import Sealed, seal_submission
from desktop_app.package.verify import APP_VERSION, verify
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.answers import BANGKOK
from desktop_app.submission.compose import Activity, Handover, Signatory
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import Office, Roster
from desktop_app.trust import keys
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.request import make_request
from desktop_app.trust.signer import Signer
from tests.questionnaire.form_tables import EXAMPLE, write_complete

PASSPHRASE = "วลีของส่วนกลางสำหรับทดสอบ"
AUDIENCE, CLERK, ORGANISATION = "phrom-test", "เจ้าหน้าที่ตัวอย่าง", "ส่วนกลางตัวอย่าง"
ROUND = "2569"
START = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
SIGNED = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
MOMENT = datetime(2026, 6, 10, 3, 0, tzinfo=UTC)
CLOSES = datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC)
LATE = CLOSES + timedelta(seconds=1)
SIGNATORY = Signatory(CLERK, "ผู้บริหารเทคโนโลยีสารสนเทศระดับสูง (CIO)")
ROSTER = Roster(
    (
        Office("10-001", "กรมตัวอย่างหนึ่ง", "Sample Department One", "กต1", "department", "M01", "10", "02 000 0001"),
        Office("10-002", "กรมตัวอย่างสอง", "Sample Department Two", "กต2", "department", "M01", "10", "02 000 0002"),
        Office("50-002", "สำนักงานจังหวัดตัวอย่าง", "Sample Province", "ตย", "province", "M15", "50", "053 000 000"),
        Office("90-002", '=HYPERLINK("ที่อื่น")', "+66", "@ตย", "province", "M15", "90"),
    )
)
A, B, C, D = (office.office_code for office in ROSTER.offices)
ANSWERS: Mapping[str, str] = {"a/a1": "issued", "b/b_all": "10", "b/b_dig": "5", "b/b2": "live", "b/b3": "3"}


@dataclass(frozen=True)
class Centre:
    """One centre in its folder. `keys` are open; `offices` hold the signing keys of those enrolled."""

    folder: Path
    keys: CentralKeys
    offices: Mapping[str, Signer]
    packages: Path

    @cached_property
    def registry(self) -> Registry:
        return open_registry(self.folder / "registry.db")

    @cached_property
    def trust(self) -> Trust:
        """What offices were given."""
        return read_trust_folder(self.folder / "trust")

    @cached_property
    def release(self) -> FormRelease:
        return rounds.open_round(self.registry, ROUND, MOMENT)

    def copy(self, target: Path) -> Centre:
        """The same centre in another folder, free to be changed; the offices' packages are shared."""
        shutil.copytree(self.folder, target)
        return replace(self, folder=target)

    def close(self) -> None:
        """Let go of the registry, if it was ever opened."""
        if "registry" in self.__dict__:
            self.registry.close()

    def package(self, name: str) -> Path:
        return self.packages / f"{name}.asice"

    def offer(self, *names: str | Path, moment: datetime = MOMENT, workers: int = 0) -> list[FileDone]:
        """Import packages by name, or files by path."""
        paths = [one if isinstance(one, Path) else self.package(one) for one in names]
        return list(intake.import_paths(self.registry, paths, moment, CLERK, workers))

    def rows(self, table: Any, *order: Any) -> list[dict[str, Any]]:
        """Every row of a table."""
        with self.registry.reading() as connection:
            return [dict(row) for row in connection.execute(select(table).order_by(*order)).mappings()]

    def states(self) -> dict[str, tuple[str, int, str, str]]:
        """Office, revision, state and code of every submission, by package id."""
        rows = self.rows(tables.submission)
        return {row["package_id"]: (row["office_code"], row["revision"], row["state"], row["code"]) for row in rows}

    def files(self, folder: str) -> set[str]:
        """Names of the files in one of the centre's folders."""
        return {path.name for path in (self.folder / folder).rglob("*") if path.is_file()}


def make_centre(folder: Path, form: str = EXAMPLE, offices: Sequence[str] = (A, B, C, D)) -> Centre:
    """Initialise, take the roster, enrol, release."""
    where = folder / "centre"
    registry, opened = setup.init(
        where / "registry.db", ORGANISATION, AUDIENCE, PASSPHRASE, START - timedelta(days=1), CLERK, None
    )
    rosters.import_roster(registry, ROSTER.to_csv(with_phone=True), START, CLERK)
    signers = {code: enrol(registry, opened, code) for code in offices}
    release(registry, opened, write_complete(form, folder / "form.xlsx"))
    packages = folder / "packages"
    packages.mkdir()
    return Centre(where, opened, signers, packages)


def release(registry: Registry, opened: CentralKeys, workbook: Path, round_name: str = ROUND) -> Path:
    round_ = rounds.Round(round_name, START, CLOSES)
    return rounds.release(registry, workbook, round_, opened.desk, START, CLERK)


def enrol(registry: Registry, opened: CentralKeys, office_code: str, moment: datetime = START) -> Signer:
    """An office's key, certified after its fingerprint was read out."""
    key = keys.new_key()
    heard = keys.grouped(keys.spki_sha256(key))
    made = enrolment.enrol(
        registry, office_code, make_request(key), heard, opened.office_authority, moment, CLERK, CLERK
    )
    return Signer(made.certificate, made.issuer, key)


def seal(centre: Centre, name: str, office_code: str, signer: Signer | None = None, **changes: Any) -> Sealed:
    """Answer as an office would, sign and seal; `answers`, `evidence` and fields of the hand-over may be changed."""
    answers = changes.pop("answers", ANSWERS)
    moment = changes.pop("moment", SIGNED)
    form = changes.pop("release", None) or centre.release
    evidence = changes.pop("evidence", ())
    session = session_of(form, office_code, answers)
    for ref, count in Counter(ref for item in evidence for ref in item.questions).items():
        session.set_attachments(ref, count)
    handover = replace(handover_of(office_code, moment), **changes)
    return seal_submission(
        session,
        form,
        handover,
        evidence,
        signer=signer or centre.offices[office_code],
        moment=moment,
        target=centre.package(name),
    )


def session_of(form: FormRelease, office_code: str, answers: Mapping[str, str]) -> AnswerSession:
    office = form.roster.get(office_code) or ROSTER.offices[0]
    session = AnswerSession(form.form, clock=lambda: SIGNED, zone=BANGKOK, roster=office.columns())
    for name, value in answers.items():
        session.answer(f"/data/{name}", value)
    for ref in session.refs():
        if "reason_missing" in session.state(ref).problems:
            session.set_reason(ref, "ภารกิจไม่ต้องใช้")
    return session


def handover_of(office_code: str, moment: datetime = SIGNED) -> Handover:
    number = 1 + [office.office_code for office in ROSTER.offices].index(office_code)
    return Handover(
        submission_id=f"0195a3c2-7b1e-7c4d-9a2b-3f5d7e9c1b{number:02x}",
        office_code=office_code,
        revision=1,
        signatory=SIGNATORY,
        activity=Activity(START, SIGNED, 45),
        created_at=moment,
        seq=1,
        audience=AUDIENCE,
        app_version=APP_VERSION,
    )


def rebuilt(centre: Centre) -> dict[str, tuple[str, int, str, str]]:
    """States by package id in a registry made anew, whose receipts are the same."""
    list(rebuild(centre.folder / "again.db", centre.folder))
    again = Centre(centre.folder, centre.keys, centre.offices, centre.packages)
    again.__dict__["registry"] = open_registry(centre.folder / "again.db")
    found = again.states()
    assert again.rows(tables.receipt) == centre.rows(tables.receipt)
    again.close()
    (centre.folder / "again.db").unlink()
    return found


def answers(centre: Centre, moment: datetime = MOMENT) -> list[tuple[str, str, str, str]]:
    """What the receipts say that are due, signed now: verdict, code, office, when the package came."""
    found = []
    for done in list(receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, moment, CLERK)):
        with verify(done.path, centre.trust, moment) as package:
            found.append(tuple(package.payload[name] for name in ("verdict", "code", "office_code", "received_at")))
    return found
