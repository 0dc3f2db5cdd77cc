"""What central said last of a signed revision, in words, and whether somebody must act on it (P4)."""

from __future__ import annotations

from desktop_app.office.records import Package
from desktop_app.package.codes import CODES
from desktop_app.package.refusal import refusal
from desktop_app.ui.program import Program

MARKS = {"accepted": "done", "accepted-late": "warning", "held": "waiting", "superseded": "none", "rejected": "error",
         "returned": "error"}  # fmt: skip
KEY_LOST = "TRUST_REVOKED"  # the code of a receipt for what came when its key must be thought lost


def said(answer: Package) -> tuple[str, str]:
    """Verdict and code of a receipt or a return."""
    return answer.facts.get("verdict", ""), answer.facts.get("code", "")


def in_words(program: Program, verdict: str, code: str) -> tuple[str, str]:
    """What central said, and what it means for this office."""
    key = "lost" if code == KEY_LOST else verdict.replace("-", "_") or "unknown"
    why = f"{refusal(code).message(program.language)} ({code})" if code in CODES else code
    return program.tr(f"review.verdict_{key}"), program.tr(f"review.detail_{key}", why=why)


def mark_of(verdict: str, code: str) -> str:
    """State mark of what central said."""
    return "error" if code == KEY_LOST else MARKS.get(verdict, "none")


def unsettled(answer: Package | None) -> bool:
    """Whether a submission counts nowhere though central has it."""
    return answer is not None and said(answer)[0] in ("held", "rejected")


def demands_revision(answer: Package | None) -> bool:
    """Whether only a further revision can count: it was rejected, or its key was lost."""
    return answer is not None and (said(answer)[0] == "rejected" or said(answer)[1] == KEY_LOST)
