"""Signers who may not sign, and revocation lists that do not help (threats, section 6.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import asn1crypto.crl
import asn1crypto.x509

from desktop_app.package.kinds import PackageType
from desktop_app.trust import authority, certificates, der, keys
from desktop_app.trust.anchors import Trust
from desktop_app.trust.authority import Authority
from desktop_app.trust.certificates import Issuer, read_certificate
from desktop_app.trust.names import make_subject
from desktop_app.trust.revocation import Revocation, crl_content
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer
from tests.simulator.world import MOMENT, START, World, test_key, world

DAY = timedelta(days=1)


@dataclass(frozen=True)
class TrustCase:
    """One signer, one trust, one moment.

    Attributes:
        code: what must come out; None: accepted.
        stricter: only this program refuses it; path validation elsewhere may accept (EKU and profile).
    """

    name: str
    signer: Callable[[World], Signer]
    code: str | None
    kind: PackageType = PackageType.SUBMISSION
    trust: Callable[[World], Trust] = lambda of: of.trust
    moment: datetime = MOMENT
    stricter: bool = False


def issued(
    of: World,
    issuer: Authority,
    *policies: str,
    life: tuple[datetime, datetime] = (START, START + 730 * DAY),
    change: Callable[[Any], None] | None = None,
    signing_key: Any = None,
) -> Signer:
    """A leaf that no registrar would issue: other policies, life, extensions, or signing key."""
    key, subject = test_key(f"{of.name}-50-001"), make_subject("หน่วยงานตัวอย่าง", "ผู้ลงนาม", "50-001")
    content = certificates.leaf_content(
        4711, issuer.as_issuer(), life, subject, key.public_key(), policies or (Role.OFFICE.policy(),)
    )
    if change:
        parsed = asn1crypto.x509.TbsCertificate.load(content)
        change(parsed)
        content = parsed.dump(force=True)
    return Signer(certificates.finish(content, signing_key or issuer.key), issuer.certificate, key)


def office_leaf(of: World, **details: Any) -> Signer:
    """A leaf of the office authority that differs from the profile."""
    return issued(of, of.office_ca, **details)


def extensions(change: Callable[[list[Any]], list[Any]]) -> Callable[[Any], None]:
    """Change the list of extensions."""

    def apply(content: Any) -> None:
        content["extensions"] = change(list(content["extensions"]))

    return apply


def without(name: str) -> Callable[[Any], None]:
    """Leave an extension out."""
    return extensions(lambda all_: [item for item in all_ if item["extn_id"].native != name])


def with_value(name: str, value: Any, *, critical: bool | None = None) -> Callable[[Any], None]:
    """Give an extension another value, or another criticality."""

    def change(all_: list[Any]) -> list[Any]:
        for item in all_:
            if item["extn_id"].native == name:
                if value is not None:
                    item["extn_value"] = value
                if critical is not None:
                    item["critical"] = critical
        return all_

    return extensions(change)


def more(oid: str, *, critical: bool) -> Callable[[Any], None]:
    """One more extension."""
    extra = asn1crypto.x509.Extension({"extn_id": oid, "critical": critical, "extn_value": b"\x05\x00"})
    return extensions(lambda all_: [*all_, extra])


def other_issuer(of: World) -> Signer:
    """A self-signed leaf with the real authority attached."""
    key = test_key("self")
    name = make_subject("หน่วยงาน", "ผู้ลงนาม", "50-001")
    itself = Issuer(name.to_der(), key.public_key(), certificates.key_identifier(keys.public_info(key.public_key())))
    life = (START, START + 730 * DAY)
    content = certificates.leaf_content(5, itself, life, name, key.public_key(), (Role.OFFICE.policy(),))
    return Signer(certificates.finish(content, key), of.office_ca.certificate, key)


def by_office_key(of: World) -> Signer:
    """A certificate issued by an office."""
    office = of.office()
    return issued(of, Authority(office.certificate, office.key))


def with_spare_bit(of: World) -> Signer:
    """An office's own certificate, changed where its authority's signature does not look: the spare bits' count."""
    signer = of.office()
    while signer.certificate[-1] & 1:  # DER demands that spare bits are 0
        signer = office_leaf(of)
    start = signer.certificate.rindex(der.bits(read_certificate(signer.certificate).signature))
    changed = bytearray(signer.certificate)
    changed[start + 2] = 1
    return replace(signer, certificate=bytes(changed))


@cache
def small_root(of: World) -> World:
    """A world whose root has a P-256 key, so that only its being a root can stop it."""
    root = authority.make_root("ราก", START, key=test_key("small-root"))
    small = World(f"{of.name}-small")
    small.__dict__["root"] = root
    return small


def by_root(of: World) -> Signer:
    """The root itself signs; its certificate is its own issuer."""
    root = small_root(of).root
    return Signer(root.certificate, root.certificate, root.key)


def by_issued_ca(of: World) -> Signer:
    """An issuing authority signs a package."""
    return Signer(of.office_ca.certificate, of.root.certificate, of.office_ca.key)


