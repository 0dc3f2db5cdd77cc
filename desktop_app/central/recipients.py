"""The centre's encryption certificates, as the registry knows them: which were made, and which are proven (P6).

Nothing is encrypted to a key before it has opened a test file, so that no package is lost to a key that was damaged
or whose passphrase was mistyped. Both acts are lines of the log, and this setting can be made again from them.
Source: package-format section 12.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select

from desktop_app.central import tables
from desktop_app.central.registry import Registry, put_setting

SETTING = "encryption_keys"
INTAKE, RECOVERY = "intake", "recovery"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One encryption certificate of this centre.

    Attributes:
        use: `intake` or `recovery`.
        certificate: DER in base64.
        made_at: when it was issued; intake and recovery key of one making share it.
        proven_at: when its key opened the test file, "" until then.
    """

    use: str
    certificate: str
    made_at: str
    proven_at: str = ""

    @property
    def der(self) -> bytes:
        """The certificate itself."""
        return base64.b64decode(self.certificate)

    @property
    def sha256(self) -> str:
        """What `intended_recipient` of a submission names, hex."""
        return digest(self.der)


def digest(certificate: bytes) -> str:
    """SHA-256 of a certificate's DER, hex."""
    return hashlib.sha256(certificate).hexdigest()


def all_recipients(registry: Registry) -> tuple[Recipient, ...]:
    """Every encryption certificate ever made here, the oldest first; intake before recovery."""
    return _read(registry.get_setting(SETTING))


def pair_in_force(known: Iterable[Recipient]) -> tuple[bytes, ...]:
    """Intake and recovery certificate that packages are to be encrypted to: the newest two proven, or none at all."""
    proven = [one for one in known if one.proven_at]
    for intake in reversed([one for one in proven if one.use == INTAKE]):
        for recovery in proven:
            if recovery.use == RECOVERY and recovery.made_at == intake.made_at:
                return (intake.der, recovery.der)
    return ()


def proven_digests(known: Iterable[Recipient]) -> frozenset[str]:
    """Names of the certificates by which a submission may call this centre, those of earlier years among them."""
    return frozenset(one.sha256 for one in known if one.proven_at)


def note_made(connection: Connection, intake: str, recovery: str, at: str) -> None:
    """Add a pair of certificates (base64), inside the caller's transaction."""
    known = _stored(connection)
    _store(connection, (*known, Recipient(INTAKE, intake, at), Recipient(RECOVERY, recovery, at)))


def note_proven(connection: Connection, sha256: str, at: str) -> None:
    """Note that the key of this certificate opened the test file, inside the caller's transaction."""
    known = _stored(connection)
    _store(connection, tuple(_proven(one, at) if one.sha256 == sha256 else one for one in known))


def _proven(one: Recipient, at: str) -> Recipient:
    return Recipient(one.use, one.certificate, one.made_at, one.proven_at or at)


def _read(text: str) -> tuple[Recipient, ...]:
    return tuple(Recipient(**one) for one in json.loads(text or "[]"))


def _stored(connection: Connection) -> tuple[Recipient, ...]:
    setting = tables.setting.c
    return _read(connection.execute(select(setting.value).where(setting.name == SETTING)).scalar() or "")


def _store(connection: Connection, known: tuple[Recipient, ...]) -> None:
    put_setting(connection, SETTING, json.dumps([asdict(one) for one in known]))
