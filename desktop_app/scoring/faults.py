"""What can go wrong while scoring."""

from __future__ import annotations

from desktop_app.errors import Fault

NO_SCHEME = Fault(
    code="SCORE-01",
    whose="file",
    th="แบบสำรวจ “{form}” ไม่มีเกณฑ์ให้คะแนน จึงคำนวณคะแนนไม่ได้ คำตอบทั้งหมดยังอยู่ครบ",
    en="The form “{form}” has no scoring rules, so no score can be computed. All answers are kept.",
    next_th="เพิ่มแผ่นงาน eval_tree และ eval_levels ในแบบสำรวจ หรือใช้แบบสำรวจที่มีเกณฑ์ให้คะแนน",
    next_en="Add the sheets eval_tree and eval_levels to the form, or use a form that has them.",
)
