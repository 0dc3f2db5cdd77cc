"""What can go wrong with what an office hands in and with what it is checked against."""

from __future__ import annotations

from desktop_app.errors import Fault

ROSTER_UNREADABLE = Fault(
    code="SUB-01",
    whose="file",
    th="อ่านทะเบียนหน่วยงานไม่ได้: {reason_th} ทะเบียนเดิมยังอยู่ครบ",
    en="The roster could not be read: {reason_en}. The earlier roster is untouched.",
    next_th="บันทึกไฟล์เป็น CSV UTF-8 แล้วเลือกใหม่",
    next_en="Save the file as CSV UTF-8, then choose it again.",
)
ROSTER_COLUMNS = Fault(
    code="SUB-02",
    whose="file",
    th="ทะเบียนหน่วยงานมีหัวคอลัมน์ไม่ถูกต้อง: {reason_th} ทะเบียนเดิมยังอยู่ครบ",
    en="The roster's column headers are not right: {reason_en}. The earlier roster is untouched.",
    next_th="ใช้หัวคอลัมน์ {columns} ในแถวแรก",
    next_en="Put the headers {columns} into the first row.",
)
ROSTER_CELL = Fault(
    code="SUB-03",
    whose="file",
    th="ทะเบียนหน่วยงาน แถว {row} คอลัมน์ {column}: {reason_th} ทะเบียนเดิมยังอยู่ครบ",
    en="Roster, row {row}, column {column}: {reason_en}. The earlier roster is untouched.",
    next_th="แก้ไขแถวนี้แล้วเลือกไฟล์ใหม่",
    next_en="Correct this row, then choose the file again.",
)
FORM_VERSION = Fault(
    code="SUB-04",
    whose="file",
    th="แบบสำรวจ “{form}” มีเลขรุ่น “{version}” ซึ่งไม่ใช่จำนวนเต็ม จึงยังเผยแพร่ไม่ได้",
    en="The form “{form}” has the version “{version}”, which is no whole number, so it cannot be released.",
    next_th="แก้ช่อง version ในแผ่นงาน settings ให้เป็นจำนวนเต็มที่มากกว่ารุ่นก่อน",
    next_en="Set version in the sheet settings to a whole number above the last one.",
)
ANSWER_MISFIT = Fault(
    code="SUB-05",
    whose="file",
    th="คำตอบข้อ {question} ไม่ตรงกับแบบสำรวจ: {reason_th}",
    en="The answer to {question} does not fit the form: {reason_en}.",
    next_th="แก้ค่าของข้อนี้ในไฟล์ หรือใช้แบบสำรวจรุ่นที่ตรงกัน",
    next_en="Correct the value in the file, or use the version of the form it belongs to.",
)
SUBMISSION_UNREADABLE = Fault(
    code="SUB-06",
    whose="file",
    th="อ่านคำตอบจากไฟล์ “{name}” ไม่ได้: {reason_th}",
    en="The answers in “{name}” could not be read: {reason_en}.",
    next_th="ใช้ไฟล์ submission.json หรือวัตถุ JSON ที่มี answers, reasons และ evidence",
    next_en="Use a submission.json, or a JSON object with answers, reasons and evidence.",
)
