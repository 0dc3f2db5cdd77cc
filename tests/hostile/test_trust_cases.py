"""Who may sign, at which moment: our answer, openssl's and pyHanko's."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.trust import authority
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.revocation import Revocation
from tests.hostile.other_validators import openssl_accepts, pyhanko_accepts
from tests.hostile.spoiler import build, contents_of, draft
from tests.hostile.trust_cases import CASES, TrustCase
from tests.simulator.world import MOMENT, START, World, trust_fields

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def package_of(case: TrustCase, world: World) -> bytes:
    """A package of the case's type, right in everything but its signer."""
    return build(replace(draft(world, case.kind), signer=case.signer(world)))


def outcome(path: Path, world: World, case: TrustCase) -> str | None:
    """Code of the refusal, or None."""
    try:
        verify(path, case.trust(world), case.moment).close()
    except PackageRefused as refused:
        assert refused.message("th") and refused.remedy("th")
        return refused.code
    return None


@each_case
def test_a_signer_gets_the_right_answer(case: TrustCase, world: World, tmp_path: Path) -> None:
    """P7: every reason to distrust a certificate has its own code."""
    path = tmp_path / "x.asice"
    path.write_bytes(package_of(case, world))
    assert outcome(path, world, case) == case.code


@needs_openssl
@each_case
def test_openssl_never_refuses_what_we_accept(case: TrustCase, world: World, tmp_path: Path) -> None:
    """P1: anybody can check with openssl, and gets our answer but for EKU and profile, which it does not know."""
    files, policy = contents_of(package_of(case, world)), case.kind.role.policy()
    accepted = openssl_accepts(files, case.trust(world), policy, case.moment, tmp_path)
    assert accepted == (case.code is None) or (case.stricter and accepted)


UNCHECKED = {"no root list", "stale root list"}
"""pyHanko asks for the list of the signer's authority only; openssl and we ask for the root's too."""


@each_case
def test_the_direct_check_agrees_with_full_path_validation(case: TrustCase, world: World) -> None:
    """P1: pyHanko with required revocation and explicit policy, the reference (T1, T10, T19)."""
    accepted = pyhanko_accepts(case.signer(world), case.trust(world), case.kind.role.policy(), case.moment)
    assert accepted == (case.code is None or case.name in UNCHECKED) or (case.stricter and accepted)


def test_revocation_begins_at_its_invalidity_date(world: World, tmp_path: Path) -> None:
    """P2: an archived package received before the key was lost stays valid (section 11)."""
    path = tmp_path / "x.asice"
    path.write_bytes(build(draft(world)))
    serial = read_certificate(world.office().certificate).serial
    day = (MOMENT - START) / 4
    item = Revocation(serial, START + 3 * day, "keyCompromise", invalid_since=START + 2 * day)
    listed = authority.issue_crl(world.office_ca, 5, START, days=100, revoked=[item])
    trust = world.trust_with((world.crls()[0], listed, world.crls()[2]))
    for moment, expected in ((START + 1.9 * day, None), (START + 2 * day, "TRUST_REVOKED")):
        case = TrustCase("", lambda of: of.office(), expected, trust=lambda _: trust, moment=moment)
        code = outcome(path, world, case)
        assert code == (expected or "CLOCK"), "the sample is signed later, which is noticed last"


def signed_at(days: float, world: World) -> bytes:
    """A submission whose signer claims to have signed so many days after the moment."""
    moment = MOMENT + (MOMENT - START) / 74 * days
    return build(replace(draft(world), signed_at=moment.replace(microsecond=0)))


@pytest.mark.parametrize(("days", "code"), [(0.9, None), (1.1, "CLOCK"), (-80.0, "CLOCK"), (900.0, "CLOCK")])
def test_an_impossible_time_of_signing_is_held(days: float, code: str | None, world: World, tmp_path: Path) -> None:
    """P7: at most a day ahead, and within the certificate's life."""
    path = tmp_path / "x.asice"
    path.write_bytes(signed_at(days, world))
    assert outcome(path, world, CASES[0]) == code


def test_a_bundle_is_judged_by_the_list_it_brings(world: World, tmp_path: Path) -> None:
    """P2: a trust signer revoked by the root's own list cannot bring that list's bundle in (section 10)."""
    serial = read_certificate(world.trust_signer().certificate).serial
    listed = authority.issue_crl(world.root, 3, START, days=400, revoked=[Revocation(serial, START)])
    bundles: dict[str, Callable[[], tuple[bytes, ...]]] = {
        "TRUST_REVOKED": lambda: (listed,),
        "TRUST_CRL_MISSING": lambda: world.crls()[1:],
        "": world.crls,
    }
    path, case = tmp_path / "x.asice", next(case for case in CASES if case.name == "good trust signer")
    for code, brought in bundles.items():
        path.write_bytes(build(draft(world, case.kind, **trust_fields(world, crls=brought()))))
        assert (outcome(path, world, replace(case, trust=lambda of: of.trust_with(()))) or "") == code
