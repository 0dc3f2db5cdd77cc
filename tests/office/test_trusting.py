"""Trust bundles at the office: the first is compared by telephone, later ones only ever go forward."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.errors import PhromError
from desktop_app.office.rounds import TRUST
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.office.trusting import (
    Pins,
    introduce,
    state_of_bundle,
    take_bundle,
    take_bundles,
    take_first,
)
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import format_time
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from desktop_app.trust import authority
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.authority import Authority
from desktop_app.trust.installed import PENDING, read_installed
from desktop_app.trust.keys import grouped
from desktop_app.trust.names import make_subject
from desktop_app.trust.roles import CENTRAL_ROLES, Role
from desktop_app.trust.signer import Signer
from tests.simulator.world import AUDIENCE, MOMENT, OPERATOR, SIGNED_AT, START, World, b64, trust_fields, world

DAY = timedelta(days=1)


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[OfficeStore]:
    with open_store(tmp_path / "office", clock=lambda: MOMENT) as store:
        yield store


@pytest.fixture(name="here")
def _here() -> World:
    return world()


def fields(of: World, version: int = 1, **changes: Any) -> dict[str, Any]:
    """A bundle's payload, later versions issued later."""
    issued = START + version * DAY
    dated = {"issued_at": format_time(issued), "expires_at": format_time(issued + 90 * DAY)}
    return of.payload(PackageType.TRUST_BUNDLE, **{"version": version, **cas(of), **dated, **changes})


def cas(of: World) -> dict[str, Any]:
    """Both issuing authorities with what their certificates let them grant."""
    listed = (
        (of.office_ca, (Role.OFFICE,)),
        (of.central_ca, CENTRAL_ROLES),
    )
    return {
        "cas": [
            {"certificate": b64(one.certificate), "roles": [role.policy() for role in roles], "foreign": None}
            for one, roles in listed
        ]
    }


def bundle(of: World, path: Path, payload: dict[str, Any], signer: Signer | None = None) -> Path:
    """A signed bundle file."""
    write_package(path, PackageType.TRUST_BUNDLE, payload, {}, signer or of.trust_signer(), SIGNED_AT)
    return path


def first(store: OfficeStore, of: World, path: Path) -> None:
    """The first bundle, its fingerprint read out."""
    take_first(store, bundle(of, path, fields(of)), MOMENT, heard=grouped(introduce(path, MOMENT).root_sha256))


def trusted(store: OfficeStore) -> Trust:
    """What this computer trusts now."""
    return read_trust_folder(store.folder / TRUST)


def refused(store: OfficeStore, path: Path, moment: datetime = MOMENT) -> str:
    """The code with which a bundle is refused; what is in force stays."""
    before = read_installed(store.folder / TRUST)
    with pytest.raises(PackageRefused) as problem:
        take_bundle(store, path, moment, trusted(store))
    assert read_installed(store.folder / TRUST) == before
    return problem.value.code


def test_the_first_bundle_is_believed_after_its_fingerprint_was_typed(
    store: OfficeStore, here: World, tmp_path: Path
) -> None:
    """P2: six groups read out over the telephone pin the root; packages of that deployment verify from then on."""
    path = bundle(here, tmp_path / "trust.asice", fields(here))
    found = introduce(path, MOMENT)
    assert (found.root, found.audience) == (here.root.certificate, AUDIENCE)
    for heard in ("", grouped(found.root_sha256)[:24], "0000 " * 6, f"{grouped(found.root_sha256)}0"):
        with pytest.raises(PhromError) as problem:
            take_first(store, path, MOMENT, heard=heard)
        assert problem.value.code == "TRUST-14"
    assert read_installed(store.folder / TRUST) is None
    installed = take_first(store, path, MOMENT, heard=grouped(found.root_sha256)[:29].upper())
    assert (installed.version, trusted(store).audience) == (1, AUDIENCE)
    here.write(tmp_path / "receipt.asice", PackageType.RECEIPT)
    verify(tmp_path / "receipt.asice", trusted(store), MOMENT).close()
    assert [one.kind for one in store.packages()] == ["trust-bundle"]


