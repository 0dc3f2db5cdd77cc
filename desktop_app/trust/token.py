"""Keys in a PKCS#11 token: made there, found by their fingerprint, used for one signature at a time.

The module, a native library of the token's maker, is initialised for one piece of work and finalised after it. So
nobody stays logged in, a token plugged in later is seen, and a card pulled out while idle does no harm. PKCS#11 knows
one login per program: work with tokens goes one after another.
Source: package-format section 9 (optional token); PKCS#11 v2.40, sections 5.4 to 5.14 and ECDSA in its mechanisms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pkcs11 import Attribute, KeyType, MechanismFlag, ObjectClass, TokenFlag
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from desktop_app.errors import PhromError
from desktop_app.trust import der, keys
from desktop_app.trust.algorithms import is_p256
from desktop_app.trust.faults import NO_MODULE, NO_TOKEN, NO_TOKEN_KEY, PIN_LOCKED, TOKEN_FAILED, WRONG_PIN
from desktop_app.trust.foreign import FOREIGN_ERRORS

if TYPE_CHECKING:
    from pkcs11._pkcs11 import lib as Library  # noqa: N812 - a class, whatever its letters

HALF = 32  # octets of r and of s on P-256
ID_BITS = 128
WRONG_PIN_ERRORS = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)
GONE_ERRORS = (pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised, pkcs11.DeviceRemoved, pkcs11.NoSuchToken)
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """A token as its module shows it, without any PIN.

    Attributes:
        label: the name its owner gave it.
        serial: what its maker calls it, unique per maker.
    """

    label: str
    serial: str


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key lies; nothing of it is secret.

    Attributes:
        module: path of the PKCS#11 module.
        label, serial: of the token.
        key_id: CKA_ID, hex; for other programs that use the key, Phrom finds it by its fingerprint.
    """

    module: str
    label: str
    serial: str
    key_id: str = ""

    def to_json(self) -> bytes:
        """As it is kept on disk."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True)
class TokenKey:
    """A key in a token that signs there; keeps the PIN of one signing act, and a login only while it signs."""

    place: TokenPlace
    public: ec.EllipticCurvePublicKey
    pin: str = field(repr=False)

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """Its public half."""
        return self.public

    def sign(self, content: bytes) -> bytes:
        """Sign with SHA-256; the result is a DER ECDSA-Sig-Value.

        The digest is made here: many tokens know ECDSA alone, not ECDSA with a hash.

        Raises:
            PhromError: TRUST-20 to TRUST-25, as `open_key`.
        """
        with _logged_in(self.place, self.pin) as session:
            _, key = _find_key(session, self.place, keys.spki_sha256(self.public))
            with _told_plainly(self.place):
                again = self.pin if _wants_pin_again(key) else None
                value = key.sign(hashlib.sha256(content).digest(), mechanism=pkcs11.Mechanism.ECDSA, pin=again)
        if len(value) != 2 * HALF:
            raise TOKEN_FAILED.error(label=self.place.label, reason="signature of another length")
        r, s = (int.from_bytes(half, "big") for half in (value[:HALF], value[HALF:]))
        return der.sequence(der.integer(r), der.integer(s))


def list_tokens(module: Path) -> tuple[TokenInfo, ...]:
    """The tokens a module shows now that are ready for use; asks for no PIN.

    Raises:
        PhromError: TRUST-22 no such module, TRUST-25 it failed.
    """
    with _library(str(module)) as library, _told_plainly(TokenPlace(str(module), module.name, "")):
        return tuple(TokenInfo(token.label, _serial(token)) for token in _ready(library))


def make_key(module: Path, token: TokenInfo, pin: str, label: str) -> TokenKey:
    """Make a P-256 key in a token; its private half can never leave it.

    Args:
        module: path of the PKCS#11 module.
        token: one of `list_tokens`; a blank serial takes the first of that label.
        pin: the user PIN.
        label: what other programs show for the key.

    Raises:
        PhromError: TRUST-20 wrong PIN, TRUST-21 locked, TRUST-22 no module, TRUST-23 no token, TRUST-25 the token
            cannot do it.
    """
    place = TokenPlace(str(module), token.label, token.serial)
    with _logged_in(place, pin, rw=True) as session, _told_plainly(place):
        identity = session.generate_random(ID_BITS)
        curve = session.create_domain_parameters(
            KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
        )
        public, _ = curve.generate_keypair(
            store=True,
            id=identity,
            label=label,
            capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
            private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
        )
        made = _read_public(public)
        place = TokenPlace(place.module, session.token.label, _serial(session.token), identity.hex())
    if made is None:
        raise TOKEN_FAILED.error(label=token.label, reason="the new key cannot be read")
    return TokenKey(place, made, pin)


def open_key(place: TokenPlace, spki_sha256: str, pin: str) -> TokenKey:
    """Find the key of this fingerprint and prove that the PIN opens its token.

    Args:
        place: where it lies.
        spki_sha256: fingerprint of the public key, 64 hex digits.
        pin: the user PIN, kept for one signing act.

    Raises:
        PhromError: TRUST-20 wrong PIN (with what the token tells of the tries left), TRUST-21 locked, TRUST-22 no
            module, TRUST-23 no token, TRUST-24 no such key in it, TRUST-25 the token failed.
    """
    with _logged_in(place, pin) as session:
        public, _ = _find_key(session, place, spki_sha256)
    return TokenKey(place, public, pin)


def read_place(data: bytes) -> TokenPlace:
    """Read what `TokenPlace.to_json` wrote.

    Raises:
        ValueError: it is something else.
    """
    found = json.loads(data)
    wanted = TokenPlace.__dataclass_fields__.keys()
    if not isinstance(found, dict) or found.keys() != wanted or not all(isinstance(x, str) for x in found.values()):
        raise ValueError("not the place of a key")
    return TokenPlace(**found)


@contextmanager
def _library(module: str) -> Iterator[Library]:
    """The module, initialised; finalising it ends every login and session, also after a failure."""
    path = Path(module)
    if module.startswith(("\\\\", "//")) or not path.is_absolute() or not path.is_file():
        raise NO_MODULE.error(name=path.name)  # a name alone would be looked for in folders that others may write to
    with _one_at_a_time:
        try:
            library = pkcs11.lib(module)
        except pkcs11.PKCS11Error as problem:
            raise NO_MODULE.error(name=path.name) from problem
        try:
            yield library
        finally:
            with suppress(pkcs11.PKCS11Error):
                library.finalize()


@contextmanager
def _logged_in(place: TokenPlace, pin: str, *, rw: bool = False) -> Iterator[pkcs11.Session]:
    with _library(place.module) as library:
        with _told_plainly(place):
            token = _find(library, place)
            if token is None:
                raise NO_TOKEN.error(label=place.label)
            session = _log_in(library, token, place, pin, rw=rw)
        try:
            yield session
        finally:
            with suppress(pkcs11.PKCS11Error):  # pulled out: nobody is logged in any more
                session.close()


def _log_in(library: Library, token: pkcs11.Token, place: TokenPlace, pin: str, *, rw: bool) -> pkcs11.Session:
    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise PIN_LOCKED.error(label=place.label)
    try:
        return token.open(rw=rw, user_pin=pin)
    except WRONG_PIN_ERRORS as problem:
        now = _find(library, place)  # its flags were read before the try
        flags = now.flags if now else token.flags
        if flags & TokenFlag.USER_PIN_LOCKED:
            raise PIN_LOCKED.error(label=place.label) from problem
        th, en = _tries_left(flags)
        raise WRONG_PIN.error(left_th=th, left_en=en) from problem


def _tries_left(flags: TokenFlag) -> tuple[str, str]:
    """What a token tells of the tries left, Thai and English; PKCS#11 has no number for it."""
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return "เหลือให้ลองอีกครั้งเดียว ผิดอีกโทเค็นจะล็อก", "One try is left before the token locks."
    if flags & TokenFlag.USER_PIN_COUNT_LOW:
        return "โทเค็นแจ้งว่าเหลือจำนวนครั้งน้อยลง", "The token says that fewer tries are left."
    return "โทเค็นไม่ได้แจ้งว่าเหลือกี่ครั้ง", "The token does not say how many tries are left."


