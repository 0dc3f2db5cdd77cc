"""The structure of `phrom.db`, one small function per step; a released step never changes (O1, U3).

Each runs in one transaction together with its entry in the table of applied steps.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x5048524D  # "PHRM", so that no other SQLite file is taken for ours
LATEST = 1  # number of the last step, kept in `user_version`

migrations = Migrations("office")

# An event is what a person did: neither program nor hand tool may rewrite it.
FROZEN_TABLES = ("answer_event", "transition", "evidence_file", "package", "form_release")


@migrations()
def m001_office(db: Database) -> None:
    """Rounds, assessments, answer events, states, evidence, packages, settings."""
    for statement in FIRST:
        db.execute(statement)
    for table in FROZEN_TABLES:
        for verb in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    db.execute("PRAGMA user_version = 1")


FIRST = (
    """CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE form_release (
        package_id TEXT PRIMARY KEY,
        form_id TEXT NOT NULL,
        form_version INTEGER NOT NULL,
        round TEXT NOT NULL,
        title TEXT NOT NULL,
        opens_at TEXT NOT NULL,
        closes_at TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        parsed BLOB NOT NULL,
        roster BLOB NOT NULL,
        workbook BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE assessment (
        id TEXT PRIMARY KEY,
        release TEXT NOT NULL REFERENCES form_release (package_id),
        office_code TEXT NOT NULL,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        UNIQUE (release, office_code)
    ) STRICT""",
    """CREATE TABLE answer_event (
        number INTEGER PRIMARY KEY,
        assessment TEXT NOT NULL REFERENCES assessment (id),
        revision INTEGER NOT NULL CHECK (revision >= 1),
        ref TEXT NOT NULL,
        kind TEXT NOT NULL,
        old TEXT NOT NULL,
        new TEXT NOT NULL,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        cause TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX answer_event_place ON answer_event (assessment, ref, kind, number)",
    """CREATE VIEW current_answer AS
        SELECT * FROM answer_event AS event WHERE number = (
            SELECT max(number) FROM answer_event AS other
            WHERE other.assessment = event.assessment AND other.ref = event.ref AND other.kind = event.kind)""",
    """CREATE TABLE transition (
        number INTEGER PRIMARY KEY,
        assessment TEXT NOT NULL REFERENCES assessment (id),
        revision INTEGER NOT NULL CHECK (revision >= 1),
        before TEXT,
        after TEXT NOT NULL,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX transition_place ON transition (assessment, revision, number)",
    """CREATE TABLE evidence_file (
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        extension TEXT NOT NULL,
        size INTEGER NOT NULL,
        original_name TEXT NOT NULL,
        added_at TEXT NOT NULL,
        added_by TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE package (
        package_id TEXT PRIMARY KEY,
        direction TEXT NOT NULL CHECK (direction IN ('sealed', 'received')),
        kind TEXT NOT NULL,
        file_name TEXT NOT NULL,
        file_sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        assessment TEXT NOT NULL,
        revision INTEGER NOT NULL,
        key TEXT NOT NULL,
        seq INTEGER NOT NULL,
        signed_at TEXT NOT NULL,
        recorded_at TEXT NOT NULL,
        facts TEXT NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX package_seq ON package (key, seq) WHERE direction = 'sealed'",
    "CREATE UNIQUE INDEX package_revision ON package (assessment, revision) WHERE direction = 'sealed'",
)
