"""The sample office of the pictures: one round, five offices of Chiang Mai and elsewhere in different states."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from desktop_app.files import read_whole
from desktop_app.office.assessment import Assessment
from desktop_app.office.opening import create
from desktop_app.office.records import AnswerEvent, Kind, Package, Release, State, Transition, Work
from desktop_app.office.rounds import form_release
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.package.payloads import format_time
from desktop_app.questionnaire.form import Control, DataType, Form, Node
from desktop_app.questionnaire.stored import dump_form
from desktop_app.questionnaire.xlsform import read_xlsform
from desktop_app.resources import FORMS, REFERENCE
from desktop_app.sample import ZONE, Sample, sample
from desktop_app.submission.release import FormRelease
from desktop_app.submission.roster import Roster, read_roster
from desktop_app.ui.program import Folders, Program
from desktop_app.ui.workplace import Workplace

MOMENT = datetime(2026, 3, 19, 7, 3, 22, tzinfo=UTC)  # 19 มีนาคม 2569 14.03 น.
CLOSES = datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC)
WHO = "เจ้าหน้าที่ตัวอย่าง"
CIO = "ผู้บริหารตัวอย่าง"
RELEASE_ID = "7f3a91c2" * 8
MAIN_OFFICE = "50-001"
FILE_LIMIT = 64 * 2**20
ANSWERED_SECTIONS = ("office", "contact", "d1", "d2", "d3")  # of the main office; the rest is blank
BLANK_IN_D2 = ("d2_2_3_01", "d2_2_3_03", "d2_2_3_04", "d2_2_2_05")


@cache
def sample_form() -> Form:
    """The readiness instrument as shipped."""
    return read_xlsform(FORMS / "readiness-2560.xlsx")


@cache
def sample_roster() -> Roster:
    """The reference roster."""
    return read_roster(read_whole(REFERENCE / "roster.csv", FILE_LIMIT))


def sample_release() -> Release:
    """The round as the store keeps it."""
    form = sample_form()
    return Release(
        package_id=RELEASE_ID,
        form_id=form.form_id,
        form_version=int(form.version),
        round="2569",
        title=form.title,
        opens_at=CLOSES - timedelta(days=60),
        closes_at=CLOSES,
        opened_at=MOMENT - timedelta(days=20),
        parsed=dump_form(form),
        roster=sample_roster().to_csv(),
        workbook=b"",
    )


def newer_release() -> Release:
    """A second version for the round: a question reworded, one dropped, one of another kind, another weight."""
    form = sample_form()
    changed = {
        "d1_1_1_01": lambda node: replace(node, label={language: f"{text} *" for language, text in node.label.items()}),
        "d2_2_1_04": lambda _: None,
        "d1_1_1_04": lambda node: replace(node, data_type=DataType.STRING, control=Control.INPUT, choice_list=""),
    }
    root = _with(form.root, changed)
    tree = tuple(
        replace(node, weight=node.weight + 1, weight_text=str(node.weight + 1)) if node.id == "i2_1" else node
        for node in form.scheme.tree
    )
    newer = replace(form, version=str(int(form.version) + 1), root=root, scheme=replace(form.scheme, tree=tree))
    return replace(
        sample_release(),
        package_id="f" * 64,
        form_version=int(newer.version),
        parsed=dump_form(newer),
        opened_at=MOMENT,
    )


def _with(node: Node, changed: Mapping[str, Callable[[Node], Node | None]]) -> Node:
    """The node with some of those below it changed, or left out where nothing comes back."""
    below = ((child, changed.get(child.name)) for child in node.children)
    made = (_with(child, changed) if change is None else change(child) for child, change in below)
    return replace(node, children=tuple(child for child in made if child is not None))


@cache
def _built(*, whole: bool) -> Path:
    """The data folder, made once per process."""
    folder = Path(tempfile.mkdtemp(prefix="phrom-sample-"))
    store = open_store(folder, clock=lambda: MOMENT)
    store.add_release(sample_release())
    for build in (_received, _waiting, _sent_back, _main) if whole else (_main,):
        build(store)
    store.close(backup=False)
    _count_once(folder)
    return folder


def _count_once(folder: Path) -> None:
    """Let the figures of the home page be kept, as they are in a folder that was used before."""
    program = Program(Folders(folder, folder / "config", folder / "log"), lambda: MOMENT, ZONE)
    place = Workplace(program)
    place.lines()
    place.store.close(backup=False)


def sample_data(target: Path, *, whole: bool = True) -> None:
    """Copy the sample office's data folder to `target`; not `whole` holds the main office alone."""
    shutil.copytree(_built(whole=whole), target, dirs_exist_ok=True)


def main_id(store: OfficeStore) -> str:
    """Id of the assessment that the pictures open."""
    return next(work.id for work in store.works() if work.office_code == MAIN_OFFICE)


RETURNED_OFFICE = "55-001"
ANSWERED_AT = MOMENT - timedelta(days=1)
RETURNED = (
    ("/data/d1/d1_1_1_01", "evidence", "ไฟล์ที่แนบเป็นร่าง ขอฉบับที่ลงนามแล้ว"),
    ("/data/d2/d2_2_1_02/d2_2_1_02_num", "wrong", "ตัวเลขมากกว่าจำนวนบุคลากรในทะเบียน"),
    ("/data/d2/d2_2_2_05", "unclear", "ระบุจำนวนครั้งของปีงบประมาณนี้เท่านั้น"),
)


