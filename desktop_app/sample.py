"""Believable answers of an office, for the demo, pictures, tests and measurements.

One hidden maturity per office and dimension drives every choice and number, so that answers fit together.
They are given through an `AnswerSession`, one after the other, as an officer would. The same form, office
and seed always give the same answers. The office `50-001` has answers written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

from desktop_app.files import read_whole
from desktop_app.questionnaire.form import Choice, Control, DataType, Form, Node
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.resources import RESOURCES
from desktop_app.sample_files import SampleFile, file_from_script, plan_file, register_file
from desktop_app.sample_numbers import Scene, plausible_number
from desktop_app.submission.roster import Office

SCRIPTS = RESOURCES / "sample"
ZONE = ZoneInfo("Asia/Bangkok")
MOMENT = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)  # within the round of 2569
MOST_BYTES = 2**20
LEVEL_SKILL = {"department": 0.61, "province": 0.55}
SECTION_SKILL = {"d1": -0.02, "d2": 0.01, "d3": 0.0, "d4": -0.05, "d5": 0.0, "d6": -0.14}
PASSES = 5  # later answers open earlier questions at most this often

TEXTS = {
    "contact_name": "เจ้าหน้าที่ตัวอย่าง",
    "contact_position": "นักวิชาการคอมพิวเตอร์ชำนาญการ",
    "contact_phone": "0 0000 0000 ต่อ 100",
}
REASONS = {
    "d1_1_4_02_num": "ไม่มีคำของบประมาณด้านดิจิทัลในปีงบประมาณที่ประเมิน",
    "d2_2_1_03_num": "ไม่มีตำแหน่งด้านเทคโนโลยีสารสนเทศในกรอบอัตรากำลัง",
    "d3_3_4_03_num": "ไม่มีข้อร้องเรียนเกี่ยวกับบริการดิจิทัลในปีงบประมาณที่ประเมิน",
    "d6_6_1_01": "ภารกิจหลักเป็นงานนโยบายและวิชาการ ไม่มีงานภาคสนามที่ต้องใช้อุปกรณ์ตรวจวัด",
    "d6_6_1_03_num": "ยังไม่มีอุปกรณ์ IoT ในความรับผิดชอบ",
    "d6_6_2_01": "ภารกิจหลักไม่มีข้อมูลปริมาณมากที่ต้องวิเคราะห์",
    "d6_6_3_02_num": "ไม่มีแอปพลิเคชันของหน่วยงาน ให้บริการผ่านเว็บไซต์",
}
OTHER_REASON = "ไม่มีรายการให้นับในปีงบประมาณที่ประเมิน"
NOTES = {
    "d3_3_1_04_num": "รวมสถิติจากทุกช่องทางตามรายงานประจำปี",
    "d5_5_1_02_num": "นับจากทะเบียนครุภัณฑ์ ณ สิ้นปีงบประมาณ",
    "d2_2_3_02_num": "รวมหลักสูตรออนไลน์ที่มีหลักฐานการผ่าน",
}


@dataclass(frozen=True)
class Sample:
    """What an office would hand in.

    Attributes:
        answers, reasons, notes: by ref; answers as canonical text, those filled from the roster included.
        files: evidence, each with the refs it proves.
    """

    answers: Mapping[str, str]
    reasons: Mapping[str, str]
    notes: Mapping[str, str]
    files: tuple[SampleFile, ...]


@dataclass(frozen=True)
class Script:
    """Answers, reasons and remarks written by hand, by question name, and the files with them."""

    answers: Mapping[str, str]
    reasons: Mapping[str, str]
    notes: Mapping[str, str]
    files: tuple[SampleFile, ...]


def sample(form: Form, office: Office, seed: int = 0, *, clock: Callable[[], datetime] = lambda: MOMENT) -> Sample:
    """Everything one office answers, declares, remarks and attaches.

    Args:
        form: any form; the readiness instrument gets figures that fit its questions.
        office: whose answers; its level and size shape the figures.
        seed: another number gives other answers; the office with answers by hand has only those.
        clock: what `now()` and `today()` of the form see.
    """
    script = _script(office)
    session = AnswerSession(form, {}, clock=clock, zone=ZONE, roster=office.columns())
    if script:
        _play(session, form, script.answers)
    else:
        _improvise(session, form, _scene(session, form, office, seed))
    _give_reasons(session, script.reasons if script else {})
    snapshot = session.snapshot()
    notes = script.notes if script else _some_notes(office, seed)
    files = script.files if script else (plan_file(office), register_file(office))
    answers = dict(snapshot.answers)
    return Sample(answers, dict(snapshot.reasons), _by_ref(form, notes, answers), _proving(form, files, answers))


def sample_answers(form: Form, office: Office, seed: int = 0) -> dict[str, str]:
    """The answers alone; see `sample`."""
    return dict(sample(form, office, seed).answers)


def _script(office: Office) -> Script | None:
    """Answers written by hand for this office, if there are any."""
    path = SCRIPTS / f"{office.office_code}.json"
    if not path.exists():
        return None
    written = json.loads(read_whole(path, MOST_BYTES))
    files = tuple(file_from_script(one) for one in written["files"])
    return Script(written["answers"], written["reasons"], written["notes"], files)


def _play(session: AnswerSession, form: Form, answers: Mapping[str, str]) -> None:
    """Give written answers in form order, and only what the form asks."""
    for path, node in form.nodes.items():
        text = answers.get(node.name, "")
        if text and node.asks and session.state(path).relevant:
            session.answer(path, text)


def _improvise(session: AnswerSession, form: Form, scene: Scene) -> None:
    """Answer what is asked, until nothing new is asked."""
    for _ in range(PASSES):
        open_refs = [ref for ref in session.refs() if _is_open(session, ref)]
        answered = [_answer(session, form, scene, ref) for ref in open_refs]
        if not any(answered):
            return


def _is_open(session: AnswerSession, ref: str) -> bool:
    state = session.state(ref)
    return session.node(ref).asks and state.relevant and not state.read_only and not state.value


def _answer(session: AnswerSession, form: Form, scene: Scene, ref: str) -> bool:
    """Answer one question if it is still asked; whether it was answered."""
    if not session.state(ref).relevant:
        return False
    text = _text(session, form, scene, ref)
    if text:
        session.answer(ref, text)
    return bool(text)


def _text(session: AnswerSession, form: Form, scene: Scene, ref: str) -> str:
    node = session.node(ref)
    if node.control is Control.SELECT_ONE:
        return _one(session.choices(ref), scene, node)
    if node.control is Control.SELECT_MULTIPLE:
        return _several(session.choices(ref), scene, node)
    if node.data_type in (DataType.INT, DataType.DECIMAL):
        return plausible_number(scene, node)
    if node.data_type is DataType.DATE:
        return "2025-09-30"
    return _words(form, scene, node) if node.data_type is DataType.STRING else ""


def _words(form: Form, scene: Scene, node: Node) -> str:
    """Words for a required text; what is optional is left blank, as most people do."""
    if node.name == "contact_email":
        return f"contact@{scene.office.office_code.lower()}.example"
    if node.name in TEXTS:
        return TEXTS[node.name]
    return f"{form.form_id} {scene.office.short_name}" if node.bind.required else ""


def _one(choices: tuple[Choice, ...], scene: Scene, node: Node) -> str:
    """The option whose score lies nearest to the office's maturity, or what an unscored list needs."""
    scored = [choice for choice in choices if choice.score is not None]
    if node.name == "respondent_level":
        return scene.office.level
    if node.name.endswith("_recorded"):
        return "yes" if scene.level(node) > 0.35 else "no"
    if not scored:
        return choices[0].name if choices else ""
    if node.name == "d6_6_1_02" and not scene.uses_iot():
        return min(scored, key=_score).name
    spare = next((choice for choice in choices if choice.na), None)
    if spare and scene.office.level == "department" and scene.dice(node).random() < 0.06:
        return spare.name
    target = 100 * scene.level(node)
    return min(scored, key=lambda choice: abs(float(_score(choice)) - target)).name


