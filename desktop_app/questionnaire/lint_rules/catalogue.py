"""What the linter says: one entry per kind of mistake, in both languages, with what to do (Q2).

A key is a code, or a code and a variant, `E131.loop`. Places such as `{name}` are filled in by the rule.
Source: form profile "XLSForm + eval" v1, sections 1.9 and 1.10. Codes below E100 are what the converter
refuses, in our words.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.questionnaire.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Saying:
    """Sentences of one mistake: what is wrong, and what to do; `doubt` makes it a warning."""

    key: str
    th: str
    en: str
    todo_th: str
    todo_en: str
    doubt: bool = False

    @property
    def code(self) -> str:
        """The code without its variant."""
        return self.key.partition(".")[0]

    @property
    def severity(self) -> Severity:
        """Errors stop a release, warnings ask the author."""
        return "warning" if self.doubt or self.key.startswith("W") else "error"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding points; the fields are those of `Finding`."""

    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    name: str = ""


def say(key: str, place: Place, **details: str | int) -> Finding:
    """Make a finding; name, column and sheet of the place may be used in the sentences too."""
    saying = CATALOGUE[key]
    filled = {"name": place.name, "column": place.column, "sheet": place.sheet, **details}
    th, en, todo_th, todo_en = (
        text.format(**filled) for text in (saying.th, saying.en, saying.todo_th, saying.todo_en)
    )
    return Finding(
        code=saying.code,
        severity=saying.severity,
        sheet=place.sheet,
        row=place.row,
        column=place.column,
        cell=place.cell,
        name=place.name,
        message_th=th,
        message_en=en,
        todo_th=todo_th,
        todo_en=todo_en,
    )


_CONVERTER = (
    Saying(
        "E020",
        "ตัวแปลงแบบสำรวจไม่รับ: {reason}",
        "The converter refuses it: {reason}",
        "แก้ตามที่แจ้ง แล้วตรวจอีกครั้ง",
        "Correct it as said, then check again.",
    ),
    Saying(
        "E021",
        "อ้างถึง ${{{name}}} ซึ่งไม่มีในแบบสำรวจ",
        "It names ${{{name}}}, which the form does not have.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "E022",
        "ไม่มีรายการตัวเลือกชื่อ “{name}” ในแผ่น choices",
        "The sheet choices has no list “{name}”.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "E023.begin",
        "เปิด “{name}” ด้วย begin แต่ไม่มี end ที่คู่กัน",
        "“{name}” is begun but never ended.",
        "เพิ่มแถว end_group หรือ end_repeat ให้ตรงคู่",
        "Add the end_group or end_repeat that belongs to it.",
    ),
    Saying(
        "E023.end",
        "มี end โดยไม่มี begin ที่คู่กัน",
        "An end stands here without its begin.",
        "ลบแถวนี้ หรือเพิ่มแถว begin ที่คู่กัน",
        "Delete this row, or add the begin that belongs to it.",
    ),
    Saying(
        "E024",
        "ชื่อ “{name}” ซ้ำกับแถว {other} ชื่อต้องไม่ซ้ำทั้งแบบสำรวจ แม้อยู่คนละกลุ่ม",
        "The name “{name}” is already used in row {other}; names are unique in the whole form.",
        "ตั้งชื่อใหม่ที่ยังไม่มีใช้",
        "Choose a name that is not yet used.",
    ),
    Saying(
        "E025",
        "หัวคอลัมน์ “{name}” มีมากกว่าหนึ่งคอลัมน์",
        "The header “{name}” stands over more than one column.",
        "รวมเป็นคอลัมน์เดียว หรือเปลี่ยนหัวคอลัมน์ที่เกิน",
        "Join them into one column, or rename the others.",
    ),
    Saying(
        "E027",
        "แถวนี้ไม่มีชื่อในคอลัมน์ name",
        "This row has no name.",
        "ใส่ชื่อในคอลัมน์ name",
        "Fill in the column name.",
    ),
    Saying(
        "E028",
        "ข้อชนิด calculate ไม่มีสูตรคำนวณ",
        "A calculate row has no calculation.",
        "ใส่สูตรในคอลัมน์ calculation หรือลบแถวนี้",
        "Fill in the column calculation, or delete the row.",
    ),
    Saying(
        "E029",
        "ตัวเลือก “{name}” ซ้ำในรายการเดียวกัน",
        "The option “{name}” stands twice in the same list.",
        "ตั้งรหัสให้ต่างกัน หรือลบแถวที่ซ้ำ",
        "Give it another code, or delete the row.",
    ),
    Saying(
        "E030",
        "ไม่มีแผ่น “{name}” หรือแผ่นว่าง",
        "The sheet “{name}” is missing or empty.",
        "เพิ่มแผ่น “{name}” พร้อมหัวคอลัมน์และข้อมูล",
        "Add the sheet “{name}” with its headers and rows.",
    ),
    Saying(
        "E031",
        "แถวนี้ไม่มีชนิดในคอลัมน์ type",
        "This row has no type.",
        "ใส่ชนิดของข้อในคอลัมน์ type",
        "Fill in the column type.",
    ),
    Saying(
        "E032",
        "ตัวแปลงแบบสำรวจหยุดทำงานเมื่ออ่านไฟล์นี้ ตำแหน่งที่ผิดไม่ทราบ",
        "The converter broke off while it read this file; it does not say where.",
        "ตรวจแถวและคอลัมน์ที่แก้ครั้งหลังสุด หรือย้อนกลับไปใช้ไฟล์ก่อนหน้า",
        "Look at the rows and columns changed last, or go back to the earlier file.",
    ),
    Saying(
        "E033",
        "แผ่นนี้ยาวเกิน {limit} แถว การตรวจไม่รวมแถวนี้และแถวต่อจากนี้",
        "This sheet has more than {limit} rows; this row and those below it were not checked.",
        "ลดจำนวนแถวให้ไม่เกิน {limit} แถว หรือลบข้อความที่ค้างอยู่ท้ายแผ่น",
        "Keep to {limit} rows, or delete what was left at the end of the sheet.",
    ),
)

