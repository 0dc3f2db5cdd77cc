"""What can go wrong in the window itself."""

from __future__ import annotations

from desktop_app.errors import Fault

NO_TRUST = Fault(
    code="UI-01",
    whose="user",
    th="ยังเปิดไฟล์ “{name}” ไม่ได้ เพราะเครื่องนี้ยังไม่มีชุดความเชื่อถือของส่วนกลางสำหรับตรวจลายมือชื่อ",
    en="“{name}” cannot be opened yet: this computer trusts no central agency yet that could have signed it.",
    next_th="เปิดชุดความเชื่อถือ (trust-….asice) ที่ส่วนกลางส่งมาพร้อมไฟล์รอบสำรวจก่อน",
    next_en="First open the trust bundle (trust-….asice) that central sent with the round file.",
)
