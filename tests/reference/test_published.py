"""The published figures agree with each other wherever their sources allow a check."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from desktop_app.resources import BENCHMARKS, REFERENCE

WEIGHTS = {"D1": 20, "D2": 20, "D3": 30, "D4": 10, "D5": 15, "D6": 5}
NATION, MINISTRY, DEPARTMENT = "TH", "M22", "M22-03"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table of published figures."""
    with (BENCHMARKS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def of_year(year_be: str) -> list[dict[str, str]]:
    """Figures of one year, blanks included."""
    return [row for row in rows("survey_results.csv") if row["year_be"] == year_be]


@pytest.fixture
def of_2560() -> dict[str, dict[str, Fraction]]:
    """Figures of 2560 by unit and node; what was not published is absent."""
    found: dict[str, dict[str, Fraction]] = {}
    for row in of_year("2560"):
        if row["percent"]:
            found.setdefault(row["unit_key"], {})[row["node"]] = Fraction(row["percent"])
    return found


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """A fraction rounded half up, as published percentages are."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def rest_mean(figures: dict[str, Fraction]) -> Fraction:
    """What the unpublished dimensions must average if the total is the weighted sum."""
    known = {node: value for node, value in figures.items() if node != "total"}
    rest = 100 - sum(WEIGHTS[node] for node in known)
    return (100 * figures["total"] - sum(WEIGHTS[node] * value for node, value in known.items())) / rest


def rest_slack(unit: str) -> Fraction:
    """How far that mean may lie off because the printed figures were rounded."""
    printed = {row["node"]: row["percent"] for row in of_year("2560") if row["unit_key"] == unit}
    known = {node: half_unit(text) for node, text in printed.items() if text}
    total = 100 * known.pop("total")
    return (total + sum(WEIGHTS[node] * half for node, half in known.items())) / (
        100 - sum(WEIGHTS[node] for node in known)
    )


def half_unit(printed: str) -> Fraction:
    """Half a unit of the last printed place: 47 may be off by 0.5, 49.3 by 0.05."""
    places = len(printed.partition(".")[2])
    return Fraction(1, 2 * 10**places)


def test_nine_figures_of_2560_and_no_more(of_2560: dict[str, dict[str, Fraction]]) -> None:
    """O8: three units have exactly the nine figures that were found; none was invented."""
    assert {unit: set(figures) for unit, figures in of_2560.items()} == {
        NATION: {"total", "D4", "D6"},
        MINISTRY: {"total", "D4", "D6"},
        DEPARTMENT: {"total", "D4", "D5"},
    }


def test_blank_is_said_to_be_unpublished() -> None:
    """O8: a figure that is missing says so in words, and every figure names its source."""
    for row in rows("survey_results.csv"):
        assert (row["status"] == "not published") == (row["percent"] == "")
        assert row["source"]


def test_every_unit_has_a_row_per_node() -> None:
    """O8: each unit of each source has seven rows, so a table shows what is missing."""
    units: dict[tuple[str, str, str], list[str]] = {}
    for row in rows("survey_results.csv"):
        units.setdefault((row["year_be"], row["as_of"], row["unit_th"]), []).append(row["node"])
    assert all(nodes == ["total", *WEIGHTS] for nodes in units.values())


def test_only_d4_and_d6_lie_below_fifty(of_2560: dict[str, dict[str, Fraction]]) -> None:
    """O8: nation and ministry have exactly two dimensions below 50, so the other four average 50 or more."""
    for unit in (NATION, MINISTRY):
        assert {node for node, value in of_2560[unit].items() if value < 50} == {"D4", "D6"}
        assert rest_mean(of_2560[unit]) >= 50


def test_lowest_two_of_the_department(of_2560: dict[str, dict[str, Fraction]]) -> None:
    """O8: D4 and D5 are the department's lowest, so the other four average at least 61.3."""
    figures = of_2560[DEPARTMENT]
    assert (figures["D4"], figures["D5"]) == (Fraction("61.3"), 60)
    assert rest_mean(figures) >= figures["D4"]


def test_d5_of_nation_and_ministry_is_bounded(of_2560: dict[str, dict[str, Fraction]]) -> None:
    """O8: the department's D4 is above both others, as its D5 is said to be: theirs is below 60.0."""
    assert all(of_2560[DEPARTMENT]["D4"] > of_2560[unit]["D4"] for unit in (NATION, MINISTRY))
    assert all("D5" not in of_2560[unit] for unit in (NATION, MINISTRY))


def test_department_is_8_4_points_above_the_nation(of_2560: dict[str, dict[str, Fraction]]) -> None:
    """O8: the source's "nearly 10 %" is 8.4 points."""
    assert of_2560[DEPARTMENT]["total"] - of_2560[NATION]["total"] == Fraction("8.4")


@pytest.mark.parametrize(
    ("unit", "mean", "low", "high"),
    [
        (NATION, "59.44", "59.34", "59.53"),
        (MINISTRY, "56.25", "56.15", "56.34"),
        (DEPARTMENT, "68.09", "68.01", "68.18"),
    ],
)
def test_weighted_mean_of_the_rest(
    unit: str, mean: str, low: str, high: str, of_2560: dict[str, dict[str, Fraction]]
) -> None:
    """S1: with the published weights the unpublished dimensions must average this, within rounding."""
    figures = of_2560[unit]
    slack = rest_slack(unit)
    assert half_up(rest_mean(figures)) == Decimal(mean)
    assert half_up(rest_mean(figures) - slack) == Decimal(low)
    assert half_up(rest_mean(figures) + slack) == Decimal(high)


def test_response_rates_recompute() -> None:
    """K4: every printed rate is answered over asked, half up at two places."""
    answered = [row for row in rows("survey_population.csv") if row["response_pct"]]
    assert len(answered) == 7
    for row in answered:
        rate = Fraction(int(row["n_answered"]) * 100, int(row["n_target"]))
        assert half_up(rate) == Decimal(row["response_pct"])


def test_parts_of_a_year_add_up() -> None:
    """K4: departments, special local bodies and provinces add up to all, asked and answered."""
    found = rows("survey_population.csv")
    for stage in {(row["year_be"], row["stage"]) for row in found if row["n_answered"]}:
        parts = [row for row in found if (row["year_be"], row["stage"]) == stage]
        whole = next(row for row in parts if row["group"] == "all")
        for column in ("n_target", "n_answered"):
            assert int(whole[column]) == sum(int(row[column]) for row in parts if row is not whole)


def test_units_are_known_to_the_reference_tables() -> None:
    """O8: a ministry or department of the figures is the one of the reference tables."""
    names = {}
    for table, key in (("ministries", "ministry_key"), ("departments", "dept_key")):
        with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            names.update({row[key]: row["name_th"] for row in csv.DictReader(stream)})
    named = {row["unit_key"]: row["unit_th"] for row in rows("survey_results.csv") if row["unit_key"][0] == "M"}
    assert named
    assert all(names[key] == name for key, name in named.items())
