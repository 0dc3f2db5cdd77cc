"""A whole world of trust in memory, made once per run: root, authorities, offices, centre, packages of every type.

Keys are test keys by name and live only as long as the run. Times are fixed; nothing here reads a clock.
"""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from reportlab.pdfgen.canvas import Canvas

from desktop_app.package.canonical import to_bytes
from desktop_app.package.kinds import PackageType
from desktop_app.package.pades import INFO_ENTRY, sign_pdf
from desktop_app.package.payloads import common_fields, format_time
from desktop_app.package.seal import Sealed, write_package
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import Trust, write_trust_folder
from desktop_app.trust.authority import Authority
from desktop_app.trust.names import make_subject
from desktop_app.trust.request import make_request
from desktop_app.trust.revocation import Revocation
from desktop_app.trust.roles import CENTRAL_ROLES, Role
from desktop_app.trust.signer import Signer

START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
MOMENT = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
SIGNED_AT = datetime(2026, 3, 16, 9, 30, 5, tzinfo=UTC)
AUDIENCE = "phrom-test"
OPERATOR = "สำนักงานส่วนกลางตัวอย่าง"
PASSPHRASE = "วลีทดสอบที่ยาวพอ"
UUID7 = "0195a3c2-7b1e-7c4d-9a2b-3f5d7e9c1b2a"
HEX = hashlib.sha256(b"example").hexdigest()


@cache
def test_key(name: str) -> ec.EllipticCurvePrivateKey:
    """The P-256 test key of this name, the same for the whole run."""
    return keys.new_key()


test_key.__test__ = False  # type: ignore[attr-defined]


@dataclass(frozen=True)
class World:
    """One deployment: its root, its two issuing authorities, and whoever they certify."""

    name: str

    @cached_property
    def root(self) -> Authority:
        return authority.make_root(OPERATOR, START)

    @cached_property
    def office_ca(self) -> Authority:
        return authority.issue_office_authority(self.root, OPERATOR, START, key=test_key(f"{self.name}-office"))

    @cached_property
    def central_ca(self) -> Authority:
        return authority.issue_central_authority(self.root, OPERATOR, START, key=test_key(f"{self.name}-central"))

    def crls(self, *revoked: Revocation, number: int = 1, moment: datetime = START) -> tuple[bytes, ...]:
        """Current lists of root, office CA (with `revoked`) and central CA."""
        return (
            authority.issue_crl(self.root, number, moment, days=400),
            authority.issue_crl(self.office_ca, number, moment, days=100, revoked=revoked),
            authority.issue_crl(self.central_ca, number, moment, days=100),
        )

    @cached_property
    def trust(self) -> Trust:
        return self.trust_with(self.crls())

    def trust_with(self, crls: tuple[bytes, ...], audience: str | None = AUDIENCE) -> Trust:
        """What an office pins, with these lists."""
        cas = (self.office_ca.certificate, self.central_ca.certificate)
        return Trust(roots=(self.root.certificate,), cas=cas, crls=crls, audience=audience)

    def write_folder(self, folder: Path) -> None:
        """The same as files."""
        root_crl, office_crl, central_crl = self.crls()
        write_trust_folder(
            folder,
            root=self.root.certificate,
            office_ca=self.office_ca.certificate,
            central_ca=self.central_ca.certificate,
            root_crl=root_crl,
            office_crl=office_crl,
            central_crl=central_crl,
            audience=AUDIENCE,
        )

    @cache  # noqa: B019 - worlds live as long as the run
    def office(self, code: str = "50-001", moment: datetime = START) -> Signer:
        """The CIO of an office, certified at `moment` for two years."""
        return self.leaf(self.office_ca, (Role.OFFICE,), code, moment)

    @cache  # noqa: B019
    def central(self, *roles: Role) -> Signer:
        """Somebody at the centre who holds `roles`, all five by default."""
        return self.leaf(self.central_ca, roles or CENTRAL_ROLES, "CENTRAL")

    @cache  # noqa: B019
    def trust_signer(self) -> Signer:
        """The signer of trust bundles, certified by the root itself."""
        return self.leaf(self.root, (Role.TRUST_SIGNER,), "TRUST")

    def leaf(
        self, issuer: Authority, roles: tuple[Role, ...], code: str, moment: datetime = START, years: int = 2
    ) -> Signer:
        """A signer certified by `issuer`."""
        key = test_key(f"{self.name}-{code}")
        subject = make_subject(f"หน่วยงานตัวอย่าง {code}", "เจ้าหน้าที่ตัวอย่าง", code)
        certificate = authority.issue_leaf(issuer, key.public_key(), subject, roles, moment, years=years)
        return Signer(certificate, issuer.certificate, key)

    def signer_of(self, kind: PackageType) -> Signer:
        """Who signs packages of this type."""
        if kind.role is Role.OFFICE:
            return self.office()
        return self.trust_signer() if kind.role is Role.TRUST_SIGNER else self.central()

    def payload(self, kind: PackageType, **changes: object) -> dict[str, Any]:
        """A valid payload of this type with some fields changed."""
        common = common_fields(kind, audience=AUDIENCE, created_at=SIGNED_AT, app_version="0.1.0", seq=1)
        fields = trust_fields(self) if kind is PackageType.TRUST_BUNDLE else FIELDS[kind]
        return {**common, **fields, **changes}

    def files(self, kind: PackageType, payload: dict[str, Any], signer: Signer) -> dict[str, bytes]:
        """The other files of a valid package of this type."""
        if kind is PackageType.SUBMISSION:
            digest = hashlib.sha256(to_bytes(payload)).hexdigest()
            return {"report.pdf": report_pdf(digest, signer), **EVIDENCE}
        return {PackageType.FORM_RELEASE: {"form/form.xlsx": WORKBOOK}}.get(kind, {})

    def write(self, target: Path, kind: PackageType, *, signed_at: datetime = SIGNED_AT, **changes: object) -> Sealed:
        """A valid package of this type at `target`."""
        signer, payload = self.signer_of(kind), self.payload(kind, **changes)
        return write_package(target, kind, payload, self.files(kind, payload, signer), signer, signed_at)


