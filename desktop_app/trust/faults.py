"""What can go wrong with keys, certificates and trust: the catalogue of this room.

Faults named `TRUST_…` and `ROLE` are the codes of package-format section 17; the others concern a person's own
key, request or trust folder.
"""

from __future__ import annotations

from desktop_app.errors import Fault

WEAK_PASSPHRASE = Fault(
    code="TRUST-01",
    whose="user",
    th="วลีรหัสผ่านสั้นเกินไป ต้องยาวอย่างน้อย {least} ตัวอักษร ยังไม่ได้สร้างไฟล์กุญแจ",
    en="The passphrase is too short: it needs at least {least} characters. No key file was made.",
    next_th="ตั้งวลีรหัสผ่านใหม่ให้ยาวขึ้น เช่น คำที่จำได้หลายคำต่อกัน",
    next_en="Choose a longer passphrase, such as several words you remember.",
)
WRONG_PASSPHRASE = Fault(
    code="TRUST-02",
    whose="user",
    th="วลีรหัสผ่านไม่ถูกต้อง ยังไม่ได้ลงนามและข้อมูลทุกอย่างยังอยู่ครบ",
    en="The passphrase is wrong. Nothing was signed and nothing is lost.",
    next_th="พิมพ์ใหม่อีกครั้ง ตรวจแป้นภาษาและปุ่ม Caps Lock",
    next_en="Type it again; check the keyboard language and Caps Lock.",
)
EMPTY_NAME = Fault(
    code="TRUST-03",
    whose="user",
    th="ชื่อที่จะใส่ในใบรับรองว่างอยู่ ยังไม่ได้ออกใบรับรอง",
    en="A name for the certificate is blank. No certificate was issued.",
    next_th="กรอกชื่อหน่วยงานและชื่อผู้ลงนามให้ครบ",
    next_en="Fill in the office's name and the signer's name.",
)
BAD_OFFICE_CODE = Fault(
    code="TRUST-04",
    whose="user",
    th="รหัสหน่วยงาน “{code}” ใช้ในใบรับรองไม่ได้ ยังไม่ได้ออกใบรับรอง",
    en="The office code “{code}” cannot stand in a certificate. No certificate was issued.",
    next_th="ใช้ตัวพิมพ์ใหญ่ A-Z ตัวเลข และขีด ไม่เกิน 20 ตัว ตามทะเบียนหน่วยงาน",
    next_en="Use A-Z, digits and hyphens, at most 20 characters, as the roster has it.",
)
BAD_KEY_FILE = Fault(
    code="TRUST-05",
    whose="file",
    th="ไฟล์กุญแจเสียหายหรือไม่ใช่ไฟล์กุญแจของโปรแกรมพร้อม ไฟล์ยังอยู่ที่เดิม",
    en="The key file is damaged or is not a key file of Phrom. It was left as it is.",
    next_th="ใช้ไฟล์กุญแจสำรอง หรือขอใบรับรองใหม่จากนายทะเบียน",
    next_en="Use a backup of the key file, or ask the registrar for a new certificate.",
)
BAD_REQUEST = Fault(
    code="TRUST-06",
    whose="file",
    th="ไฟล์คำขอใบรับรองใช้ไม่ได้: {reason} ยังไม่ได้ออกใบรับรอง",
    en="The certificate request cannot be used: {reason}. No certificate was issued.",
    next_th="ขอให้หน่วยงานสร้างคำขอใหม่จากโปรแกรมพร้อมแล้วส่งมาอีกครั้ง",
    next_en="Ask the office to make a new request with Phrom and send it again.",
)
BAD_CERTIFICATE = Fault(
    code="TRUST-07",
    whose="file",
    th="อ่านใบรับรองจาก “{name}” ไม่ได้ ไม่มีสิ่งใดเปลี่ยนแปลง",
    en="No certificate could be read from “{name}”. Nothing was changed.",
    next_th="ขอไฟล์ใบรับรองใหม่จากนายทะเบียน",
    next_en="Ask the registrar for the certificate file again.",
)
BAD_CRL = Fault(
    code="TRUST-08",
    whose="file",
    th="อ่านบัญชีเพิกถอนจาก “{name}” ไม่ได้ ไม่มีสิ่งใดเปลี่ยนแปลง",
    en="No revocation list could be read from “{name}”. Nothing was changed.",
    next_th="ขอชุดความเชื่อถือฉบับล่าสุดจากส่วนกลาง",
    next_en="Ask central for the current trust bundle.",
)
BAD_AUDIENCE = Fault(
    code="TRUST-09",
    whose="file",
    th="ชื่อระบบใน “{name}” ผิดรูปแบบ ไม่มีสิ่งใดเปลี่ยนแปลง",
    en="The deployment's name in “{name}” is malformed. Nothing was changed.",
    next_th="ใช้ตัวพิมพ์เล็ก a-z ตัวเลข และขีด 3-40 ตัว เช่น phrom-test",
    next_en="Use 3 to 40 of a-z, digits and hyphens, for example phrom-test.",
)
KEY_MISMATCH = Fault(
    code="TRUST-10",
    whose="file",
    th="กุญแจกับใบรับรองไม่ใช่คู่กัน ยังไม่ได้ลงนาม",
    en="The key and the certificate do not belong together. Nothing was signed.",
    next_th="เลือกใบรับรองที่นายทะเบียนออกให้กุญแจนี้",
    next_en="Choose the certificate that the registrar issued for this key.",
)
BAD_ROLES = Fault(
    code="TRUST-11",
    whose="user",
    th="ใบรับรองใบเดียวถือบทบาทเหล่านี้รวมกันไม่ได้: {roles} ยังไม่ได้ออกใบรับรอง",
    en="One certificate cannot hold these roles together: {roles}. No certificate was issued.",
    next_th="บทบาทหน่วยงานและบทบาทผู้ลงนามชุดความเชื่อถือต้องแยกใบ",
    next_en="The office role and the trust signer's role each need a certificate of their own.",
)
BAD_YEARS = Fault(
    code="TRUST-12",
    whose="user",
    th="อายุใบรับรอง {years} ปีอยู่นอกช่วง 1 ถึง 3 ปี ยังไม่ได้ออกใบรับรอง",
    en="A certificate for {years} {years|year|years} is outside 1 to 3 years. No certificate was issued.",
    next_th="เลือกอายุ 1, 2 หรือ 3 ปี",
    next_en="Choose 1, 2 or 3 years.",
)
BAD_STATE = Fault(
    code="TRUST-13",
    whose="file",
    th="ไฟล์ “{name}” ซึ่งเก็บชุดความเชื่อถือของเครื่องนี้เสียหาย คำตอบทุกข้อยังอยู่ครบ",
    en="“{name}”, which keeps what this computer trusts, is damaged. All answers are safe.",
    next_th="เปิดไฟล์ชุดความเชื่อถือฉบับล่าสุดจากส่วนกลางอีกครั้ง",
    next_en="Open central's current trust bundle again.",
)
NOT_HEARD = Fault(
    code="TRUST-14",
    whose="user",
    th="ลายพิมพ์ที่พิมพ์ “{heard}” ไม่ตรงกับใบรับรองหลักในไฟล์นี้ หรือสั้นกว่า {least} กลุ่ม เครื่องนี้จึงยังไม่เชื่อถือไฟล์นี้",
    en="The fingerprint typed, “{heard}”, is not that of this file's root certificate, or shorter than {least} groups."
    " This computer does not trust the file.",
    next_th="โทรศัพท์หาส่วนกลางตามหมายเลขในหนังสือราชการ ให้อ่านลายพิมพ์ให้ฟัง แล้วพิมพ์ใหม่ หากยังไม่ตรงอย่าใช้ไฟล์นี้",
    next_en="Telephone central at a number from an official letter, have the fingerprint read out, and type it again;"
    " if it still differs, do not use this file.",
)

