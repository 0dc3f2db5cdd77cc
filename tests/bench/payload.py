"""A submission of 200 answers that passes every check of the container, made without a form."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

ANSWERS = 200


def submission(office_code: str, evidence: bytes, moment: datetime) -> dict[str, Any]:
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    figure = {"exact": "50/1", "shown": "50.00"}
    refs = [f"/data/d1/q{number:03d}" for number in range(ANSWERS)]
    return {
        "schema": "phrom/1",
        "type": "submission",
        "audience": "phrom-bench",
        "created_at": stamp,
        "app_version": "phrom bench",
        "seq": 1,
        "submission_id": "019579a0-0000-7000-8000-000000000000",
        "office_code": office_code,
        "round": "2569",
        "form_id": "bench",
        "form_version": 1,
        "form_sha256": "0" * 64,
        "revision": 1,
        "supersedes": None,
        "reply_to": None,
        "signatory": {"name": "เจ้าหน้าที่ตัวอย่าง", "position": "CIO", "acting_for": None},
        "answers": dict.fromkeys(refs, "คำตอบตัวอย่าง"),
        "notes": {},
        "reasons": {},
        "changes": {},
        "evidence": [
            {
                "path": "evidence/q001-01.pdf",
                "questions": [refs[1]],
                "sha256": hashlib.sha256(evidence).hexdigest(),
                "size": len(evidence),
                "original_name": "หลักฐาน.pdf",
            }
        ],
        "activity": {"started_at": stamp, "finished_at": stamp, "active_minutes": 0, "questions": {}},
        "score": {
            "algorithm_version": "1",
            "scoring_sha256": "0" * 64,
            "total": figure,
            "maximum": figure,
            "completeness": figure,
            "level": None,
            "nodes": [{"id": "total", "weight": "1", "exact": "50/1", "shown": "50.00", "state": "scored"}],
        },
        "intended_recipient": None,
    }
