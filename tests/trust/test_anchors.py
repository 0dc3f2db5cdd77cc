"""The trust folder, and what is made of it."""

import pickle
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.trust import anchors, authority
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.chain import check_chain, known_authorities
from desktop_app.trust.revocation import Revocation
from desktop_app.trust.roles import Role
from tests.simulator.world import AUDIENCE, MOMENT, START, World
from tests.simulator.world import test_key as key_named


def test_a_folder_comes_back_as_it_was_written(world: World, tmp_path: Path) -> None:
    """P2: roots, authorities, lists and the deployment's name."""
    world.write_folder(tmp_path)
    trust = read_trust_folder(tmp_path)
    assert (trust.roots, trust.cas) == (world.trust.roots, world.trust.cas)
    assert (len(trust.crls), trust.audience) == (3, AUDIENCE)
    office = world.office()
    leaf = check_chain(office.certificate, office.issuer, trust, Role.OFFICE, MOMENT)
    assert leaf.subject.office_code == "50-001"


def test_without_an_audience_none_is_asked_for(world: World, tmp_path: Path) -> None:
    """P2: a folder without `audience.txt` accepts every deployment."""
    world.write_folder(tmp_path)
    (tmp_path / "audience.txt").unlink()
    assert read_trust_folder(tmp_path).audience is None


def test_a_root_file_may_hold_two_roots(world: World, tmp_path: Path) -> None:
    """P2: during a rotation the old and the new root stand side by side."""
    world.write_folder(tmp_path)
    other = authority.make_root("ใหม่", START, key=key_named("new-root"))
    with (tmp_path / "root.pem").open("ab") as file:
        file.write(anchors.to_pem(other.certificate))
    assert read_trust_folder(tmp_path).roots == (world.root.certificate, other.certificate)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("root.pem", None, "FILE-02"),
        ("office-ca.pem", None, "FILE-02"),
        ("root.pem", b"", "TRUST-07"),
        ("root.pem", b"hello", "TRUST-07"),
        ("central-ca.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "TRUST-07"),
        ("office.crl.pem", b"hello", "TRUST-08"),
        ("audience.txt", "ระบบจริง".encode(), "TRUST-09"),
        ("audience.txt", b"", "TRUST-09"),
    ],
)
def test_a_broken_folder_is_told_by_file(
    name: str, content: bytes | None, code: str, world: World, tmp_path: Path
) -> None:
    """P2: the message names the file."""
    world.write_folder(tmp_path)
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PhromError) as refused:
        read_trust_folder(tmp_path)
    assert refused.value.code == code
    assert name in refused.value.message("th")


def test_a_certificate_where_a_list_belongs_is_refused(world: World, tmp_path: Path) -> None:
    """P2: files in each other's place are noticed."""
    world.write_folder(tmp_path)
    (tmp_path / "root.crl.pem").write_bytes(anchors.to_pem(world.root.certificate))
    with pytest.raises(PhromError) as refused:
        read_trust_folder(tmp_path)
    assert refused.value.code == "TRUST-08"


def test_a_malformed_audience_is_not_written(world: World, tmp_path: Path) -> None:
    """P2: nothing is written when the name is wrong."""
    crl = world.crls()[0]
    with pytest.raises(PhromError) as refused:
        anchors.write_trust_folder(
            tmp_path, root=b"", office_ca=b"", central_ca=b"", root_crl=crl, office_crl=crl, central_crl=crl,
            audience="ระบบ",
        )  # fmt: skip
    assert refused.value.code == "TRUST-09"
    assert list(tmp_path.iterdir()) == []


UNFIT: dict[str, Callable[[World], bytes]] = {
    "a leaf": lambda world: world.office().certificate,
    "an authority of another root": lambda _: (
        authority.issue_office_authority(authority.make_root("ราก", START), "ก", START, key=key_named("o")).certificate
    ),
    "junk": lambda _: b"junk",
    "a cut certificate": lambda world: world.office_ca.certificate[:-9],
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_does_not_lead_to_a_root_is_not_trusted(name: str, world: World) -> None:
    """P7: an authority in a bundle counts only if a pinned root issued it."""
    trust = Trust(roots=(world.root.certificate, b"junk"), cas=(UNFIT[name](world),), crls=(b"junk",))
    assert set(known_authorities(trust)) == {world.root.certificate}


def test_a_leaf_pinned_as_a_root_is_no_root(world: World) -> None:
    """P7: only what may issue can be a root."""
    assert known_authorities(Trust(roots=(world.office().certificate, world.office_ca.certificate))) == {}


def test_trust_crosses_to_a_worker_process(world: World) -> None:
    """K1: verification runs in other processes with the same trust."""
    assert pickle.loads(pickle.dumps(world.trust)) == world.trust  # noqa: S301 - our own bytes


def test_a_list_of_twenty_thousand_is_searched_once(world: World) -> None:
    """P7: the list becomes a mapping when trust is made, not for every file (T9)."""
    serial = read_certificate(world.office().certificate).serial
    many = [Revocation(number, START) for number in range(1, 20_001)]
    crls = world.crls(*many, Revocation(serial, START + timedelta(days=1)), number=9)
    trust, office = world.trust_with(crls), world.office()
    known = known_authorities(trust)
    assert known is known_authorities(world.trust_with(crls))
    assert len(known[world.office_ca.certificate].crls[0].revoked) == 20_001
    with pytest.raises(PhromError) as refused:
        check_chain(office.certificate, office.issuer, trust, Role.OFFICE, MOMENT)
    assert refused.value.code == "TRUST_REVOKED"
