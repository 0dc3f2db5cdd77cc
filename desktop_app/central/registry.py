"""The registry: rows about the signed packages, on SQLite or PostgreSQL (K8)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from desktop_app.central import faults, tables

APPLICATION_ID = 0x50485243  # "PHRC"
WAL_SAFE = (3, 51, 3)  # before it, two connections that checkpoint at once can corrupt a WAL database
BUSY_SECONDS = 30
NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})


@dataclass(frozen=True, slots=True)
class Folders:
    """Central's folders beside the registry. Packages and log are the truth, the rest can be made again."""

    root: Path

    @property
    def packages(self) -> Path:
        """Archived packages as they came: `ab/abcdef….asice` by package id."""
        return self.root / "packages"

    @property
    def log(self) -> Path:
        """Each row of the intake log as a line of JSON."""
        return self.root / "log" / "intake.jsonl"

    @property
    def quarantine(self) -> Path:
        """Refused files by the SHA-256 of their bytes; never opened."""
        return self.root / "quarantine"

    @property
    def held(self) -> Path:
        """Files that wait for a person, or for the next form or trust folder."""
        return self.root / "held"

    @property
    def staging(self) -> Path:
        """Private copies while they are checked."""
        return self.root / "staging"

    @property
    def keys(self) -> Path:
        """Central's sealed keys and their certificates."""
        return self.root / "keys"

    @property
    def trust(self) -> Path:
        """The trust folder as offices get it; no key in it."""
        return self.root / "trust"

    @property
    def receipts(self) -> Path:
        """Signed receipts, one file per package."""
        return self.root / "receipts"

    def archived(self, package_id: str) -> Path:
        """Where the package with this id is kept."""
        return self.packages / package_id[:2] / f"{package_id}.asice"

    def make(self) -> None:
        """Create what is missing."""
        for folder in (self.packages, self.log.parent, self.quarantine, self.held, self.staging):
            folder.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True, slots=True)
class Registry:
    """An open registry and the folders beside it."""

    engine: Engine
    folders: Folders

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the registry."""
        with _told(self.engine), self.engine.connect() as connection:
            yield connection.execution_options(reading=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing; other writers wait."""
        with _told(self.engine), self.engine.begin() as connection:
            yield connection

    def get_setting(self, name: str) -> str:
        """The setting's value, "" where it was never set."""
        query = select(tables.setting.c.value).where(tables.setting.c.name == name)
        with self.reading() as connection:
            return connection.execute(query).scalar() or ""

    def close(self) -> None:
        """Release the database."""
        self.engine.dispose()


def create_registry(where: Path | str, folder: Path | None = None) -> Registry:
    """Make an empty registry.

    Raises:
        PhromError: CEN-03 there is one; CEN-02 on a network folder; CEN-05 the database refused.
    """
    if isinstance(where, Path) and where.exists():
        raise faults.REGISTRY_EXISTS.error(name=where.name)
    if isinstance(where, Path):
        where.parent.mkdir(parents=True, exist_ok=True)
    registry = Registry(_engine(where), Folders(folder or _folder_of(where)))
    registry.folders.make()
    with registry.writing() as connection:
        tables.metadata.create_all(connection)
        if registry.engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            for operation in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER intake_log_no_{operation.lower()} BEFORE {operation} ON intake_log "
                    "BEGIN SELECT RAISE(ABORT, 'the intake log is append-only'); END"
                )
    return registry


def open_registry(where: Path | str, folder: Path | None = None) -> Registry:
    """Open a registry that exists.

    Args:
        where: a SQLite file, or a SQLAlchemy address such as `postgresql+psycopg://…`.
        folder: where packages and log lie; beside the SQLite file when not given.

    Raises:
        PhromError: CEN-04 there is none; CEN-01 it is something else; CEN-02 on a network folder.
    """
    if isinstance(where, Path):
        if not where.is_file():
            raise faults.REGISTRY_ABSENT.error(name=where)
        _demand_ours(where)
    registry = Registry(_engine(where), Folders(folder or _folder_of(where)))
    registry.folders.make()
    return registry


def _folder_of(where: Path | str) -> Path:
    if isinstance(where, Path):
        return where.parent
    return Path(make_url(where).database or ".").parent


def _demand_ours(path: Path) -> None:
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            found = connection.execute("PRAGMA application_id").fetchone()[0]
            damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.DatabaseError as problem:
        raise faults.REGISTRY_FOREIGN.error(name=path.name, reason=problem) from problem
    if found != APPLICATION_ID:
        raise faults.REGISTRY_FOREIGN.error(name=path.name, reason=f"application_id {found}")
    if damage != "ok":
        raise faults.REGISTRY_FOREIGN.error(name=path.name, reason=damage)


def _engine(where: Path | str) -> Engine:
    if not isinstance(where, Path):
        return create_engine(where)
    if _on_network(where):
        raise faults.REGISTRY_NETWORK.error(name=where)
    # isolation_level None: sqlite3 leaves transactions to us, so that each begins as IMMEDIATE
    arguments = {"timeout": BUSY_SECONDS, "isolation_level": None}
    engine = create_engine(f"sqlite:///{where}", poolclass=NullPool, connect_args=arguments)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    safe = sqlite3.sqlite_version_info >= WAL_SAFE
    connection.execute(f"PRAGMA journal_mode = {'WAL' if safe else 'TRUNCATE'}")
    connection.execute(f"PRAGMA synchronous = {'FULL' if safe else 'EXTRA'}")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_immediate(connection: Connection) -> None:
    # A deferred transaction that writes later fails at once when another writer came between.
    kind = "DEFERRED" if connection.get_execution_options().get("reading") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {kind}")


def _on_network(path: Path) -> bool:
    if str(path).startswith(("\\\\", "//")):
        return True
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return False
    resolved = path.absolute()
    best = ("/", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, kind, *_ = line.split(" ")
        if resolved.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1] in NETWORK_FILE_SYSTEMS


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    try:
        yield
    except OperationalError as problem:
        raise faults.REGISTRY_REFUSED.error(reason=problem.orig) from problem
    except DatabaseError as problem:
        if "malformed" in str(problem.orig) or "not a database" in str(problem.orig):
            raise faults.REGISTRY_FOREIGN.error(name=engine.url.database, reason=problem.orig) from problem
        raise
