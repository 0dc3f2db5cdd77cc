"""What a demo tells while it plays and when it is over."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from desktop_app.errors import Language
from desktop_app.questionnaire.scheme import Text

MADE: Mapping[str, Text] = MappingProxyType(
    {
        "round.asice": {
            "th": "แบบสำรวจของรอบ ลงนามโดยส่วนกลาง",
            "en": "the round's questionnaire, signed by central",
        },
        "trust-00001.asice": {
            "th": "ชุดความเชื่อถือฉบับแรก ที่หน่วยงานเปิดหลังเทียบลายพิมพ์ทางโทรศัพท์",
            "en": "the first trust bundle, opened after its fingerprint was compared by telephone",
        },
        "certificate.asice": {
            "th": "ใบรับรองกุญแจของสำนักงานจังหวัดเชียงใหม่",
            "en": "the certificate of Chiang Mai's key",
        },
        "submission.asice": {
            "th": "ชุดนำส่งของสำนักงานจังหวัดเชียงใหม่ ลงนามโดย CIO",
            "en": "Chiang Mai's submission, signed by its CIO",
        },
        "self-assessment.pdf": {"th": "รายงานการประเมินตนเองในชุดนั้น", "en": "the self-assessment report in it"},
        "receipt.asice": {"th": "ใบตอบรับที่ส่วนกลางลงนาม", "en": "central's signed receipt"},
        "trust": {
            "th": "ใบรับรองและรายการเพิกถอน สำหรับตรวจลายเซ็น",
            "en": "certificates and revocation lists to check signatures with",
        },
        "registry.db": {
            "th": "ทะเบียนของส่วนกลาง พร้อมโฟลเดอร์ข้างเคียง",
            "en": "central's registry, its folders beside it",
        },
        "results.xlsx": {
            "th": "ผลรวม ความครอบคลุม และคู่มือลงรหัส",
            "en": "results, coverage and codebook",
        },
        "bad": {"th": "ไฟล์เสีย 12 ไฟล์ที่ส่วนกลางต้องไม่รับ", "en": "12 bad files that central must not take"},
        "office": {
            "th": "โฟลเดอร์ข้อมูลของสำนักงานจังหวัดเชียงใหม่",
            "en": "Chiang Mai's data folder",
        },
        "screens": {"th": "ภาพหน้าจอของโปรแกรม", "en": "pictures of the program's screens"},
    }
)
"""What a demo leaves for people to look at, by name in its folder."""

WORDS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "th": {
            "head": "จบการสาธิตรอบ {round} ข้อมูลทั้งหมดแต่งขึ้นเพื่อสาธิต ไม่ใช่ผลของหน่วยงานจริง",
            "score": "คะแนนของสำนักงานจังหวัดเชียงใหม่",
            "national": "ค่าเฉลี่ยประเทศของข้อมูลตัวอย่าง",
            "coverage": "ส่งแล้ว / หน่วยงานทั้งหมด",
            "files": "ไฟล์ถึงส่วนกลาง / รับ / ไม่รับ",
            "receipts": "ใบตอบรับที่ออก",
            "codes": "ผลการนำเข้า",
            "taken": "รับเข้าทะเบียน",
            "made": "สิ่งที่สร้าง อยู่ใน {out}",
            "surprise": "{name}: ได้ {code} แต่ควรได้ {expected}",
            "secrets": "รหัสผ่านของกุญแจสาธิต (ห้ามใช้จริง)",
            "office": "หน่วยงาน",
            "central": "ส่วนกลาง",
            "next": "ลองตรวจเอง",
        },
        "en": {
            "head": "The demo of round {round} is over. All data is made up; these are no office's real results.",
            "score": "Score of Chiang Mai Provincial Office",
            "national": "National mean of the sample data",
            "coverage": "Offices that sent / on the roster",
            "files": "Files offered / taken / not taken",
            "receipts": "Receipts issued",
            "codes": "What became of the files",
            "taken": "in the registry",
            "made": "What was made, in {out}",
            "surprise": "{name}: ended as {code}, should be {expected}",
            "secrets": "Passphrases of the demo's keys (never for real use)",
            "office": "office",
            "central": "central",
            "next": "Check for yourself",
        },
    }
)


@dataclass(frozen=True, slots=True)
class Progress:
    """One step done: which stage, its words, and how far it is."""

    stage: str
    text: Text
    number: int
    total: int


@dataclass(frozen=True)
class Summary:
    """What was made, and where it lies.

    Attributes:
        score: total of the main office, as shown.
        by_code: how many files ended in each code.
        expected_codes, ended: the code that each bad file must end in, and did.
        coverage: offices that count, offices on the roster.
        national: mean of all that count, as shown.
        passphrases: of the keys in `office` and of `central`.
        files: what was made, by name in `out`.
    """

    out: Path
    round: str
    score: str
    offered: int
    accepted: int
    by_code: Mapping[str, int]
    expected_codes: Mapping[str, str]
    ended: Mapping[str, str]
    receipts: int
    coverage: tuple[int, int]
    national: str
    passphrases: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def surprises(self) -> tuple[str, ...]:
        """Bad files that ended in another code than theirs; a demo that proves anything has none."""
        return tuple(name for name, code in self.expected_codes.items() if self.ended.get(name) != code)

    def to_json(self) -> dict[str, Any]:
        """All of it as a document."""
        plain = ("round", "score", "offered", "accepted", "by_code", "expected_codes", "ended", "receipts", "national")
        return {
            **{name: getattr(self, name) for name in plain},
            "surprises": list(self.surprises),
            "coverage": {"counted": self.coverage[0], "expected": self.coverage[1]},
            "passphrases": dict(self.passphrases),
            "out": str(self.out),
            "files": dict(self.files),
        }


def tell(summary: Summary, language: Language, command: str = "phrom") -> list[str]:
    """The summary for the person at the terminal, who starts this program with `command`."""
    words = WORDS[language]
    counted, expected = summary.coverage
    figures = (
        (words["score"], summary.score),
        (words["national"], summary.national),
        (words["coverage"], f"{counted} / {expected}"),
        (words["files"], f"{summary.offered} / {summary.accepted} / {summary.offered - summary.accepted}"),
        (words["receipts"], str(summary.receipts)),
    )
    made = [(name, MADE[name][language]) for name in summary.files]
    secrets = [(words[who], passphrase) for who, passphrase in summary.passphrases.items()]
    return [
        *("", words["head"].format(round=summary.round), ""),
        *_table(figures),
        *("", words["codes"]),
        *_table(_codes(summary, words["taken"])),
        *(words["surprise"].format(**surprise) for surprise in _surprises(summary)),
        *("", words["made"].format(out=summary.out)),
        *_table(made),
        *("", words["secrets"]),
        *_table(secrets),
        *("", words["next"]),
        f"  {command} package verify {summary.out / 'submission.asice'} --trust {summary.out / 'trust'}",
    ]


def _codes(summary: Summary, taken: str) -> Iterator[tuple[str, ...]]:
    """Each code with its count and the files that it was expected of, those that were taken first."""
    for code, count in sorted(summary.by_code.items(), key=lambda item: (-item[1], item[0])):
        names = [name for name, ended in summary.ended.items() if ended == code]
        yield code, f"{count:>4}", ", ".join(names) or (taken if code == "OK" else "")


def _surprises(summary: Summary) -> Iterator[dict[str, str]]:
    for name in summary.surprises:
        yield {"name": name, "code": summary.ended.get(name, "-"), "expected": summary.expected_codes[name]}


def _table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Indented lines whose columns stand under each other, Thai marks above and below taking no room."""
    cells = [list(row) for row in rows]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    return [
        "  " + "  ".join(cell + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def columns(text: str) -> int:
    """How many places of a terminal a text takes."""
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)
