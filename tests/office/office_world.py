"""An office with a verified round on its disk, in the simulator's world of trust."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from desktop_app.office.assessment import Assessment, Recorder
from desktop_app.office.opening import create, open_assessment
from desktop_app.office.records import Release
from desktop_app.office.rounds import open_round
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.submission.answers import BANGKOK
from desktop_app.submission.release import FormRelease
from tests.questionnaire.form_tables import EXAMPLE
from tests.simulator.world import MOMENT, World
from tests.submission.submission_world import release_package

WHO = "เจ้าหน้าที่ตัวอย่าง"
CIO = "ผู้บริหารตัวอย่าง"
PDF = b"%PDF-1.4 sample evidence"

# Rows that come and go, rows within rows, rows that a number makes, a default, and what is settled once.
RICH = r"""
| survey | name | label::Thai (th) | required | relevant | constraint | calculation | default | repeat_count |
| begin_group | c | รายการ | | | | | | |
| select_one yesno | has | มีบริการหรือไม่ | yes | | | | yes | |
| begin_repeat | services | บริการ | | ${has} = 'yes' | | | | |
| text | title | ชื่อบริการ | | | | | ใหม่ | |
| integer | users | ผู้ใช้ | | ${title} != '' | . >= 0 | | | |
| calculate | mark | | | | | once(uuid()) | | |
| begin_repeat | steps | ขั้นตอน | | | | | | |
| text | step | ขั้นตอนที่ | | | | | | |
| end_repeat | | | | | | | | |
| end_repeat | | | | | | | | |
| integer | n | จำนวนโครงการ | | | . >= 0 and . <= 4 | | | |
| begin_repeat | projects | โครงการ | | | | | | ${n} |
| text | name | ชื่อโครงการ | | | | | | |
| end_repeat | | | | | | | | |
| calculate | rows | | | | | count(${services}) | | |
| calculate | born | | | | | once(now()) | | |
| end_group | | | | | | | | |

| choices | name |
| yesno | yes |
| yesno | no |
"""

# The example a year later: a1 has another name, a2 stands in another section, b3 is dropped, b4 is new, b2 means
# something else, and B1 weighs more.
NEWER = (
    EXAMPLE.replace("| a1 |", "| plan |").replace("${a1}", "${plan}")
    .replace("| integer | b3 | จำนวนครั้งที่อบรมผู้ใช้บริการ |", "| integer | b4 | จำนวนครั้งที่อบรมเจ้าหน้าที่ |")
    .replace("| B1 | B | indicator | 2 |", "| B1 | B | indicator | 3 |")
    + """
| settings | version |
| test     | 2       |

| eval_bridge | from_name | name | kind    |
| 1           | a1        | plan | same    |
| 1           | b2        | b2   | changed |
| 1           | b3        |      | dropped |
"""
)  # fmt: skip


class Clock:
    """Aware UTC; each reading is one second later."""

    def __init__(self, start: datetime = MOMENT - timedelta(days=20)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Office:
    """One data folder; `assessment` is opened anew by `reopen`."""

    def __init__(self, folder: Path, package: Path, world: World, clock: Callable[[], datetime]) -> None:
        self.folder, self.world, self.clock = folder, world, clock
        self.store: OfficeStore = open_store(folder, clock=clock)
        self.release: FormRelease = open_round(self.store, package, world.trust, MOMENT)
        self.assessment: Assessment = create(
            self.store, self.release, "50-001", clock=clock, zone=BANGKOK, who=WHO, random=lambda size: b"\7" * size
        )

    def reopen(self, recorder: Recorder | None = None) -> Assessment:
        """Close everything and open it again from disk."""
        self.store.close(backup=False)
        self.store = open_store(self.folder, clock=self.clock)
        work = self.store.works()[0]
        self.assessment = open_assessment(
            self.store, work.id, clock=self.clock, zone=BANGKOK, who=WHO, recorder=recorder
        )
        return self.assessment

    def answer_all(self) -> None:
        """The answers of the worked example, with its one file and one reason."""
        answers = {"a/a1": "review", "a/a2": "n1 n2 n3", "b/b_all": "7", "b/b_dig": "3", "b/b2": "na"}
        for name, text in answers.items():
            self.assessment.answer(f"/data/{name}", text)
        self.assessment.set_reason("/data/b/b2", "ภารกิจไม่ต้องใช้")
        self.attach("/data/a/a1_file", PDF, "แผน ดิจิทัล.pdf")

    def attach(self, ref: str, content: bytes, name: str) -> None:
        source = self.folder.parent / name
        source.write_bytes(content)
        self.assessment.attach(ref, source)


def round_package(world: World, folder: Path, form: str = EXAMPLE) -> Path:
    """A signed form release as the office gets it."""
    with release_package(world, folder, form):
        return folder / "release.asice"


def opened(office: Office, folder: Path, form: str = NEWER) -> Release:
    """The newer round file, opened at the office."""
    folder.mkdir()
    open_round(office.store, round_package(office.world, folder, form), office.world.trust, MOMENT)
    return next(one for one in office.store.releases() if one.form_version == 2)
