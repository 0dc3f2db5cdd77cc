"""Making the registry anew from the packages and the log, which are the truth (K8, threats 9)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, update

from desktop_app.central import faults, log, tables
from desktop_app.central.coverage import COUNTED
from desktop_app.central.enrolment import record_certificate
from desktop_app.central.inspect import Inspected, Inspector
from desktop_app.central.intake import PACKAGE_SUFFIX, world_of
from desktop_app.central.load import load
from desktop_app.central.log import Entry, Logged
from desktop_app.central.receipts import mark_issued, note_receipt
from desktop_app.central.registry import Folders, Registry, create_registry
from desktop_app.central.rosters import apply_roster
from desktop_app.central.rounds import record_release
from desktop_app.package.verify import verify
from desktop_app.submission.release import open_release
from desktop_app.submission.roster import read_roster
from desktop_app.trust.anchors import read_trust_folder

ARCHIVED = (*COUNTED, "superseded", "conflict")
KEPT = ("held", "waiting")


@dataclass(frozen=True, slots=True)
class Replayed:
    """One line of the log done again."""

    number: int
    total: int
    action: str


def rebuild(where: Path | str, folder: Path) -> Iterator[Replayed]:
    """Make a registry at `where` by doing again, line by line, what the log in `folder` tells.

    Raises:
        PhromError: CEN-03 a registry is there already; CEN-14 the log is damaged; CEN-15 a package that
            the log names is gone or no longer what it was.
    """
    lines = list(log.read_lines(Folders(folder).log))
    registry = create_registry(where, folder)
    replay = _Replay(registry)
    for number, (logged, entry) in enumerate(lines, start=1):
        replay.do(logged, entry)
        yield Replayed(number, len(lines), entry.action)
    registry.close()


class _Replay:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._inspector: tuple[str, Inspector] | None = None
        self._acts: dict[str, Callable[[Connection, Logged, Entry], None]] = {
            "init": self._init,
            "roster": self._roster,
            "enrol": self._enrol,
            "revoke": self._revoke,
            "release": self._release,
            "offer": self._offer,
            "receipt": self._receipt,
        }

    def do(self, logged: Logged, entry: Entry) -> None:
        """Do one line again; what it needs from the registry is read before its transaction begins."""
        if entry.action != "offer":
            self._inspector = None
        elif entry.state in (*ARCHIVED, *KEPT):
            self._prepare(entry.at)
        with self._registry.writing() as connection:
            connection.execute(insert(tables.intake_log), {**asdict(entry), **asdict(logged)})
            self._acts[entry.action](connection, logged, entry)

    def _prepare(self, at: str) -> None:
        if self._inspector is None or self._inspector[0] != at:
            self._inspector = (at, Inspector(world_of(self._registry, datetime.fromisoformat(at))))

    def _init(self, connection: Connection, _logged: Logged, entry: Entry) -> None:
        settings = json.loads(entry.detail).items()
        connection.execute(insert(tables.setting), [{"name": name, "value": value} for name, value in settings])

    def _roster(self, connection: Connection, _logged: Logged, entry: Entry) -> None:
        apply_roster(connection, read_roster(json.loads(entry.detail)["csv"].encode()))

    def _enrol(self, connection: Connection, _logged: Logged, entry: Entry) -> None:
        leaf = base64.b64decode(json.loads(entry.detail)["certificate"])
        record_certificate(connection, entry.office_code or "", leaf, datetime.fromisoformat(entry.at))

    def _revoke(self, connection: Connection, _logged: Logged, entry: Entry) -> None:
        detail = json.loads(entry.detail)
        where = tables.certificate.c.serial.in_(detail["serials"])
        connection.execute(update(tables.certificate).where(where).values(revoked_at=entry.at))
        numbers = update(tables.setting).where(tables.setting.c.name == "crl_numbers")
        connection.execute(numbers.values(value=json.dumps(detail["crl_numbers"])))

    def _release(self, connection: Connection, _logged: Logged, entry: Entry) -> None:
        path = self._registry.folders.archived(entry.package_id or "")
        trust = read_trust_folder(self._registry.folders.trust)
        package = verify(path, trust, datetime.fromisoformat(entry.at))
        roster = read_roster(json.loads(entry.detail)["roster"].encode())
        release = open_release(package)
        record_release(connection, package.payload, release.package_id, roster)

    def _offer(self, connection: Connection, logged: Logged, entry: Entry) -> None:
        folders = self._registry.folders
        if entry.state in ARCHIVED:
            found = self._inspect(folders.archived(entry.package_id or ""), entry)
            if found.received is None:
                raise faults.PACKAGE_GONE.error(package=entry.package_id, code=found.code)
            load(connection, found.received, entry.file_sha256, found.size, datetime.fromisoformat(entry.at))
        elif entry.state in KEPT:
            found = self._inspect(folders.held / f"{entry.file_sha256}{PACKAGE_SUFFIX}", entry)
        else:
            return
        note_receipt(connection, found, entry.code, entry.state, logged, datetime.fromisoformat(entry.at))

    def _inspect(self, path: Path, entry: Entry) -> Inspected:
        if self._inspector is None or not path.exists():
            raise faults.PACKAGE_GONE.error(package=entry.package_id or entry.file_sha256, code="-")
        found = self._inspector[1].inspect(path)
        if found.staged is not None:
            found.staged.unlink()
        return found

    def _receipt(self, connection: Connection, _logged: Logged, entry: Entry) -> None:
        detail = json.loads(entry.detail)
        mark_issued(connection, entry.package_id or "", detail["verdict"], detail["receipt"], detail["seq"])
