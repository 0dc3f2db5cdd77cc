"""The registry: rows about the signed packages, on SQLite or PostgreSQL (K8)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, Inspector, Table, create_engine, delete, event, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from desktop_app.central import faults, tables
from desktop_app.files import CANNOT_WRITE, on_network

APPLICATION_ID = 0x50485243  # "PHRC"
WAL_SAFE = (3, 51, 3)  # before it, two connections that checkpoint at once can corrupt a WAL database
SCHEMA = 3  # version of the tables, in `user_version`; 2 and 3 added the tables and columns below
NEW_COLUMNS = (
    tables.certificate.c.invalid_since,
    tables.certificate.c.overlap_until,
    tables.submission.c.signer_spki,  # empty for what came before; making the registry anew fills it
)
NEW_TABLES = (tables.returned, tables.numbered, tables.rejected)
BUSY_SECONDS = 30


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

    def held_file(self, file_sha256: str) -> Path:
        """Where the held file of these bytes lies."""
        return self.held / f"{file_sha256}.asice"

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
    def lists(self) -> Path:
        """Every revocation list ever issued: an archived package is judged by the list of its own day."""
        return self.root / "lists"

    @property
    def bundles(self) -> Path:
        """Signed trust bundles, `trust-00001.asice`; those of a changed root as pairs that stay for ever."""
        return self.root / "bundles"

    @property
    def receipts(self) -> Path:
        """Signed receipts, one file per package."""
        return self.root / "receipts"

    @property
    def papers(self) -> Path:
        """Reports taken out of packages to be looked at; may be emptied at any time."""
        return self.root / "papers"

    @property
    def returns(self) -> Path:
        """Signed returns for correction, one file each."""
        return self.root / "returns"

    def archived(self, package_id: str) -> Path:
        """Where the package with this id is kept."""
        return self.packages / package_id[:2] / f"{package_id}.asice"

    def make(self) -> None:
        """Create what is missing.

        Raises:
            PhromError: FILE-01, the disk refused.
        """
        for folder in (self.packages, self.log.parent, self.quarantine, self.held, self.staging):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as problem:
                raise CANNOT_WRITE.error(name=folder, reason=problem.strerror) from problem

    def in_use(self) -> bool:
        """Whether a deployment lives here: its keys, trust and log must never be written over."""
        return any(path.exists() for path in (self.log, self.keys, self.trust))


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


def put_setting(connection: Connection, name: str, value: str) -> None:
    """Set a setting, inside the caller's transaction."""
    connection.execute(delete(tables.setting).where(tables.setting.c.name == name))
    connection.execute(insert(tables.setting), {"name": name, "value": value})


def create_registry(where: Path | str, folder: Path | None = None) -> Registry:
    """Make an empty registry.

    Args:
        where: a SQLite file, or a database address such as `postgresql+psycopg://…`.
        folder: where packages, log and keys lie; beside a SQLite file when not given.

    Raises:
        PhromError: CEN-03 there is one; CEN-02 on a network folder; CEN-05 the database refused; CEN-20 no usable
            address; FILE-01 the disk refused.
    """
    place = _place(where)
    if isinstance(place, Path) and place.exists():
        raise faults.REGISTRY_EXISTS.error(name=place.name)
    registry = Registry(_engine(place), _folders(place, folder))
    registry.folders.make()
    with _told(registry.engine):
        if inspect(registry.engine).has_table(tables.setting.name):
            raise faults.REGISTRY_EXISTS.error(name=safe_address(where))
    with registry.writing() as connection:
        tables.metadata.create_all(connection)
        if registry.engine.dialect.name == "sqlite":
            _mark_as_ours(connection)
    return registry


def open_registry(where: Path | str, folder: Path | None = None) -> Registry:
    """Open a registry that exists; see `create_registry` for the arguments.

    Raises:
        PhromError: CEN-04 there is none; CEN-01 it is something else or damaged; CEN-21 a newer program made it;
            CEN-02 on a network folder; CEN-05 the database refused; CEN-20 no usable address.
    """
    place = _place(where)
    if isinstance(place, Path):
        if not place.is_file():
            raise faults.REGISTRY_ABSENT.error(name=place)
        _demand_ours(place)
    registry = Registry(_engine(place), _folders(place, folder))
    with _told(registry.engine):
        if not inspect(registry.engine).has_table(tables.setting.name):
            raise faults.REGISTRY_ABSENT.error(name=safe_address(where))
    registry.folders.make()
    _add_what_is_new(registry)
    return registry