_EXPRESSIONS = (
    Saying(
        "E102",
        "อ่านนิพจน์ไม่ได้: {reason_th}",
        "The expression cannot be read: {reason_en}",
        "แก้นิพจน์ในช่องนี้",
        "Correct the expression in this cell.",
    ),
    Saying(
        "E103",
        "{reason_th}",
        "{reason_en}",
        "{todo_th}",
        "{todo_en}",
    ),
    Saying(
        "E104",
        "“{what}” ใช้ในแบบสำรวจรุ่นที่ 1 ไม่ได้",
        "“{what}” may not be used in forms of profile v1.",
        "เขียนนิพจน์ใหม่โดยไม่ใช้ส่วนนี้",
        "Write the expression without it.",
    ),
    Saying(
        "E105",
        "ข้อต่าง ๆ อ้างถึงกันเป็นวงรอบ: {chain}",
        "Questions depend on each other in a circle: {chain}.",
        "ตัดการอ้างถึงหนึ่งจุดในวงนี้ออก",
        "Take one of these references out.",
    ),
    Saying(
        "E106",
        "เทียบ “{name}” กับรหัส “{option}” ซึ่งไม่มีในรายการ “{list}” เงื่อนไขนี้จะไม่เป็นจริงเลย",
        "“{name}” is compared with “{option}”, which its list “{list}” does not have.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "E107",
        "ตัวกรองใช้คอลัมน์ “{what}” ซึ่งแผ่น choices ไม่มี จะไม่มีตัวเลือกใดแสดง",
        "The filter names the column “{what}”, which the sheet choices does not have.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "W212",
        "{what}() รวมคำตอบของ “{name}” ซึ่งเว้นว่างได้ ถ้าว่างแม้ข้อเดียว ผลจะว่าง",
        "{what}() takes “{name}”, which may be blank; one blank makes the result blank.",
        "ครอบด้วย coalesce(…, 0) หรือบังคับให้ตอบ",
        "Wrap it in coalesce(…, 0), or make it required.",
    ),
    Saying(
        "W213",
        "รูปแบบใน regex() ไม่ได้ขึ้นต้นด้วย ^ และลงท้ายด้วย $ โปรแกรมต่าง ๆ จะตรวจต่างกัน",
        "The pattern in regex() does not begin with ^ and end with $; programs then test differently.",
        "เขียนรูปแบบเป็น ^…$",
        "Write the pattern as ^…$.",
    ),
    Saying(
        "W214",
        "ข้อความวันที่จาก {what} แสดงชื่อวันหรือเดือนเป็นภาษาอังกฤษเสมอ และข้อนี้แสดงในข้อความ",
        "A date text from {what} is English in every program, and this value is shown in a text.",
        "แสดงวันที่โดยตรง หรือใช้ตัวเลขเดือน %m",
        "Show the date itself, or use the number of the month, %m.",
    ),
)

