"""`phrom central …`: the central desk without a window (K10)."""

from __future__ import annotations

import click

from desktop_app.cli.lazy import LazyGroup

DESK, INTAKE, RESULTS, EXPORT = (f"desktop_app.cli.central_{one}" for one in ("desk", "intake", "results", "export"))
RETURNS = "desktop_app.cli.central_returns"
COMMANDS = {
    "init": f"{DESK}:init",
    "roster": f"{DESK}:roster",
    "enrol": f"{DESK}:enrol",
    "revoke": f"{DESK}:revoke",
    "renew": f"{DESK}:renew",
    "release": f"{DESK}:release",
    "import": f"{INTAKE}:import_",
    "receipts": f"{INTAKE}:receipts_",
    "return": f"{RETURNS}:return_",
    "changes": f"{RETURNS}:changes_",
    "coverage": f"{RESULTS}:coverage",
    "results": f"{RESULTS}:results_",
    "export": f"{EXPORT}:export_",
    "rebuild": f"{INTAKE}:rebuild_",
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def central() -> None:
    """The central desk: publish, enrol, import, count, export."""