def crls(change: Callable[[World], tuple[bytes, ...]]) -> Callable[[World], Trust]:
    """Other revocation lists."""
    return lambda of: of.trust_with(change(of))


def revoked(**details: Any) -> Callable[[World], Trust]:
    """The office's certificate on the list of its authority."""

    def change(of: World) -> tuple[bytes, ...]:
        serial = certificates.read_certificate(of.office().certificate).serial
        return of.crls(Revocation(serial, **details))

    return crls(change)


def revoked_ca(of: World) -> Trust:
    """The Office Issuing CA on the root's list."""
    serial = certificates.read_certificate(of.office_ca.certificate).serial
    item = Revocation(serial, START, "keyCompromise")
    root = authority.issue_crl(of.root, 2, START, days=400, revoked=[item])
    return of.trust_with((root, *of.crls()[1:]))


def only(*indexes: int) -> Callable[[World], Trust]:
    """Some of the three lists."""
    return crls(lambda of: tuple(of.crls()[index] for index in indexes))


def stale(of: World) -> tuple[bytes, ...]:
    """An office list that ended before the moment."""
    return (of.crls()[0], authority.issue_crl(of.office_ca, 1, START, days=30), of.crls()[2])


def stale_root(of: World) -> tuple[bytes, ...]:
    """A root list that ended before the moment."""
    return (authority.issue_crl(of.root, 1, START, days=30), *of.crls()[1:])


def future(of: World) -> tuple[bytes, ...]:
    """An office list of the day after."""
    return (of.crls()[0], authority.issue_crl(of.office_ca, 1, MOMENT + DAY, days=30), of.crls()[2])


def partial(of: World) -> tuple[bytes, ...]:
    """An office list that says, critically, to speak of authorities only."""
    issuer = of.office_ca.as_issuer()
    content = asn1crypto.crl.TbsCertList.load(crl_content(issuer, 2, (START, START + 100 * DAY), ()))
    scope = asn1crypto.crl.IssuingDistributionPoint({"only_contains_ca_certs": True})
    more = {"extn_id": "issuing_distribution_point", "critical": True, "extn_value": scope}
    content["crl_extensions"] = [*content["crl_extensions"], asn1crypto.crl.TBSCertListExtension(more)]
    listed = certificates.finish(content.dump(force=True), of.office_ca.key)
    return (of.crls()[0], listed, of.crls()[2])


def forged(of: World) -> tuple[bytes, ...]:
    """Lists of equal names, signed by somebody else."""
    return (of.crls()[0], *world("other").crls()[1:])


def newer_counts(of: World) -> tuple[bytes, ...]:
    """An old list without the certificate beside a newer one with it."""
    serial = certificates.read_certificate(of.office().certificate).serial
    newer = authority.issue_crl(of.office_ca, 9, START + DAY, days=100, revoked=[Revocation(serial, START)])
    return (*of.crls(), newer)


