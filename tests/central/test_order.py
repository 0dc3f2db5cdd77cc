"""The order in which files come never changes what the registry holds in the end (K1, K2)."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.central import intake, tables
from desktop_app.central.inspect import Inspected, Inspector, stage
from desktop_app.central.results import compute_results
from tests.central.central_world import CLERK, MOMENT, ROUND, Centre

NAMES = ("a1", "a1x", "a2", "a2x", "b1")
SETTLED = [table for table in tables.metadata.sorted_tables if table.name not in ("intake_log", "receipt", "setting")]


class Remembering(Inspector):
    """Really checks each file once; afterwards only its private copy is made anew."""

    found: dict[Path, Inspected] = {}  # noqa: RUF012 - shared on purpose

    def inspect(self, path: Path) -> Inspected:
        if path not in self.found:
            self.found[path] = super().inspect(path)
        return replace(self.found[path], staged=stage(path, self._world.staging).staged)


def outcome(made: Centre, names: list[str]) -> list[Any]:
    """Every settled row, and the results, after importing in this order."""
    with tempfile.TemporaryDirectory() as folder:
        centre = made.copy(Path(folder) / "centre")
        paths = [made.package(name) for name in names]
        states = [one.state for one in intake.import_paths(centre.registry, paths, MOMENT, CLERK, 0, Remembering)]
        assert states.count("duplicate") == len(names) - len(set(names))
        rows = [sorted(map(str, centre.rows(table))) for table in SETTLED]
        results = compute_results(centre.registry, ROUND, MOMENT) if "b1" in names else None
        centre.registry.close()
    return [rows, results]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_of_any_files_ends_the_same(made: Centre, data: st.DataObject) -> None:
    """K1 K2: revisions, forks, conflicts and duplicates in any order give the same rows, states and results."""
    some = data.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=7))
    shuffled = data.draw(st.permutations(some))
    assert outcome(made, some) == outcome(made, list(shuffled))


def states_after(centre: Centre, *names: str) -> set[tuple[int, str]]:
    centre.offer(*names)
    return {(revision, state) for _, revision, state, _ in centre.states().values()}


def test_an_older_revision_is_kept_as_history_whenever_it_comes(centre: Centre) -> None:
    """K2: revision 1 after revision 2 is superseded, and says which revision is here."""
    done = centre.offer("a2", "a1")
    assert [(one.state, one.code) for one in done] == [("accepted", "OK"), ("superseded", "SUPERSEDED")]
    assert "2" in done[1].message["th"]
    assert {row["flags"] for row in centre.rows(tables.submission)} == {"[]"}


def test_a_revision_that_comes_before_its_predecessor_is_flagged(centre: Centre) -> None:
    """K2: loaded with PREDECESSOR_MISSING; the flag goes when the predecessor comes."""
    centre.offer("a2")
    assert centre.rows(tables.submission)[0]["flags"] == '["PREDECESSOR_MISSING"]'


def test_two_contents_for_one_slot_are_both_held(centre: Centre) -> None:
    """K2: neither counts until a person decides."""
    assert states_after(centre, "a1", "a1x") == {(1, "conflict")}


def test_a_fork_is_disputed_with_all_concerned(centre: Centre) -> None:
    """K2: a revision that names another predecessor than the one here."""
    assert states_after(centre, "a1", "a2x") == {(1, "conflict"), (2, "conflict")}