@cache
def world(name: str = "main") -> World:
    """The world of this name; worlds of other names share nothing with it."""
    return World(name)


def plain_pdf(submission_sha256: str | None) -> bytes:
    """A small unsigned report, its Info entry filled unless None."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True)
    canvas.drawString(72, 720, "report")
    canvas.save()
    plain = buffer.getvalue()
    if submission_sha256 is None:
        return plain
    return with_info(plain, submission_sha256)


def with_info(pdf: bytes, submission_sha256: str) -> bytes:
    """The PDF with an incremental update that sets the Info entry."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    info = writer.trailer["/Info"]
    info[generic.NameObject(INFO_ENTRY)] = generic.TextStringObject(submission_sha256)
    writer.update_container(info)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


@cache
def report_pdf(submission_sha256: str, signer: Signer) -> bytes:
    """A signed report of the answers with this digest."""
    return sign_pdf(plain_pdf(submission_sha256), signer, SIGNED_AT)


EVIDENCE = {"evidence/a1-01.pdf": b"%PDF-1.4 example", "evidence/b2-01.txt": "หลักฐานตัวอย่าง".encode()}
WORKBOOK = b"PK example workbook"
NODE = {"id": "A", "weight": "40", "exact": "60/1", "shown": "60.00", "state": "scored"}
FIGURE = {"exact": "288/7", "shown": "41.14"}

