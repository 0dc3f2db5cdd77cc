"""What can be wrong with a package: the codes of package-format section 17 with their sentences.

The codes named `TRUST_…` that speak of certificates, and `ROLE`, lie in `trust/faults.py`.
"""

from __future__ import annotations

from desktop_app.errors import Fault

_NEW_FILE_TH = "ขอไฟล์ใหม่จากผู้ส่ง อย่าแก้ไฟล์นี้เอง"
_NEW_FILE_EN = "Ask the sender for a new file; do not mend this one."
_UPDATE_TH = "ให้ผู้ส่งปรับรุ่นโปรแกรมแล้วส่งออกใหม่"
_UPDATE_EN = "The sender updates the program and exports again."
_HELD_TH = "ส่วนกลางตรวจสอบกับหน่วยงานก่อนตัดสิน ไฟล์ถูกเก็บไว้แล้ว"
_HELD_EN = "Central asks the office before deciding; the file is kept."

OK = Fault(
    code="OK",
    whose="file",
    th="รับไฟล์แล้ว ลายเซ็นถูกต้อง",
    en="The file is accepted; the signature is right.",
    next_th="ไม่ต้องทำอะไรเพิ่ม",
    next_en="Nothing more to do.",
)
NOT_PACKAGE = Fault(
    code="NOT_PACKAGE",
    whose="file",
    th="ไฟล์นี้ไม่ใช่ชุดข้อมูลของพร้อม ไม่มีข้อมูลใดถูกนำเข้า",
    en="This is not a Phrom package. Nothing was imported.",
    next_th="เลือกไฟล์ .asice ที่ได้รับ",
    next_en="Choose the .asice file you received.",
)
ZIP_END = Fault(
    code="ZIP_END",
    whose="file",
    th="ไฟล์ไม่สมบูรณ์หรือมีข้อมูลเกิน อาจคัดลอกไม่ครบ",
    en="The file is cut short or has bytes too many; it may not have been copied whole.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
ZIP_HEADER = Fault(
    code="ZIP_HEADER",
    whose="file",
    th="โครงสร้างไฟล์ไม่ถูกต้อง อาจเสียหายหรือถูกแก้ไข (ส่วนหัวของรายการไม่ตรงข้อกำหนด: {place})",
    en="The file's structure is wrong, damaged or changed (a header is not as it must be: {place}).",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
ZIP_NAME = Fault(
    code="ZIP_NAME",
    whose="file",
    th="โครงสร้างไฟล์ไม่ถูกต้อง อาจเสียหายหรือถูกแก้ไข (มีชื่อไฟล์ที่ไม่อนุญาต: {place})",
    en="The file's structure is wrong, damaged or changed (a file name is not allowed: {place}).",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
ZIP_ORDER = Fault(
    code="ZIP_ORDER",
    whose="file",
    th="โครงสร้างไฟล์ไม่ถูกต้อง อาจเสียหายหรือถูกแก้ไข (ลำดับไฟล์ผิดหรือมีไฟล์ซ้ำ: {place})",
    en="The file's structure is wrong, damaged or changed (files are out of order or repeated: {place}).",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
ZIP_DATA = Fault(
    code="ZIP_DATA",
    whose="file",
    th="โครงสร้างไฟล์ไม่ถูกต้อง อาจเสียหายหรือถูกแก้ไข (ค่าตรวจสอบข้อมูลไม่ตรง: {place})",
    en="The file's structure is wrong, damaged or changed (a checksum does not fit: {place}).",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
MISSING = Fault(
    code="MISSING",
    whose="file",
    th="โครงสร้างไฟล์ไม่ถูกต้อง อาจเสียหายหรือถูกแก้ไข (ขาดบัญชีรายการไฟล์ ลายเซ็น หรือข้อมูลหลัก: {place})",
    en="The file's structure is wrong, damaged or changed (the manifest, signature or payload is absent: {place}).",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
LIMIT = Fault(
    code="LIMIT",
    whose="file",
    th="ไฟล์ใหญ่เกินหรือมีรายการมากเกินกำหนด ({place})",
    en="The file is too large or has too many entries ({place}).",
    next_th="ลดขนาดหรือจำนวนหลักฐานแล้วส่งออกใหม่",
    next_en="Make the evidence smaller or fewer, then export again.",
)
ENC_FORMAT = Fault(
    code="ENC_FORMAT",
    whose="file",
    th="ไฟล์เข้ารหัสผิดรูปแบบ เสียหาย หรือถูกแก้ไข",
    en="The encrypted file is malformed, damaged or changed.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
ENC_TAG = Fault(
    code="ENC_TAG",
    whose="file",
    th="ไฟล์เข้ารหัสเสียหายหรือถูกแก้ไข ไม่ได้เปิดเนื้อหา",
    en="The encrypted file is damaged or changed; nothing of it was released.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
ENC_RECIPIENT = Fault(
    code="ENC_RECIPIENT",
    whose="file",
    th="ไฟล์นี้เข้ารหัสถึงผู้รับอื่น",
    en="This file is encrypted to someone else.",
    next_th="ให้ผู้ส่งส่งออกใหม่โดยใช้ชุดความเชื่อถือฉบับล่าสุด",
    next_en="The sender exports again with the current trust bundle.",
)
CMS_FORMAT = Fault(
    code="CMS_FORMAT",
    whose="file",
    th="รูปแบบลายเซ็นไม่ตรงข้อกำหนด ไม่รับไฟล์นี้ (อ่านลายเซ็นไม่ได้)",
    en="The signature file cannot be read. The file is not accepted.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
CMS_NOT_CANONICAL = Fault(
    code="CMS_NOT_CANONICAL",
    whose="file",
    th="รูปแบบลายเซ็นไม่ตรงข้อกำหนด ไม่รับไฟล์นี้",
    en="The signature is not in the permitted form. The file is not accepted.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
SIGNATURE = Fault(
    code="SIGNATURE",
    whose="file",
    th="ลายเซ็นไม่ตรงกับเนื้อหา ไฟล์ถูกแก้ไขหลังลงนาม",
    en="The signature does not fit the content: the file was changed after signing.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
XML_FORBIDDEN = Fault(
    code="XML_FORBIDDEN",
    whose="file",
    th="บัญชีรายการไฟล์มีส่วนที่ไม่อนุญาต ไม่รับไฟล์นี้",
    en="The list of files holds something forbidden. The file is not accepted.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
MANIFEST_FORMAT = Fault(
    code="MANIFEST_FORMAT",
    whose="file",
    th="บัญชีรายการไฟล์อ่านไม่ได้ ไม่รับไฟล์นี้",
    en="The list of files cannot be read. The file is not accepted.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
MANIFEST_NOT_CANONICAL = Fault(
    code="MANIFEST_NOT_CANONICAL",
    whose="file",
    th="บัญชีรายการไฟล์ไม่ตรงข้อกำหนด ไม่รับไฟล์นี้",
    en="The list of files is not in the permitted form. The file is not accepted.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
DIGEST_ALG = Fault(
    code="DIGEST_ALG",
    whose="file",
    th="บัญชีรายการไฟล์ใช้วิธีตรวจสอบที่ไม่อนุญาต ไม่รับไฟล์นี้",
    en="The list of files names a digest that is not allowed. The file is not accepted.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
COVERAGE = Fault(
    code="COVERAGE",
    whose="file",
    th="มีไฟล์ขาด หรือมีไฟล์ที่ผู้ลงนามไม่ได้รับรอง ({place})",
    en="A file is missing, or one is there that the signer did not list ({place}).",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
DIGEST = Fault(
    code="DIGEST",
    whose="file",
    th="เนื้อหาไฟล์ {place} ไม่ตรงกับที่ลงนามไว้",
    en="The content of {place} is not what was signed.",
    next_th=_NEW_FILE_TH,
    next_en=_NEW_FILE_EN,
)
JSON_UTF8 = Fault(
    code="JSON_UTF8",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (ไม่ใช่ UTF-8: {place})",
    en="The data inside is malformed (not UTF-8: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_BOM = Fault(
    code="JSON_BOM",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (มีเครื่องหมาย BOM: {place})",
    en="The data inside is malformed (begins with a byte order mark: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_SYNTAX = Fault(
    code="JSON_SYNTAX",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (ไวยากรณ์ JSON ผิด: {place})",
    en="The data inside is malformed (JSON syntax: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_DEPTH = Fault(
    code="JSON_DEPTH",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (ซ้อนลึกเกินกำหนด: {place})",
    en="The data inside is malformed (nested too deep: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_DUPLICATE_KEY = Fault(
    code="JSON_DUPLICATE_KEY",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (ชื่อช่องซ้ำ: {place})",
    en="The data inside is malformed (a key twice: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_CONST = Fault(
    code="JSON_CONST",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (ค่าที่ไม่ใช่จำนวน: {place})",
    en="The data inside is malformed (not a number: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_INT = Fault(
    code="JSON_INT",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (จำนวนเต็มเกินขอบเขต: {place})",
    en="The data inside is malformed (integer out of range: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_FLOAT = Fault(
    code="JSON_FLOAT",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (จำนวนทศนิยมไม่อยู่ในเครื่องหมายคำพูด: {place})",
    en="The data inside is malformed (a decimal that is not text: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_KEY = Fault(
    code="JSON_KEY",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (ชื่อช่องผิดรูปแบบ: {place})",
    en="The data inside is malformed (malformed key: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
JSON_NOT_CANONICAL = Fault(
    code="JSON_NOT_CANONICAL",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (ไม่ใช่รูปเขียนมาตรฐาน: {place})",
    en="The data inside is malformed (not the permitted spelling: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
TEXT_CONTROL = Fault(
    code="TEXT_CONTROL",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (มีอักขระควบคุมหรืออักขระที่มองไม่เห็น: {place})",
    en="The data inside is malformed (control or invisible character: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
TEXT_SURROGATE = Fault(
    code="TEXT_SURROGATE",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (มีอักขระครึ่งตัว: {place})",
    en="The data inside is malformed (half a character: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
TEXT_NFC = Fault(
    code="TEXT_NFC",
    whose="file",
    th="ข้อมูลภายในผิดรูปแบบ (ข้อความไม่อยู่ในรูป NFC: {place})",
    en="The data inside is malformed (text not in NFC: {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
VERSION = Fault(
    code="VERSION",
    whose="machine",
    th="ไฟล์นี้ต้องใช้โปรแกรมรุ่นใหม่กว่า ({place})",
    en="This file needs a newer version of the program ({place}).",
    next_th="ปรับรุ่นโปรแกรมแล้วเปิดไฟล์นี้อีกครั้ง",
    next_en="Update the program, then open the file again.",
)
SCHEMA = Fault(
    code="SCHEMA",
    whose="file",
    th="ข้อมูลไม่ครบหรือผิดชนิด (ช่อง {place})",
    en="Data is missing or of the wrong type (field {place}).",
    next_th=_UPDATE_TH,
    next_en=_UPDATE_EN,
)
AUDIENCE = Fault(
    code="AUDIENCE",
    whose="file",
    th="ไฟล์นี้เป็นของระบบอื่น เช่น ระบบทดสอบ ({place})",
    en="This file belongs to another deployment, such as a test system ({place}).",
    next_th="ใช้ไฟล์ของระบบนี้",
    next_en="Use the file made for this deployment.",
)
OFFICE_UNKNOWN = Fault(
    code="OFFICE_UNKNOWN",
    whose="file",
    th="ใบรับรองนี้ไม่ใช่ของหน่วยงานในทะเบียน",
    en="This certificate's key belongs to no office of the roster.",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
OFFICE_MISMATCH = Fault(
    code="OFFICE_MISMATCH",
    whose="file",
    th="ใบรับรองนี้ไม่ใช่ของหน่วยงานที่ระบุในไฟล์ ({place})",
    en="This certificate's key belongs to another office than the file names ({place}).",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
FORM_UNKNOWN = Fault(
    code="FORM_UNKNOWN",
    whose="machine",
    th="ไม่พบแบบสำรวจฉบับนี้ในทะเบียน ({place})",
    en="This form is not registered here ({place}).",
    next_th="นำเข้าแบบสำรวจฉบับนั้น แล้วตรวจไฟล์นี้อีกครั้ง",
    next_en="Import that form, then check the file again.",
)
FORM_TAMPERED = Fault(
    code="FORM_TAMPERED",
    whose="file",
    th="แบบสำรวจไม่ตรงกับฉบับทางการ",
    en="The form is not the official one.",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
FORM_ROUND = Fault(
    code="FORM_ROUND",
    whose="file",
    th="แบบสำรวจเป็นของรอบอื่น ({place})",
    en="The form belongs to another round ({place}).",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
FORM_CLOSED = Fault(
    code="FORM_CLOSED",
    whose="file",
    th="แบบสำรวจฉบับนี้ปิดรับแล้ว",
    en="This form has been closed or withdrawn.",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
ANSWERS = Fault(
    code="ANSWERS",
    whose="file",
    th="คำตอบไม่ตรงกับแบบสำรวจ (ข้อ {place})",
    en="An answer does not fit the form (question {place}).",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
EVIDENCE = Fault(
    code="EVIDENCE",
    whose="file",
    th="รายการหลักฐานไม่ตรงกับไฟล์แนบ ({place})",
    en="The list of evidence differs from the attached files ({place}).",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
SCORE_MISMATCH = Fault(
    code="SCORE_MISMATCH",
    whose="file",
    th="คะแนนในไฟล์ ({there}) ไม่ตรงกับที่คำนวณได้ ({here})",
    en="The score in the file ({there}) differs from the one computed here ({here}).",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
PDF_MISMATCH = Fault(
    code="PDF_MISMATCH",
    whose="file",
    th="รายงาน PDF ไม่ใช่ของคำตอบชุดนี้ หรือไม่ได้ลงนามโดยผู้เดียวกัน ({place})",
    en="The PDF report is not of these answers or was not signed by the same signer ({place}).",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
CLOCK = Fault(
    code="CLOCK",
    whose="machine",
    th="วันที่ลงนามเป็นไปไม่ได้: {place} (เครื่องอาจตั้งปี พ.ศ.)",
    en="The date of signing is impossible: {place} (the clock may show a Buddhist Era year).",
    next_th="ตั้งวันที่ของเครื่องให้ถูกต้องแล้วลงนามใหม่",
    next_en="Set the computer's date right, then sign again.",
)
DUPLICATE = Fault(
    code="DUPLICATE",
    whose="file",
    th="ได้รับไฟล์นี้แล้วเมื่อ {date}",
    en="This file was already received on {date}.",
    next_th="ใช้ใบตอบรับเดิม ระบบออกให้อีกครั้ง",
    next_en="Use the same receipt; it is issued again.",
)
SUPERSEDED = Fault(
    code="SUPERSEDED",
    whose="file",
    th="มีฉบับใหม่กว่าแล้ว (ครั้งที่ {revision}) เก็บไว้แต่ไม่ใช้คำนวณ",
    en="A newer revision ({revision}) is here; this one is kept but not counted.",
    next_th="ไม่ต้องทำอะไรเพิ่ม",
    next_en="Nothing more to do.",
)
CONFLICT = Fault(
    code="CONFLICT",
    whose="file",
    th="เลขครั้งที่ซ้ำหรือไม่ต่อเนื่อง เนื้อหาต่างกัน รอเจ้าหน้าที่ตัดสิน",
    en="The revision repeats or breaks the sequence with other content; a person decides.",
    next_th=_HELD_TH,
    next_en=_HELD_EN,
)
TRUST_ROLLBACK = Fault(
    code="TRUST_ROLLBACK",
    whose="file",
    th="ไฟล์นี้เก่ากว่าที่ติดตั้งอยู่ (ชุดความเชื่อถือ) ไม่นำเข้า",
    en="This file is older than what is installed (the trust bundle). It was not imported.",
    next_th="ขอฉบับล่าสุดจากส่วนกลาง",
    next_en="Ask central for the current one.",
)
TRUST_CRL_ROLLBACK = Fault(
    code="TRUST_CRL_ROLLBACK",
    whose="file",
    th="ไฟล์นี้เก่ากว่าที่ติดตั้งอยู่ (บัญชีเพิกถอน) ไม่นำเข้า",
    en="This file is older than what is installed (a revocation list). It was not imported.",
    next_th="ขอฉบับล่าสุดจากส่วนกลาง",
    next_en="Ask central for the current one.",
)
FORM_ROLLBACK = Fault(
    code="FORM_ROLLBACK",
    whose="file",
    th="ไฟล์นี้เก่ากว่าที่ติดตั้งอยู่ (แบบสำรวจ) ไม่นำเข้า",
    en="This file is older than what is installed (the form). It was not imported.",
    next_th="ขอฉบับล่าสุดจากส่วนกลาง",
    next_en="Ask central for the current one.",
)
TRUST_GAP = Fault(
    code="TRUST_GAP",
    whose="file",
    th="ต้องนำเข้าชุดความเชื่อถืออีกไฟล์ก่อน",
    en="The other trust bundle of this pair must be imported first.",
    next_th="นำเข้าชุดความเชื่อถืออีกไฟล์ที่มาคู่กัน",
    next_en="Import the other trust bundle of the pair.",
)
RECEIPT_MISMATCH = Fault(
    code="RECEIPT_MISMATCH",
    whose="file",
    th="เอกสารตอบกลับนี้ไม่ตรงกับไฟล์หรือกุญแจของหน่วยงานนี้",
    en="This reply is not for a file or key of this office.",
    next_th="ขอเอกสารตอบกลับของหน่วยงานนี้จากส่วนกลาง",
    next_en="Ask central for this office's own reply.",
)
SYS_IO = Fault(
    code="SYS_IO",
    whose="machine",
    th="คัดลอกหรือบันทึกไฟล์ไม่สำเร็จ ยังไม่มีข้อมูลใดถูกนำเข้า ({place})",
    en="The file could not be copied or written; nothing was imported ({place}).",
    next_th="ตรวจพื้นที่ว่างและสื่อบันทึกแล้วลองใหม่",
    next_en="Check free space and the medium, then try again.",
)
SYS_DB = Fault(
    code="SYS_DB",
    whose="machine",
    th="บันทึกลงทะเบียนไม่สำเร็จ ยังไม่มีข้อมูลใดถูกนำเข้า ({place})",
    en="The registry could not be written; nothing was imported ({place}).",
    next_th="ตรวจพื้นที่ว่างแล้วลองใหม่",
    next_en="Check free space, then try again.",
)
CRASH = Fault(
    code="CRASH",
    whose="us",
    th="ตรวจไฟล์นี้ไม่สำเร็จ ไฟล์ถูกกักไว้ ไฟล์อื่นไม่ได้รับผลกระทบ",
    en="This file could not be checked; it is set aside and other files are not affected.",
    next_th="ส่งรหัสนี้พร้อมไฟล์ให้ผู้ดูแลระบบ",
    next_en="Send this code and the file to support.",
)