FORM, RECEIPT, BUNDLE = PackageType.FORM_RELEASE, PackageType.RECEIPT, PackageType.TRUST_BUNDLE
EMAIL = "1.3.6.1.5.5.7.3.4"
CASES = [
    TrustCase("good office", lambda of: of.office(), None),
    TrustCase("good centre", lambda of: of.central(), None, FORM),
    TrustCase("one role of the centre", lambda of: of.central(Role.RECEIVER), None, RECEIPT),
    TrustCase("good trust signer", lambda of: of.trust_signer(), None, BUNDLE),
    TrustCase(
        "expired",
        lambda of: office_leaf(of, life=(START - 800 * DAY, START - 70 * DAY)),
        "TRUST_EXPIRED",
    ),
    TrustCase("a year too late", lambda of: of.office(), "TRUST_EXPIRED", moment=START + 731 * DAY),
    TrustCase("authority expired", lambda of: of.office(), "TRUST_EXPIRED", moment=START + 3651 * DAY),
    TrustCase(
        "not yet valid",
        lambda of: office_leaf(of, life=(MOMENT + DAY, MOMENT + 731 * DAY)),
        "TRUST_EARLY",
    ),
    TrustCase("before everything", lambda of: of.office(), "TRUST_EARLY", moment=START - DAY),
    TrustCase("revoked", lambda of: of.office(), "TRUST_REVOKED", trust=revoked(revoked_at=START + DAY)),
    TrustCase(
        "key lost earlier",
        lambda of: of.office(),
        "TRUST_REVOKED",
        trust=revoked(revoked_at=START + DAY, reason="keyCompromise", invalid_since=START),
    ),
    TrustCase("authority revoked", lambda of: of.office(), "TRUST_REVOKED", trust=revoked_ca),
    TrustCase("revoked on the newer list", lambda of: of.office(), "TRUST_REVOKED", trust=crls(newer_counts)),
    TrustCase("no list", lambda of: of.office(), "TRUST_CRL_MISSING", trust=only()),
    TrustCase("no office list", lambda of: of.office(), "TRUST_CRL_MISSING", trust=only(0, 2)),
    TrustCase("no root list", lambda of: of.office(), "TRUST_CRL_MISSING", trust=only(1, 2)),
    TrustCase("forged lists", lambda of: of.office(), "TRUST_CRL_MISSING", trust=crls(forged)),
    TrustCase("list of authorities only", lambda of: of.office(), "TRUST_CRL_MISSING", trust=crls(partial)),
    TrustCase("list of tomorrow", lambda of: of.office(), "TRUST_EARLY", trust=crls(future)),
    TrustCase("stale list", lambda of: of.office(), "TRUST_CRL_STALE", trust=crls(stale)),
    TrustCase("stale root list", lambda of: of.office(), "TRUST_CRL_STALE", trust=crls(stale_root)),
    TrustCase("look-alike authorities", lambda _: world("other").office(), "TRUST_UNKNOWN_CA"),
    TrustCase("self-signed beside the real authority", other_issuer, "TRUST_UNKNOWN_CA"),
    TrustCase(
        "names the real authority, other key",
        lambda of: issued(of, of.office_ca, signing_key=test_key("intruder")),
        "TRUST_UNKNOWN_CA",
    ),
    TrustCase("certified by an office", by_office_key, "TRUST_UNKNOWN_CA"),
    TrustCase(
        "authority not pinned",
        lambda of: of.office(),
        "TRUST_UNKNOWN_CA",
        trust=lambda of: replace(of.trust, cas=(of.central_ca.certificate,)),
        stricter=True,
    ),
    TrustCase("signed by an issuing authority", by_issued_ca, "TRUST_USAGE", stricter=True),
    TrustCase(
        "signed by the root",
        by_root,
        "TRUST_USAGE",
        trust=lambda of: small_root(of).trust,
        stricter=True,
    ),
    TrustCase(
        "wrong EKU",
        lambda of: office_leaf(of, change=with_value("extended_key_usage", [EMAIL])),
        "TRUST_USAGE",
        stricter=True,
    ),
    TrustCase("no EKU", lambda of: office_leaf(of, change=without("extended_key_usage")), "TRUST_USAGE", stricter=True),
    TrustCase("no key usage", lambda of: office_leaf(of, change=without("key_usage")), "TRUST_USAGE", stricter=True),
    TrustCase(
        "key usage without non-repudiation",
        lambda of: office_leaf(of, change=with_value("key_usage", {"digital_signature"})),
        "TRUST_USAGE",
        stricter=True,
    ),
    TrustCase(
        "policies not critical",
        lambda of: office_leaf(of, change=with_value("certificate_policies", None, critical=False)),
        "TRUST_USAGE",
        stricter=True,
    ),
    TrustCase(
        "one more extension",
        lambda of: office_leaf(of, change=more("1.2.3.4", critical=False)),
        "TRUST_USAGE",
        stricter=True,
    ),
    TrustCase("spare bit in its authority's signature", with_spare_bit, "TRUST_USAGE", stricter=True),
    TrustCase("four years", lambda of: office_leaf(of, life=(START, START + 1461 * DAY)), "TRUST_USAGE", stricter=True),
    TrustCase("four months", lambda of: office_leaf(of, life=(START, START + 120 * DAY)), "TRUST_USAGE", stricter=True),
    TrustCase(
        "office and publisher in one",
        lambda of: issued(of, of.office_ca, Role.OFFICE.policy(), Role.FORM_PUBLISHER.policy()),
        "TRUST_USAGE",
        stricter=True,
    ),
    TrustCase("office signs a form", lambda of: of.office(), "ROLE", FORM),
    TrustCase("office signs a receipt", lambda of: of.office(), "ROLE", RECEIPT),
    TrustCase("office signs a bundle", lambda of: of.office(), "ROLE", BUNDLE),
    TrustCase("centre signs a submission", lambda of: of.central(), "ROLE"),
    TrustCase("receiver signs a form", lambda of: of.central(Role.RECEIVER), "ROLE", FORM),
    TrustCase("centre signs a bundle", lambda of: of.central(), "ROLE", BUNDLE),
    TrustCase(
        "office authority certifies a publisher",
        lambda of: issued(of, of.office_ca, Role.FORM_PUBLISHER.policy()),
        "ROLE",
        FORM,
    ),
    TrustCase(
        "central authority certifies an office",
        lambda of: issued(of, of.central_ca, Role.OFFICE.policy()),
        "ROLE",
    ),
    TrustCase(
        "central authority certifies a trust signer",
        lambda of: issued(of, of.central_ca, Role.TRUST_SIGNER.policy()),
        "ROLE",
        BUNDLE,
    ),
    TrustCase("no policy", lambda of: office_leaf(of, change=without("certificate_policies")), "ROLE"),
    TrustCase("policy of another arc", lambda of: issued(of, of.office_ca, "1.3.6.1.4.1.99999.1"), "ROLE"),
]
