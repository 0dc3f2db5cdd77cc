"""What can go wrong at the central desk."""

from desktop_app.errors import Fault

REGISTRY_FOREIGN = Fault(
    code="CEN-01",
    whose="file",
    th="“{name}” ไม่ใช่ทะเบียนของพร้อม หรือเสียหาย ({reason}) ยังไม่ได้แก้ไขสิ่งใดในไฟล์นี้",
    en="“{name}” is no Phrom registry, or is damaged ({reason}). Nothing in it was changed.",
    next_th="เลือกไฟล์ทะเบียนที่ถูกต้อง หรือสร้างใหม่จากชุดไฟล์ด้วยคำสั่ง phrom central rebuild",
    next_en="Choose the right registry file, or rebuild it from the packages with phrom central rebuild.",
)
REGISTRY_NETWORK = Fault(
    code="CEN-02",
    whose="user",
    th="“{name}” อยู่บนโฟลเดอร์เครือข่าย ซึ่งฐานข้อมูลอาจเสียหายเมื่อใช้พร้อมกัน",
    en="“{name}” lies on a network folder, where a database can be damaged when several use it.",
    next_th="ย้ายทะเบียนมาไว้ในดิสก์ของเครื่องนี้ หรือใช้ PostgreSQL เมื่อทำงานหลายคน",
    next_en="Keep the registry on a disk of this computer, or use PostgreSQL when several people work.",
)
REGISTRY_EXISTS = Fault(
    code="CEN-03",
    whose="user",
    th="มีทะเบียนอยู่แล้วที่ “{name}” จึงไม่ได้สร้างทับ",
    en="There is a registry at “{name}” already, so none was made over it.",
    next_th="ใช้ทะเบียนเดิม หรือเลือกโฟลเดอร์อื่น",
    next_en="Use the existing registry, or choose another folder.",
)
REGISTRY_ABSENT = Fault(
    code="CEN-04",
    whose="user",
    th="ไม่พบทะเบียนที่ “{name}”",
    en="There is no registry at “{name}”.",
    next_th="ตรวจที่อยู่ของไฟล์ หรือเริ่มใหม่ด้วยคำสั่ง phrom central init",
    next_en="Check the path, or begin with phrom central init.",
)
REGISTRY_REFUSED = Fault(
    code="CEN-05",
    whose="machine",
    th="ฐานข้อมูลทะเบียนทำงานไม่สำเร็จ: {reason} รายการนี้ยังไม่ถูกบันทึก",
    en="The registry's database failed: {reason}. This step was not recorded.",
    next_th="ตรวจพื้นที่ว่างของดิสก์และปิดโปรแกรมอื่นที่ใช้ทะเบียน แล้วลองใหม่",
    next_en="Check free disk space, close other programs that use the registry, and try again.",
)
OFFICE_NOT_IN_ROSTER = Fault(
    code="CEN-06",
    whose="user",
    th="ไม่มีหน่วยงานรหัส “{office}” ในทะเบียนหน่วยงาน",
    en="The roster has no office with the code “{office}”.",
    next_th="ตรวจรหัสหน่วยงาน หรือนำเข้าทะเบียนหน่วยงานฉบับล่าสุดก่อน",
    next_en="Check the office code, or import the latest roster first.",
)
FINGERPRINT_DIFFERS = Fault(
    code="CEN-07",
    whose="user",
    th="ลายพิมพ์กุญแจที่ปลายสายอ่าน “{heard}” ไม่ตรงกับคำขอของหน่วยงาน {office} หรือไม่ครบ จึงไม่ได้ออกใบรับรอง",
    en="The fingerprint read out, “{heard}”, is not that of {office}'s request, or too short; nothing was issued.",
    next_th="ให้หน่วยงานอ่านใหม่อย่างน้อย ๖ กลุ่มแรก หากยังไม่ตรงให้ขอไฟล์คำขอใหม่",
    next_en="Have the office read at least the first six groups again; if they still differ, ask for a new file.",
)
ROUND_UNKNOWN = Fault(
    code="CEN-08",
    whose="user",
    th="ไม่มีรอบการสำรวจ “{round}” ในทะเบียน",
    en="The registry has no round “{round}”.",
    next_th="ตรวจชื่อรอบ หรือออกแบบสำรวจของรอบนั้นก่อนด้วยคำสั่ง phrom central release",
    next_en="Check the round's name, or release its form first with phrom central release.",
)
FORM_NOT_RELEASABLE = Fault(
    code="CEN-09",
    whose="file",
    th="แบบสำรวจ “{name}” ยังมีข้อผิดพลาด {count} แห่ง จึงยังออกรอบไม่ได้ แห่งแรก: {first}",
    en="The form “{name}” still has {count} {count|error|errors}, so it cannot be released. The first: {first}",
    next_th="แก้ไขตามรายการของ phrom form lint แล้วออกรอบใหม่",
    next_en="Mend what phrom form lint lists, then release again.",
)
RELEASE_EXISTS = Fault(
    code="CEN-10",
    whose="user",
    th="แบบสำรวจ {form} ฉบับที่ {version} ออกให้รอบ {round} ไปแล้ว และฉบับที่ออกแล้วไม่เปลี่ยนแปลง",
    en="Form {form} version {version} is already released for round {round}; a released form never changes.",
    next_th="เพิ่มเลขฉบับ (version) ในแบบสำรวจ แล้วออกใหม่",
    next_en="Raise the form's version, then release again.",
)
NO_SUCH_PATH = Fault(
    code="CEN-11",
    whose="user",
    th="ไม่พบไฟล์หรือโฟลเดอร์ “{name}” ยังไม่ได้นำเข้าสิ่งใดจากที่นั้น",
    en="There is no file or folder “{name}”; nothing was imported from it.",
    next_th="ตรวจที่อยู่ แล้วลองใหม่",
    next_en="Check the path, then try again.",
)
NOTHING_RECEIVED = Fault(
    code="CEN-12",
    whose="user",
    th="ยังไม่มีฉบับนำส่งที่รับแล้วในรอบ {round} จึงยังไม่มีผลให้คำนวณ",
    en="Nothing has been accepted in round {round} yet, so there are no results to compute.",
    next_th="นำเข้าชุดไฟล์ของหน่วยงานก่อน",
    next_en="Import the offices' packages first.",
)
ROSTER_CHANGES_CODE = Fault(
    code="CEN-13",
    whose="file",
    th="ทะเบียนใหม่ไม่มีหน่วยงาน {offices} ซึ่งเคยส่งข้อมูลแล้ว รหัสหน่วยงานต้องไม่หายและไม่ถูกใช้ซ้ำ จึงยังไม่ได้นำเข้า",
    en="The new roster lacks {offices}, which have sent already. Codes never vanish; nothing was imported.",
    next_th="เพิ่มแถวของหน่วยงานเหล่านั้นกลับเข้าในไฟล์ แล้วนำเข้าใหม่",
    next_en="Put the rows of these offices back into the file, then import again.",
)
LOG_DAMAGED = Fault(
    code="CEN-14",
    whose="file",
    th="บันทึกการรับไฟล์ “{name}” เสียหายหรือถูกแก้ไขที่บรรทัด {line} ยังไม่ได้เปลี่ยนแปลงสิ่งใด",
    en="The intake log “{name}” is damaged or was altered at line {line}. Nothing was changed.",
    next_th="ใช้สำเนาสำรองของโฟลเดอร์ log แล้วลองใหม่",
    next_en="Use a backup of the log folder, then try again.",
)
PACKAGE_GONE = Fault(
    code="CEN-15",
    whose="file",
    th="ชุดไฟล์ {package} ที่บันทึกอ้างถึงหายไป หรือไม่เหมือนเดิม ({code}) จึงไม่ได้สร้างทะเบียนใหม่",
    en="The package {package} that the log names is gone or was changed ({code}), so no registry was made.",
    next_th="นำไฟล์จากสำเนาสำรองกลับเข้าโฟลเดอร์ packages แล้วสร้างใหม่",
    next_en="Put the file back into the folder packages from a backup, then rebuild again.",
)
KEY_TAKEN = Fault(
    code="CEN-16",
    whose="file",
    th="กุญแจในคำขอนี้เป็นของหน่วยงาน {office} อยู่แล้ว จึงไม่ได้ออกใบรับรองให้หน่วยงานอื่น",
    en="The key in this request already belongs to the office {office}; nothing was issued to another.",
    next_th="ให้หน่วยงานสร้างกุญแจของตนเองแล้วส่งคำขอใหม่",
    next_en="Have the office make a key of its own and send a new request.",
)
ROUND_IMPOSSIBLE = Fault(
    code="CEN-17",
    whose="user",
    th="รอบ “{round}” ({opens} ถึง {closes}) ใช้ไม่ได้: ชื่อรอบใช้ a-z 0-9 - ไม่เกิน 20 ตัว และวันปิดต้องไม่ก่อนวันเปิด",
    en="The round “{round}” ({opens} to {closes}) cannot be: a name is 1-20 of a-z, 0-9, -; it ends after it opens.",
    next_th="แก้ชื่อรอบหรือวันที่ แล้วออกใหม่",
    next_en="Correct the name or the dates, then release again.",
)
ROUND_OF_OTHER_FORM = Fault(
    code="CEN-18",
    whose="user",
    th="รอบ {round} ใช้แบบสำรวจ {known} อยู่แล้ว หนึ่งรอบมีแบบสำรวจเดียว จึงไม่ได้ออก {form}",
    en="Round {round} already uses the form {known}; a round has one form, so {form} was not released.",
    next_th="ใช้ชื่อรอบอื่นสำหรับแบบสำรวจนี้ เช่น เติมชื่อย่อท้ายปี",
    next_en="Give this form a round of its own, for example the year with a suffix.",
)
LOG_AHEAD = Fault(
    code="CEN-19",
    whose="file",
    th="ทะเบียนไม่ตรงกับบันทึก “{name}” (บรรทัด {line}) อาจเป็นสำเนาเก่าที่กู้คืนมา ยังไม่ได้เปลี่ยนแปลงสิ่งใด",
    en="The registry is not in step with the log “{name}” (line {line}), like an old copy. Nothing was changed.",
    next_th="ย้ายไฟล์ทะเบียนนี้ออก แล้วสร้างใหม่จากชุดไฟล์และบันทึกด้วย phrom central rebuild",
    next_en="Move this registry file away, then make it anew from packages and log with phrom central rebuild.",
)
REGISTRY_ADDRESS = Fault(
    code="CEN-20",
    whose="user",
    th="ใช้ที่อยู่ทะเบียนนี้ไม่ได้: {reason}",
    en="This registry address cannot be used: {reason}.",
    next_th="ระบุไฟล์ SQLite หรือ postgresql+psycopg://… พร้อมโฟลเดอร์เก็บชุดไฟล์ (--folder) และติดตั้งตัวเชื่อมฐานข้อมูล",
    next_en="Name a SQLite file, or postgresql+psycopg://… with a folder for packages (--folder) and its driver.",
)
REGISTRY_NEWER = Fault(
    code="CEN-21",
    whose="machine",
    th="ทะเบียน “{name}” สร้างด้วยโปรแกรมรุ่นใหม่กว่า (รุ่นตาราง {version}) ยังไม่ได้แก้ไขสิ่งใด",
    en="The registry “{name}” was made by a newer program (tables {version}). Nothing in it was changed.",
    next_th="ปรับรุ่นโปรแกรม แล้วเปิดใหม่",
    next_en="Update the program, then open it again.",
)
VERSION_FALLS = Fault(
    code="CEN-22",
    whose="user",
    th="รอบ {round} ใช้แบบสำรวจรุ่นที่ {known} แล้ว จึงออกรุ่นที่ {version} ซึ่งเก่ากว่าไม่ได้",
    en="Round {round} already has version {known} of the form, so the older version {version} was not released.",
    next_th="เพิ่มเลขรุ่นในแผ่น settings ให้สูงกว่าเดิม แล้วออกใหม่",
    next_en="Raise the version in the sheet settings above that one, then release again.",
)
SCORING_FROZEN = Fault(
    code="CEN-23",
    whose="user",
    th="แบบสำรวจ {form} รุ่นที่ {version} ออกในรอบ {round} ไปแล้วด้วยเกณฑ์คะแนนอื่น เกณฑ์ของรุ่นที่ออกแล้วเปลี่ยนไม่ได้ จึงไม่ได้ออกไฟล์",
    en="Version {version} of {form} stands in round {round} with other scoring, which is frozen. Nothing was released.",
    next_th="เพิ่มเลขรุ่นในแผ่น settings แล้วออกเป็นรุ่นใหม่",
    next_en="Raise the version in the sheet settings and release it as a new version.",
)
LOST_IN_FUTURE = Fault(
    code="CEN-24",
    whose="user",
    th="วันที่กุญแจหาย {date} อยู่หลังเวลาปัจจุบัน จึงยังไม่ได้เพิกถอน",
    en="The key cannot have been lost at {date}, which is still to come. Nothing was revoked.",
    next_th="ระบุวันที่กุญแจหายหรือถูกขโมย ไม่เกินวันนี้",
    next_en="Give the day the key was lost or stolen, today at the latest.",
)
ROOT_CHANGING = Fault(
    code="CEN-25",
    whose="user",
    th="การเปลี่ยนใบรับรองหลักครั้งก่อนยังไม่เสร็จ ({names}) จึงยังเปลี่ยนอีกไม่ได้",
    en="The last change of the root is not finished ({names}), so it cannot be changed again.",
    next_th="ออกชุดความเชื่อถือที่เลิกใช้ใบรับรองหลักเดิมก่อน เมื่อทุกหน่วยงานเปิดไฟล์คู่แล้ว",
    next_en="First issue a bundle that drops the old root, once every office has opened the pair.",
)
SAME_KEY = Fault(
    code="CEN-26",
    whose="file",
    th="คำขอต่ออายุของหน่วยงาน {office} ใช้กุญแจเดิม จึงไม่ได้ออกใบรับรองใหม่",
    en="The renewal request of {office} asks for the key that it has already. No certificate was issued.",
    next_th="ให้หน่วยงานสร้างกุญแจใหม่ในหน้ากุญแจ แล้วส่งคำขอต่ออายุใหม่",
    next_en="The office makes a new key on its key page and sends a new renewal request.",
)
CLOCK_WRONG = Fault(
    code="CEN-27",
    whose="user",
    th="นาฬิกาของเครื่องเป็น {clock} ซึ่งเป็นไปไม่ได้ ({why_th}) ยังไม่ได้ทำสิ่งใด",
    en="This computer's clock says {clock}, which cannot be ({why_en}). Nothing was done.",
    next_th="ตั้งวันที่และเวลาของเครื่องให้ถูกต้อง แล้วทำใหม่",
    next_en="Set the computer's date and time, then do it again.",
)
KEY_WITHDRAWN = Fault(
    code="CEN-28",
    whose="file",
    th="กุญแจในคำขอของหน่วยงาน {office} ถูกเพิกถอนแล้วเมื่อ {date} จึงออกใบรับรองให้อีกไม่ได้",
    en="The key in the request of the office {office} was withdrawn on {date}; it is never certified again.",
    next_th="ให้หน่วยงานสร้างกุญแจใหม่แล้วส่งคำขอใหม่",
    next_en="Have the office make a new key and send a new request.",
)
PAPER_SHORT = Fault(
    code="CEN-40",
    whose="user",
    th="ลายพิมพ์ที่พิมพ์มี {given} หลัก ต้องมีอย่างน้อย 24 หลัก (6 กลุ่ม กลุ่มละ 4 หลัก) ยังขาด {missing} หลัก",
    en="The fingerprint typed has {given} of at least 24 digits (six groups of four); missing: {missing}.",
    next_th="พิมพ์ 6 กลุ่มแรกจากท้ายกระดาษหน้าใดก็ได้ให้ครบ",
    next_en="Type the first six groups in full; they stand in the footer of every page.",
)
PAPER_LETTERS = Fault(
    code="CEN-41",
    whose="user",
    th="“{letters}” ไม่ใช่ตัวเลขของลายพิมพ์ ซึ่งมีเฉพาะ 0-9 และ a-f",
    en="“{letters}” cannot stand in a fingerprint, which has only 0-9 and a-f.",
    next_th="อ่านกลุ่มนั้นบนกระดาษใหม่ แล้วพิมพ์เฉพาะกลุ่มตัวเลข",
    next_en="Read that group on the paper again, and type the groups only.",
)
PAPER_LONG = Fault(
    code="CEN-42",
    whose="user",
    th="ลายพิมพ์ที่พิมพ์มี {given} หลัก แต่ลายพิมพ์เต็มมี 64 หลัก (16 กลุ่ม)",
    en="The fingerprint typed has {given} {given|digit|digits}, but a whole one has 64 (sixteen groups).",
    next_th="ลบกลุ่มที่พิมพ์ซ้ำ หรือพิมพ์เพียง 6 กลุ่มแรก",
    next_en="Remove groups that were typed twice, or type the first six only.",
)
PAPER_CODE = Fault(
    code="CEN-43",
    whose="user",
    th="ข้อความนี้ขึ้นต้นด้วย phrom: แต่ไม่ใช่ข้อความจาก QR code ของรายงาน หรือสแกนมาไม่ครบ",
    en="This text begins with phrom: but is not that of a report's QR code, or not all of it was scanned.",
    next_th="สแกนใหม่ หรือพิมพ์ลายพิมพ์ 6 กลุ่มแรกจากท้ายกระดาษ",
    next_en="Scan it again, or type the first six groups from the footer.",
)
PAPER_UNKNOWN = Fault(
    code="CEN-44",
    whose="user",
    th="ไม่มีชุดไฟล์ในทะเบียนที่ลายพิมพ์ขึ้นต้นด้วย {groups} เอกสารอาจพิมพ์จากฉบับร่าง ไฟล์อาจยังไม่ได้รับหรือไม่ผ่านการตรวจ หรืออ่านผิดหลายหลัก",
    en="No package here has a fingerprint beginning with {groups}. The paper may be from a draft, its file may not "
    "have been received or not have passed, or several digits were misread.",
    next_th="เทียบตัวเลขกับกระดาษอีกครั้ง หากตรงแล้วให้ขอไฟล์ชุดข้อมูลจากหน่วยงาน แล้วนำเข้าก่อน",
    next_en="Compare the digits with the paper again; if they agree, ask the office for its package and import it.",
)
PAPER_NEAR = Fault(
    code="CEN-45",
    whose="user",
    th="ไม่มีชุดไฟล์ในทะเบียนที่ลายพิมพ์ตรงกัน แต่มีหนึ่งชุดที่ต่างเพียงเล็กน้อย น่าจะอ่านหรือพิมพ์ผิดที่กลุ่มที่ {number} (“{group}”)",
    en="No package here has this fingerprint, but one comes very close: group {number} (“{group}”) may be misread.",
    next_th="อ่านกลุ่มที่ {number} บนกระดาษใหม่ทีละตัว หากกระดาษเป็นเช่นนี้จริง อย่ารับเอกสารนี้ว่าตรงกับไฟล์",
    next_en="Read group {number} on the paper again, digit by digit. If it does say so, do not accept the paper.",
)
PAPER_CODE_UNKNOWN = Fault(
    code="CEN-46",
    whose="user",
    th="ไม่มีชุดไฟล์ในทะเบียนที่ตรงกับ QR code นี้ (หน่วยงาน {office} รอบ {round}) "
    "เอกสารอาจพิมพ์จากฉบับร่าง หรือไฟล์ยังไม่ได้รับหรือไม่ผ่านการตรวจ",
    en="No package here fits this QR code (office {office}, round {round}). The paper may be from a draft, or its file "
    "has not been received or has not passed.",
    next_th="ขอไฟล์ชุดข้อมูลฉบับที่ลงนามแล้วจากหน่วยงาน แล้วนำเข้าก่อน",
    next_en="Ask the office for the signed package and import it first.",
)
PAPER_MISMATCH = Fault(
    code="CEN-47",
    whose="user",
    th="QR code ระบุหน่วยงาน {office} รอบ {round} แต่ลายพิมพ์เดียวกันในทะเบียนเป็นของหน่วยงาน {true_office} รอบ {true_round} "
    "เอกสารจึงไม่ตรงกับไฟล์",
    en="The QR code names office {office}, round {round}, but in the registry its fingerprint belongs to office "
    "{true_office}, round {true_round}. The paper does not match the file.",
    next_th="อย่ารับเอกสารนี้ ขอเอกสารพิมพ์ใหม่จากหน่วยงาน และแจ้งผู้ดูแลระบบ",
    next_en="Do not take this paper. Ask the office for a new print, and tell whoever looks after the system.",
)
RECOVERY_BESIDE = Fault(
    code="CEN-60",
    whose="user",
    th="“{name}” อยู่ในโฟลเดอร์ของส่วนกลาง กุญแจสำรองต้องเก็บแยกจากกุญแจรับไฟล์ จึงยังไม่ได้สร้างกุญแจ",
    en="“{name}” is in central's own folder. The recovery key is kept apart from the intake key; none was made.",
    next_th="เสียบแฟลชไดรฟ์ แล้วเลือกโฟลเดอร์ในนั้น เสร็จแล้วเก็บไว้ในที่ล็อกได้",
    next_en="Choose a folder on a memory stick, and lock the stick away afterwards.",
)
KEY_NOT_OURS = Fault(
    code="CEN-61",
    whose="file",
    th="กุญแจ “{name}” ไม่ใช่กุญแจเข้ารหัสที่ส่วนกลางนี้สร้าง จึงยังไม่ได้บันทึกผลทดสอบ",
    en="The key “{name}” is no encryption key that this centre made; no proof was recorded.",
    next_th="เลือกไฟล์กุญแจรับไฟล์หรือกุญแจสำรองที่สร้างไว้ของส่วนกลางนี้",
    next_en="Choose the intake or recovery key file that was made for this centre.",
)
NO_INTAKE_KEY = Fault(
    code="CEN-62",
    whose="user",
    th="ส่วนกลางนี้ยังไม่มีกุญแจรับไฟล์เข้ารหัส จึงยังไม่ได้เปิดไฟล์ใด",
    en="This centre has no intake key yet, so no encrypted file was opened.",
    next_th="สร้างกุญแจด้วยคำสั่ง phrom central encryption-keys หรือนำไฟล์กุญแจกลับเข้าโฟลเดอร์ keys",
    next_en="Make keys with phrom central encryption-keys, or put the key file back into the folder keys.",
)
NOT_PENDING = Fault(
    code="CEN-30",
    whose="user",
    th="ไม่มีไฟล์ “{file}” ที่รอเจ้าหน้าที่ตัดสิน หรือชื่อนี้ตรงกับหลายไฟล์ จึงยังไม่ได้ตัดสิน",
    en="No file “{file}” waits for a decision, or several fit this name; nothing was decided.",
    next_th="ดูรายการที่รอตัดสิน แล้วใช้รหัสชุดไฟล์หรือค่าแฮชของไฟล์ อย่างน้อย 6 หลักแรก",
    next_en="Look at the list of what waits; use the package id or the file's digest, at least the first six digits.",
)
DECISION_REASON = Fault(
    code="CEN-31",
    whose="user",
    th="ยังไม่ได้เขียนเหตุผลของการตัดสิน หรือยาวเกิน {limit} ตัวอักษร จึงยังไม่ได้ตัดสิน",
    en="The decision lacks a reason, or the reason is longer than {limit} characters; nothing was decided.",
    next_th="เขียนสั้น ๆ ว่าอาศัยอะไร เช่น โทรศัพท์ถามหน่วยงานเมื่อใด ใครยืนยัน",
    next_en="Write in short what it rests on, such as whom you telephoned at the office and when.",
)
NOT_TO_ACCEPT = Fault(
    code="CEN-32",
    whose="user",
    th="สั่งรับ “{file}” ไม่ได้ เพราะไม่ใช่ไฟล์ที่ขัดกัน แต่รอด้วยเหตุอื่น: {why_th}",
    en="“{file}” cannot be accepted by decision: it contradicts no other file but waits for another cause. {why_en}",
    next_th="แก้เหตุนี้แล้วตรวจใหม่ ส่งกลับให้หน่วยงานแก้ หรือไม่รับไฟล์นี้",
    next_en="Mend the cause and check again, return it for correction, or reject it.",
)
REJECTED_BEFORE = Fault(
    code="CEN-33",
    whose="file",
    th="เจ้าหน้าที่ตัดสินไม่รับไฟล์นี้แล้วเมื่อ {date}: {reason}",
    en="It was decided on {date} not to take this file: {reason}",
    next_th="ถ้าหน่วยงานมีข้อมูลใหม่ ให้ลงนามและส่งฉบับถัดไป",
    next_en="If the office has something new, let it sign and send the next revision.",
)
NOT_RETURNABLE = Fault(
    code="CEN-50",
    whose="user",
    th="ไม่มีฉบับนำส่ง “{package}” ที่ส่งกลับให้แก้ได้ (ต้องเป็นฉบับที่รับแล้ว หรือรอเจ้าหน้าที่ตัดสินและลงนามโดยหน่วยงานนั้นเอง)",
    en="There is no submission “{package}” to return: it must be accepted, or held and signed by its own office.",
    next_th="ตรวจรหัสชุดไฟล์ 64 หลัก หรือ 6 หลักแรกขึ้นไปของรหัสหรือลายพิมพ์ที่พิมพ์ในรายงาน",
    next_en="Check the package id, or at least the first six digits of it or of the fingerprint on the report.",
)
RETURN_SUPERSEDED = Fault(
    code="CEN-51",
    whose="user",
    th="ฉบับนำส่ง “{package}” ถูกแทนที่ด้วยฉบับที่ {newest} แล้ว จึงไม่ได้ส่งกลับ",
    en="The submission “{package}” is superseded by revision {newest}, so it was not returned.",
    next_th="ส่งกลับฉบับล่าสุดของหน่วยงานแทน",
    next_en="Return the office's newest revision instead.",
)
RETURN_QUESTION = Fault(
    code="CEN-52",
    whose="user",
    th="แบบสำรวจของฉบับนำส่งนี้ไม่มีข้อ “{question}” ให้แก้ไข จึงไม่ได้ส่งกลับ",
    en="The form of this submission has no question “{question}” to correct; nothing was returned.",
    next_th="ใช้ชื่ออ้างอิงของข้อ เช่น /data/a/a1 หรือเลขข้อตามแบบสำรวจ",
    next_en="Use the question's reference, such as /data/a/a1, or its number in the form.",
)
RETURN_COMMENT = Fault(
    code="CEN-53",
    whose="user",
    th="ข้อ “{question}” ยังไม่มีคำอธิบายว่าต้องแก้อะไร หรือคำอธิบายยาวเกิน {limit} ตัวอักษร จึงไม่ได้ส่งกลับ",
    en="Question “{question}” lacks a comment on what to correct, or it is longer than {limit} characters.",
    next_th="เขียนคำอธิบายสั้น ๆ ให้หน่วยงานทราบว่าต้องแก้อย่างไร",
    next_en="Write in short what the office should correct.",
)
RETURN_DUE = Fault(
    code="CEN-54",
    whose="user",
    th="วันครบกำหนด {due} ต้องอยู่หลังเวลานี้ จึงไม่ได้ส่งกลับ",
    en="The due date {due} must lie in the future; nothing was returned.",
    next_th="เลือกวันที่ถัดจากวันนี้เป็นต้นไป",
    next_en="Choose a later day.",
)
RETURN_ITEMS = Fault(
    code="CEN-55",
    whose="user",
    th="การส่งกลับต้องระบุข้อที่ให้แก้อย่างน้อยหนึ่งข้อ และแต่ละข้อเพียงครั้งเดียว (ข้อที่ซ้ำ: {question})",
    en="A return names at least one question, and each only once (named twice: {question}).",
    next_th="ตรวจรายการข้อที่ให้แก้ แล้วส่งกลับใหม่",
    next_en="Check the list of questions, then return again.",
)
RETURN_REASON = Fault(
    code="CEN-56",
    whose="user",
    th="ไม่รู้จักประเภทเหตุผล “{reason}” ของข้อ “{question}”",
    en="“{reason}” is no kind of reason (question “{question}”).",
    next_th="ใช้ wrong (ผิด) unclear (ไม่ชัดเจน) evidence (หลักฐาน) missing (ขาด) หรือ other (อื่น ๆ)",
    next_en="Use wrong, unclear, evidence, missing or other.",
)
RETURN_FILE = Fault(
    code="CEN-57",
    whose="file",
    th="อ่านรายการข้อจาก “{name}” ไม่ได้ (แถว {row}) ต้องเป็น CSV แบบ UTF-8 มีคอลัมน์ question, reason, comment",
    en="The items in “{name}” cannot be read (row {row}): CSV in UTF-8 with the columns question, reason, comment.",
    next_th="แก้ไฟล์ตามรูปแบบนี้ แล้วส่งกลับใหม่",
    next_en="Correct the file, then return again.",
)