_COLUMNS = (
    Saying(
        "E101",
        "ไม่รู้จักชื่อคอลัมน์นี้ สิ่งที่เขียนไว้จะไม่มีผล",
        "This column name is not known; what stands in it has no effect.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "E108",
        "มีอักขระที่มองไม่เห็น ({what}) ชื่อหรือนิพจน์จะไม่ตรงกับที่ตั้งใจ",
        "It holds an invisible character ({what}); the name or expression is not what it seems.",
        "พิมพ์ข้อความในช่องนี้ใหม่ ไม่คัดลอกจากเอกสารอื่น",
        "Type the text of this cell again instead of pasting it.",
    ),
    Saying(
        "E109",
        "ไม่มีข้อความภาษา{language_th} ใน “{column}”",
        "The text in {language_en} is missing in “{column}”.",
        "ใส่ข้อความให้ครบทั้งภาษาไทยและภาษาอังกฤษ",
        "Fill in the text in both Thai and English.",
    ),
    Saying(
        "E109.column",
        "ชื่อภาษาในหัวคอลัมน์ไม่ตรงแบบ ข้อความในคอลัมน์นี้จะไม่แสดง",
        "The language in this header is not spelt as it must be; its texts would not be shown.",
        "แก้เป็น “{right}”",
        "Change it to “{right}”.",
    ),
    Saying(
        "E110",
        "ชนิดข้อ “{what}” อยู่นอกแบบสำรวจรุ่นที่ 1",
        "The type “{what}” is not in profile v1.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "E110.file",
        "ข้อนี้อ่านตัวเลือกหรือข้อมูลจากไฟล์ “{what}” ที่อยู่นอกแบบสำรวจ โปรแกรมไม่อ่านไฟล์นี้ ข้อมูลส่วนนี้จึงว่าง",
        "This row takes options or data from the file “{what}” beside the form. It is not read, so they stay empty.",
        "ย้ายข้อมูลจากไฟล์มาไว้ในแผ่น choices แล้วใช้ select_one หรือ select_multiple",
        "Put the data of the file into the sheet choices and use select_one or select_multiple.",
    ),
    Saying(
        "E111.column",
        "คอลัมน์นี้อยู่นอกแบบสำรวจรุ่นที่ 1",
        "This column is not in profile v1.",
        "ลบคอลัมน์นี้",
        "Delete this column.",
    ),
    Saying(
        "E111.sheet",
        "แผ่น “{name}” อยู่นอกแบบสำรวจรุ่นที่ 1",
        "The sheet “{name}” is not in profile v1.",
        "ลบแผ่นนี้ หรือตั้งชื่อให้ขึ้นต้นด้วย _ ถ้าเป็นของผู้จัดทำเอง",
        "Delete it, or let its name begin with _ if it is the author's own.",
    ),
    Saying(
        "E112.name",
        "ชื่อ “{name}” ไม่ถูกแบบ",
        "The name “{name}” is not in the right form.",
        "ใช้ตัวอักษร a-z ตัวเล็กนำหน้า ตามด้วย a-z 0-9 _ รวมไม่เกิน 63 ตัว",
        "Begin with a small letter a-z, then a-z, 0-9 and _, at most 63 in all.",
    ),
    Saying(
        "E112.code",
        "รหัสตัวเลือก “{name}” ไม่ถูกแบบ",
        "The option code “{name}” is not in the right form.",
        "ใช้ a-z ตัวเล็กหรือ 0-9 นำหน้า ตามด้วย a-z 0-9 _ - ไม่มีช่องว่าง",
        "Begin with a-z or 0-9, then a-z, 0-9, _ and -, without blanks.",
    ),
    Saying(
        "E121",
        "“{what}” ไม่ใช่ yes หรือ no และไม่ใช่เงื่อนไข จะถูกเข้าใจเป็นชื่อข้อ",
        "“{what}” is neither yes, no nor a condition; it would be taken for the name of a question.",
        "ใส่ yes, no หรือเขียนเป็นเงื่อนไข",
        "Write yes, no, or a condition.",
    ),
    Saying(
        "E137",
        "ค่า “{what}” ใช้ในช่องนี้ไม่ได้",
        "The value “{what}” may not stand here.",
        "ใช้ {allowed_th}",
        "Use {allowed_en}.",
    ),
    Saying(
        "W201",
        "มีเงื่อนไขความถูกต้องแต่ไม่มีข้อความบอกผู้ตอบว่าต้องแก้อย่างไร",
        "There is a constraint but no message that tells the person what to correct.",
        "ใส่ข้อความใน constraint_message ทั้งสองภาษา",
        "Fill in constraint_message in both languages.",
    ),
    Saying(
        "W202",
        "ไม่รู้จักคำ “{what}” ใน appearance จะไม่มีผล",
        "The word “{what}” in appearance is not known and has no effect.",
        "ใช้ minimal, columns-n, multiline, numbers หรือ likert",
        "Use minimal, columns-n, multiline, numbers or likert.",
    ),
)

