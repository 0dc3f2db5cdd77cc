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

SCAN_TOO_LARGE = Fault(
    code="OUT-10",
    whose="file",
    th="ไฟล์ภาพ “{name}” ใหญ่เกิน {limit} MB จึงไม่ได้เปิด",
    en="The picture “{name}” is larger than {limit} MB, so it was not opened.",
    next_th="สแกนเฉพาะหน้าที่มี QR code ที่ความละเอียด 150-300 dpi แล้วลองใหม่ หรือพิมพ์ลายพิมพ์ 6 กลุ่มแทน",
    next_en="Scan only the page with the QR code at 150-300 dpi and try again, or type six groups of the fingerprint.",
)
SCAN_UNREADABLE = Fault(
    code="OUT-11",
    whose="file",
    th="อ่านภาพ “{name}” ไม่ได้ ไฟล์เสียหาย หรือไม่ใช่ PNG, JPEG หรือ PDF",
    en="The picture “{name}” cannot be read: it is damaged, or neither PNG, JPEG nor PDF.",
    next_th="บันทึกภาพเป็น JPEG หรือ PDF แล้วเลือกใหม่ หรือพิมพ์ลายพิมพ์ 6 กลุ่มแทน",
    next_en="Save it as JPEG or PDF and choose it again, or type six groups of the fingerprint.",
)
SCAN_TOO_FINE = Fault(
    code="OUT-12",
    whose="file",
    th="ภาพใน “{name}” มีจำนวนจุดเกิน {limit} ล้านจุด จึงไม่ได้เปิด",
    en="A picture in “{name}” has more than {limit} million pixels, so it was not opened.",
    next_th="สแกนใหม่ที่ความละเอียด 150-300 dpi หรือพิมพ์ลายพิมพ์ 6 กลุ่มแทน",
    next_en="Scan again at 150-300 dpi, or type six groups of the fingerprint.",
)
SCAN_WITHOUT_CODE = Fault(
    code="OUT-13",
    whose="file",
    th="ไม่พบ QR code ของรายงานพร้อมในภาพ “{name}”",
    en="No QR code of a Phrom report is seen in “{name}”.",
    next_th="ใช้หน้าแรกหรือหน้าลงนามของรายงาน ถ่ายให้ชัดและเห็นทั้งสี่มุมของ QR code หรือพิมพ์ลายพิมพ์ 6 กลุ่มแทน",
    next_en="Take the first page or the signature page, sharp and with the whole code in view, or type six groups.",
)

FAULTS = (BENCHMARKS_BROKEN, TEXT_TOO_LONG, SCAN_TOO_LARGE, SCAN_UNREADABLE, SCAN_TOO_FINE, SCAN_WITHOUT_CODE)