def _add_what_is_new(registry: Registry) -> None:
    """A registry of an older program gets what came since, empty; anything else that lacks is damage, not age."""
    with _told(registry.engine):
        looked = inspect(registry.engine)
        known = {table.name: _columns(looked, table) for table in {one.table for one in NEW_COLUMNS}}
        tables_there = all(looked.has_table(one.name) for one in NEW_TABLES)
    missing = [one for one in NEW_COLUMNS if known[one.table.name] and one.name not in known[one.table.name]]
    if tables_there and not missing:
        return
    with registry.writing() as connection:
        for table in NEW_TABLES:
            table.create(connection, checkfirst=True)
        for one in missing:
            connection.exec_driver_sql(f"ALTER TABLE {one.table.name} ADD COLUMN {one.name} {one.type}")
        if tables.submission.c.signer_spki in missing:
            tables.submission_signer.create(connection, checkfirst=True)
        if registry.engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _columns(looked: Inspector, table: Table) -> frozenset[str]:
    """Names of the columns that a table has; none where there is no such table."""
    there = looked.get_columns(table.name) if looked.has_table(table.name) else []
    return frozenset(column["name"] for column in there)


def discard(where: Path | str) -> None:
    """Remove a registry that could not be finished, so that nothing half-made stays behind."""
    place = _place(where)
    if isinstance(place, Path):
        for path in (place, *(place.with_name(f"{place.name}-{tail}") for tail in ("journal", "wal", "shm"))):
            path.unlink(missing_ok=True)
        return
    engine = _engine(place)
    tables.metadata.drop_all(engine)
    engine.dispose()


def safe_address(where: Path | str) -> str:
    """A registry's address as it may be shown: without a password."""
    place = _place(where)
    return str(place) if isinstance(place, Path) else place.render_as_string(hide_password=True)


def _place(where: Path | str) -> Path | URL:
    """A SQLite file as its path, whichever way it was named; anything else as an address."""
    if isinstance(where, Path):
        return where
    try:
        url = make_url(where)
        if url.get_backend_name() != "sqlite":
            url.get_dialect().import_dbapi()
            return url
    except (SQLAlchemyError, ImportError) as problem:
        raise faults.REGISTRY_ADDRESS.error(reason=problem) from problem
    if not url.database:
        raise faults.REGISTRY_ADDRESS.error(reason="sqlite:///…")
    return Path(url.database)


def _folders(place: Path | URL, folder: Path | None) -> Folders:
    if folder is not None:
        return Folders(folder)
    if isinstance(place, URL):
        raise faults.REGISTRY_ADDRESS.error(reason="--folder")
    return Folders(place.parent)


def _mark_as_ours(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    for operation in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER intake_log_no_{operation.lower()} BEFORE {operation} ON intake_log "
            "BEGIN SELECT RAISE(ABORT, 'the intake log is append-only'); END"
        )


def _demand_ours(path: Path) -> None:
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            found, version, damage = (
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "user_version", "quick_check(1)")
            )
        finally:
            connection.close()
    except sqlite3.DatabaseError as problem:
        raise faults.REGISTRY_FOREIGN.error(name=path.name, reason=problem) from problem
    if found != APPLICATION_ID:
        raise faults.REGISTRY_FOREIGN.error(name=path.name, reason=f"application_id {found}")
    if damage != "ok":
        raise faults.REGISTRY_FOREIGN.error(name=path.name, reason=damage)
    if version > SCHEMA:
        raise faults.REGISTRY_NEWER.error(name=path.name, version=version)


def _engine(place: Path | URL) -> Engine:
    if isinstance(place, URL):
        return create_engine(place)
    if on_network(place):
        raise faults.REGISTRY_NETWORK.error(name=place)
    # isolation_level None: sqlite3 leaves transactions to us, so that each begins as IMMEDIATE
    arguments = {"timeout": BUSY_SECONDS, "isolation_level": None}
    engine = create_engine(URL.create("sqlite", database=str(place)), poolclass=NullPool, connect_args=arguments)
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


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DatabaseError as problem:
        if "malformed" in str(problem.orig) or "not a database" in str(problem.orig):
            raise faults.REGISTRY_FOREIGN.error(name=engine.url.database, reason=problem.orig) from problem
        raise faults.REGISTRY_REFUSED.error(reason=problem.orig) from problem
