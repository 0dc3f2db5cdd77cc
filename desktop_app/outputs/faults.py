"""What can go wrong when figures are read or files are made."""

from __future__ import annotations

from desktop_app.errors import Fault

BENCHMARKS_BROKEN = Fault(
    code="OUT-01",
    whose="file",
    th="ตารางผลที่เผยแพร่ “{name}” แถว {row}: {column} อ่านไม่ได้ จึงไม่แสดงการเปรียบเทียบ คะแนนของหน่วยงานไม่เปลี่ยน",
    en="Published results “{name}”, row {row}: {column} cannot be read, so nothing is compared. "
    "The office's score stands.",
    next_th="ติดตั้งโปรแกรมใหม่ หรือแจ้งส่วนกลางพร้อมชื่อไฟล์และเลขแถว",
    next_en="Install the program again, or tell the centre the file name and the row.",
)
TEXT_TOO_LONG = Fault(
    code="OUT-02",
    whose="user",
    th="ข้อความในตาราง “{table}” แถว {row} คอลัมน์ “{column}” ยาว {length} อักขระ "
    "เกินที่ไฟล์ Excel รับได้ ({limit}) จึงยังไม่ได้เขียนไฟล์",
    en="Table “{table}”, row {row}, column “{column}”: the text has {length} characters, more than an Excel cell holds "
    "({limit}), so no file was written.",
    next_th="ส่งออกเป็น CSV ซึ่งไม่จำกัดความยาว หรือย่อข้อความนั้น",
    next_en="Export as CSV, which has no such limit, or shorten the text.",
)

FAULTS = (BENCHMARKS_BROKEN, TEXT_TOO_LONG)