def give_return(store: OfficeStore) -> str:
    """Let central return what one office of the sample sent, for three questions; the id of its assessment."""
    found = next(work for work in store.works() if work.office_code == RETURNED_OFFICE)
    items = [{"question": ref, "reason": reason, "comment": comment} for ref, reason, comment in RETURNED]
    due = MOMENT + timedelta(days=14)
    facts = {"verdict": "returned", "code": "", "due_at": format_time(due), "lock_others": "1"}
    facts["items"] = json.dumps(items, ensure_ascii=False)
    _came(store, found, "return", 1, facts)
    store.add_transition(Transition(found.id, found.revision, found.state, State.RETURNED, ANSWERED_AT, CIO))
    return found.id


def give_receipts(store: OfficeStore, *said: tuple[str, str]) -> str:
    """Let central answer what one office of the sample sent: verdict and code, one after the other; the assessment."""
    found = next(work for work in store.works() if work.office_code == RETURNED_OFFICE)
    for seq, (verdict, code) in enumerate(said, start=1):
        _came(store, found, "receipt", seq, {"verdict": verdict, "code": code})
    return found.id


def _came(store: OfficeStore, work: Work, kind: str, seq: int, facts: dict[str, str]) -> None:
    """A file of central's that was opened yesterday."""
    texts = {"package_id": f"{seq:02x}" * 32, "file_sha256": f"{seq:02x}" * 32, "file_name": f"{kind}.asice"}
    about = {"direction": "received", "kind": kind, "assessment": work.id, "revision": work.revision, "key": "cd" * 32}
    store.add_package(
        Package(**texts, **about, size=1, seq=seq, signed_at=ANSWERED_AT, recorded_at=ANSWERED_AT, facts=facts)
    )


class _Clock:
    """A clock that can be set, for a believable history."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


class _InOneGo:
    """Brings a whole history to disk in one commit; a picture needs no durability per answer."""

    def __init__(self, append: Callable[[Sequence[AnswerEvent]], object]) -> None:
        self._append = append
        self._events: list[AnswerEvent] = []

    def record(self, events: Sequence[AnswerEvent]) -> None:
        self._events.extend(events)

    def flush(self) -> None:
        self._append(self._events)
        self._events = []


def _start(store: OfficeStore, office_code: str, days_ago: int) -> tuple[Assessment, Sample, _Clock]:
    release: FormRelease = form_release(store.release(RELEASE_ID))
    clock = _Clock(MOMENT - timedelta(days=days_ago))
    recorder = _InOneGo(store.append)
    work = create(store, release, office_code, clock=clock, zone=ZONE, who=WHO, recorder=recorder, random=os.urandom)
    return work, sample(sample_form(), work.office), clock


def _fill(work: Assessment, given: Sample, wanted: Callable[[str], bool]) -> None:
    for ref, text in given.answers.items():
        if wanted(ref) and work.session.state(ref).value != text:
            work.answer(ref, text)
    for ref, reason in given.reasons.items():
        if wanted(ref):
            work.set_reason(ref, reason)


def _main(store: OfficeStore) -> None:
    work, given, _ = _start(store, MAIN_OFFICE, 6)

    def wanted(ref: str) -> bool:
        _, _, section, *rest = ref.split("/")
        return section in ANSWERED_SECTIONS and not any(name in BLANK_IN_D2 for name in rest)

    _fill(work, given, wanted)
    for file in given.files:
        for ref in [ref for ref in file.questions if wanted(ref)]:
            _attach(work, ref, file.name, file.content)
    work.set_text(Kind.NOTE, "/data/d2/d2_2_1_02/d2_2_1_02_num", "รอยืนยันจำนวนจากฝ่ายบุคคล")
    work.set_text(Kind.FLAG, "/data/d2/d2_2_2_03", "1")
    work.flush()


def _attach(work: Assessment, ref: str, name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        work.attach(ref, path)


def _complete(store: OfficeStore, office_code: str, days_ago: int) -> tuple[Assessment, _Clock]:
    work, given, clock = _start(store, office_code, days_ago)
    _fill(work, given, lambda _: True)
    return work, clock


def _waiting(store: OfficeStore) -> None:
    work, clock = _complete(store, "57-001", 12)
    clock.moment = MOMENT - timedelta(days=7)
    work.make_ready()


def _sent_back(store: OfficeStore) -> None:
    work, clock = _complete(store, "52-001", 14)
    work.make_ready()
    clock.moment = MOMENT - timedelta(days=1)
    work.who = CIO
    remarks = {"/data/d1/d1_1_1_01": "แนบเล่มแผนฉบับที่ลงนามแล้ว", "/data/d2/d2_2_1_02/d2_2_1_02_num": "ตัวเลขไม่ตรงกับทะเบียน"}
    for ref, remark in remarks.items():
        work.set_text(Kind.REMARK, ref, remark)
    work.send_back("ตรวจสองข้อที่ทำเครื่องหมายไว้")


def _received(store: OfficeStore) -> None:
    work, clock = _complete(store, "55-001", 30)
    signed = MOMENT - timedelta(days=17)
    store.add_package(Package("ef" * 32, "sealed", "submission", f"{work.work.id}-r1.asice", "ef" * 32, 1, work.work.id,
                              1, "12" * 32, 1, signed, signed))  # fmt: skip
    for state, days in ((State.READY, 19), (State.SIGNED, 17), (State.EXPORTED, 16)):
        clock.moment = MOMENT - timedelta(days=days)
        work.move(state)
