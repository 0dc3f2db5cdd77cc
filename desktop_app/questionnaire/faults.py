"""Faults of forms, expressions and recorded answers (Q2, Q3)."""

from __future__ import annotations

from desktop_app.errors import Fault

FORM_REFUSED = Fault(
    code="FORM-01",
    whose="file",
    th="เปิดแบบสำรวจนี้ไม่ได้ พบข้อผิดพลาด {count} รายการ รายการแรก: {first} ไฟล์ไม่ถูกแก้ไข",
    en="This form cannot be opened: {count} {count|error|errors}, the first: {first} The file was not changed.",
    next_th="แก้ตามรายการ แล้วเปิดอีกครั้ง",
    next_en="Correct what is listed, then open it again.",
)
SYNTAX = Fault(
    code="FORM-11",
    whose="file",
    th="นิพจน์ “{expression}” อ่านไม่ได้ที่อักขระที่ {position}: พบ “{found}”",
    en="The expression “{expression}” cannot be read at character {position}: found “{found}”.",
    next_th="ตรวจวงเล็บ เครื่องหมายคำพูด และตัวดำเนินการตรงตำแหน่งนั้น",
    next_en="Check brackets, quotation marks and operators at that place.",
)
UNFINISHED = Fault(
    code="FORM-12",
    whose="file",
    th="นิพจน์ “{expression}” จบก่อนจะครบ (อักขระที่ {position})",
    en="The expression “{expression}” ends before it is complete (character {position}).",
    next_th="เติมส่วนที่ขาด เช่น วงเล็บปิดหรือเครื่องหมายคำพูดปิด",
    next_en="Add what is missing, for example a closing bracket or quotation mark.",
)
TOO_DEEP = Fault(
    code="FORM-13",
    whose="file",
    th="นิพจน์ซ้อนกันเกิน {limit} ชั้น (อักขระที่ {position})",
    en="The expression is nested more than {limit} levels deep (character {position}).",
    next_th="แยกบางส่วนออกเป็นข้อชนิด calculate แล้วอ้างชื่อข้อนั้น",
    next_en="Move a part of it to a calculate row and name that row.",
)
UNKNOWN_FUNCTION = Fault(
    code="FORM-14",
    whose="file",
    th="ไม่รู้จักฟังก์ชัน “{name}” (อักขระที่ {position})",
    en="The function “{name}” is not known (character {position}).",
    next_th="ตรวจการสะกด หรือใช้ฟังก์ชันอื่นที่รองรับ",
    next_en="Check the spelling, or use a function that is supported.",
)
WRONG_ARGUMENTS = Fault(
    code="FORM-15",
    whose="file",
    th="ฟังก์ชัน “{name}” ได้ค่า {given} ค่า ไม่ตรงกับจำนวนที่ต้องใช้ (อักขระที่ {position})",
    en="The function “{name}” was given another number of values than it takes, {given} (character {position}).",
    next_th="ใส่ค่าให้ครบตามที่ฟังก์ชันกำหนด",
    next_en="Give it as many values as it takes.",
)
NOT_SUPPORTED = Fault(
    code="FORM-16",
    whose="file",
    th="“{name}” อยู่นอกขอบเขตที่โปรแกรมรองรับ (อักขระที่ {position})",
    en="“{name}” lies outside what the program supports (character {position}).",
    next_th="เขียนนิพจน์ใหม่โดยไม่ใช้ส่วนนี้",
    next_en="Write the expression without it.",
)
BAD_OPERAND = Fault(
    code="FORM-17",
    whose="file",
    th="“{name}” ใช้กับค่าที่ได้รับไม่ได้ (อักขระที่ {position})",
    en="“{name}” cannot work with the value it was given (character {position}).",
    next_th="ตรวจชนิดของค่าที่ส่งให้ส่วนนี้ของนิพจน์",
    next_en="Check the kind of value given to this part of the expression.",
)
CYCLE = Fault(
    code="FORM-18",
    whose="file",
    th="ข้อต่าง ๆ อ้างถึงกันเป็นวงรอบ: {chain}",
    en="Questions depend on each other in a circle: {chain}.",
    next_th="ตัดการอ้างถึงหนึ่งจุดในวงนี้ออก",
    next_en="Take one of these references out.",
)
BAD_EXPRESSION = Fault(
    code="FORM-19",
    whose="file",
    th="ข้อ {path} ส่วน {part}: {reason_th}",
    en="{path}, {part}: {reason_en}",
    next_th="แก้นิพจน์ในแบบสำรวจ แล้วเปิดอีกครั้ง",
    next_en="Correct the expression in the form, then open it again.",
)
BAD_STEPS = Fault(
    code="FORM-20",
    whose="file",
    th='ไฟล์ขั้นตอนต้องเป็นรายการของขั้นตอน เช่น [{{"op": "set", …}}]',
    en='The steps must be a list of steps, for example [{{"op": "set", …}}].',
    next_th="แก้ไฟล์ขั้นตอนแล้วสั่งอีกครั้ง",
    next_en="Correct the steps, then run it again.",
)
BAD_STEP = Fault(
    code="FORM-21",
    whose="file",
    th="ขั้นตอนที่ {number} ไม่สมบูรณ์หรือไม่รู้จัก: {step}",
    en="Step {number} is incomplete or unknown: {step}.",
    next_th="ใช้ op เป็น set, add หรือ remove พร้อม ref และ value (เฉพาะ set) เป็นข้อความ",
    next_en="Use op set, add or remove with a ref, and for set a value, both as text.",
)
UNKNOWN_STEP_REF = Fault(
    code="FORM-22",
    whose="file",
    th="ขั้นตอนที่ {number}: ไม่มี {ref} ให้ทำ {op} ในแบบสำรวจขณะนั้น",
    en="Step {number}: at that moment the form has no {ref} for {op}.",
    next_th="ตรวจเส้นทางของข้อและลำดับในกลุ่มซ้ำ (เริ่มจาก 1)",
    next_en="Check the path of the question and the positions in repeats (from 1).",
)
TOO_MUCH_WORK = Fault(
    code="FORM-23",
    whose="file",
    th="นิพจน์นี้ต้องไล่ดูข้อมูลเกิน {limit} ขั้น จึงหยุดคำนวณที่อักขระที่ {position}",
    en="The expression would look at more than {limit} nodes; it was stopped at character {position}.",
    next_th="ลดวงเล็บเหลี่ยมที่ซ้อนกันและ “//” หรือแยกผลย่อยออกเป็นข้อชนิด calculate",
    next_en="Use fewer brackets inside brackets and less “//”, or move a part of it to a calculate row.",
)
BAD_PATTERN = Fault(
    code="FORM-24",
    whose="file",
    th="รูปแบบ “{pattern}” ใน regex อ่านไม่ได้หรือยาวเกินไป (อักขระที่ {position})",
    en="The pattern “{pattern}” of regex cannot be read, or is too long (character {position}).",
    next_th="ตรวจวงเล็บและเครื่องหมายซ้ำในรูปแบบ หากต้องการตัวอักษรพิเศษให้ใส่ \\ นำหน้า",
    next_en="Check its brackets and repetitions; put \\ before a sign that stands for itself.",
)
SLOW_PATTERN = Fault(
    code="FORM-25",
    whose="file",
    th="รูปแบบ “{pattern}” ใน regex ใช้เวลาตรวจนานเกินไป จึงหยุดไว้ (อักขระที่ {position})",
    en="The pattern “{pattern}” of regex takes too long, so it was stopped (character {position}).",
    next_th="อย่าซ้อนเครื่องหมายซ้ำ เช่น เปลี่ยน (a+)+ เป็น a+",
    next_en="Do not repeat a repetition: write a+ instead of (a+)+.",
)
TEXT_TOO_LONG = Fault(
    code="FORM-26",
    whose="file",
    th="ข้อความที่นิพจน์สร้างขึ้นยาวเกิน {limit} อักขระ (อักขระที่ {position})",
    en="The text that the expression makes is longer than {limit} characters (character {position}).",
    next_th="ต่อข้อความให้น้อยลง",
    next_en="Join fewer texts.",
)
TOO_LONG = Fault(
    code="FORM-27",
    whose="file",
    th="นิพจน์ยาวเกิน {limit} อักขระ (อักขระที่ {position})",
    en="The expression is longer than {limit} characters (character {position}).",
    next_th="แยกบางส่วนออกเป็นข้อชนิด calculate แล้วอ้างชื่อข้อนั้น",
    next_en="Move a part of it to a calculate row and name that row.",
)