_SCORING = (
    Saying(
        "E130",
        "ตัวเลือก “{name}” ของรายการที่ให้คะแนน มีคะแนน “{what}” ซึ่งไม่ใช่เลข 0 ถึง 100 หรือ na",
        "The option “{name}” of a scored list has the score “{what}”, no number of 0 to 100 and not na.",
        "ใส่เลข 0 ถึง 100 (เลขศูนย์ ไม่ใช่ตัวโอ) หรือ na ในคอลัมน์ score",
        "Put a number of 0 to 100 (zero, not the letter O) or na in the column score.",
    ),
    Saying(
        "E131.unknown",
        "ไม่มี “{what}” ใน eval_tree ข้อนี้จะไม่ถูกนับคะแนน",
        "eval_tree has no “{what}”; the row would not be scored.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "E131.branch",
        "“{what}” มีรายการย่อยอยู่ใน eval_tree ข้อให้คะแนนต้องอยู่ใต้รายการที่ไม่มีรายการย่อย",
        "“{what}” has children in eval_tree; rows are scored for a node without children.",
        "ใส่ id ของตัวชี้วัดที่ไม่มีรายการย่อย",
        "Name an indicator without children.",
    ),
    Saying(
        "E131.no_node",
        "มี eval_rule แต่ไม่บอกว่านับให้ตัวชี้วัดใด ข้อนี้จะไม่ถูกนับคะแนน",
        "There is an eval_rule but no eval_node; the row would not be scored.",
        "ใส่ id ของตัวชี้วัดใน eval_node",
        "Name the indicator in eval_node.",
    ),
    Saying(
        "E131.no_rule",
        "มี eval_node แต่ไม่มีวิธีให้คะแนน ข้อนี้จะไม่ถูกนับคะแนน",
        "There is an eval_node but no eval_rule; the row would not be scored.",
        "ใส่วิธีให้คะแนนใน eval_rule หรือลบ eval_node",
        "Fill in eval_rule, or clear eval_node.",
    ),
    Saying(
        "E131.id",
        "id “{name}” ใน eval_tree ไม่ถูกแบบ หรือซ้ำกัน",
        "The id “{name}” in eval_tree is not in the right form, or stands twice.",
        "ขึ้นต้นด้วยตัวอักษร ตามด้วยตัวอักษร ตัวเลข _ หรือ . และไม่ซ้ำกัน",
        "Begin with a letter, then letters, digits, _ and ., each id once.",
    ),
    Saying(
        "E131.question",
        "id “{name}” ใน eval_tree ซ้ำกับชื่อข้อในแถว {other} ของ survey",
        "The id “{name}” in eval_tree is also the name of a question, row {other} of survey.",
        "เปลี่ยน id หรือชื่อข้อให้ต่างกัน",
        "Change the id or the name of the question.",
    ),
    Saying(
        "E131.parent",
        "“{name}” อยู่ใต้ “{what}” ซึ่งไม่มีใน eval_tree",
        "“{name}” hangs under “{what}”, which eval_tree does not have.",
        "แก้คอลัมน์ parent ให้ตรงกับ id ที่มี",
        "Correct the column parent to an id that exists.",
    ),
    Saying(
        "E131.root",
        "eval_tree ต้องมีรากเดียวที่ parent ว่าง แต่พบ {count} ราก",
        "eval_tree must have one root with a blank parent, but has {count}.",
        "เว้น parent ว่างไว้เพียงแถวเดียว คือแถวคะแนนรวม",
        "Leave parent blank in one row only, the total.",
    ),
    Saying(
        "E131.loop",
        "eval_tree วนเป็นวงรอบ: {chain}",
        "eval_tree goes in a circle: {chain}.",
        "แก้คอลัมน์ parent ให้ทุกสายขึ้นไปถึงคะแนนรวม",
        "Correct parent so that every line leads up to the total.",
    ),
    Saying(
        "E131.empty",
        "“{name}” ไม่มีทั้งรายการย่อยและข้อให้คะแนน",
        "“{name}” has neither children nor scored rows.",
        "เพิ่มข้อที่ eval_node เป็น “{name}” หรือลบแถวนี้",
        "Add rows with eval_node “{name}”, or delete this row.",
    ),
    Saying(
        "E131.weights",
        "ค่าน้ำหนักของรายการใต้ “{name}” รวมกันเป็น 0",
        "The weights under “{name}” sum to 0.",
        "ให้อย่างน้อยหนึ่งรายการมีน้ำหนักมากกว่า 0",
        "Give at least one of them a weight above 0.",
    ),
    Saying(
        "E132.key",
        "วิธี {rule} ไม่รู้จัก “{what}” ใน eval_params",
        "The rule {rule} does not know “{what}” in eval_params.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "E132.missing",
        "วิธี {rule} ต้องมี “{what}” ใน eval_params",
        "The rule {rule} needs “{what}” in eval_params.",
        "เพิ่ม {what}=… ใน eval_params",
        "Add {what}=… to eval_params.",
    ),
    Saying(
        "E132.name",
        "eval_params อ้างถึง “{what}” ซึ่งไม่มีในแบบสำรวจ",
        "eval_params names “{what}”, which the form does not have.",
        "{suggestion_th}",
        "{suggestion_en}",
    ),
    Saying(
        "E132.number",
        "“{what}” ใน eval_params ไม่ใช่ข้อที่ตอบเป็นตัวเลข",
        "“{what}” in eval_params is no question answered with a number.",
        "ใช้ข้อชนิด integer, decimal หรือ calculate",
        "Use a question of type integer, decimal or calculate.",
    ),
    Saying(
        "E132.file",
        "“{what}” ใน eval_params ไม่ใช่ข้อแนบไฟล์",
        "“{what}” in eval_params is no question for a file.",
        "ใช้ข้อชนิด file หรือ image",
        "Use a question of type file or image.",
    ),
    Saying(
        "E132.bands",
        "bands “{what}” ไม่ถูกแบบ หรือขอบล่างไม่เรียงจากมากไปน้อย",
        "The bands “{what}” are not in the right form, or their bounds do not fall.",
        "เขียนเช่น bands=6:100,3:67,0:0 ขอบล่างมากก่อน คะแนน 0 ถึง 100",
        "Write for example bands=6:100,3:67,0:0, highest bound first, scores 0 to 100.",
    ),
    Saying(
        "E132.value",
        "ค่า “{what}” ของ {word} ใน eval_params ใช้ไม่ได้",
        "The value “{what}” of {word} in eval_params may not be used.",
        "ใช้ {allowed_th}",
        "Use {allowed_en}.",
    ),
    Saying(
        "E133",
        "วิธี {rule} ใช้กับข้อชนิด “{what}” ไม่ได้",
        "The rule {rule} does not fit a question of type “{what}”.",
        "ใช้วิธี {rule} กับข้อชนิด {allowed} เท่านั้น",
        "Use the rule {rule} on {allowed} only.",
    ),
    Saying(
        "E134.top",
        "ไม่มีตัวเลือกใดได้ 100 คะแนน (สูงสุด {what})",
        "No option scores 100; the highest is {what}.",
        "ให้ตัวเลือกที่ดีที่สุดได้ 100 หรือใส่เพดานใน eval_cap",
        "Let the best option score 100, or state the bound in eval_cap.",
    ),
    Saying(
        "E134.capped",
        "ไม่มีตัวเลือกใดได้ 100 คะแนน (สูงสุด {what}) แต่มี eval_cap กำหนดเพดานไว้",
        "No option scores 100, the highest is {what}; eval_cap states a bound.",
        "ตรวจว่าตั้งใจให้คะแนนสูงสุดของข้อนี้ต่ำกว่า 100",
        "Check that the best of this question is meant to be below 100.",
        doubt=True,
    ),
    Saying(
        "E134.bottom",
        "ไม่มีตัวเลือกใดได้ 0 คะแนน (ต่ำสุด {what})",
        "No option scores 0; the lowest is {what}.",
        "ให้ตัวเลือกที่แย่ที่สุดได้ 0",
        "Let the worst option score 0.",
    ),
    Saying(
        "E135",
        "ตัวเลือก “{name}” มีคะแนน na แต่รายการนี้ใช้กับข้อเลือกหลายข้อ (แถว {other})",
        "The option “{name}” is scored na, but its list serves a select_multiple (row {other}).",
        "ใส่คะแนนเป็นตัวเลข และใช้ eval_na = yes ที่ข้อแทน",
        "Give it a number, and use eval_na = yes at the question instead.",
    ),
    Saying(
        "E136.first",
        "ระดับที่ 1 ต้องมี เริ่มจาก 0 และไม่มีเงื่อนไข",
        "Level 1 must be there, start from 0 and have no gate.",
        "เพิ่มหรือแก้แถวระดับ 1 ให้ from เป็น 0 และ gate ว่าง",
        "Add or correct level 1: from 0, gate blank.",
    ),
    Saying(
        "E136.order",
        "ระดับ “{what}” ไม่เรียงจากน้อยไปมาก หรือไม่ใช่ตัวเลขที่ใช้ได้",
        "Level “{what}” does not rise above the one before, or is no usable number.",
        "เรียงระดับ 1, 2, 3 … และให้ from เพิ่มขึ้นทุกแถว ไม่เกิน 100",
        "Number the levels 1, 2, 3 …, each from higher than the one before, at most 100.",
    ),
    Saying(
        "W210",
        "ข้อนี้ถามเฉพาะเมื่อ “{what}” ซึ่งเป็นข้อให้คะแนนตอบแบบหนึ่ง ถ้าตอบว่าไม่มี ข้อนี้จะไม่ถูกนับและคะแนนอาจสูงขึ้น",
        "It is asked only after certain answers to “{what}”, itself scored; saying no could raise the score.",
        "ใส่ eval_skip เป็น zero หรือ na ให้ชัด",
        "State eval_skip, zero or na.",
    ),
    Saying(
        "W211",
        "สัดส่วนนี้ไม่มีเงื่อนไขที่คุมให้ตัวตั้ง “{what}” ไม่เกินตัวหาร “{other}”",
        "Nothing keeps the numerator “{what}” from exceeding the denominator “{other}”.",
        "เพิ่ม constraint เช่น . <= ${{{other}}} ที่ “{what}” พร้อมข้อความ",
        "Add a constraint such as . <= ${{{other}}} to “{what}”, with a message.",
    ),
)

_MEANING = (
    Saying(
        "W215",
        "ข้อความ ตัวเลือก หรือข้อความเตือนของ “{name}” ต่างจากรุ่น {version} แต่ยังใช้ชื่อเดิม",
        "Text, options or messages of “{name}” differ from version {version}, but the name is the same.",
        "บอกใน eval_bridge ว่าเป็น same, reworded หรือ changed",
        "Say in eval_bridge whether it is same, reworded or changed.",
    ),
    Saying(
        "W216",
        "เงื่อนไขของ “{name}” ไม่เป็นจริงไม่ว่าจะตอบอย่างไร ข้อนี้จะไม่ถูกถามเลย",
        "The conditions of “{name}” hold for no answer; it would never be asked.",
        "แก้เงื่อนไขของข้อนี้หรือของกลุ่มที่ล้อมอยู่ หรือลบข้อนี้",
        "Correct its condition or that of a group around it, or delete it.",
    ),
)

CATALOGUE = {one.key: one for one in (*_CONVERTER, *_COLUMNS, *_EXPRESSIONS, *_SCORING, *_MEANING)}
