"""The same question put to openssl and to pyHanko."""

from __future__ import annotations

import asyncio
import subprocess
from datetime import datetime
from pathlib import Path

import asn1crypto.crl
import asn1crypto.x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.policy_decl import PKIXValidationParams

from desktop_app.package.kinds import MANIFEST, SIGNATURE
from desktop_app.trust.anchors import CRL, Trust, to_pem
from desktop_app.trust.certificates import DOCUMENT_SIGNING
from desktop_app.trust.signer import Signer


def openssl_accepts(files: dict[str, bytes], trust: Trust, policy: str, moment: datetime, folder: Path) -> bool:
    """Section 16's command; `files` holds manifest and signature."""
    pinned = [to_pem(item) for item in trust.roots] + [to_pem(item, CRL) for item in trust.crls]
    (folder / "trust.pem").write_bytes(b"".join(pinned))
    (folder / "manifest.xml").write_bytes(files[MANIFEST])
    (folder / "signature.p7s").write_bytes(files[SIGNATURE])
    command = [
        *("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature.p7s"),
        *("-content", "manifest.xml", "-CAfile", "trust.pem", "-crl_check_all", "-purpose", "any"),
        *("-policy", policy, "-explicit_policy", "-attime", str(int(moment.timestamp())), "-out", "content"),
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def pyhanko_accepts(signer: Signer, trust: Trust, policy: str, moment: datetime) -> bool:
    """Full path validation with the parameters of package-format section 18."""
    context = ValidationContext(
        trust_roots=[asn1crypto.x509.Certificate.load(item) for item in trust.roots],
        other_certs=[asn1crypto.x509.Certificate.load(item) for item in (*trust.cas, signer.issuer)],
        crls=[asn1crypto.crl.CertificateList.load(item) for item in trust.crls],
        revocation_mode="require",
        moment=moment,
        allow_fetching=False,
    )
    validator = CertificateValidator(
        asn1crypto.x509.Certificate.load(signer.certificate),
        validation_context=context,
        pkix_params=PKIXValidationParams(user_initial_policy_set=frozenset({policy}), initial_explicit_policy=True),
    )
    try:
        asyncio.run(validator.async_validate_usage({"non_repudiation"}, {DOCUMENT_SIGNING}))
    except (ValidationError, PathError):
        return False
    return True
