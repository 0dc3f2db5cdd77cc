"""What can go wrong in the window itself."""

from __future__ import annotations

from desktop_app.errors import Fault

NO_TRUST = Fault(
    code="UI-01",
    whose="user",
    th="ยังเปิดไฟล์ “{name}” ไม่ได้ เพราะเครื่องนี้ยังไม่มีชุดความเชื่อถือของส่วนกลางสำหรับตรวจลายมือชื่อ",
    en="“{name}” cannot be opened yet: this computer has no trust folder of the central agency to check its signature.",
    next_th="เลือกโฟลเดอร์ความเชื่อถือที่ส่วนกลางส่งมาพร้อมไฟล์รอบสำรวจก่อน",
    next_en="Choose the trust folder that central sent with the round file first.",
)
