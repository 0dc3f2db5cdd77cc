"""Fields of every payload.

Source: package-format section 7; the declarations follow its table row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from desktop_app.package import schema
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import refuse
from desktop_app.package.schema import (
    Check,
    array,
    b64,
    boolean,
    decimal,
    either,
    fraction,
    hex_digest,
    integer,
    line,
    mapping,
    nullable,
    office_code,
    one_of,
    record,
    reference,
    round_name,
    text,
    time,
    uuid,
)

SCHEMA_VERSION = "phrom/1"
OLDEST_APP = "0.1.0"
"""The first version of the program that reads this format."""

COMMON: Mapping[str, Check] = {
    "schema": one_of(SCHEMA_VERSION),
    "type": one_of(*(kind.value for kind in PackageType)),
    "audience": schema.audience,
    "created_at": time,
    "app_version": line,
    "seq": integer(1),
}

FIGURE = record({"exact": nullable(fraction), "shown": nullable(decimal)})

SCORE_NODE = record(
    {
        "id": schema.name,
        "weight": decimal,
        "exact": nullable(fraction),
        "shown": nullable(decimal),
        "state": one_of("na", "missing", "scored"),
    }
)

SUBMISSION: Mapping[str, Check] = {
    "submission_id": uuid,
    "office_code": office_code,
    "round": round_name,
    "form_id": line,
    "form_version": integer(0),
    "form_sha256": hex_digest,
    "revision": integer(1),
    "supersedes": nullable(hex_digest),
    "reply_to": nullable(hex_digest),
    "signatory": record({"name": line, "position": line, "acting_for": nullable(line)}),
    "answers": mapping(reference, either((str, text), (int, integer(-(2**53))), (list, array(text)))),
    "notes": mapping(reference, text),
    "reasons": mapping(reference, text),
    "changes": mapping(reference, text),
    "evidence": array(
        record(
            {
                "path": schema.name,
                "questions": array(reference, least=1),
                "sha256": hex_digest,
                "size": integer(0),
                "original_name": line,
            }
        )
    ),
    "activity": record(
        {
            "started_at": time,
            "finished_at": time,
            "active_minutes": integer(0),
            "questions": mapping(reference, record({"changed_at": time, "changes": integer(0)})),
        }
    ),
    "score": record(
        {
            "algorithm_version": line,
            "scoring_sha256": hex_digest,
            "total": FIGURE,
            "maximum": FIGURE,
            "completeness": FIGURE,
            "level": nullable(integer(0)),
            "nodes": array(SCORE_NODE),
        }
    ),
    "intended_recipient": nullable(hex_digest),
}

FORM: Mapping[str, Check] = {
    "form_id": line,
    "form_version": integer(0),
    "round": round_name,
    "title": schema.labels,
    "opens_at": time,
    "closes_at": time,
    "files": array(
        record(
            {
                "path": schema.name,
                "role": one_of("master", "xform", "scoring", "parsed", "media", "roster", "guide"),
                "sha256": hex_digest,
                "size": integer(0),
            }
        ),
        least=1,
    ),
    "replaces": nullable(hex_digest),
    "min_app_version": schema.version,
}

STATISTICS = record({"p25": decimal, "p50": decimal, "p75": decimal, "mean": decimal})

BENCHMARK: Mapping[str, Check] = {
    "version": integer(1),
    "round": round_name,
    "form_id": line,
    "form_version": integer(0),
    "computed_at": time,
    "source": line,
    "rule": schema.texts,
    "min_group": integer(5),
    "groups": array(
        record(
            {
                "id": schema.name,
                "label": schema.labels,
                "n": integer(0),
                "stats": mapping(schema.name, STATISTICS),
            }
        )
    ),
}

RECEIPT: Mapping[str, Check] = {
    "package_id": hex_digest,
    "file_sha256": hex_digest,
    "office_code": office_code,
    "round": round_name,
    "form_id": line,
    "submission_id": uuid,
    "revision": integer(1),
    "received_at": time,
    "verdict": one_of("accepted", "accepted-late", "held", "superseded", "rejected"),
    "code": line,
    "flags": array(line),
    "score_total": nullable(decimal),
    "bundle_version": integer(0),
    "crl_numbers": mapping(schema.name, integer(0)),
    "log_index": integer(0),
    "log_prev_sha256": hex_digest,
}

RETURN: Mapping[str, Check] = {
    "package_id": hex_digest,
    "submission_id": uuid,
    "office_code": office_code,
    "revision": integer(1),
    "due_at": time,
    "lock_others": boolean,
    "items": array(
        record(
            {
                "question": reference,
                "reason": one_of("wrong", "unclear", "evidence", "missing", "other"),
                "comment": text,
            }
        ),
        least=1,
    ),
}

ENROLMENT: Mapping[str, Check] = {
    "office_code": office_code,
    "csr_sha256": hex_digest,
    "spki_sha256": hex_digest,
    "certificate": b64,
    "chain": array(b64, least=1),
    "replaces_serial": nullable(line),
    "overlap_until": nullable(time),
    "bundle_version": integer(0),
}

RENEWAL: Mapping[str, Check] = {
    "office_code": office_code,
    "csr": b64,
    "reason": one_of("expiring", "new-device", "new-signatory"),
}

FOREIGN_AUTHORITY = record({"policies": array(schema.oid), "eku": array(schema.oid), "min_rsa_bits": integer(2048)})

TRUST: Mapping[str, Check] = {
    "version": integer(1),
    "issued_at": time,
    "expires_at": time,
    "roots": array(b64, least=1),
    "cas": array(record({"certificate": b64, "roles": array(schema.oid), "foreign": nullable(FOREIGN_AUTHORITY)})),
    "crls": array(b64),
    "encryption_certs": array(b64),
    "forms": array(
        record(
            {
                "form_id": line,
                "form_version": integer(0),
                "round": round_name,
                "package_id": hex_digest,
                "opens_at": time,
                "closes_at": time,
                "state": one_of("open", "closed", "withdrawn"),
            }
        )
    ),
    "roster_sha256": hex_digest,
    "min_app_version": schema.version,
}

FIELDS: Mapping[PackageType, Check] = {
    kind: record({**COMMON, **fields})
    for kind, fields in (
        (PackageType.SUBMISSION, SUBMISSION),
        (PackageType.FORM_RELEASE, FORM),
        (PackageType.BENCHMARK_RELEASE, BENCHMARK),
        (PackageType.RECEIPT, RECEIPT),
        (PackageType.RETURN, RETURN),
        (PackageType.ENROL_CERT, ENROLMENT),
        (PackageType.RENEWAL_REQUEST, RENEWAL),
        (PackageType.TRUST_BUNDLE, TRUST),
    )
}


def common_fields(
    kind: PackageType, *, audience: str, created_at: datetime, app_version: str, seq: int
) -> dict[str, object]:
    """The fields that every payload begins with; `created_at` is an aware UTC claim of the writer."""
    return {
        "schema": SCHEMA_VERSION,
        "type": kind.value,
        "audience": audience,
        "created_at": format_time(created_at),
        "app_version": app_version,
        "seq": seq,
    }


def format_time(moment: datetime) -> str:
    """An aware UTC moment as payloads write it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def parse_time(value: object) -> datetime:
    """A `time` field of a checked payload as an aware UTC moment."""
    return datetime.fromisoformat(str(value))


