"""Every result code with its disposition and its sentences.

Source: package-format section 17.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from desktop_app.errors import Fault
from desktop_app.package import faults
from desktop_app.trust import faults as trust_faults

Disposition = Literal["L", "H", "W", "Q", "R", "-"]

LETTERS: Mapping[Disposition, str] = {
    "L": "OK SUPERSEDED",
    "H": "OFFICE_UNKNOWN OFFICE_MISMATCH FORM_TAMPERED FORM_ROUND FORM_CLOSED ANSWERS EVIDENCE SCORE_MISMATCH"
    " PDF_MISMATCH CLOCK CONFLICT",
    "W": "TRUST_EARLY TRUST_CRL_MISSING TRUST_CRL_STALE VERSION FORM_UNKNOWN TRUST_GAP",
    "R": "SYS_IO SYS_DB",
    "-": "DUPLICATE",
}
"""Codes by what happens to the file; the others are `Q`, quarantined and never opened."""


@dataclass(frozen=True, slots=True)
class Code:
    """One result.

    Attributes:
        name: the code.
        disposition: L loaded, H held for a person, W waits and is checked again, Q quarantined, R source
            untouched, try again, - nothing stored.
        fault: sentences and next step.
    """

    name: str
    disposition: Disposition
    fault: Fault


def _table() -> dict[str, Code]:
    known = [*vars(faults).values(), *vars(trust_faults).values()]
    every = [fault for fault in known if isinstance(fault, Fault) and not fault.code.startswith("TRUST-")]
    letters = {code: letter for letter, codes in LETTERS.items() for code in codes.split()}
    return {fault.code: Code(fault.code, letters.get(fault.code, "Q"), fault) for fault in every}


CODES: Mapping[str, Code] = MappingProxyType(_table())
"""Code name to code."""

FLAGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "LATE": {"th": "ได้รับหลังกำหนด", "en": "received after the deadline"},
        "CLOCK_OLD": {"th": "วันที่ลงนามเก่าเกิน 90 วันหรือก่อนเปิดรับ", "en": "signed over 90 days ago or before opening"},
        "EVIDENCE_SUSPECT": {
            "th": "หลักฐานน่าสงสัย ห้ามเปิดจนกว่าจะตรวจ",
            "en": "suspect evidence: do not open before it is checked",
        },
        "EVIDENCE_REUSED": {"th": "หลักฐานซ้ำกับหน่วยงานอื่น", "en": "evidence also sent by another office"},
        "SIGNATORY_DIFFERS": {"th": "ผู้ลงนามไม่ตรงกับใบรับรอง", "en": "signatory differs from the certificate"},
        "SEQ_GAP": {"th": "มีไฟล์ก่อนหน้าที่ยังไม่ได้รับ", "en": "an earlier file has not come"},
        "PREDECESSOR_MISSING": {"th": "ยังไม่ได้รับฉบับที่ฉบับนี้แทน", "en": "the revision it supersedes has not come"},
    }
)
"""Flags, which never block a file, with their words in both languages."""
