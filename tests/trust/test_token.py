"""Keys in a PKCS#11 token: made there, never out of it, and every failure told in a sentence (C2, P2)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from desktop_app.errors import PhromError
from desktop_app.trust import algorithms, keys, token
from desktop_app.trust.request import make_request, read_request
from desktop_app.trust.token import TokenInfo, TokenKey, TokenPlace
from tests.simulator.softhsm import FINAL_TRY, LOCKED, MODULE, PIN, SoftToken, make_token, needs_softhsm, use_folder

pytestmark = needs_softhsm
CONTENT = "เนื้อหาที่ลงนาม".encode()


@pytest.fixture
def soft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    use_folder(tmp_path / "hsm", monkeypatch)
    return make_token()


@pytest.fixture
def key(soft: SoftToken) -> TokenKey:
    return token.make_key(MODULE, soft.info, PIN, "Phrom 50-001")


def refusal(call: object, *arguments: object) -> PhromError:
    with pytest.raises(PhromError) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value


def test_tokens_are_listed_without_a_pin(soft: SoftToken) -> None:
    """C2: the person chooses among what is plugged in now, also what came after the start."""
    assert token.list_tokens(MODULE) == (soft.info,)
    later = make_token("โทเค็น 2")
    assert set(token.list_tokens(MODULE)) == {soft.info, later.info}


def test_a_key_is_made_in_the_token_and_never_leaves_it(soft: SoftToken, key: TokenKey) -> None:
    """P2: one pair, P-256, sensitive and not extractable."""
    assert algorithms.is_p256(key.public_key())
    with token._logged_in(key.place, PIN) as session:
        private = session.get_key(pkcs11.ObjectClass.PRIVATE_KEY)
        assert private[pkcs11.Attribute.SENSITIVE]
        assert private[pkcs11.Attribute.NEVER_EXTRACTABLE]
        assert (private.id.hex(), private.label) == (key.place.key_id, "Phrom 50-001")
        with pytest.raises(pkcs11.AttributeSensitive):
            private[pkcs11.Attribute.VALUE]


def test_its_signatures_are_those_of_any_other_key(key: TokenKey) -> None:
    """P1 P2: DER as short as can be, whatever r and s; checked by the same code as every signature."""
    for number in range(24):
        content = CONTENT + bytes((number,))
        value = algorithms.sign(key, content)
        assert algorithms.signature_fits(key.public_key(), value, content)
        assert encode_dss_signature(*decode_dss_signature(value)) == value
        assert not algorithms.signature_fits(key.public_key(), value, content + b"x")


def test_the_key_is_found_by_its_fingerprint_among_others(soft: SoftToken, key: TokenKey) -> None:
    """P2: several keys in one token, each found; after renewal both serve."""
    other = token.make_key(MODULE, soft.info, PIN, "Phrom 50-001")
    for made in (key, other):
        fingerprint = keys.spki_sha256(made.public_key())
        found = token.open_key(made.place, fingerprint, PIN)
        assert keys.spki_sha256(found.public_key()) == fingerprint
        assert algorithms.signature_fits(made.public_key(), found.sign(CONTENT), CONTENT)


def test_a_key_that_wants_the_pin_at_each_signature_gets_it(soft: SoftToken) -> None:
    """C2: made by another program, as on PIV cards; the person still types the PIN once."""
    place = TokenPlace(str(MODULE), soft.info.label, soft.info.serial)
    curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    strict = {pkcs11.Attribute.ALWAYS_AUTHENTICATE: True}
    with token._logged_in(place, PIN, rw=True) as session:
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        public, private = parameters.generate_keypair(store=True, id=b"x", label="x", private_template=strict)
        fingerprint = hashlib.sha256(encode_ec_public_key(public)).hexdigest()
        with pytest.raises(pkcs11.UserNotLoggedIn):
            private.sign(bytes(32), mechanism=pkcs11.Mechanism.ECDSA)
    key = token.open_key(place, fingerprint, PIN)
    for content in (CONTENT, CONTENT + b"x"):
        assert algorithms.signature_fits(key.public_key(), key.sign(content), content)


def test_its_request_is_as_good_as_any(key: TokenKey) -> None:
    """P2: the registrar's reader, which checks the proof of possession, takes it."""
    assert read_request(make_request(key)).spki_sha256 == keys.spki_sha256(key.public_key())


def test_a_wrong_pin_says_what_the_token_tells_of_the_tries_left(soft: SoftToken, key: TokenKey) -> None:
    """C2: in both languages, and the right PIN still opens it."""
    fingerprint = keys.spki_sha256(key.public_key())
    refused = refusal(token.open_key, key.place, fingerprint, "0000")
    assert refused.code == "TRUST-20"
    assert "เหลือจำนวนครั้งน้อยลง" in refused.message("th")
    assert "fewer tries" in refused.message("en")
    soft.set_flag(FINAL_TRY)
    refused = refusal(token.open_key, key.place, fingerprint, "0000")
    assert "อีกครั้งเดียว" in refused.message("th")
    assert "One try" in refused.message("en")
    assert token.open_key(key.place, fingerprint, PIN).sign(CONTENT)


