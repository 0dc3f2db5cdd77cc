"""Coverage: counted over expected, by level, province and ministry (K4)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from desktop_app.central.coverage import Share, coverage, rounds
from desktop_app.errors import PhromError
from desktop_app.scoring.rounding import half_up
from desktop_app.submission.roster import Office
from tests.central.central_world import LATE, ROSTER, ROUND, B, C, Centre
from tests.central.rows import add_round, add_submissions

PUBLISHED = [  # year, {level: (answered, expected, printed percentage)}, total; survey_population.csv
    (
        "2561",
        {"department": (287, 319, "89.97"), "province": (1237, 1444, "85.66")},
        (1524, 1763, "86.44"),
    ),
    (
        "2563",
        {"department": (292, 315, "92.70"), "local": (2, 2, "100.00"), "province": (1556, 1609, "96.71")},
        (1850, 1926, "96.05"),
    ),
]


@pytest.mark.parametrize(("year", "levels", "total"), PUBLISHED, ids=["2561", "2563"])
def test_the_published_percentages_come_out(
    centre: Centre, year: str, levels: dict[str, tuple[int, int, str]], total: tuple[int, int, str]
) -> None:
    """K4: answered and expected of the published rounds give the printed percentages, two places, half up."""
    offices = [
        Office(f"{level[:1].upper()}{number:05}", "หน่วยงานตัวอย่าง", level=level)
        for level, (_, expected, _) in levels.items()
        for number in range(expected)
    ]
    add_round(centre.registry, year, offices)
    answered = {
        f"{level[:1].upper()}{number:05}": ("late" if number % 7 else "accepted", {})
        for level, (sent, _, _) in levels.items()
        for number in range(sent)
    }
    add_submissions(centre.registry, year, answered)
    found = coverage(centre.registry, year)
    shown = {one.key: (one.counted, one.expected, half_up(one.percent or Fraction(0), 2)) for one in found.levels}
    assert shown == levels
    whole = found.total
    assert (whole.counted, whole.expected, half_up(whole.percent or Fraction(0), 2)) == total
    assert len(found.missing) == total[1] - total[0]


def test_only_what_counts_is_counted(centre: Centre) -> None:
    """K4: accepted and late count; superseded, disputed, held and refused do not; an office counts once."""
    assert coverage(centre.registry, ROUND).total == Share("total", 0, 4)
    centre.offer("a1", "a2", "b1")
    centre.offer("c1", moment=LATE)
    found = coverage(centre.registry, ROUND)
    assert found.total == Share("total", 3, 4)
    assert found.total.percent == 75
    centre.offer("a2x", moment=LATE)
    assert coverage(centre.registry, ROUND).total == Share("total", 2, 4)
    assert {one.office_code for one in coverage(centre.registry, ROUND).missing} == {"10-001", "90-002"}


def test_groups_and_the_missing_with_their_telephone(centre: Centre) -> None:
    """K4: provinces, ministries and levels each with both numbers; who is missing, in roster order."""
    centre.offer("b1")
    found = coverage(centre.registry, ROUND)
    assert found.provinces == (Share("10", 1, 2), Share("50", 0, 1), Share("90", 0, 1))
    assert found.ministries == (Share("M01", 1, 2), Share("M15", 0, 2))
    assert found.levels == (Share("department", 1, 2), Share("province", 0, 2))
    assert found.missing == tuple(one for one in ROSTER.offices if one.office_code != B)
    assert [one.phone for one in found.missing if one.office_code == C] == ["053 000 000"]


def test_a_group_in_which_nobody_is_expected_has_no_percentage() -> None:
    """K4: no division by nought."""
    assert Share("x", 0, 0).percent is None


def test_a_round_that_is_not_here(centre: Centre) -> None:
    """K4 CEN-08: told by its name."""
    assert rounds(centre.registry) == (ROUND,)
    with pytest.raises(PhromError) as raised:
        coverage(centre.registry, "2570")
    assert raised.value.code == "CEN-08"
    assert "2570" in raised.value.message("th")
