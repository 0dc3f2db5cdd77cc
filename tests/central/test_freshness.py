"""Which package of an office counts, whatever the order in which files arrive (K2)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.central.freshness import Handed, opponents, settle


def standings(*handed: tuple[str, int, str | None]) -> dict[str, str]:
    return {key: one.code for key, one in settle(Handed(*one) for one in handed).items()}


@pytest.mark.parametrize(
    ("handed", "expected"),
    [
        ([("a", 1, None)], {"a": "OK"}),
        ([("a", 1, None), ("b", 2, "a")], {"a": "SUPERSEDED", "b": "OK"}),
        ([("a", 1, None), ("x", 1, None)], {"a": "CONFLICT", "x": "CONFLICT"}),
        ([("a", 1, None), ("b", 2, "zz")], {"a": "CONFLICT", "b": "CONFLICT"}),
        ([("b", 2, "a")], {"b": "OK"}),
        ([("a", 1, None), ("x", 1, None), ("b", 2, "a")], {"a": "CONFLICT", "x": "CONFLICT", "b": "OK"}),
        ([("a", 1, None), ("b", 2, "a"), ("c", 2, "a")], {"a": "SUPERSEDED", "b": "CONFLICT", "c": "CONFLICT"}),
    ],
    ids=["alone", "revised", "two of one revision", "forked", "predecessor not here", "dispute below", "dispute above"],
)
def test_the_standing_of_packages_beside_each_other(
    handed: list[tuple[str, int, str | None]], expected: dict[str, str]
) -> None:
    """K2: who came first changes nothing; what is disputed waits for a person."""
    assert standings(*handed) == expected


def test_a_missing_predecessor_is_flagged_and_does_not_block() -> None:
    """K2: a revision whose predecessor has not come is loaded with the flag PREDECESSOR_MISSING."""
    assert settle([Handed("c", 3, "b")])["c"].predecessor_missing


HANDED = st.lists(
    st.builds(Handed, st.sampled_from("abcdef"), st.integers(1, 3), st.sampled_from([None, "a", "b", "c"])),
    unique_by=lambda one: one.package_id,
    max_size=6,
)


@given(HANDED, st.randoms())
def test_the_order_of_arrival_never_changes_the_outcome(handed: list[Handed], chance: object) -> None:
    """K1: states are a function of the set of packages, not of when each came."""
    shuffled = list(handed)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(handed) == settle(shuffled)


@given(HANDED)
def test_at_most_one_package_counts(handed: list[Handed]) -> None:
    """K2: an office has one counted submission per form and round, or none."""
    assert [one.code for one in settle(handed).values()].count("OK") <= 1


@given(HANDED, st.integers(0, 5))
def test_rejecting_its_opponents_ends_a_packages_dispute(handed: list[Handed], place: int) -> None:
    """K2: whatever was rejected with it, it then counts or is superseded."""
    chosen = handed[place % len(handed)].package_id if handed else ""
    aside = opponents(handed, chosen)
    after = settle(replace(one, rejected=one.package_id in aside) for one in handed)
    assert chosen not in aside
    assert all(after[one].rejected for one in aside)
    assert not handed or after[chosen].code in ("OK", "SUPERSEDED")