FIELDS: dict[PackageType, dict[str, Any]] = {
    PackageType.SUBMISSION: {
        "submission_id": UUID7,
        "office_code": "50-001",
        "round": "2569",
        "form_id": "readiness",
        "form_version": 2569,
        "form_sha256": HEX,
        "revision": 1,
        "supersedes": None,
        "reply_to": None,
        "signatory": {"name": "เจ้าหน้าที่ตัวอย่าง", "position": "ผู้บริหารเทคโนโลยี", "acting_for": None},
        "answers": {"/data/a1": "มี", "/data/n": 7, "/data/d2/projects[1]/kinds": ["x", "y"]},
        "notes": {"/data/a1": "หมายเหตุ\nสองบรรทัด"},
        "reasons": {},
        "changes": {},
        "evidence": [
            {
                "path": path,
                "questions": ["/data/a1"],
                "sha256": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "original_name": "หลักฐาน.pdf",
            }
            for path, content in sorted(EVIDENCE.items())
        ],
        "activity": {
            "started_at": "2026-03-01T02:00:00Z",
            "finished_at": "2026-03-16T09:00:00Z",
            "active_minutes": 45,
            "questions": {"/data/a1": {"changed_at": "2026-03-02T02:00:00Z", "changes": 2}},
        },
        "score": {
            "algorithm_version": "1",
            "scoring_sha256": HEX,
            "total": FIGURE,
            "maximum": FIGURE,
            "completeness": {"exact": "4/5", "shown": "80.00"},
            "level": 2,
            "nodes": [NODE, {**NODE, "id": "B", "exact": None, "shown": None, "state": "na"}],
        },
        "intended_recipient": None,
    },
    PackageType.RENEWAL_REQUEST: {"office_code": "50-001", "csr": "AAAA", "reason": "expiring"},
    PackageType.FORM_RELEASE: {
        "form_id": "readiness",
        "form_version": 2569,
        "round": "2569",
        "title": {"th": "แบบประเมิน", "en": "Assessment"},
        "opens_at": "2026-01-01T00:00:00Z",
        "closes_at": "2026-06-30T16:59:59Z",
        "files": [
            {
                "path": "form/form.xlsx",
                "role": "master",
                "sha256": hashlib.sha256(WORKBOOK).hexdigest(),
                "size": len(WORKBOOK),
            }
        ],
        "replaces": None,
        "min_app_version": "0.1.0",
    },
    PackageType.BENCHMARK_RELEASE: {
        "version": 1,
        "round": "2569",
        "form_id": "readiness",
        "form_version": 2569,
        "computed_at": "2026-03-10T00:00:00Z",
        "source": "ส่วนกลาง",
        "rule": {"th": "ค่าเฉลี่ย", "en": "mean"},
        "min_group": 5,
        "groups": [
            {
                "id": "nation",
                "label": {"th": "ประเทศ", "en": "Nation"},
                "n": 77,
                "stats": {"A": {"p25": "40.00", "p50": "50.00", "p75": "60.00", "mean": "50.25"}},
            }
        ],
    },
    PackageType.RECEIPT: {
        "package_id": HEX,
        "file_sha256": HEX,
        "office_code": "50-001",
        "round": "2569",
        "form_id": "readiness",
        "submission_id": UUID7,
        "revision": 1,
        "received_at": "2026-03-17T03:00:00Z",
        "verdict": "accepted",
        "code": "OK",
        "flags": ["LATE"],
        "score_total": "41.14",
        "bundle_version": 0,
        "crl_numbers": {"root": 1, "office": 1},
        "log_index": 7,
        "log_prev_sha256": HEX,
    },
    PackageType.RETURN: {
        "package_id": HEX,
        "submission_id": UUID7,
        "office_code": "50-001",
        "revision": 1,
        "due_at": "2026-04-01T00:00:00Z",
        "lock_others": True,
        "items": [{"question": "/data/a1", "reason": "evidence", "comment": "โปรดแนบหลักฐาน"}],
    },
    PackageType.ENROL_CERT: {
        "office_code": "50-001",
        "csr_sha256": HEX,
        "spki_sha256": HEX,
        "certificate": "AAAA",
        "chain": ["AAAA"],
        "replaces_serial": None,
        "overlap_until": None,
        "bundle_version": 0,
    },
}


def trust_fields(of: World, *, crls: tuple[bytes, ...] | None = None) -> dict[str, Any]:
    """Fields of a trust bundle of this world."""
    listed = crls if crls is not None else of.crls()
    return {
        "version": 1,
        "issued_at": format_time(START),
        "expires_at": format_time(START + timedelta(days=100)),
        "roots": [b64(of.root.certificate)],
        "cas": [{"certificate": b64(of.office_ca.certificate), "roles": [Role.OFFICE.policy()], "foreign": None}],
        "crls": [b64(crl) for crl in listed],
        "encryption_certs": [],
        "forms": [
            {
                "form_id": "readiness",
                "form_version": 2569,
                "round": "2569",
                "package_id": HEX,
                "opens_at": "2026-01-01T00:00:00Z",
                "closes_at": "2026-06-30T16:59:59Z",
                "state": "open",
            }
        ],
        "roster_sha256": HEX,
        "min_app_version": "0.1.0",
    }


def b64(data: bytes) -> str:
    """Padded base64."""
    return base64.b64encode(data).decode("ascii")


FIELDS[PackageType.RENEWAL_REQUEST]["csr"] = b64(make_request(test_key("renewal")))