def check_payload(kind: PackageType, payload: object) -> None:
    """Prove that a payload has exactly the fields of its type, each of its kind.

    Raises:
        PackageRefused: SCHEMA with the place of the first field that is missing, unknown or wrong.
    """
    wrong = FIELDS[kind](payload)
    if wrong is not None:
        refuse("SCHEMA", place=wrong or "{}")
    rule = RULES.get(kind)
    if rule and isinstance(payload, dict):
        rule(payload)


def _evidence_is_sorted(payload: Mapping[str, object]) -> None:
    paths = [item["path"] for item in _items(payload, "evidence")]
    if paths != sorted(set(map(str, paths))):
        refuse("SCHEMA", place="evidence")
    if payload["revision"] == 1 and payload["changes"]:
        refuse("SCHEMA", place="changes")


def _groups_are_large_enough(payload: Mapping[str, object]) -> None:
    least = payload["min_group"]
    for number, group in enumerate(_items(payload, "groups")):
        if isinstance(least, int) and isinstance(group["n"], int) and group["n"] < least:
            refuse("SCHEMA", place=f"groups[{number}].n")


def _items(payload: Mapping[str, object], field: str) -> list[dict[str, object]]:
    value = payload[field]
    return value if isinstance(value, list) else []


RULES: Mapping[PackageType, Callable[[Mapping[str, object]], None]] = {
    PackageType.SUBMISSION: _evidence_is_sorted,
    PackageType.BENCHMARK_RELEASE: _groups_are_large_enough,
}
"""What a table of fields cannot say."""
