"""Results: means, distributions and ranks from exact scores (K6)."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.central.results import Distribution, Results, compute_results, distribution
from desktop_app.errors import PhromError
from desktop_app.package.verify import verify
from desktop_app.scoring.rounding import half_up
from desktop_app.submission.roster import Office
from tests.central.central_world import LATE, MOMENT, ROUND, Centre
from tests.central.rows import add_round, add_submissions

OFFICES = [
    Office("W-1", "หนึ่ง", level="department", ministry_key="M01"),
    Office("W-2", "สอง", level="department", ministry_key="M01"),
    Office("W-3", "สาม", level="department", ministry_key="M02"),
    Office("W-4", "สี่", level="province", province_code="50"),
    Office("W-5", "ห้า", level="province", province_code="50"),
    Office("W-6", "หก", level="province"),
]
SENT = {
    "W-1": ("accepted", {"total": "60/1", "D1": "70/1", "D2": "50/1"}),
    "W-2": ("late", {"total": "60/1", "D1": "60/1", "D2": None}),
    "W-3": ("accepted", {"total": "121/3", "D1": "121/3", "D2": None}),
    "W-4": ("accepted", {"total": "20/1", "D1": "10/1", "D2": "30/1"}),
    "W-5": ("conflict", {"total": "100/1", "D1": "100/1", "D2": "100/1"}),
}


@pytest.fixture
def results(centre: Centre) -> Results:
    add_round(centre.registry, "2560", OFFICES)
    add_submissions(centre.registry, "2560", SENT)
    return compute_results(centre.registry, "2560", MOMENT)


def test_ranks_share_the_better_place(results: Results) -> None:
    """K6: ties by exact total share a rank and the next place is left out; what is disputed has none."""
    assert {one.office.office_code: one.rank for one in results.offices} == {"W-1": 1, "W-2": 1, "W-3": 3, "W-4": 4}


def test_a_groups_figure_is_the_mean_of_exact_scores_with_its_n(results: Results) -> None:
    """K6: worked by hand: (60 + 60 + 121/3 + 20) / 4 = 541/12 = 45.08; not applicable is left out and n says so."""
    nation = results.group("nation")
    assert nation is not None
    assert nation.n == 4
    assert nation.nodes["total"].mean == Fraction(541, 12)
    assert half_up(nation.nodes["total"].mean, 2) == "45.08"
    second = nation.nodes["D2"]
    assert (second.n, second.mean) == (2, Fraction(40))
    assert nation.nodes["D1"].n == 4


def test_quartiles_are_inclusive_and_exact(results: Results) -> None:
    """K6: of 20, 121/3, 60, 60: a quarter of the way in linear steps, never rounded before."""
    nation = results.group("nation")
    assert nation is not None
    total = nation.nodes["total"]
    assert total.p25 == 20 + Fraction(3, 4) * (Fraction(121, 3) - 20)
    assert total.p50 == (Fraction(121, 3) + 60) / 2
    assert total.p75 == 60


def test_groups_by_level_ministry_and_province(results: Results) -> None:
    """K6: an office without a ministry or province is in no such group; groups nobody sent for are absent."""
    found = {(one.kind, one.key): one.n for one in results.groups}
    assert found == {
        ("nation", ""): 4,
        ("level", "department"): 3,
        ("level", "province"): 1,
        ("ministry", "M01"): 2,
        ("ministry", "M02"): 1,
        ("province", "50"): 1,
    }
    only = results.group("ministry", "M02")
    assert only is not None
    assert set(only.nodes) == {"total", "D1"}
    assert only.nodes["D1"] == Distribution(1, *[Fraction(121, 3)] * 4)


@given(st.lists(st.fractions(0, 100, max_denominator=97), min_size=1, max_size=12))
def test_a_distribution_lies_between_its_ends(values: list[Fraction]) -> None:
    """K6: exact mean; quartiles in order, within the values, the middle one the median."""
    found = distribution(values)
    assert found.n == len(values)
    assert found.mean * len(values) == sum(values)
    assert min(values) <= found.p25 <= found.p50 <= found.p75 <= max(values)
    assert found.p50 == statistics.median(values)


def test_real_packages_give_their_own_scores(centre: Centre) -> None:
    """K6 S7: office figures are those that were signed; equal answers share a rank; the first node is the total."""
    centre.offer("a1", "b1", "c1", "d1")
    found = compute_results(centre.registry, ROUND, MOMENT)
    ranks = {one.office.office_code: one.rank for one in found.offices}
    assert ranks["10-001"] == ranks["90-002"] == 1
    for one, name in zip(found.offices, ("a1", "b1", "c1", "d1"), strict=True):
        with verify(centre.package(name), centre.trust, MOMENT) as package:
            score = package.payload["score"]
        total = next(iter(one.scores.values()))
        assert total is not None
        assert half_up(total, 2) == score["total"]["shown"]
        assert one.level == score["level"]
    absent = [one for one in found.offices if one.scores["B1"] is None]
    assert [one.office.office_code for one in absent] == ["10-002"]
    nation = found.group("nation")
    assert nation is not None
    assert nation.nodes["B1"].n == 3
    # 40 % of A = (2*50 + 0) / 3, and 60 % of B = (2 * (3*50 + 100) / 4 + 67) / 3
    assert next(iter(found.offices[0].scores.values())) == Fraction(40, 100) * Fraction(100, 3) + Fraction(60, 100) * 64


def test_only_the_newest_revision_counts(centre: Centre) -> None:
    """K6: after a revision the old figures are gone from every result, and the lateness shows."""
    centre.offer("a1", "b1")
    centre.offer("a2", moment=LATE)
    found = compute_results(centre.registry, ROUND, LATE)
    assert [(one.office.office_code, one.revision, one.state) for one in found.offices] == [
        ("10-001", 2, "late"),
        ("10-002", 1, "accepted"),
    ]
    assert found.as_of == LATE


@pytest.mark.parametrize(("round_name", "code"), [("2570", "CEN-08"), (ROUND, "CEN-12")])
def test_without_anything_to_compute_it_is_told(centre: Centre, round_name: str, code: str) -> None:
    """K6: no such round; nothing accepted yet."""
    with pytest.raises(PhromError) as raised:
        compute_results(centre.registry, round_name, MOMENT)
    assert raised.value.code == code
