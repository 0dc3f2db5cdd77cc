"""From texts on disk to the very same live session, and back: what must be kept, and how rows are written (O1).

Kept are the values that a person, a default or `once()` gave; everything else is computed anew. A repeat's rows are
kept under the ref of the repeat: keys of live rows, and `-key` for removed ones, whose keys are never given again;
of a repeat whose number the form fixes, the largest number so far, since rows beyond it come back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from desktop_app.office.records import Kind
from desktop_app.questionnaire import form as forms
from desktop_app.questionnaire.session import AnswerSession

Texts = dict[Kind, dict[str, str]]
_ONCE = re.compile(r"\bonce\s*\(")
_ROW = re.compile(r"(-?)(k[0-9]+)")


def restore_session(
    form: forms.Form, texts: Texts, roster: Mapping[str, str], *, clock: Callable[[], datetime], zone: tzinfo
) -> AnswerSession:
    """The session that these texts were written from.

    Removed rows are built with the others and then taken away, so that they can still come back.
    """
    rows = {f"{ref}#": text.replace("-", "") for ref, text in texts[Kind.INSTANCE].items()}
    session = AnswerSession(form, texts[Kind.VALUE] | rows, clock=clock, zone=zone, roster=roster)
    live = {ref for _, ref in session.all_refs()}
    for ref, reason in texts[Kind.REASON].items():
        if reason and ref in live:
            session.set_reason(ref, reason)
    for ref, digests in texts[Kind.ATTACHMENTS].items():
        if digests and ref in live:
            session.set_attachments(ref, len(digests.split()))
    for ref in _removed_rows(texts[Kind.INSTANCE]):
        session.remove_instance(ref)
    return session


def _removed_rows(rows: Mapping[str, str]) -> list[str]:
    """Refs of removed rows, inner ones before the rows around them."""
    removed = [f"{ref}[{key}]" for ref, text in rows.items() for gone, key in _ROW.findall(text) if gone]
    return sorted(removed, key=lambda ref: (-ref.count("["), ref))


def kept_texts(session: AnswerSession) -> Texts:
    """What a session at rest has to have on disk, for a new assessment."""
    texts: Texts = {kind: {} for kind in Kind}
    for _, ref in session.all_refs():
        if session.is_repeat(ref):
            texts[Kind.INSTANCE][ref] = rows_text(session, ref, "")
        elif keeps_value(session, ref) and session.state(ref).value:
            texts[Kind.VALUE][ref] = session.state(ref).value
    return texts


def keeps_value(session: AnswerSession, ref: str) -> bool:
    """Whether a node's value is kept: answers, defaults, preloads, and what `once()` has settled."""
    node = session.node(ref)
    if node.kind is not forms.Kind.LEAF:
        return False
    if not node.calculated:
        return True
    return bool(_ONCE.search(node.bind.calculate)) and session.state(ref).relevant


def rows_text(session: AnswerSession, ref: str, before: str) -> str:
    """How the rows of a repeat are written now; `before` is what was written."""
    live = [instance.rpartition("[")[2][:-1] for instance in session.instances(ref)]
    if session.node(ref).repeat_count:
        return str(max(len(live), int(before or 0)))
    gone = [key for _, key in _ROW.findall(before) if key not in live]
    return " ".join([*live, *(f"-{key}" for key in gone)])
