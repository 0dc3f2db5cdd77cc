"""What came after a key was lost counts no more, what came before stays (package-format section 11; P2, P4, K2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.central import authorities, enrolment, tables
from desktop_app.central.coverage import coverage
from desktop_app.central.returns import open_candidate
from desktop_app.errors import PhromError
from desktop_app.trust import keys
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.request import make_request
from desktop_app.trust.signer import Signer
from tests.central.central_world import CLERK, MOMENT, ROUND, A, B, Centre, answers, enrol, rebuilt, seal

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
NOTICED = MOMENT + 9 * DAY
States = dict[str, tuple[str, str]]


def revoke(centre: Centre, signer: Signer, since: datetime | None, moment: datetime = NOTICED) -> None:
    """The certificate is withdrawn; its key was lost at `since`."""
    serial = f"{read_certificate(signer.certificate).serial:x}"
    authority = centre.keys.office_authority
    authorities.revoke(centre.registry, authority, [serial], "keyCompromise", moment, CLERK, since)


def states(centre: Centre) -> States:
    """State and code of every submission, by office and revision; made anew from packages and log, the same."""
    found = centre.states()
    assert rebuilt(centre) == found
    return {f"{office} {revision}": (state, code) for office, revision, state, code in found.values()}


FIRST, SECOND_ONE, OTHER = f"{A} 1", f"{A} 2", f"{B} 1"
COUNTS, OLDER, LOST = ("accepted", "OK"), ("superseded", "SUPERSEDED"), ("held", "TRUST_REVOKED")


@pytest.mark.parametrize(
    ("since", "first", "second"),
    [
        (None, OLDER, COUNTS),
        (MOMENT + DAY + SECOND, OLDER, COUNTS),
        (MOMENT + DAY, COUNTS, LOST),
        (MOMENT + SECOND, COUNTS, LOST),
        (MOMENT, LOST, LOST),
    ],
    ids=["never lost", "lost after both", "lost with the second", "lost between", "lost before both"],
)
def test_what_came_after_the_loss_stops_counting(
    centre: Centre, since: datetime | None, first: tuple[str, str], second: tuple[str, str]
) -> None:
    """P4 K2: to the second; the revision below counts again; other offices, and a rebuilt registry, the same."""
    centre.offer("a1", moment=MOMENT)
    centre.offer("a2", "b1", moment=MOMENT + DAY)
    assert states(centre) == {FIRST: OLDER, SECOND_ONE: COUNTS, OTHER: COUNTS}
    revoke(centre, centre.offices[A], since)
    assert states(centre) == {FIRST: first, SECOND_ONE: second, OTHER: COUNTS}
    missing = {office.office_code for office in coverage(centre.registry, ROUND).missing}
    assert (A in missing) == (COUNTS not in (first, second))
    assert B not in missing


def test_a_key_is_not_withdrawn_by_a_clock_that_was_set_back(centre: Centre) -> None:
    """P4 P5 CEN-27: by a list of an earlier day, what was received since could not even be returned any more."""
    centre.offer("a1", moment=MOMENT)
    with pytest.raises(PhromError, match="CEN-27"):
        revoke(centre, centre.offices[A], None, MOMENT - DAY)
    assert states(centre) == {FIRST: COUNTS}
    revoke(centre, centre.offices[A], None)
    assert states(centre) == {FIRST: COUNTS}
    assert open_candidate(centre.registry, next(iter(centre.states())), NOTICED).code == "OK"


ACTS: Sequence[Sequence[str]] = (
    ("a1", "a2", "revoke", "new"),
    ("a1", "a2", "new", "revoke"),
    ("a1", "new", "a2", "revoke"),
)


@pytest.mark.parametrize("acts", ACTS, ids=" ".join)
def test_a_lost_revision_never_disputes_the_one_signed_anew(centre: Centre, acts: Sequence[str]) -> None:
    """P4 K2: whoever has the key sends a revision 2; the office's own, by a new key, counts in whatever order."""
    centre.offer("a1", moment=MOMENT)
    (first,) = centre.states()
    fresh = enrol(centre.registry, centre.keys, A, MOMENT)
    here = replace(centre, packages=centre.folder / "own")
    here.packages.mkdir()
    own = seal(here, "new", A, signer=fresh, revision=2, supersedes=first, moment=MOMENT + DAY)
    for hour, act in enumerate(acts):
        moment = NOTICED + timedelta(hours=hour)
        if act == "revoke":
            revoke(centre, centre.offices[A], MOMENT + DAY, moment)
        else:
            centre.offer(here.package(act) if act == "new" else act, moment=moment)
    assert rebuilt(centre) == centre.states()
    found = {package_id: (state, code) for package_id, (_, _, state, code) in centre.states().items()}
    assert found.pop(own.package_id) == COUNTS
    assert found.pop(first) == OLDER
    assert list(found.values()) == [LOST]
    assert {row["flags"] for row in centre.rows(tables.submission)} == {"[]"}


def test_a_new_certificate_for_a_lost_key_brings_nothing_back(centre: Centre) -> None:
    """P2 P4: it is the key that was lost, whatever certifies it; the package is held, here and rebuilt."""
    key = keys.new_key()
    heard, request = keys.grouped(keys.spki_sha256(key)), make_request(key)
    made = [
        enrolment.enrol(centre.registry, A, request, heard, centre.keys.office_authority, moment, CLERK, CLERK)
        for moment in (MOMENT, MOMENT + SECOND)
    ]
    old, again = (Signer(one.certificate, one.issuer, key) for one in made)
    revoke(centre, old, MOMENT + DAY)
    here = replace(centre, packages=Path(centre.folder / "own"))
    here.packages.mkdir()
    seal(here, "again", A, signer=again, moment=MOMENT + DAY)
    (done,) = centre.offer(here.package("again"), moment=NOTICED + DAY)
    assert (done.state, done.code) == LOST
    assert states(centre) == {FIRST: LOST}


def test_the_office_is_told_that_its_submission_stopped_counting(centre: Centre) -> None:
    """P4: a further receipt, newer than the one that said accepted; of nothing else, and only once."""
    centre.offer("a1", "b1", moment=MOMENT)
    assert [verdict for verdict, *_ in answers(centre, MOMENT)] == ["accepted", "accepted"]
    revoke(centre, centre.offices[A], MOMENT)
    centre.offer("a1", moment=NOTICED)
    (told,) = answers(centre, NOTICED)
    assert told == ("held", "TRUST_REVOKED", A, "2026-06-10T03:00:00Z")
    revoke(centre, centre.offices[A], MOMENT, NOTICED + DAY)
    assert answers(centre, NOTICED + DAY) == []
    rebuilt(centre)
