"""Tables of the registry, one set of statements for SQLite and PostgreSQL (K8).

The signed package files are the truth; these rows are about them and can be rebuilt from them
(`rebuild.py`). Source: the central desk's design, docs/adr/0006.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData()

setting = Table(
    "setting",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

office = Table(
    "office",
    metadata,
    Column("office_code", String(20), primary_key=True),
    Column("office_name_th", Text, nullable=False),
    Column("office_name_en", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("respondent_level", String(16), nullable=False),
    Column("ministry_key", String(16), nullable=False),
    Column("province_code", String(2), nullable=False),
    Column("phone", Text, nullable=False),
)

certificate = Table(
    "certificate",
    metadata,
    Column("serial", String(64), primary_key=True),
    Column("office_code", String(20), ForeignKey("office.office_code"), nullable=False),
    Column("spki_sha256", String(64), nullable=False, index=True),
    Column("not_after", String(20), nullable=False),
    Column("issued_at", String(20), nullable=False),
    Column("revoked_at", String(20)),
    Column("revocation_reason", String(32)),
    Column("invalid_since", String(20)),
    Column("overlap_until", String(20)),
    Column("der", LargeBinary, nullable=False),
)

round_ = Table(
    "round",
    metadata,
    Column("round", String(20), primary_key=True),
    Column("opens_at", String(20), nullable=False),
    Column("closes_at", String(20), nullable=False),
    Column("roster_sha256", String(64), nullable=False),
    Column("roster_csv", Text, nullable=False),
)

form_release = Table(
    "form_release",
    metadata,
    Column("package_id", String(64), primary_key=True),
    Column("form_id", String(200), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("round", String(20), ForeignKey("round.round"), nullable=False),
    Column("released_at", String(20), nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("form_id", "form_version", "round"),
)

submission = Table(
    "submission",
    metadata,
    Column("package_id", String(64), primary_key=True),
    Column("file_sha256", String(64), nullable=False, index=True),
    Column("submission_sha256", String(64), nullable=False, index=True),
    Column("submission_id", String(36), nullable=False),
    Column("office_code", String(20), ForeignKey("office.office_code"), nullable=False),
    Column("round", String(20), nullable=False),
    Column("form_id", String(200), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("form_release", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("supersedes", String(64)),
    Column("seq", BigInteger, nullable=False),
    Column("signatory", Text, nullable=False),
    Column("signed_at", String(20), nullable=False),
    Column("created_at", String(20), nullable=False),
    Column("received_at", String(20), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("code", String(32), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("flags", Text, nullable=False),
    Column("disputed", Boolean, nullable=False),
    Column("level", Integer),
    Column("signer_spki", String(64)),
)
submission_signer = Index("submission_signer", submission.c.signer_spki, submission.c.seq)
Index(
    "submission_slot",
    submission.c.office_code,
    submission.c.form_id,
    submission.c.round,
    submission.c.revision,
    unique=True,
    sqlite_where=submission.c.disputed == false(),
    postgresql_where=submission.c.disputed == false(),
)

answer = Table(
    "answer",
    metadata,
    Column("package_id", String(64), ForeignKey("submission.package_id"), primary_key=True),
    Column("ref", String(200), primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

reason = Table(
    "reason",
    metadata,
    Column("package_id", String(64), ForeignKey("submission.package_id"), primary_key=True),
    Column("ref", String(200), primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

score = Table(
    "score",
    metadata,
    Column("package_id", String(64), ForeignKey("submission.package_id"), primary_key=True),
    Column("node", String(200), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("exact", Text),
    Column("shown", String(16)),
    Column("state", String(8), nullable=False),
    sqlite_with_rowid=False,
)

evidence = Table(
    "evidence",
    metadata,
    Column("package_id", String(64), ForeignKey("submission.package_id"), primary_key=True),
    Column("path", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("original_name", Text, nullable=False),
    Column("questions", Text, nullable=False),
    sqlite_with_rowid=False,
)

numbered = Table(
    "numbered",
    metadata,
    Column("signer_spki", String(64), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Numbers that a key has used in what came here and could be read: loaded, held, or a request for renewal."""

rejected = Table(
    "rejected",
    metadata,
    Column("file_sha256", String(64), primary_key=True),
    Column("package_id", String(64)),
    Column("code", String(32), nullable=False),
    Column("rejected_at", String(20), nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Files that a person decided not to take, loaded or held; `code` says why they waited for a person."""

intake_log = Table(
    "intake_log",
    metadata,
    Column("log_index", Integer, primary_key=True),
    Column("at", String(20), nullable=False),
    Column("by", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("package_id", String(64)),
    Column("office_code", String(20)),
    Column("state", String(16), nullable=False),
    Column("code", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("prev_sha256", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
)

receipt = Table(
    "receipt",
    metadata,
    Column("package_id", String(64), primary_key=True),
    Column("verdict", String(16), primary_key=True),
    Column("log_index", Integer, nullable=False),
    Column("office_code", String(20), nullable=False),
    Column("facts", Text, nullable=False),
    Column("receipt_package_id", String(64)),
)

returned = Table(
    "returned",
    metadata,
    Column("return_id", String(64), primary_key=True),
    Column("package_id", String(64), nullable=False, index=True),
    Column("office_code", String(20), nullable=False),
    Column("round", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("returned_at", String(20), nullable=False),
    Column("due_at", String(20), nullable=False),
    Column("lock_others", Boolean, nullable=False),
    Column("items", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
