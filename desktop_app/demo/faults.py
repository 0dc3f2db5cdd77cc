"""What can go wrong with the demo's folder."""

from __future__ import annotations

from desktop_app.errors import Fault

NOT_A_DEMO = Fault(
    code="DEMO-01",
    whose="user",
    th="โฟลเดอร์ “{name}” มี {found} อยู่แล้ว ซึ่งไม่ได้มาจากการสาธิต จึงไม่ได้ลบหรือเขียนทับสิ่งใด",
    en="“{name}” already holds {found}, which no demo made; nothing was removed or written over.",
    next_th="เลือกโฟลเดอร์ว่างหรือชื่อใหม่ด้วย --out",
    next_en="Choose an empty folder or a new name with --out.",
)
NO_FOLDER = Fault(
    code="DEMO-02",
    whose="machine",
    th="ใช้ “{name}” เป็นโฟลเดอร์ของการสาธิตไม่ได้: {reason}",
    en="“{name}” cannot be the demo's folder: {reason}.",
    next_th="เลือกโฟลเดอร์อื่นที่เขียนได้ด้วย --out",
    next_en="Choose another folder that can be written with --out.",
)