WRONG_PIN = Fault(
    code="TRUST-20",
    whose="user",
    th="รหัส PIN ของโทเค็นไม่ถูกต้อง {left_th} ยังไม่มีการลงนาม",
    en="The token's PIN is wrong. {left_en} Nothing was signed.",
    next_th="ตรวจภาษาของแป้นพิมพ์และ Caps Lock แล้วพิมพ์ใหม่ หากไม่แน่ใจให้หยุดก่อน โทเค็นล็อกเองเมื่อผิดหลายครั้ง",
    next_en="Check keyboard language and Caps Lock and type it again. "
    "If unsure, stop: a token locks itself after some wrong tries.",
)
PIN_LOCKED = Fault(
    code="TRUST-21",
    whose="user",
    th="โทเค็น “{label}” ล็อก PIN แล้ว ยังไม่มีการลงนาม คำตอบยังอยู่ครบ",
    en="The PIN of token “{label}” is locked. Nothing was signed; answers are safe.",
    next_th="ให้ผู้ดูแลโทเค็นปลดล็อกด้วยโปรแกรมของผู้ผลิต หรือขอกุญแจใหม่จากส่วนกลาง",
    next_en="Have its administrator unlock it with the maker's program, or ask the centre for a new key.",
)
NO_MODULE = Fault(
    code="TRUST-22",
    whose="machine",
    th="ใช้ไฟล์โปรแกรมของโทเค็น “{name}” ไม่ได้ เพราะไม่มีอยู่ในเครื่องนี้หรือไม่ใช่โมดูล PKCS#11 ไม่มีสิ่งใดเปลี่ยนแปลง",
    en="The token's program file “{name}” cannot be used: it is not on this computer, or is no PKCS#11 module. "
    "Nothing was changed.",
    next_th="ติดตั้งโปรแกรมของผู้ผลิตโทเค็น แล้วเลือกไฟล์โมดูลในเครื่องนี้ (.dll, .so หรือ .dylib)",
    next_en="Install the program of the token's maker, then choose its module on this computer (.dll, .so or .dylib).",
)
NO_TOKEN = Fault(
    code="TRUST-23",
    whose="machine",
    th="ไม่พบโทเค็น “{label}” ยังไม่มีการลงนาม",
    en="Token “{label}” was not found. Nothing was signed.",
    next_th="เสียบโทเค็นให้แน่น รอให้ไฟติด แล้วลองใหม่",
    next_en="Plug the token in, wait for its light, then try again.",
)
NO_TOKEN_KEY = Fault(
    code="TRUST-24",
    whose="machine",
    th="ในโทเค็น “{label}” ไม่มีกุญแจของใบรับรองนี้ ยังไม่มีการลงนาม",
    en="Token “{label}” does not hold this certificate's key. Nothing was signed.",
    next_th="เสียบโทเค็นที่ใช้สร้างกุญแจนี้ หรือสร้างกุญแจใหม่และขอใบรับรองจากส่วนกลาง",
    next_en="Plug in the token this key was made in, or make a new key and ask the centre for a certificate.",
)
TOKEN_FAILED = Fault(
    code="TRUST-25",
    whose="machine",
    th="โทเค็น “{label}” ทำงานไม่สำเร็จ ({reason}) ยังไม่มีการลงนาม คำตอบยังอยู่ครบ",
    en="Token “{label}” failed ({reason}). Nothing was signed; answers are safe.",
    next_th="ถอดแล้วเสียบโทเค็นใหม่และลองอีกครั้ง หากยังไม่ได้ให้แจ้งผู้ดูแลโทเค็นพร้อมคำในวงเล็บ",
    next_en="Unplug the token, plug it in and try again. "
    "If it still fails, tell its administrator the words in brackets.",
)