def test_a_locked_pin_is_told_and_not_tried(soft: SoftToken, key: TokenKey) -> None:
    """C2: no sentence about typing again where typing cannot help; so for every act with the PIN."""
    soft.set_flag(LOCKED)
    fingerprint = keys.spki_sha256(key.public_key())
    acts = [
        (token.open_key, key.place, fingerprint, PIN),
        (token.make_key, MODULE, soft.info, PIN, "x"),
        (key.sign, CONTENT),
    ]
    for call, *arguments in acts:
        refused = refusal(call, *arguments)
        assert (refused.code, soft.info.label in refused.message("th")) == ("TRUST-21", True)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (pkcs11.PinLocked, "TRUST-21"),
        (pkcs11.PinLenRange, "TRUST-20"),
        (pkcs11.DeviceRemoved, "TRUST-23"),
        (pkcs11.UserPinNotInitialized, "TRUST-25"),
    ],
)
def test_what_other_tokens_answer_is_told_as_well(
    key: TokenKey, monkeypatch: pytest.MonkeyPatch, answer: type[Exception], code: str
) -> None:
    """C2: answers SoftHSM never gives but the standard knows, put in the place of its login."""

    class Answering:
        flags = pkcs11.TokenFlag(0)

        def open(self, **_: object) -> None:
            raise answer

    monkeypatch.setattr(token, "_find", lambda _library, _place: Answering())
    assert refusal(token.open_key, key.place, "0" * 64, PIN).code == code


@pytest.mark.parametrize("kind", ["absent", "no library", "a name alone", "on a share"])
def test_a_module_that_cannot_be_used_is_named(soft: SoftToken, tmp_path: Path, kind: str) -> None:
    """C2: by its name; a module is code, so it is never looked for by name or taken from another computer."""
    text = tmp_path / "module.so"
    text.write_text("not a library")
    module = {
        "absent": tmp_path / "gone.so",
        "no library": text,
        "a name alone": Path(MODULE.name),
        "on a share": Path("//server/share") / MODULE.name,
    }[kind]
    refused = refusal(token.list_tokens, module)
    assert (refused.code, module.name in refused.message("th")) == ("TRUST-22", True)
    assert token.list_tokens(MODULE) == (soft.info,)


def test_a_token_that_is_not_there_is_named(soft: SoftToken, key: TokenKey) -> None:
    """C2: pulled out between two acts, or another one with the same label plugged in."""
    other = replace(key.place, serial="0" * 16)
    assert refusal(token.open_key, other, keys.spki_sha256(key.public_key()), PIN).code == "TRUST-23"
    soft.pull_out()
    refused = refusal(key.sign, CONTENT)
    assert (refused.code, soft.info.label in refused.message("en")) == ("TRUST-23", True)


def test_a_token_without_the_key_is_told(soft: SoftToken, key: TokenKey) -> None:
    """C2: the right token, but not this certificate's key."""
    assert refusal(token.open_key, key.place, "0" * 64, PIN).code == "TRUST-24"


def test_nobody_stays_logged_in(key: TokenKey) -> None:
    """P2: after an act, and after one that failed, another program sees public objects only."""
    refusal(token.open_key, key.place, "0" * 64, PIN)
    key.sign(CONTENT)
    with (
        token._library(key.place.module) as library,
        token._find(library, key.place).open() as session,  # type: ignore[union-attr]
    ):
        kinds = [found[pkcs11.Attribute.CLASS] for found in session.get_objects()]
    assert kinds == [pkcs11.ObjectClass.PUBLIC_KEY]


def test_the_pin_is_not_shown(key: TokenKey) -> None:
    """P2: neither in a crash report nor in the note on disk."""
    assert PIN not in repr(key)
    assert PIN.encode() not in key.place.to_json()


def test_the_note_of_a_place_is_read_back_and_nothing_else_is(key: TokenKey) -> None:
    """C2: a damaged note is told apart from a missing token."""
    assert token.read_place(key.place.to_json()) == key.place
    for damaged in (b"", b"{}", b"[]", b"\xff", key.place.to_json().replace(b'"serial"', b'"other"'), b'{"module": 1}'):
        with pytest.raises(ValueError):
            token.read_place(damaged)


def test_a_blank_serial_takes_the_token_of_that_label(soft: SoftToken) -> None:
    """C2: a token may be named by its label alone; the note still says which it was."""
    made = token.make_key(MODULE, TokenInfo(soft.info.label, ""), PIN, "x")
    assert made.place.serial == soft.info.serial
