"""The main job from end to end: publish, enrol, answer, sign, hand over, import, answer back, export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

from desktop_app.central import (
    authorities,
    bundles,
    enrolment,
    export,
    intake,
    receipts,
    results,
    rosters,
    rounds,
    setup,
)
from desktop_app.central.coverage import COUNTED, coverage
from desktop_app.central.registry import Registry
from desktop_app.central.setup import CentralKeys
from desktop_app.demo.folder import prepare
from desktop_app.demo.hostile import Material, make_bad_files
from desktop_app.demo.main_office import OFFICE_PASSPHRASE, answer_sign_and_export, take_receipt
from desktop_app.demo.offices import Job, World, make_packages
from desktop_app.demo.summary import MADE, Progress, Summary
from desktop_app.files import write_whole
from desktop_app.package.extract import read_file
from desktop_app.package.verify import verify
from desktop_app.resources import FORMS, REFERENCE
from desktop_app.scoring.rounding import half_up
from desktop_app.submission.check import REPORT
from desktop_app.submission.reference import group_names
from desktop_app.submission.roster import Office, Roster
from desktop_app.thai.dates import BE_OFFSET
from desktop_app.trust import keys
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.request import make_request
from desktop_app.trust.signer import Signer

MAIN_OFFICE = "50-001"  # สำนักงานจังหวัดเชียงใหม่
CENTRAL_PASSPHRASE = "รหัสผ่านส่วนกลางสำหรับทดลอง"  # noqa: S105 (sample data; its keys sign nothing real)
AUDIENCE, CENTRAL_NAME, CLERK = "phrom-demo", "ส่วนกลางตัวอย่าง", "เจ้าหน้าที่ตัวอย่าง"
FEWEST = 3  # the bad files need two other offices


def play_journey(out: Path, offices: int, clock: Callable[[], datetime]) -> Iterator[Progress | Summary]:
    """Play everything from nothing; the last fact is the summary.

    Args:
        out: folder to fill; an earlier demo in it is removed first.
        offices: how many offices send, the main one included.
        clock: now, aware UTC.

    Raises:
        PhromError: the disk refused, or anything a person could meet; nothing is hidden.
    """
    prepare(out)
    yield from _Journey(out, offices, clock).play()


class _Journey:
    def __init__(self, out: Path, offices: int, clock: Callable[[], datetime]) -> None:
        self._out = out
        self._count = offices
        self._clock = clock
        self._moment = clock()
        self._round = str(self._moment.year + BE_OFFSET)

    def play(self) -> Iterator[Progress | Summary]:
        yield _step("centre", "ส่วนกลางตั้งต้น ออกแบบสำรวจ", "Central sets up and releases", 1, 3)
        registry, opened = setup.init(
            self._out / "registry.db", CENTRAL_NAME, AUDIENCE, CENTRAL_PASSPHRASE, self._moment, CLERK, None
        )
        roster = rosters.import_roster(registry, (REFERENCE / "roster.csv").read_bytes(), self._moment, CLERK)
        yield _step("centre", "ส่วนกลางตั้งต้น ออกแบบสำรวจ", "Central sets up and releases", 2, 3)
        release = self._release(registry, opened)
        yield _step("centre", "ส่วนกลางตั้งต้น ออกแบบสำรวจ", "Central sets up and releases", 3, 3)
        yield from self._main_office(registry, opened, release)
        signers: dict[str, Signer] = {}
        for number, office in enumerate(self._others(roster), start=1):
            signers[office.office_code] = self._enrol(registry, opened, office.office_code)
            yield _step("enrol", "ลงทะเบียนกุญแจหน่วยงาน", "Enrolling offices", number, self._count - 1)
        yield from self._send(signers, release)
        expected = self._bad_files(registry, opened, signers)
        yield from self._import_all(registry, opened, expected)

    def _release(self, registry: Registry, opened: CentralKeys) -> Path:
        opens, closes = self._moment - timedelta(days=30), self._moment + timedelta(days=60)
        round_ = rounds.Round(self._round, opens, closes)
        archived = rounds.release(registry, FORMS / "readiness-2560.xlsx", round_, opened.desk, self._moment, CLERK)
        release = self._out / "round.asice"
        write_whole(release, archived.read_bytes())
        return release

    def _main_office(self, registry: Registry, opened: CentralKeys, release: Path) -> Iterator[Progress]:
        def certify(request: bytes, heard: str) -> Path:
            made = enrolment.enrol(
                registry, MAIN_OFFICE, request, heard, opened.office_authority, self._moment, CLERK, CLERK
            )
            target = self._out / "certificate.asice"
            return enrolment.write_answer(registry, made, opened.desk, target, self._moment, CLERK)[0]

        words = ("สำนักงานจังหวัดเชียงใหม่ตอบ แนบ ลงนาม ส่งออก", "Chiang Mai answers, attaches, signs, exports")
        (bundle,) = bundles.newest_files(registry)
        steps = answer_sign_and_export(self._out, bundle, release, MAIN_OFFICE, certify, self._clock)
        for number, total in steps:
            yield _step("office", *words, number, total)
        write_whole(self._out / "self-assessment.pdf", read_file(self._submission, REPORT))

    @property
    def _submission(self) -> Path:
        return self._out / "submission.asice"

    def _others(self, roster: Roster) -> tuple[Office, ...]:
        """The other provinces, then departments, as many as are wanted."""
        others = [one for one in roster.offices if one.office_code != MAIN_OFFICE]
        provinces = [one for one in others if one.level == "province"]
        departments = [one for one in others if one.level == "department"]
        return (*provinces, *departments)[: self._count - 1]

    def _enrol(self, registry: Registry, opened: CentralKeys, office_code: str) -> Signer:
        """A key that lives in memory only, certified as every office's is."""
        key = keys.new_key()
        heard = keys.grouped(keys.spki_sha256(key))
        made = enrolment.enrol(
            registry, office_code, make_request(key), heard, opened.office_authority, self._moment, CLERK, CLERK
        )
        return Signer(made.certificate, made.issuer, key)

    def _send(self, signers: dict[str, Signer], release: Path) -> Iterator[Progress]:
        folder = self._out / "submissions"
        jobs = [
            Job(code, signer, folder / f"{code.lower()}-{self._round}-r1.asice", seed)
            for seed, (code, signer) in enumerate(signers.items(), start=1)
        ]
        world = World(release, self._out / "trust", self._clock())
        for number, _ in enumerate(make_packages(world, jobs), start=1):
            yield _step("send", "หน่วยงานอื่นตอบ ลงนาม ส่งออก", "The other offices answer and sign", number, len(jobs))

    def _bad_files(self, registry: Registry, opened: CentralKeys, signers: dict[str, Signer]) -> dict[str, str]:
        trust = read_trust_folder(registry.folders.trust)
        owner_code, other_code, *_ = signers
        good_path = self._sent(owner_code)
        revoked = self._enrol(registry, opened, owner_code)
        serial = f"{read_certificate(revoked.certificate).serial:x}"
        with (
            verify(good_path, trust, self._clock()) as good,
            verify(self._sent(other_code), trust, self._clock()) as other,
        ):
            material = Material(
                good=good,
                good_path=good_path,
                other=other,
                office_authority=opened.office_authority,
                revoked=revoked,
                stranger=signers[other_code],
                owner=signers[owner_code],
                moment=self._clock(),
            )
            expected = make_bad_files(self._out / "bad", material)
        authorities.revoke(registry, opened.office_authority, [serial], "keyCompromise", self._clock(), CLERK)
        return expected

    def _sent(self, office_code: str) -> Path:
        return self._out / "submissions" / f"{office_code.lower()}-{self._round}-r1.asice"

    def _import_all(
        self, registry: Registry, opened: CentralKeys, expected: dict[str, str]
    ) -> Iterator[Progress | Summary]:
        paths = (self._submission, self._out / "submissions", self._out / "bad")
        done = []
        for fact in intake.import_paths(registry, paths, self._clock(), CLERK):
            done.append(fact)
            yield _step("import", "ส่วนกลางนำเข้า", "Central imports", fact.number, fact.total)
        issued = []
        for receipt in receipts.issue_receipts(registry, opened.desk, AUDIENCE, self._clock(), CLERK):
            issued.append(receipt)
            yield _step("receipts", "ออกใบตอบรับ", "Signing receipts", receipt.number, receipt.total)
        ours = next(one.path for one in issued if one.office_code == MAIN_OFFICE)
        write_whole(self._out / "receipt.asice", ours.read_bytes())
        take_receipt(self._out, self._clock)
        yield self._summary(registry, done, len(issued), expected)

    def _summary(
        self, registry: Registry, done: Sequence[intake.FileDone], issued: int, expected: dict[str, str]
    ) -> Summary:
        counted = coverage(registry, self._round)
        found = results.compute_results(registry, self._round, self._clock())
        form = rounds.open_round(registry, self._round, self._clock()).form
        export.export_results(self._out / "results.xlsx", found, counted, form, group_names())
        ours = next(one for one in found.offices if one.office.office_code == MAIN_OFFICE)
        nation = found.group("nation")
        total = next(iter(ours.scores))
        places = form.scheme.places if form.scheme else 2
        registry.close()
        return Summary(
            out=self._out,
            round=self._round,
            score=half_up(ours.scores[total] or Fraction(0), places),
            offered=len(done),
            accepted=sum(one.state in COUNTED for one in done),
            by_code=intake.tally(done),
            expected_codes=expected,
            ended={one.name: one.code for one in done if one.name in expected},
            receipts=issued,
            coverage=(counted.total.counted, counted.total.expected),
            national=half_up(nation.nodes[total].mean, places) if nation else "-",
            passphrases={"office": OFFICE_PASSPHRASE, "central": CENTRAL_PASSPHRASE},
            files={name: str(self._out / name) for name in MADE if (self._out / name).exists()},
        )


def _step(stage: str, thai: str, english: str, number: int, total: int) -> Progress:
    return Progress(stage, {"th": thai, "en": english}, number, total)
