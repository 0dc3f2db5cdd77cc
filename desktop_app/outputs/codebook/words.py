"""What a codebook says in its own words, in both languages (Q7)."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.questionnaire.scheme import EvidenceDemand, Rule, Sensitivity, Text

TITLE: Text = {"th": "คู่มือลงรหัส", "en": "Codebook"}

TYPES: Mapping[str, Text] = {
    "select_one": {"th": "เลือกหนึ่งข้อ", "en": "single choice"},
    "select_multiple": {"th": "เลือกได้หลายข้อ", "en": "multiple choice"},
    "rank": {"th": "จัดลำดับ", "en": "ranking"},
    "file": {"th": "ไฟล์แนบ", "en": "file"},
    "acknowledge": {"th": "รับทราบ", "en": "acknowledgement"},
    "integer": {"th": "จำนวนเต็ม", "en": "whole number"},
    "decimal": {"th": "ทศนิยม", "en": "decimal number"},
    "date": {"th": "วันที่", "en": "date"},
    "time": {"th": "เวลา", "en": "time"},
    "dateTime": {"th": "วันที่และเวลา", "en": "date and time"},
    "text": {"th": "ข้อความ", "en": "text"},
}
CALCULATED: Text = {"th": "คำนวณ", "en": "calculated"}
AUTOMATIC: Text = {"th": "ระบบบันทึกเอง", "en": "recorded by the program"}

STORED: Mapping[str, Text] = {
    "select_one": {"th": "รหัสของตัวเลือกหนึ่งรหัส", "en": "One code of the list."},
    "select_multiple": {
        "th": "รหัสของตัวเลือกที่เลือก คั่นด้วยเว้นวรรคหนึ่งช่อง เรียงตามลำดับในชุดตัวเลือก",
        "en": "Codes of the chosen options, one blank between them, in the order of the list.",
    },
    "rank": {"th": "รหัสของตัวเลือกตามลำดับที่จัด คั่นด้วยเว้นวรรคหนึ่งช่อง",
             "en": "Codes in the order given, one blank between them."},
    "file": {"th": "รายชื่อไฟล์ตามรายการหลักฐาน", "en": "Names of the files as in the evidence list."},
    "acknowledge": {"th": "OK เมื่อรับทราบ", "en": "OK once acknowledged."},
    "integer": {"th": "จำนวนเต็ม เลขอารบิก ไม่มีตัวคั่นหลักพัน", "en": "A whole number in Arabic digits, no separators."},
    "decimal": {"th": "ทศนิยม เลขอารบิก ใช้จุด ไม่มีตัวคั่นหลักพัน", "en": "A decimal number with a point, no separators."},
    "date": {"th": "ปปปป-ดด-วว ปีคริสต์ศักราช", "en": "YYYY-MM-DD, Gregorian year."},
    "time": {"th": "ชช:นน:วว.มมม พร้อมเขตเวลา", "en": "HH:MM:SS.sss with the offset from UTC."},
    "dateTime": {"th": "ปปปป-ดด-ววTชช:นน:วว.มมม พร้อมเขตเวลา",
                 "en": "YYYY-MM-DDTHH:MM:SS.sss with the offset from UTC."},
    "text": {"th": "ข้อความ Unicode (NFC)", "en": "Unicode text (NFC)."},
}  # fmt: skip

MISSING: Mapping[str, tuple[Text, Text]] = {
    "blank": (
        {"th": "ไม่ตอบ", "en": "No answer"},
        {
            "th": "ถามแล้วแต่ไม่มีคำตอบ เก็บเป็นค่าว่าง (ไม่มีรายการใน answers)",
            "en": "Asked but not answered. Kept as an empty value (no entry in `answers`).",
        },
    ),
    "not_asked": (
        {"th": "ไม่ได้ถาม", "en": "Not asked"},
        {
            "th": "เงื่อนไขการถามไม่เป็นจริง เก็บเป็นค่าว่างเช่นกัน แยกจาก “ไม่ตอบ” ได้ด้วยเงื่อนไขในช่อง “ถามเมื่อ”",
            "en": "The condition of asking does not hold. Empty, too; that condition tells it from “no answer”.",
        },
    ),
    "not_applicable": (
        {"th": "ไม่เกี่ยวข้อง", "en": "Not applicable"},
        {
            "th": "หน่วยงานแจ้งว่าไม่เกี่ยวข้อง เก็บเป็นค่าว่าง (ไม่มีรายการใน answers) แต่มีเหตุผลใน reasons",
            "en": "Declared not applicable. Empty (no entry in `answers`), but the reason stands in `reasons`.",
        },
    ),
    "not_calculated": (
        {"th": "คำนวณไม่ได้", "en": "Not calculated"},
        {
            "th": "ค่าที่ใช้คำนวณยังว่าง จึงเป็นค่าว่าง (ค่าที่คำนวณไม่เก็บใน answers แต่คำนวณใหม่ทุกครั้ง)",
            "en": "What it is made from is blank. Empty (calculated values are worked out anew, not in `answers`).",
        },
    ),
    "not_applicable_choice": (
        {"th": "ไม่เกี่ยวข้อง", "en": "Not applicable"},
        {
            "th": "หน่วยงานเลือกตัวเลือก “ไม่เกี่ยวข้อง” เก็บรหัสของตัวเลือกใน answers และเหตุผลใน reasons",
            "en": "The option for it was chosen. Its code stands in `answers`, the reason in `reasons`.",
        },
    ),
}
"""Name and meaning of each way in which a value can be missing, as a submission writes it."""

SENSITIVITIES: Mapping[Sensitivity, Text] = {
    "open": {"th": "เปิดเผยได้", "en": "open"},
    "internal": {"th": "ใช้ภายใน ไม่อยู่ในผลที่เผยแพร่", "en": "internal, kept out of what is published"},
    "personal": {"th": "ข้อมูลส่วนบุคคล ไม่ส่งออกโดยปริยาย", "en": "personal data, not exported by default"},
    "restricted": {"th": "จำกัดการเข้าถึง ไม่ส่งออกโดยปริยาย", "en": "restricted, not exported by default"},
}

RULES: Mapping[Rule, Text] = {
    "choice": {"th": "คะแนนของตัวเลือกที่ตอบ", "en": "score of the chosen option"},
    "multi_sum": {"th": "ผลรวมคะแนนของตัวเลือกที่เลือก ไม่เกิน 100", "en": "sum of the chosen options, at most 100"},
    "multi_share": {"th": "ร้อยละของตัวเลือกที่เลือกต่อทั้งหมด", "en": "chosen options in per cent of those offered"},
    "share": {"th": "สัดส่วนเทียบเป้าหมาย", "en": "share, compared with a target"},
    "bands": {"th": "คะแนนตามช่วงของค่า", "en": "score of the band the value falls in"},
    "calc": {"th": "ค่าที่คำนวณได้ 0 ถึง 100", "en": "the calculated value, 0 to 100"},
    "none": {"th": "ไม่คิดคะแนน", "en": "not scored"},
}
SKIPS: Mapping[str, Text] = {
    "na": {"th": "ไม่นับ น้ำหนักย้ายไปข้ออื่นในตัวชี้วัด", "en": "left out, its weight moves to its siblings"},
    "zero": {"th": "ได้ 0 คะแนน", "en": "scores 0"},
}
DEMANDS: Mapping[EvidenceDemand, Text] = {
    "none": {"th": "ไม่ขอ", "en": "none"},
    "optional": {"th": "แนบได้", "en": "optional"},
    "required": {"th": "ต้องแนบ", "en": "required"},
    "gate": {"th": "คะแนนไม่เกินเพดานจนกว่าจะแนบ", "en": "score bounded until a file is attached"},
}
LEVELS: Mapping[str, Text] = {
    "total": {"th": "คะแนนรวม", "en": "total"},
    "dimension": {"th": "มิติ", "en": "dimension"},
    "indicator": {"th": "ตัวชี้วัด", "en": "indicator"},
}
AGGREGATES: Mapping[str, Text] = {
    "mean": {"th": "ค่าเฉลี่ยถ่วงน้ำหนัก", "en": "weighted mean"},
    "min": {"th": "ค่าต่ำสุด", "en": "minimum"},
}
YES: Text = {"th": "ใช่", "en": "yes"}
ALWAYS: Text = {"th": "ถามทุกหน่วยงาน", "en": "Asked of every office."}
MAIN_RECORD: Text = {"th": "หนึ่งระเบียนต่อหนึ่งหน่วยงาน", "en": "one record for each office"}
EXCLUSIVE: Text = {"th": "เลือกร่วมกับข้ออื่นไม่ได้", "en": "cannot be chosen together with others"}
SCORE: Text = {"th": "คะแนน {score}", "en": "score {score}"}
LIST_FROM_FORM: Text = {
    "th": "ตัวเลือกมาจากคำตอบหรือข้อมูลอื่นของแบบ จึงไม่มีรายการตายตัว: {nodeset}",
    "en": "The options come from other answers or data of the form, so there is no fixed list: {nodeset}",
}
ABSTRACT: Text = {
    "th": "คู่มือลงรหัสนี้อธิบายตัวแปรทุกตัวของแบบ “{title}” ฉบับที่ {version}: คำถาม ตัวเลือก เงื่อนไขการถาม รหัสของค่าที่ขาด และวิธีให้คะแนน",
    "en": "This codebook explains every variable of “{title}”, version {version}: questions, options, "
    "conditions of asking, codes of missing values, and scoring.",
}  # fmt: skip
SOURCES: Text = {
    "th": "ที่มาของแต่ละข้ออยู่ในช่อง “ที่มา” ข้อที่ระบุ own drafting คือถ้อยคำที่ร่างขึ้นเอง ไม่ได้คัดลอกจากแบบสำรวจใด",
    "en": "Each item names its source; “own drafting” marks our own wording, not copied from any survey.",
}
ANALYSIS_UNIT: Text = {"th": "หน่วยงาน", "en": "office"}
DATA_KIND: Text = {"th": "ข้อมูลการประเมินตนเอง", "en": "self-assessment data"}
INSTRUMENT: Text = {"th": "แบบสอบถามมีโครงสร้าง", "en": "structured questionnaire"}
MODE: Text = {"th": "หน่วยงานตอบเองในโปรแกรม", "en": "self-administered, on the office's computer"}
REPEATS: Text = {
    "th": "ชุดคำถามที่ตอบซ้ำได้เป็นระเบียนย่อย อ้างด้วยลำดับที่เริ่มจาก 1 เช่น {example}",
    "en": "A repeated set of questions is a record of its own, named by its position from 1, for example {example}.",
}


def repeats(path: str) -> Text:
    """How a repeat's records are named, with one of the form's own as the example."""
    return {language: text.format(example=f"{path}[2]") for language, text in REPEATS.items()}