def _several(choices: tuple[Choice, ...], scene: Scene, node: Node) -> str:
    """As many options as the maturity earns, the common first ones sooner; the exclusive one where none."""
    plain = [choice.name for choice in choices if not choice.exclusive]
    wanted = round(scene.level(node) * len(plain))
    alone = [choice.name for choice in choices if choice.exclusive]
    if not wanted and alone:
        return alone[0]
    dice = scene.dice(node)
    likely = {name: place + dice.uniform(0, len(plain) / 2) for place, name in enumerate(plain)}
    chosen = sorted(plain, key=likely.__getitem__)[: max(wanted, 1)]
    return " ".join(name for name in plain if name in chosen)


def _score(choice: Choice) -> Fraction:
    return choice.score or Fraction(0)


def _scene(session: AnswerSession, form: Form, office: Office, seed: int) -> Scene:
    """The office's hidden maturity: one for the office, and a deviation per section of the form."""
    key = f"{seed}/{office.office_code}"
    base = Random(key).gauss(LEVEL_SKILL.get(office.level, 0.55), 0.13)  # noqa: S311  sample data, no secret
    skill = {
        section.name: base + SECTION_SKILL.get(section.name, 0.0) + Random(f"{key}/{section.name}").gauss(0, 0.07)  # noqa: S311
        for section in form.sections
    }
    names = {node.name: path for path, node in form.nodes.items()}
    return Scene(office, session, key, skill, names)


def _give_reasons(session: AnswerSession, written: Mapping[str, str]) -> None:
    """A sentence wherever the form wants to know why something does not apply."""
    for ref in session.refs():
        if "reason_missing" in session.state(ref).problems:
            name = session.node(ref).name
            session.set_reason(ref, written.get(name) or REASONS.get(name, OTHER_REASON))


def _some_notes(office: Office, seed: int) -> dict[str, str]:
    """Each remark in about every third office."""
    dice = Random(f"{seed}/{office.office_code}/notes")  # noqa: S311
    return {name: text for name, text in NOTES.items() if dice.random() < 1 / 3}


def _by_ref(form: Form, by_name: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """Texts under the refs of the questions named, where these were answered."""
    return {path: by_name[node.name] for path, node in form.nodes.items() if node.name in by_name and path in answers}


def _proving(form: Form, files: Iterable[SampleFile], answers: Mapping[str, str]) -> tuple[SampleFile, ...]:
    """The files with refs in place of question names; those that prove no answer are left out."""
    found = [SampleFile(one.name, one.content, tuple(_proved(form, one.questions, answers))) for one in files]
    return tuple(one for one in found if one.questions)


def _proved(form: Form, names: Iterable[str], answers: Mapping[str, str]) -> Iterator[str]:
    """Refs of the questions named that were answered with more than `none`."""
    wanted = set(names)
    for path, node in form.nodes.items():
        if node.name in wanted and answers.get(path, "none") != "none":
            yield path
