"""Starting an assessment, and opening one again as it was left (O1, O7)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, tzinfo
from uuid import UUID

from desktop_app.office import faults
from desktop_app.office.assessment import Assessment, Recorder
from desktop_app.office.records import AnswerEvent, Kind, State, Work
from desktop_app.office.restoring import kept_texts, restore_session
from desktop_app.office.rounds import office_of, release_of
from desktop_app.office.store import OfficeStore
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.release import FormRelease


def create(
    store: OfficeStore,
    release: FormRelease,
    office_code: str,
    *,
    clock: Callable[[], datetime],
    zone: tzinfo,
    who: str,
    recorder: Recorder | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> Assessment:
    """Start an office's assessment in a round that was opened here (`rounds.open_round`).

    Args:
        clock: aware UTC now.
        zone: where the form's dates are local.
        who: the person, as the history names them.
        recorder: brings events to disk; at once, on this thread, where None.
        random: source of the id's random bits.

    Raises:
        PhromError: OFF-15 not on the roster, OFF-16 there is one already, OFF-50 central withdrew the form; what
            the disk says.
    """
    if release.state != "open":
        raise faults.ROUND_CLOSED.error(round=release.round, version=release.form_version)
    office = office_of(release, office_code)
    moment = clock()
    session = AnswerSession(release.form, {}, clock=clock, zone=zone, roster=office.columns())
    texts = kept_texts(session)
    work = Work(new_id(moment, random), release.package_id, office_code, moment, who, 1, State.DRAFT)
    first = tuple(
        AnswerEvent(work.id, 1, ref, kind, "", text, moment, who, "form")
        for kind in (Kind.INSTANCE, Kind.VALUE)
        for ref, text in texts[kind].items()
    )
    store.start(work, first)
    return Assessment(store, work, release, session, texts, clock=clock, zone=zone, who=who, recorder=recorder)


def open_assessment(
    store: OfficeStore,
    assessment_id: str,
    *,
    clock: Callable[[], datetime],
    zone: tzinfo,
    who: str,
    recorder: Recorder | None = None,
) -> Assessment:
    """Open an assessment exactly as it was left; arguments as `create`.

    Raises:
        PhromError: OFF-14 there is none of this id, what the disk says.
    """
    work = store.work(assessment_id)
    release = release_of(store, work.release)
    office = office_of(release, work.office_code)
    texts = {kind: store.current(work.id, kind) for kind in Kind}
    session = restore_session(release.form, texts, office.columns(), clock=clock, zone=zone)
    return Assessment(store, work, release, session, texts, clock=clock, zone=zone, who=who, recorder=recorder)


def new_id(moment: datetime, random: Callable[[int], bytes]) -> str:
    """A UUID of version 7 for this moment (RFC 9562, 5.7): sorts by time, the rest is random."""
    milliseconds = int(moment.timestamp() * 1000)
    number = (milliseconds << 80) | int.from_bytes(random(10), "big")
    number = number & ~(0xF << 76) | (7 << 76)
    number = number & ~(0x3 << 62) | (2 << 62)
    return str(UUID(int=number))