_ASK_NEW_FILE_TH = "ขอไฟล์ใหม่จากผู้ส่ง อย่าใช้ข้อมูลในไฟล์นี้"
_ASK_NEW_FILE_EN = "Ask the sender for a new file; do not use what is in this one."

TRUST_UNKNOWN_CA = Fault(
    code="TRUST_UNKNOWN_CA",
    whose="file",
    th="ใบรับรองของผู้ลงนามไม่ได้ออกโดยหน่วยงานที่ระบบเชื่อถือ",
    en="The signer's certificate was not issued by an authority this system trusts.",
    next_th="หากเพิ่งเปลี่ยนใบรับรองหลัก ให้นำเข้าชุดความเชื่อถือก่อน มิฉะนั้นอย่าใช้ไฟล์นี้",
    next_en="If the root was changed lately, import the trust bundle first; otherwise do not use this file.",
)
TRUST_EARLY = Fault(
    code="TRUST_EARLY",
    whose="machine",
    th="ใบรับรองหรือบัญชีเพิกถอนยังไม่เริ่มใช้ (เริ่ม {date}) โปรดตรวจวันที่ของเครื่อง",
    en="A certificate or its revocation list is not valid before {date}.",
    next_th="ตรวจวันที่และเวลาของเครื่อง แล้วตรวจไฟล์นี้อีกครั้ง",
    next_en="Check this computer's date and time, then check the file again.",
)
TRUST_EXPIRED = Fault(
    code="TRUST_EXPIRED",
    whose="file",
    th="ใบรับรองหมดอายุก่อนวันรับไฟล์ (หมดอายุ {date}) ให้หน่วยงานต่ออายุแล้วลงนามใหม่",
    en="A certificate expired on {date}, before the file was received.",
    next_th="ให้หน่วยงานต่ออายุใบรับรองแล้วลงนามใหม่",
    next_en="The office renews its certificate and signs again.",
)
TRUST_REVOKED = Fault(
    code="TRUST_REVOKED",
    whose="file",
    th="ใบรับรองถูกเพิกถอน (ตั้งแต่ {date}) ให้หน่วยงานขอใบใหม่แล้วลงนามใหม่",
    en="A certificate has been revoked since {date}.",
    next_th="ให้หน่วยงานขอใบรับรองใหม่แล้วลงนามใหม่",
    next_en="The office asks for a new certificate and signs again.",
)
TRUST_CRL_MISSING = Fault(
    code="TRUST_CRL_MISSING",
    whose="machine",
    th="ยังตรวจสถานะใบรับรองไม่ได้ เพราะไม่มีบัญชีเพิกถอน โปรดนำเข้าชุดความเชื่อถือฉบับล่าสุด",
    en="The certificate's status cannot be checked: there is no revocation list.",
    next_th="นำเข้าชุดความเชื่อถือฉบับล่าสุด แล้วตรวจไฟล์นี้อีกครั้ง",
    next_en="Import the current trust bundle, then check the file again.",
)
TRUST_CRL_STALE = Fault(
    code="TRUST_CRL_STALE",
    whose="machine",
    th="ยังตรวจสถานะใบรับรองไม่ได้ เพราะบัญชีเพิกถอนหมดอายุ {date} โปรดนำเข้าชุดความเชื่อถือฉบับล่าสุด",
    en="The certificate's status cannot be checked: the revocation list expired on {date}.",
    next_th="นำเข้าชุดความเชื่อถือฉบับล่าสุด แล้วตรวจไฟล์นี้อีกครั้ง",
    next_en="Import the current trust bundle, then check the file again.",
)
TRUST_ALGORITHM = Fault(
    code="TRUST_ALGORITHM",
    whose="file",
    th="ใบรับรองนี้ใช้ลงนามชุดข้อมูลของระบบไม่ได้ เพราะใช้วิธีเข้ารหัสที่ไม่อนุญาต",
    en="This certificate may not sign packages: its algorithm is not allowed.",
    next_th=_ASK_NEW_FILE_TH,
    next_en=_ASK_NEW_FILE_EN,
)
TRUST_USAGE = Fault(
    code="TRUST_USAGE",
    whose="file",
    th="ใบรับรองนี้ใช้ลงนามชุดข้อมูลของระบบไม่ได้ เพราะไม่ได้ออกมาเพื่อการนี้",
    en="This certificate may not sign packages: it was not issued for that.",
    next_th=_ASK_NEW_FILE_TH,
    next_en=_ASK_NEW_FILE_EN,
)
ROLE = Fault(
    code="ROLE",
    whose="file",
    th="ผู้ลงนามไม่มีสิทธิ์ออกไฟล์ประเภทนี้",
    en="The signer has no right to issue this type of file.",
    next_th=_ASK_NEW_FILE_TH,
    next_en=_ASK_NEW_FILE_EN,
)
