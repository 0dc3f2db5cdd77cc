"""From texts on disk to the very same live session, and back: what must be kept, and how rows are written (O1).

Kept are the values that a person, a default or `once()` gave; everything else is computed anew. A repeat's rows are
kept under the ref of the repeat: keys of live rows in order, then with a minus those that were removed or lie beyond
the number the form sets. They come back with their answers, and their keys are never given again.
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
_KEY = re.compile(r"k[0-9]+")


def restore_session(
    form: forms.Form, texts: Texts, roster: Mapping[str, str], *, clock: Callable[[], datetime], zone: tzinfo
) -> AnswerSession:
    """The session that these texts were written from.

    Rows that are not live get their reasons and files back when they come back (`Assessment`).
    """
    rows = {f"{ref}#": text for ref, text in texts[Kind.INSTANCE].items()}
    session = AnswerSession(form, texts[Kind.VALUE] | rows, clock=clock, zone=zone, roster=roster)
    live = {ref for _, ref in session.all_refs()}
    for ref, reason in texts[Kind.REASON].items():
        if reason and ref in live:
            session.set_reason(ref, reason)
    for ref, digests in texts[Kind.ATTACHMENTS].items():
        if digests and ref in live:
            session.set_attachments(ref, len(digests.split()))
    return session


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
    gone = [key for key in _KEY.findall(before) if key not in live]
    return " ".join([*live, *(f"-{key}" for key in gone)])
