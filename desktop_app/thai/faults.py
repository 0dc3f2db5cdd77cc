"""What can be wrong with text that comes from outside."""

from __future__ import annotations

from desktop_app.errors import Fault

BROKEN_TEXT = Fault(
    code="THAI-01",
    whose="file",
    th="ข้อความเสียที่อักขระตัวที่ {position}: มีรหัสอักขระเพียงครึ่งเดียว จึงไม่ได้รับข้อความนี้ ข้อมูลเดิมยังอยู่ครบ",
    en="The text is broken at character {position}: half of a character code stands alone, so the text was not taken. "
    "What was there before is kept.",
    next_th="พิมพ์ข้อความใหม่ หรือบันทึกไฟล์ต้นทางใหม่เป็น UTF-8 แล้วลองอีกครั้ง",
    next_en="Type the text again, or save the source file as UTF-8 and try once more.",
)

FAULTS = (BROKEN_TEXT,)