def _ready(library: Library) -> Iterator[pkcs11.Token]:
    for slot in library.get_slots(token_present=True):
        try:
            token = slot.get_token()
        except GONE_ERRORS:  # pulled out just now, or a card of another kind
            continue
        if token.flags & TokenFlag.TOKEN_INITIALIZED:
            yield token


def _find(library: Library, place: TokenPlace) -> pkcs11.Token | None:
    fitting = (t for t in _ready(library) if t.label == place.label and place.serial in ("", _serial(t)))
    return next(fitting, None)


def _serial(token: pkcs11.Token) -> str:
    return token.serial.decode("utf-8", "replace").strip(" \0")


def _find_key(
    session: pkcs11.Session, place: TokenPlace, spki_sha256: str
) -> tuple[ec.EllipticCurvePublicKey, pkcs11.SignMixin]:
    """The key of this fingerprint: its public half as read, its private half as the token's object."""
    wanted = {Attribute.CLASS: ObjectClass.PUBLIC_KEY, Attribute.KEY_TYPE: KeyType.EC}
    with _told_plainly(place):
        for found in list(session.get_objects(wanted)):
            public = _read_public(found)
            if public is not None and keys.spki_sha256(public) == spki_sha256:
                private = session.get_key(ObjectClass.PRIVATE_KEY, KeyType.EC, id=found[Attribute.ID])
                if isinstance(private, pkcs11.SignMixin):  # only where the token lets it sign
                    return public, private
    raise NO_TOKEN_KEY.error(label=place.label)


def _wants_pin_again(key: pkcs11.SignMixin) -> bool:
    """Whether the key asks for the PIN at each signature beyond the login, as on PIV cards; absent means no."""
    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except pkcs11.AttributeTypeInvalid:
        return False


def _read_public(found: pkcs11.Object) -> ec.EllipticCurvePublicKey | None:
    try:
        key = load_der_public_key(encode_ec_public_key(found))  # type: ignore[arg-type]
    except FOREIGN_ERRORS:
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey) and is_p256(key) else None


@contextmanager
def _told_plainly(place: TokenPlace) -> Iterator[None]:
    """Turn what a module may answer into our faults."""
    try:
        yield
    except PhromError:
        raise
    except pkcs11.PinLocked as problem:
        raise PIN_LOCKED.error(label=place.label) from problem
    except pkcs11.NoSuchKey as problem:
        raise NO_TOKEN_KEY.error(label=place.label) from problem
    except GONE_ERRORS as problem:
        raise NO_TOKEN.error(label=place.label) from problem
    except pkcs11.PKCS11Error as problem:
        raise TOKEN_FAILED.error(label=place.label, reason=type(problem).__name__) from problem
