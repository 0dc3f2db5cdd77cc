"""What is said where a round closed before the answers went out (Q6)."""

from __future__ import annotations

from desktop_app.office.assessment import Assessment
from desktop_app.office.moving import closing
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import Banner


def late_banner(program: Program, assessment: Assessment) -> Banner | None:
    """Central takes no more answers to this form, or will count them as late; None while it is open."""
    if assessment.release.state != "open":
        version = program.digits(assessment.release.form_version)
        return Banner("error", program.tr("trust.form_closed", version=version), program.tr("trust.form_closed_why"))
    closes = closing(assessment.store.releases(), assessment.release)
    if closes >= program.clock():
        return None
    day = program.date(closes.astimezone(program.zone).date())
    return Banner("warning", program.tr("office.round_late", day=day))
