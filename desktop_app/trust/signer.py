"""Who signs a package and its PDF."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.trust import keys
from desktop_app.trust.algorithms import SigningKey
from desktop_app.trust.faults import KEY_MISMATCH
from desktop_app.trust.roles import ARC


@dataclass(frozen=True)
class Signer:
    """A signer's certificate, its issuer's certificate (both DER) and the open key.

    Attributes:
        certificate: the signer's own certificate.
        issuer: certificate of the authority that issued it.
        key: the P-256 key, opened for one signing act; in memory, or held by a token.
        arc: OID arc of this deployment.

    Raises:
        PhromError: TRUST-10, the key is not the certificate's.
    """

    certificate: bytes
    issuer: bytes
    key: SigningKey
    arc: str = ARC

    def __post_init__(self) -> None:
        if keys.spki_sha256(self.key.public_key()) != keys.spki_sha256(self.certificate):
            raise KEY_MISMATCH.error()
