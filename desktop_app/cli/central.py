"""`phrom central …`: the central desk without a window (K10)."""

from __future__ import annotations

import click

from desktop_app.cli.lazy import LazyGroup

DESK, INTAKE, RESULTS, EXPORT, PAPER, ENCRYPTION = (
    f"desktop_app.cli.central_{one}" for one in ("desk", "intake", "results", "export", "paper", "encryption")
)
DECIDE = "desktop_app.cli.central_decide"
RETURNS = "desktop_app.cli.central_returns"
COMMANDS = {
    "init": f"{DESK}:init",
    "roster": f"{DESK}:roster",
    "enrol": f"{DESK}:enrol",
    "revoke": f"{DESK}:revoke",
    "renew": f"{DESK}:renew",
    "renew-certificate": f"{DESK}:renew_certificate",
    "bundle": f"{DESK}:bundle",
    "release": f"{DESK}:release",
    "form-state": f"{DESK}:form_state",
    "encryption-keys": f"{ENCRYPTION}:encryption_keys",
    "prove-key": f"{ENCRYPTION}:prove_key",
    "import": f"{INTAKE}:import_",
    "receipts": f"{INTAKE}:receipts_",
    "queue": f"{DECIDE}:queue_",
    "decide": f"{DECIDE}:decide_",
    "recheck": f"{DECIDE}:recheck_",
    "return": f"{RETURNS}:return_",
    "changes": f"{RETURNS}:changes_",
    "coverage": f"{RESULTS}:coverage",
    "results": f"{RESULTS}:results_",
    "find-paper": f"{PAPER}:find_paper",
    "export": f"{EXPORT}:export_",
    "rebuild": f"{INTAKE}:rebuild_",
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def central() -> None:
    """The central desk: publish, enrol, import, count, export."""