def test_pins_built_into_the_program_replace_the_telephone(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2: an installed program knows root and deployment; a look-alike is refused without asking anybody."""
    path = bundle(here, tmp_path / "trust.asice", fields(here))
    root = introduce(path, MOMENT).root_sha256
    for pins, code in (
        (Pins(AUDIENCE, frozenset({"00" * 32})), "TRUST_UNKNOWN_CA"),
        (Pins("other", frozenset({root})), "AUDIENCE"),
    ):
        with pytest.raises(PackageRefused) as problem:
            take_first(store, path, MOMENT, pins=pins)
        assert problem.value.code == code
    assert take_first(store, path, MOMENT, pins=Pins(AUDIENCE, frozenset({root}))).version == 1


def test_a_newer_bundle_replaces_the_one_in_force(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2: version, dates and lists come from the newest one."""
    first(store, here, tmp_path / "1.asice")
    crls = [b64(crl) for crl in here.crls(number=5)]
    path = bundle(here, tmp_path / "2.asice", fields(here, 2, crls=crls))
    installed = take_bundle(store, path, MOMENT, trusted(store))
    assert (installed.version, set(installed.crl_numbers.values())) == (2, {5})


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("the same version again", {"version": 1}, "TRUST_ROLLBACK"),
        ("an old version with a newer date inside", {"version": 1, "issued_at": "2026-03-01T00:00:00Z",
         "expires_at": "2026-04-01T00:00:00Z"}, "TRUST_ROLLBACK"),
        ("a new version issued before the one in force", {"version": 3, "issued_at": "2026-01-05T00:00:00Z",
         "expires_at": "2026-02-01T00:00:00Z"}, "TRUST_ROLLBACK"),
        ("a life of more than 100 days", {"version": 3, "expires_at": "2027-01-01T00:00:00Z"}, "SCHEMA"),
        ("an end before its beginning", {"version": 3, "expires_at": "2026-01-01T00:00:00Z"}, "SCHEMA"),
        ("another deployment", {"version": 3, "audience": "phrom-other"}, "AUDIENCE"),
    ],
)  # fmt: skip
def test_a_bundle_never_goes_backwards(
    name: str, changes: dict[str, Any], code: str, store: OfficeStore, here: World, tmp_path: Path
) -> None:
    """P2, P7: what is older, too long-lived or for others leaves everything as it is."""
    first(store, here, tmp_path / "1.asice")
    assert refused(store, bundle(here, tmp_path / "x.asice", fields(here, **changes))) == code, name


