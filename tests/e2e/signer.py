"""A program that signs and exports, and dies at the n-th write; `test_kill_signing.py` runs it.

Run as `python -m tests.e2e.signer FOLDER TARGET N`. Every fsync, every rename and every SQL statement counts as one
write; just before the n-th the process kills itself. It prints how many writes there were if it comes to the end.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_app.office.keys import OfficeKeys
from desktop_app.office.opening import open_assessment
from desktop_app.office.signing import export, sign
from desktop_app.office.store import open_store
from desktop_app.submission.answers import BANGKOK
from desktop_app.submission.compose import Signatory
from desktop_app.trust.anchors import read_trust_folder
from tests.simulator.world import AUDIENCE, PASSPHRASE, SIGNED_AT


class Death:
    """Counts writes and kills before the chosen one."""

    def __init__(self, at: int) -> None:
        self.at, self.count = at, 0

    def __call__(self, *_: object) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def deadly(*arguments: Any, **named: Any) -> Any:
            self()
            return write(*arguments, **named)

        return deadly


def main(folder: Path, target: Path, at: int) -> None:
    trust = read_trust_folder(folder / "trust")
    store = open_store(folder, clock=lambda: SIGNED_AT)
    work = open_assessment(store, store.works()[0].id, clock=lambda: SIGNED_AT, zone=BANGKOK, who="ผู้บริหารตัวอย่าง")
    signer = OfficeKeys(folder / "keys").open("50-001", PASSPHRASE, trust, SIGNED_AT)
    death = Death(at)
    os.fsync = death.before(os.fsync)
    Path.replace = death.before(Path.replace)  # type: ignore[method-assign]
    store._db.conn.set_trace_callback(death)
    sign(work, signer, Signatory("ผู้บริหารตัวอย่าง", "ผู้บริหาร"), SIGNED_AT, audience=AUDIENCE, trust=trust)
    export(work, target)
    print(death.count)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
