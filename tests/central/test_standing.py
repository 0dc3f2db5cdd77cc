"""Where a registry stands: whose it is, keys, rounds, receipts due (K3, P2, P4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop_app.central import authorities, receipts
from desktop_app.central.standing import Standing, key_states, standing
from desktop_app.trust.certificates import read_certificate
from tests.central.central_world import AUDIENCE, CLERK, MOMENT, ORGANISATION, ROUND, A, B, Centre, enrol

YEARS = timedelta(days=3 * 365)


def revoke(centre: Centre, office_code: str) -> None:
    serial = f"{read_certificate(centre.offices[office_code].certificate).serial:x}"
    authorities.revoke(centre.registry, centre.keys.office_authority, [serial], "superseded", MOMENT, CLERK)


def test_a_registry_in_a_few_figures(centre: Centre) -> None:
    """K3 P4: what results count, and which receipts wait for a signature."""
    centre.offer("a1", "a2", "b1")
    expected = Standing(ORGANISATION, AUDIENCE, 4, 4, (ROUND,), received=2, receipts_due=3, pending=0)
    assert standing(centre.registry, MOMENT) == expected
    list(receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK))
    assert standing(centre.registry, MOMENT).receipts_due == 0


def test_the_best_certificate_of_an_office_counts(centre: Centre) -> None:
    """P2: valid, ended or revoked; a new key after a revocation makes it valid again."""
    assert {one.standing for one in key_states(centre.registry, MOMENT).values()} == {"valid"}
    assert key_states(centre.registry, MOMENT + YEARS)[A].standing == "ended"
    revoke(centre, A)
    revoke(centre, B)
    enrol(centre.registry, centre.keys, B, MOMENT)
    found = key_states(centre.registry, MOMENT)
    assert (found[A].standing, found[B].standing) == ("revoked", "valid")
    assert found[B].not_after > datetime(2028, 6, 1, tzinfo=UTC)
    assert standing(centre.registry, MOMENT).certified == 3