def test_a_revocation_list_never_goes_backwards(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2, P7: also where the list was left out in between; the highest number ever seen is remembered."""
    take = lambda version, *crls: take_bundle(  # noqa: E731
        store, bundle(here, tmp_path / f"{version}.asice", fields(here, version, crls=[b64(c) for c in crls])),
        MOMENT, trusted(store),
    )  # fmt: skip
    first(store, here, tmp_path / "1.asice")
    root, office, central = here.crls(number=4)
    take(2, root, office, central)
    take(3, root, central)
    old = bundle(here, tmp_path / "4.asice", fields(here, 4, crls=[b64(c) for c in (root, here.crls(number=3)[1])]))
    assert refused(store, old) == "TRUST_CRL_ROLLBACK"


def test_a_bundle_by_anybody_else_is_refused(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2, P7: offices, the desk, issuing authorities and other deployments cannot say whom to trust."""
    first(store, here, tmp_path / "1.asice")
    stranger = world("stranger")
    root_itself = Signer(here.root.certificate, here.root.certificate, here.root.key)
    cases = (
        (stranger.trust_signer(), fields(stranger, 2), "TRUST_UNKNOWN_CA"),
        (stranger.trust_signer(), fields(here, 2), "TRUST_UNKNOWN_CA"),
    )
    for number, (signer, payload, code) in enumerate(cases):
        assert refused(store, bundle(here, tmp_path / f"x{number}.asice", payload, signer)) == code
    for signer in (here.office(), here.central(), root_itself):
        with pytest.raises(PhromError):  # their own program refuses to write it, so no file can be made to offer
            bundle(here, tmp_path / "y.asice", fields(here, 2), signer)


def test_what_a_bundle_brings_must_lead_to_its_roots(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2, P7: an authority or a list of strangers, or roles that no certificate grants, make the bundle unfit."""
    first(store, here, tmp_path / "1.asice")
    stranger = world("stranger")
    own = cas(here)["cas"]
    alien = {"certificate": b64(stranger.office_ca.certificate), "roles": [Role.OFFICE.policy()], "foreign": None}
    more = {**own[0], "roles": [role.policy() for role in Role]}
    above = {"certificate": b64(here.root.certificate), "roles": [], "foreign": None}
    foreign = {**own[0], "foreign": {"policies": [], "eku": [], "min_rsa_bits": 3072}}
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"cas": [*own, alien]}, "TRUST_UNKNOWN_CA"),
        ({"cas": [more]}, "TRUST_USAGE"),
        ({"cas": [*own, above]}, "TRUST_USAGE"),
        ({"cas": [foreign]}, "SCHEMA"),
        ({"crls": [b64(crl) for crl in (*here.crls(), stranger.crls()[1])]}, "TRUST_UNKNOWN_CA"),
        ({"crls": [b64(here.crls()[0]), b64(b"no list")]}, "SCHEMA"),
    )
    for number, (changes, code) in enumerate(cases):
        assert refused(store, bundle(here, tmp_path / f"x{number}.asice", fields(here, 2, **changes))) == code


def test_a_revoked_trust_signer_is_refused(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2: the root's list inside the bundle says who may not sign it any more."""
    from desktop_app.trust.certificates import read_certificate
    from desktop_app.trust.revocation import Revocation

    first(store, here, tmp_path / "1.asice")
    serial = read_certificate(here.trust_signer().certificate).serial
    root = authority.issue_crl(here.root, 2, START, days=400, revoked=[Revocation(serial, START + DAY)])
    crls = [b64(root), *(b64(crl) for crl in here.crls()[1:])]
    assert refused(store, bundle(here, tmp_path / "2.asice", fields(here, 2, crls=crls))) == "TRUST_REVOKED"


def test_expiry_is_a_reminder_and_stops_nobody(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2: an expired bundle still replaces an older one, and what it says is what is trusted."""
    first(store, here, tmp_path / "1.asice")
    late = MOMENT + 60 * DAY
    path = bundle(here, tmp_path / "2.asice", fields(here, 2))
    installed = take_bundle(store, path, late, trusted(store))
    assert [state_of_bundle(installed, at) for at in (MOMENT - 20 * DAY, MOMENT, late)] == [
        "current", "ending", "expired"]  # fmt: skip


def rotated(of: World) -> tuple[Authority, Signer, dict[str, Any]]:
    """A new root, the trust signer it certified, and the payload that both roots sign."""
    new = authority.make_root(OPERATOR, START, name="Root CA 2")
    key = of.trust_signer().key
    subject = make_subject(OPERATOR, "เจ้าหน้าที่ตัวอย่าง", "TRUST")
    leaf = authority.issue_leaf(new, key.public_key(), subject, (Role.TRUST_SIGNER,), START)
    moved = authority.issue_office_authority(new, OPERATOR, START, key=of.office_ca.key)
    listed = [
        *cas(of)["cas"],
        {"certificate": b64(moved.certificate), "roles": [Role.OFFICE.policy()], "foreign": None},
    ]
    crls = [b64(crl) for crl in (*of.crls(), authority.issue_crl(new, 1, START, days=400))]
    roots = [b64(of.root.certificate), b64(new.certificate)]
    return new, Signer(leaf, new.certificate, key), fields(of, 2, roots=roots, cas=listed, crls=crls)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_new_root_is_pinned_when_both_have_signed_the_same_bundle(
    order: tuple[int, int], store: OfficeStore, here: World, tmp_path: Path
) -> None:
    """P2: old and new sign byte-identical content; offered together the order does not matter."""
    first(store, here, tmp_path / "1.asice")
    new, signer, payload = rotated(here)
    pair = (bundle(here, tmp_path / "old.asice", payload), bundle(here, tmp_path / "new.asice", payload, signer))
    installed = take_bundles(store, [pair[place] for place in order], MOMENT, trusted(store))
    assert installed.roots == (here.root.certificate, new.certificate)
    assert read_installed(store.folder / TRUST, PENDING) is None
    later = fields(here, 3, roots=[b64(new.certificate)], crls=[payload["crls"][3], payload["crls"][1]],
                   cas=[payload["cas"][2]])  # fmt: skip
    alone = take_bundle(store, bundle(here, tmp_path / "3.asice", later, signer), MOMENT, trusted(store))
    assert alone.roots == (new.certificate,)


def test_half_a_pair_changes_nothing(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2, P7: the old root's file alone waits; the new root's alone, or another content under it, is not believed."""
    first(store, here, tmp_path / "1.asice")
    _, signer, payload = rotated(here)
    new = bundle(here, tmp_path / "new.asice", payload, signer)
    assert refused(store, new) == "TRUST_UNKNOWN_CA"
    assert refused(store, bundle(here, tmp_path / "old.asice", payload)) == "TRUST_GAP"
    other = bundle(here, tmp_path / "other.asice", {**payload, "version": 9}, signer)
    assert refused(store, other) == "TRUST_UNKNOWN_CA"
    assert take_bundle(store, new, MOMENT, trusted(store)).version == 2


def test_a_damaged_state_is_told_and_a_new_bundle_mends_it(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2: what this computer trusts is one file; damaged, it is set aside and the root compared again."""
    first(store, here, tmp_path / "1.asice")
    before = trusted(store)
    (store.folder / TRUST / "installed.json").write_bytes(b"{")
    with pytest.raises(PhromError) as problem:
        trusted(store)
    assert problem.value.code == "TRUST-13"
    first(store, here, tmp_path / "again.asice")
    assert trusted(store).roots == before.roots
    assert (store.folder / TRUST / "installed.json.damaged").exists()


def test_a_damaged_state_does_not_let_an_older_bundle_in(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2 P7: the store knows which bundles came; a damaged half of a pair does not stop a newer one."""
    first(store, here, tmp_path / "1.asice")
    newer = bundle(here, tmp_path / "2.asice", fields(here, 2))
    take_bundle(store, newer, MOMENT, trusted(store))
    (store.folder / TRUST / "installed.json").write_bytes(b"{")
    with pytest.raises(PackageRefused) as problem:
        first(store, here, tmp_path / "old.asice")
    assert problem.value.code == "TRUST_ROLLBACK"
    heard = introduce(newer, MOMENT).root_sha256
    assert take_first(store, newer, MOMENT, heard=heard).version == 2
    (store.folder / TRUST / PENDING).write_bytes(b"{")
    third = bundle(here, tmp_path / "3.asice", fields(here, 3))
    assert take_bundle(store, third, MOMENT, trusted(store)).version == 3


def test_the_register_of_forms_travels_with_the_bundle(store: OfficeStore, here: World, tmp_path: Path) -> None:
    """P2, Q6: a withdrawn form is known at the office."""
    entry = {**trust_fields(here)["forms"][0], "state": "withdrawn"}
    path = bundle(here, tmp_path / "1.asice", fields(here, forms=[entry]))
    installed = take_first(store, path, MOMENT, heard=introduce(path, MOMENT).root_sha256)
    assert installed.forms[entry["package_id"]].state == "withdrawn"
    assert replace(trusted(store), crls=()).encryption_certs == ()
