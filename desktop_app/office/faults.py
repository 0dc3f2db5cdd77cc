"""What can go wrong at the office, each with what is safe and what to do next.

OFF-0x the store, OFF-1x states, OFF-2x evidence, OFF-3x keys, OFF-4x sealing and receipts, OFF-5x rounds.
"""

from __future__ import annotations

from desktop_app.errors import Fault

STORE_OPEN = Fault(
    code="OFF-01",
    whose="user",
    th="ข้อมูลในโฟลเดอร์ “{name}” เปิดใช้อยู่แล้วโดย {who} ตั้งแต่ {since} ข้อมูลทั้งหมดยังอยู่ครบ",
    en="The data in “{name}” is already open by {who} since {since}. All data is safe.",
    next_th="ใช้หน้าต่างที่เปิดอยู่ หรือปิดหน้าต่างนั้นก่อนแล้วเปิดใหม่",
    next_en="Use the window that is open, or close it first and start again.",
)
STORE_NEWER = Fault(
    code="OFF-02",
    whose="user",
    th="ไฟล์ข้อมูล “{name}” มาจากโปรแกรมรุ่นใหม่กว่า (โครงสร้าง {version} รุ่นนี้อ่านได้ถึง {known}) ไม่มีการแก้ไขใด ๆ",
    en="“{name}” comes from a newer program (structure {version}, this one reads up to {known}). Nothing was changed.",
    next_th="ติดตั้งโปรแกรมรุ่นล่าสุด แล้วเปิดใหม่",
    next_en="Install the latest program, then open it again.",
)
DISK_FULL = Fault(
    code="OFF-03",
    whose="machine",
    th="ดิสก์ที่เก็บ “{name}” เต็ม คำตอบล่าสุดยังอยู่บนหน้าจอแต่ยังไม่ได้บันทึก คำตอบที่บันทึกไปแล้วอยู่ครบ",
    en="The disk holding “{name}” is full. The latest answer is on the screen but not saved; saved answers are safe.",
    next_th="ลบไฟล์ที่ไม่ใช้เพื่อเพิ่มพื้นที่ว่าง โปรแกรมจะลองบันทึกซ้ำเอง",
    next_en="Free some space by deleting files you do not need; the program keeps trying to save.",
)
READ_ONLY = Fault(
    code="OFF-04",
    whose="machine",
    th="เขียน “{name}” ไม่ได้เพราะไฟล์หรือโฟลเดอร์เป็นแบบอ่านอย่างเดียว คำตอบที่บันทึกไปแล้วอยู่ครบ",
    en="“{name}” cannot be written: the file or its folder is read-only. Saved answers are safe.",
    next_th="ยกเลิกสถานะอ่านอย่างเดียวของโฟลเดอร์ข้อมูล แล้วลองใหม่",
    next_en="Take away the read-only mark of the data folder, then try again.",
)
STORE_DAMAGED = Fault(
    code="OFF-05",
    whose="file",
    th="ไฟล์ข้อมูล “{name}” เสียหาย อ่านไม่ได้ทั้งหมด ไฟล์ยังอยู่ที่เดิม สำเนาสำรองล่าสุด: {backup}",
    en="“{name}” is damaged and cannot be read whole. The file is left where it is. Newest backup: {backup}.",
    next_th="เลือก “กู้จากสำเนาสำรอง” ไฟล์ที่เสียหายจะถูกเก็บแยกไว้ ไม่ถูกลบ",
    next_en="Choose “restore the backup”; the damaged file is set aside, never deleted.",
)
DISK_FAILED = Fault(
    code="OFF-06",
    whose="machine",
    th="อ่านหรือเขียน “{name}” ไม่สำเร็จ: {reason} คำตอบที่บันทึกไปแล้วอยู่ครบ",
    en="Reading or writing “{name}” failed: {reason}. Saved answers are safe.",
    next_th="ตรวจว่าดิสก์ยังเชื่อมต่ออยู่และเปิดโฟลเดอร์ได้ แล้วลองใหม่",
    next_en="Check that the disk is connected and the folder opens, then try again.",
)
NOT_A_STORE = Fault(
    code="OFF-07",
    whose="file",
    th="ไฟล์ “{name}” ไม่ใช่ไฟล์ข้อมูลของพร้อม จึงไม่เปิดและไม่แก้ไข",
    en="“{name}” is not a Phrom data file, so it was neither opened nor changed.",
    next_th="เลือกโฟลเดอร์ข้อมูลอื่น หรือย้ายไฟล์นี้ออกก่อน",
    next_en="Choose another data folder, or move this file away first.",
)
STORE_LOCKED = Fault(
    code="OFF-08",
    whose="machine",
    th="โปรแกรมอื่นกำลังใช้ “{name}” อยู่ชั่วขณะ จึงยังบันทึกไม่ได้ คำตอบที่บันทึกไปแล้วอยู่ครบ",
    en="Another program is using “{name}” for the moment, so saving has to wait. Saved answers are safe.",
    next_th="รอสักครู่ โปรแกรมจะลองบันทึกซ้ำเอง",
    next_en="Wait a moment; the program keeps trying to save.",
)
BACKUP_UNSOUND = Fault(
    code="OFF-09",
    whose="machine",
    th="สำเนาสำรอง “{name}” ตรวจแล้วไม่สมบูรณ์ จึงไม่เก็บไว้ ข้อมูลปัจจุบันไม่ถูกแตะต้อง",
    en="The backup “{name}” failed its check and was not kept. The current data is untouched.",
    next_th="ตรวจดิสก์และพื้นที่ว่าง แล้วสำรองใหม่",
    next_en="Check the disk and its free space, then back up again.",
)
NOT_NOW = Fault(
    code="OFF-10",
    whose="user",
    th="ทำไม่ได้ในสถานะ “{state_th}”: {action_th} ข้อมูลทั้งหมดยังอยู่ครบ",
    en="Not possible while “{state_en}”: {action_en}. All data is safe.",
    next_th="ดูสถานะของการประเมินและผู้ที่ต้องทำขั้นต่อไปในหน้าแรก",
    next_en="See the state of the assessment, and who must act next, on the home page.",
)
NOT_READY = Fault(
    code="OFF-11",
    whose="user",
    th="ยังส่งให้ CIO ไม่ได้ ต้องแก้ {count} ข้อ ข้อแรก {first}: {message_th}",
    en="Not ready for the CIO: {count} to correct, the first is {first}: {message_en}",
    next_th="แก้ข้อที่ระบุในหน้าตรวจสอบ แล้วส่งใหม่",
    next_en="Correct what the check page lists, then try again.",
)
REASON_NEEDED = Fault(
    code="OFF-12",
    whose="user",
    th="ยังไม่ได้ระบุเหตุผล: {action_th}",
    en="A reason is needed: {action_en}.",
    next_th="พิมพ์เหตุผลอย่างน้อยหนึ่งข้อความ แล้วทำใหม่",
    next_en="Type a reason, then do it again.",
)
REMARKS_OPEN = Fault(
    code="OFF-13",
    whose="user",
    th="ยังมีข้อที่ CIO ให้แก้แต่ยังไม่ได้แก้หรือตอบ {count} ข้อ ข้อแรก {first}",
    en="{count} marked by the CIO are neither changed nor answered, the first is {first}.",
    next_th="แก้คำตอบหรือพิมพ์คำชี้แจงในข้อที่ CIO ทำเครื่องหมายไว้",
    next_en="Change the answer or reply on each question that the CIO marked.",
)
NO_ASSESSMENT = Fault(
    code="OFF-14",
    whose="user",
    th="ไม่พบการประเมิน “{name}” ในเครื่องนี้",
    en="There is no assessment “{name}” on this computer.",
    next_th="เลือกการประเมินจากหน้าแรก",
    next_en="Choose an assessment on the home page.",
)
NOT_ON_ROSTER = Fault(
    code="OFF-15",
    whose="user",
    th="ไม่พบหน่วยงานรหัส “{office}” ในทะเบียนของรอบ “{round}”",
    en="No office with code “{office}” is on the roster of round “{round}”.",
    next_th="ตรวจรหัสหน่วยงาน หรือขอไฟล์รอบสำรวจฉบับล่าสุดจากส่วนกลาง",
    next_en="Check the office code, or ask the centre for the latest round file.",
)
ASSESSMENT_EXISTS = Fault(
    code="OFF-16",
    whose="user",
    th="หน่วยงาน “{office}” มีการประเมินของรอบ “{round}” อยู่แล้ว คำตอบเดิมอยู่ครบ",
    en="Office “{office}” already has an assessment in round “{round}”. Its answers are safe.",
    next_th="เปิดการประเมินที่มีอยู่จากหน้าแรก",
    next_en="Open the existing assessment from the home page.",
)
WRITER_STOPPED = Fault(
    code="OFF-17",
    whose="us",
    th="ส่วนบันทึกคำตอบหยุดทำงาน คำตอบล่าสุด {count} ข้อยังไม่ได้บันทึก คำตอบก่อนหน้านั้นอยู่ครบ",
    en="The part that saves answers has stopped. Unsaved answers: {count}; earlier ones are safe.",
    next_th="จดคำตอบล่าสุดไว้ ปิดโปรแกรม แล้วเปิดใหม่",
    next_en="Write the latest answers down, close the program, and start it again.",
)
TEXT_TOO_LONG = Fault(
    code="OFF-18",
    whose="user",
    th="ข้อความยาว {length} ตัวอักษร เกินที่กำหนด {limit} จึงยังไม่ได้บันทึก ข้อความเดิมยังอยู่ครบ",
    en="The text has {length} characters, above {limit}, so it was not saved. The earlier text is safe.",
    next_th="ย่อข้อความ หรือแนบเป็นไฟล์หลักฐานแทน",
    next_en="Shorten it, or attach it as an evidence file.",
)
NO_NEWER_FORM = Fault(
    code="OFF-19",
    whose="user",
    th="ย้ายไปรุ่นที่ {version} ไม่ได้ เพราะไม่ใช่รุ่นใหม่กว่ารุ่นที่ {now} ของแบบสำรวจเดียวกันในรอบ {round} คำตอบอยู่ครบ",
    en="Version {version} is no newer version than {now} of this form in round {round}. All answers are kept.",
    next_th="เปิดไฟล์รอบที่มีแบบสำรวจรุ่นใหม่จากส่วนกลางก่อน แล้วลองใหม่",
    next_en="Open the round file with the newer form from central first, then try again.",
)
EVIDENCE_TYPE = Fault(
    code="OFF-20",
    whose="file",
    th="ไฟล์ “{name}” ไม่ใช่ชนิดที่แนบได้ จึงยังไม่ได้แนบ คำตอบยังอยู่ครบ",
    en="“{name}” is not of a kind that can be attached, so it was not attached. Your answers are safe.",
    next_th="แนบได้เฉพาะ pdf jpg png xlsx docx csv txt โปรดบันทึกเป็นชนิดเหล่านี้แล้วแนบใหม่",
    next_en="Only pdf, jpg, png, xlsx, docx, csv and txt can be attached; save it as one of these and try again.",
)
EVIDENCE_CONTENT = Fault(
    code="OFF-21",
    whose="file",
    th="เนื้อหาของไฟล์ “{name}” ไม่ใช่ {extension} ตามนามสกุล จึงยังไม่ได้แนบ คำตอบยังอยู่ครบ",
    en="The content of “{name}” is not {extension} as its name says, so it was not attached. Your answers are safe.",
    next_th="เปิดไฟล์ตรวจดู แล้วบันทึกใหม่ให้ถูกชนิดก่อนแนบ",
    next_en="Open the file, save it again as the right kind, then attach it.",
)
EVIDENCE_TOO_LARGE = Fault(
    code="OFF-22",
    whose="file",
    th="ไฟล์ “{name}” มีขนาด {size} MB เกินที่กำหนด {limit} MB จึงยังไม่ได้แนบ คำตอบยังอยู่ครบ",
    en="“{name}” is {size} MB, above {limit} MB, so it was not attached. Your answers are safe.",
    next_th="บันทึกไฟล์ให้เล็กลงหรือแยกเป็นหลายไฟล์ แล้วแนบใหม่",
    next_en="Save a smaller file or split it, then attach it again.",
)
EVIDENCE_EMPTY = Fault(
    code="OFF-23",
    whose="file",
    th="ไฟล์ “{name}” ว่างเปล่า จึงยังไม่ได้แนบ คำตอบยังอยู่ครบ",
    en="“{name}” is empty, so it was not attached. Your answers are safe.",
    next_th="ตรวจว่าเลือกไฟล์ถูกต้องและคัดลอกมาครบ แล้วแนบใหม่",
    next_en="Check that it is the right file and was copied completely, then attach it again.",
)
EVIDENCE_UNREADABLE = Fault(
    code="OFF-24",
    whose="file",
    th="อ่านไฟล์ “{name}” ไม่ได้: {reason} จึงยังไม่ได้แนบ คำตอบยังอยู่ครบ",
    en="“{name}” could not be read: {reason}. It was not attached; your answers are safe.",
    next_th="ปิดโปรแกรมอื่นที่ใช้ไฟล์นี้ ตรวจว่าไฟล์ยังอยู่ แล้วแนบใหม่",
    next_en="Close other programs that use the file, check that it is still there, then attach it again.",
)
EVIDENCE_LOST = Fault(
    code="OFF-25",
    whose="machine",
    th="ไฟล์หลักฐาน “{name}” ที่เก็บไว้หายไปหรือถูกแก้ไขหลังแนบ คำตอบและหลักฐานอื่นยังอยู่ครบ",
    en="The stored evidence “{name}” is missing or was changed after it was attached. All else is safe.",
    next_th="แนบไฟล์นี้ใหม่จากต้นฉบับ",
    next_en="Attach this file again from the original.",
)
EVIDENCE_TOO_MUCH = Fault(
    code="OFF-26",
    whose="user",
    th="หลักฐานมี {count} ไฟล์ รวม {size} MB เกินที่ชุดไฟล์ลงนามรับได้ ({files} ไฟล์ {limit} MB)",
    en="Evidence files: {count}, {size} MB in all; a package holds {files} files and {limit} MB.",
    next_th="รวมหรือย่อไฟล์หลักฐาน แล้วลองใหม่",
    next_en="Join or shrink evidence files, then try again.",
)
ROUND_CLOSED = Fault(
    code="OFF-50",
    whose="user",
    th="ส่วนกลางปิดรับหรือถอนแบบสำรวจรอบ {round} ฉบับที่ {version} แล้ว จึงเริ่มการประเมินใหม่ไม่ได้",
    en="Central has closed or withdrawn the form of round {round}, version {version}. Nothing new can be begun on it.",
    next_th="เปิดแบบสำรวจฉบับล่าสุดที่ส่วนกลางส่งมา",
    next_en="Open the current form that central sent.",
)
WRONG_PASSPHRASE = Fault(
    code="OFF-30",
    whose="user",
    th="รหัสผ่านไม่ถูกต้อง (ครั้งที่ {count}) ยังไม่มีการลงนาม และกุญแจไม่ถูกล็อก",
    en="Wrong passphrase (try {count}). Nothing was signed, and the key is not locked.",
    next_th="ตรวจภาษาของแป้นพิมพ์และ Caps Lock แล้วพิมพ์ใหม่ หากลืมรหัสผ่านต้องขอกุญแจใหม่จากส่วนกลาง",
    next_en="Check keyboard language and Caps Lock and type it again. "
    "If it is forgotten, ask the centre for a new key.",
)
NO_KEY = Fault(
    code="OFF-31",
    whose="user",
    th="เครื่องนี้ยังไม่มีกุญแจลงนามที่ใช้ได้ของหน่วยงาน “{office}”",
    en="This computer has no usable signing key of office “{office}”.",
    next_th="สร้างกุญแจและส่งคำขอใบรับรองไปส่วนกลาง หรือเปิดบนเครื่องที่มีกุญแจ",
    next_en="Make a key and send the certificate request to the centre, or sign on the computer that has the key.",
)
CERTIFICATE_OTHER_KEY = Fault(
    code="OFF-32",
    whose="file",
    th="ใบรับรองนี้ไม่ใช่ของกุญแจที่สร้างไว้ในเครื่องนี้ จึงไม่ติดตั้ง",
    en="This certificate is not for a key made on this computer, so it was not installed.",
    next_th="ติดตั้งบนเครื่องที่สร้างคำขอ หรือขอใบรับรองให้คำขอของเครื่องนี้",
    next_en="Install it on the computer that made the request, or ask for one for this computer's request.",
)
CLOCK_WRONG = Fault(
    code="OFF-33",
    whose="user",
    th="นาฬิกาของเครื่องเป็น {clock} ซึ่งเป็นไปไม่ได้ ({why_th}) ยังไม่มีการลงนาม",
    en="This computer's clock says {clock}, which cannot be ({why_en}). Nothing was signed.",
    next_th="ตั้งวันที่ของเครื่องเป็นปี ค.ศ. ที่ถูกต้อง แล้วลงนามใหม่",
    next_en="Set the computer's date to the right Gregorian year, then sign again.",
)
KEY_DAMAGED = Fault(
    code="OFF-34",
    whose="file",
    th="ไฟล์กุญแจ “{name}” เสียหายหรืออ่านไม่ได้ ยังไม่มีการลงนาม",
    en="The key file “{name}” is damaged or unreadable. Nothing was signed.",
    next_th="กู้ไฟล์กุญแจจากสำเนาสำรอง หรือขอกุญแจใหม่จากส่วนกลาง",
    next_en="Restore the key file from a backup, or ask the centre for a new key.",
)
CERTIFICATE_OTHER_OFFICE = Fault(
    code="OFF-35",
    whose="file",
    th="ใบรับรองนี้ออกให้หน่วยงาน “{found}” ไม่ใช่ “{office}” จึงไม่ติดตั้ง",
    en="This certificate was issued to office “{found}”, not “{office}”, so it was not installed.",
    next_th="แจ้งส่วนกลางให้ออกใบรับรองให้ถูกหน่วยงาน",
    next_en="Ask the centre for a certificate of the right office.",
)
CERTIFICATE_ENDED = Fault(
    code="OFF-36",
    whose="user",
    th="ใบรับรองของหน่วยงานหมดอายุเมื่อ {date} (นาฬิกาของเครื่อง {clock}) ยังไม่มีการลงนาม คำตอบยังอยู่ครบ",
    en="The certificate ended on {date} (this computer's clock: {clock}). Nothing was signed; answers are safe.",
    next_th="ตรวจวันที่ของเครื่อง ถ้าถูกต้องแล้วให้ขอต่ออายุใบรับรองจากส่วนกลาง",
    next_en="Check the computer's date; if it is right, ask the centre to renew the certificate.",
)
WRONG_PIN = Fault(
    code="OFF-37",
    whose="user",
    th="รหัส PIN ของโทเค็นไม่ถูกต้อง (ครั้งที่ {count}) {left_th} ยังไม่มีการลงนาม",
    en="Wrong PIN of the token (try {count}). {left_en} Nothing was signed.",
    next_th="ตรวจภาษาของแป้นพิมพ์และ Caps Lock แล้วพิมพ์ใหม่ หากไม่แน่ใจให้หยุดก่อน โทเค็นล็อกเองเมื่อผิดหลายครั้ง",
    next_en="Check keyboard language and Caps Lock and type it again. "
    "If unsure, stop: a token locks itself after some wrong tries.",
)
SELF_CHECK = Fault(
    code="OFF-40",
    whose="us",
    th="ไฟล์ที่เพิ่งลงนามตรวจซ้ำแล้วไม่ตรง: {check_th} ({inside} กับ {expected}) จึงไม่เก็บไฟล์นั้น คำตอบยังอยู่ครบ",
    en="The file just signed did not pass its own check: {check_en} ({inside} against {expected}). "
    "It was not kept; your answers are safe.",
    next_th="ลองลงนามใหม่ หากยังเป็นอยู่ให้ส่งรายงานปัญหา",
    next_en="Sign again; if it stays, send a problem report.",
)
COPY_DIFFERS = Fault(
    code="OFF-41",
    whose="machine",
    th="สำเนาที่ “{name}” อ่านกลับแล้วไม่ตรงกับต้นฉบับ จึงลบสำเนานั้น ต้นฉบับยังอยู่ครบ",
    en="The copy at “{name}” does not read back like the original and was removed. The original is safe.",
    next_th="ตรวจอุปกรณ์เก็บข้อมูลแล้วส่งออกใหม่ หรือเลือกที่อื่น",
    next_en="Check the storage device and export again, or choose another place.",
)
RECIPIENT_UNFIT = Fault(
    code="OFF-80",
    whose="machine",
    th="ใบรับรองเข้ารหัสของส่วนกลางในเครื่องนี้ใช้ไม่ได้ ({code}) จึงยังไม่ได้ส่งออกไฟล์ แบบประเมินที่ลงนามแล้วยังอยู่ครบ",
    en="The centre's encryption certificate on this computer cannot be used ({code}). No file was exported; "
    "what is signed is safe.",
    next_th="ตรวจวันที่ของเครื่อง แล้วนำเข้าชุดความเชื่อถือฉบับล่าสุดจากส่วนกลาง",
    next_en="Check this computer's date, then import the centre's newest trust files.",
)
LOCKED_BY_RETURN = Fault(
    code="OFF-60",
    whose="user",
    th="ข้อนี้ส่วนกลางไม่ได้เปิดให้แก้ ใบส่งกลับ {package} (ครบกำหนด {due}) เปิดเฉพาะ {count} ข้อ คำตอบเดิมยังอยู่ครบ",
    en="The return {package} (due {due}) does not open this question, only others ({count}). The answer is as it was.",
    next_th="แก้เฉพาะข้อที่ส่วนกลางระบุ หากต้องแก้ข้ออื่นด้วยให้แจ้งส่วนกลางออกใบส่งกลับใหม่",
    next_en="Change the named questions only; if others must change too, ask the centre for another return.",
)
CHANGES_UNEXPLAINED = Fault(
    code="OFF-61",
    whose="user",
    th="ยังส่งให้ CIO ไม่ได้ มี {count} ข้อที่คำตอบต่างจากฉบับก่อนแต่ยังไม่มีเหตุผลของการแก้ไข ข้อแรก {first}",
    en="Not ready for the CIO: answers changed since the last revision without a reason: {count}, first {first}.",
    next_th="พิมพ์เหตุผลของการแก้ไขในข้อเหล่านั้น แล้วส่งใหม่",
    next_en="Type the reason of the change on each of them, then try again.",
)
RETURN_UNANSWERED = Fault(
    code="OFF-62",
    whose="user",
    th="ยังมีข้อที่ส่วนกลางส่งกลับแต่ยังไม่ได้แก้หรือชี้แจง {count} ข้อ ข้อแรก {first}",
    en="Returned questions that are neither changed nor answered: {count}, the first is {first}.",
    next_th="แก้คำตอบ หรือพิมพ์คำชี้แจงว่าทำไมจึงคงคำตอบเดิม",
    next_en="Change the answer, or reply why it stays as it is.",
)
