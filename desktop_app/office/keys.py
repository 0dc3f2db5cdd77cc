"""The office's signing keys: made here, sealed under a passphrase or held by a token, opened for one act (C2, P2).

`keys/<office>.<fingerprint>.key.pem`, `.request.pem` and, once the registrar answered, `.certificate.pem` (the
signer's certificate and its issuer's). A key in a token has `.token.json`, where it lies, instead of `.key.pem`, and
its secret is the token's PIN. A renewed key lies beside the old one; both serve while they overlap.
Source: package-format section 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import PhromError
from desktop_app.files import read_whole, write_whole
from desktop_app.office import faults
from desktop_app.submission.clock import BUDDHIST, is_buddhist, on_the_wall
from desktop_app.trust import keys as trust_keys
from desktop_app.trust.algorithms import SigningKey
from desktop_app.trust.anchors import Trust, read_certificates, to_pem
from desktop_app.trust.certificates import Certificate, read_certificate
from desktop_app.trust.chain import check_chain, known_authorities
from desktop_app.trust.faults import TRUST_UNKNOWN_CA, WRONG_PASSPHRASE, WRONG_PIN
from desktop_app.trust.request import make_request, read_request
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer

if TYPE_CHECKING:
    from desktop_app.trust import token

LARGEST = 64 * 1024  # bytes of a key, request or certificate file
SHORT = 16  # hex digits of the fingerprint in file names
NOTE = ".token.json"


@dataclass(frozen=True)
class OfficeKey:
    """A key of an office as it lies in the folder, closed.

    Attributes:
        spki_sha256: fingerprint of the public key, hex.
        key_file: the sealed key, or the note of where in a token it lies.
        certificate, issuer: DER; both None until the registrar answered.
    """

    office_code: str
    spki_sha256: str
    key_file: Path
    request_file: Path
    certificate: bytes | None = None
    issuer: bytes | None = None

    @property
    def fingerprint(self) -> str:
        """What letter and telephone compare: groups of four."""
        return trust_keys.grouped(self.spki_sha256)

    @property
    def in_token(self) -> bool:
        """Whether a token holds it: its secret is then a PIN."""
        return self.key_file.name.endswith(NOTE)

    @property
    def made_at(self) -> int:
        """When key and request were made, as the file system has it; only to tell which came later."""
        return self.request_file.stat().st_mtime_ns

    @property
    def leaf(self) -> Certificate | None:
        """The certificate as read, with its dates."""
        return read_certificate(self.certificate) if self.certificate else None


class OfficeKeys:
    """The folder `keys/`; counts wrong passphrases and PINs so that the answer to each can say how many."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wrong_tries = 0

    def make(self, office_code: str, passphrase: str) -> OfficeKey:
        """Make a key and its request; the key file is opened once again to prove the passphrase works.

        Raises:
            PhromError: TRUST-01 the passphrase is too short, FILE-01 the disk refused.
        """
        key = trust_keys.new_key()
        spki = trust_keys.spki_sha256(key)
        stem = f"{office_code}.{spki[:SHORT]}"
        made = OfficeKey(office_code, spki, self._file(stem, "key"), self._file(stem, "request"))
        sealed = trust_keys.seal_key(key, passphrase)
        trust_keys.open_key(sealed, passphrase)
        write_whole(made.key_file, sealed, private=True)
        write_whole(made.request_file, make_request(key))
        return made

    def make_in_token(self, office_code: str, module: Path, holder: token.TokenInfo, pin: str) -> OfficeKey:
        """Make a key in a token, and its request; no private key is ever on this computer.

        Args:
            module: path of the token's PKCS#11 module.
            holder: the token, one of `token.list_tokens`.
            pin: its user PIN.

        Raises:
            PhromError: OFF-37 wrong PIN (with the count), TRUST-21 to TRUST-25 the token, FILE-01 the disk refused.
        """
        from desktop_app.trust import token  # with its native binding, for those who have a token

        with self._counted():
            key = token.make_key(module, holder, pin, f"Phrom {office_code}")
            request = make_request(key)
        spki = trust_keys.spki_sha256(key.public_key())
        stem = f"{office_code}.{spki[:SHORT]}"
        made = OfficeKey(office_code, spki, self.folder / f"{stem}{NOTE}", self._file(stem, "request"))
        write_whole(made.key_file, key.place.to_json(), private=True)
        write_whole(made.request_file, request)
        return made

    def held(self, office_code: str | None = None) -> tuple[OfficeKey, ...]:
        """The keys in the folder, of one office where it is given; a damaged request is passed over.

        The order is that of the file names.
        """
        found = []
        for path in sorted(self.folder.glob("*.request.pem")):
            stem = path.name.removesuffix(".request.pem")
            office = stem.rpartition(".")[0]
            if office_code in (None, office):
                found.append(self._read(stem, office))
        return tuple(key for key in found if key)

    def accept(self, certificates: bytes, trust: Trust, moment: datetime) -> OfficeKey:
        """Install a certificate (PEM or DER, the signer's first) for the key it belongs to.

        Raises:
            PhromError: OFF-32 no key here is the certificate's, OFF-35 it names another office, TRUST-07 unreadable,
                TRUST_* it leads to no pinned root or may not sign.
        """
        encoded = read_certificates(certificates, "certificate.pem")[0]
        spki = trust_keys.spki_sha256(encoded)
        key = next((key for key in self.held() if key.spki_sha256 == spki), None)
        if key is None:
            raise faults.CERTIFICATE_OTHER_KEY.error()
        issuer = find_issuer(encoded, trust)
        leaf = check_chain(encoded, issuer, trust, Role.OFFICE, moment)
        if leaf.subject.office_code != key.office_code:
            raise faults.CERTIFICATE_OTHER_OFFICE.error(found=leaf.subject.office_code, office=key.office_code)
        stem = key.request_file.name.removesuffix(".request.pem")
        write_whole(self._file(stem, "certificate"), to_pem(encoded) + to_pem(issuer))
        return OfficeKey(key.office_code, spki, key.key_file, key.request_file, encoded, issuer)

    def certified(self, office_code: str) -> OfficeKey:
        """The office's key with the certificate that ends last; of equals, the one made last.

        Raises:
            PhromError: OFF-31, no key of this office has a certificate.
        """
        dated = [(key.leaf.not_after, key.made_at, key) for key in self.held(office_code) if key.leaf]
        if not dated:
            raise faults.NO_KEY.error(office=office_code)
        return max(dated, key=lambda found: found[:2])[2]

    def open(self, office_code: str, secret: str, trust: Trust, moment: datetime) -> Signer:
        """Open the office's key for one signing act.

        The clock is looked at first: a signature dated by a wrong clock would be refused by the centre.

        Args:
            secret: the passphrase, or the PIN of the token that holds the key.
            moment: this computer's clock, aware UTC.

        Raises:
            PhromError: OFF-30 wrong passphrase, OFF-37 wrong PIN (both with the count), OFF-31 no certified key, OFF-33
                the clock cannot be right, OFF-34 the key file is damaged, OFF-36 the certificate has ended, TRUST-21
                to TRUST-25 the token, TRUST_* it leads to no pinned root.
        """
        key = self.certified(office_code)
        leaf = key.leaf
        if key.certificate is None or key.issuer is None or leaf is None:
            raise faults.NO_KEY.error(office=office_code)
        check_clock(leaf, trust, moment)
        issuer = find_issuer(key.certificate, trust)
        check_chain(key.certificate, issuer, trust, Role.OFFICE, moment, check_revocation=False)
        return Signer(key.certificate, issuer, self._unseal(key, secret), trust.arc)

    def _unseal(self, key: OfficeKey, secret: str) -> SigningKey:
        kept = read_whole(key.key_file, LARGEST)
        with self._counted():
            if key.in_token:
                from desktop_app.trust import token

                return token.open_key(_place(kept, key.key_file.name), key.spki_sha256, secret)
            try:
                return trust_keys.open_key(kept, secret)
            except PhromError as problem:
                if problem.fault is WRONG_PASSPHRASE:
                    raise
                raise faults.KEY_DAMAGED.error(name=key.key_file.name) from problem

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Tell with a wrong passphrase or PIN how many there were since the last right one."""
        try:
            yield
        except PhromError as problem:
            fault = {WRONG_PASSPHRASE: faults.WRONG_PASSPHRASE, WRONG_PIN: faults.WRONG_PIN}.get(problem.fault)
            if fault is None:
                raise
            self.wrong_tries += 1
            raise fault.error(count=self.wrong_tries, **problem.details) from problem
        self.wrong_tries = 0

    def _read(self, stem: str, office_code: str) -> OfficeKey | None:
        request_file = self._file(stem, "request")
        try:
            spki = read_request(read_whole(request_file, LARGEST)).spki_sha256
        except PhromError:
            return None
        certificate, issuer = self._certificates(stem)
        noted = self.folder / f"{stem}{NOTE}"
        key_file = noted if noted.exists() else self._file(stem, "key")
        return OfficeKey(office_code, spki, key_file, request_file, certificate, issuer)

    def _certificates(self, stem: str) -> tuple[bytes | None, bytes | None]:
        path = self._file(stem, "certificate")
        if not path.exists():
            return None, None
        found = read_certificates(read_whole(path, LARGEST), path.name)
        return (found[0], found[1]) if len(found) > 1 else (None, None)

    def _file(self, stem: str, what: str) -> Path:
        return self.folder / f"{stem}.{what}.pem"


def _place(kept: bytes, name: str) -> token.TokenPlace:
    from desktop_app.trust import token

    try:
        return token.read_place(kept)
    except ValueError as problem:
        raise faults.KEY_DAMAGED.error(name=name) from problem


def find_issuer(certificate: bytes, trust: Trust) -> bytes:
    """The trusted authority that a certificate names as its issuer, DER.

    Raises:
        PhromError: TRUST_UNKNOWN_CA.
    """
    leaf = read_certificate(certificate)
    for encoded, authority in known_authorities(trust).items():
        if leaf.signed_by(authority.issuer):
            return encoded
    raise TRUST_UNKNOWN_CA.error()


def check_clock(leaf: Certificate, trust: Trust, moment: datetime) -> None:
    """Refuse to sign with a clock that cannot be right.

    Raises:
        PhromError: OFF-33 a Buddhist year, or before the certificate or the newest list of the trust folder was
            issued; OFF-36 the certificate has ended.
    """
    clock = on_the_wall(moment)
    if is_buddhist(moment):
        raise faults.CLOCK_WRONG.error(clock=clock, **BUDDHIST)
    lists = [crl.this_update for known in known_authorities(trust).values() for crl in known.crls]
    if moment < max([leaf.not_before, *lists]):
        raise faults.CLOCK_WRONG.error(
            clock=clock,
            why_th="อยู่ก่อนวันที่ออกใบรับรองหรือชุดความเชื่อถือในเครื่องนี้",
            why_en="it is before the certificate or the trust files on this computer were issued",
        )
    if moment > leaf.not_after:
        raise faults.CERTIFICATE_ENDED.error(date=f"{leaf.not_after:%Y-%m-%d}", clock=clock)
