"""`phrom central coverage|results|export`: what the round came to (K4, K6, K7, K10)."""

from __future__ import annotations

from datetime import UTC
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from desktop_app.central import coverage as coverage_room
from desktop_app.central import results, rounds
from desktop_app.central.registry import Registry
from desktop_app.central.returned import Returned
from desktop_app.cli.central_options import folder_option, opened, registry_option, round_option, the_round
from desktop_app.cli.output import json_option, language, now, show
from desktop_app.package.payloads import format_time
from desktop_app.scoring.rounding import half_away, half_up
from desktop_app.scoring.sensitivity import Movement
from desktop_app.submission.answers import BANGKOK
from desktop_app.thai.dates import format_date

PLACES = 2


def shown(value: Fraction | None, places: int) -> str | None:
    """An exact figure as it is published; None stays None."""
    return None if value is None else half_up(value, places)


@click.command()
@registry_option
@folder_option
@round_option
@json_option
def coverage(address: str, folder: Path | None, round_name: str | None, *, as_json: bool) -> None:
    """Who has sent, per province and ministry, and who has not."""
    registry = opened(address, folder)
    found = coverage_room.coverage(registry, the_round(registry, round_name))

    def share(one: coverage_room.Share) -> dict[str, Any]:
        figures = {name: getattr(one, name) for name in ("key", "counted", "expected", "returned")}
        return {**figures, "percent": shown(one.percent, PLACES)}

    document = {
        "round": found.round,
        "total": share(found.total),
        **{kind: [share(one) for one in getattr(found, kind)] for kind in ("levels", "provinces", "ministries")},
        "missing": [{"office_code": one.office_code, "name": one.name_th} for one in found.missing],
        "returned": [
            {"office_code": one.office_code, "name": one.name_th, "due": format_time(asked.due_at)}
            for one, asked in found.returns.items()
        ],
    }
    total = found.total
    lines = [f"{total.counted}/{total.expected} = {shown(total.percent, PLACES)} %"]
    lines += [f"{one.office_code}\t{one.name_th}" for one in found.missing]
    lines += [f"{one.office_code}\t{one.name_th}\t{_due(asked)}" for one, asked in found.returns.items()]
    show(document, as_json, lambda: lines)


def _due(one: Returned) -> str:
    """What an office that was asked to correct something owes, and until when."""
    day = format_date(one.due_at.astimezone(BANGKOK).date(), digits="arabic", language=language())
    return {"th": f"ส่งกลับให้แก้ ภายใน {day}", "en": f"returned for correction, due {day}"}[language()]


@click.command(name="results")
@registry_option
@folder_option
@round_option
@json_option
def results_(address: str, folder: Path | None, round_name: str | None, *, as_json: bool) -> None:
    """Means, quartiles and ranks."""
    registry = opened(address, folder)
    found = results.compute_results(registry, the_round(registry, round_name), now())
    document = {
        "round": found.round,
        "form": found.form_id,
        "form_version": found.form_version,
        "as_of": found.as_of.astimezone(UTC).isoformat(),
        "rule": results.RULE,
        "groups": [_group(group) for group in found.groups],
        "offices": [_office(one) for one in found.offices],
        "sensitivity": [_movement(one) for one in _movements(registry, found)],
    }
    nation = found.group("nation")
    nodes = nation.nodes.items() if nation else ()
    lines = [f"{node}\t{shown(one.mean, PLACES)}\tn = {one.n}" for node, one in nodes]
    show(document, as_json, lambda: [*lines, results.RULE[language()]])


def _movements(registry: Registry, found: results.Results) -> tuple[Movement, ...]:
    form = rounds.open_round(registry, found.round, found.as_of).form
    return results.weight_movements(found, form.scheme)


def _movement(one: Movement) -> dict[str, Any]:
    """What one other weight would do to the ranks and levels of the round (S8)."""
    delta = half_away(one.variation.delta, PLACES)
    return {"node": one.variation.node, "delta": delta, "ranks": one.ranks, "furthest": one.furthest,
            "levels": one.levels, "n": one.n}  # fmt: skip


def _group(group: results.Group) -> dict[str, Any]:
    figures = ("mean", "p25", "p50", "p75")
    nodes = {
        node: {"n": one.n, **{name: shown(getattr(one, name), PLACES) for name in figures}}
        for node, one in group.nodes.items()
    }
    return {"kind": group.kind, "key": group.key, "n": group.n, "nodes": nodes}


def _office(one: results.OfficeResult) -> dict[str, Any]:
    scores = {node: shown(exact, PLACES) for node, exact in one.scores.items()}
    code = one.office.office_code
    return {"office": code, "rank": one.rank, "level": one.level, "package_id": one.package_id, "scores": scores}
