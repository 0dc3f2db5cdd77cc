"""Single bits flipped everywhere: nothing is accepted, nothing escapes as another exception (T3, T5).

Signature file and manifest: every bit, always. The whole package, with and without repaired checksums: every 13th bit,
or every one where `PHROM_MUTATIONS` is set (`test_mutations.py`).
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.package import cms, manifest
from desktop_app.package.codes import CODES
from desktop_app.package.kinds import MANIFEST, PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from tests.hostile.spoiler import Draft, build, container, contents_of, draft, sign
from tests.simulator.world import MOMENT, World, world

SMALL = PackageType.RENEWAL_REQUEST
"""The smallest package: 3.6 KB, so every layer is met often."""


@pytest.fixture(name="small", scope="module")
def _small(world: World) -> Draft:
    return draft(world, SMALL)


SOME = 1 if "PHROM_MUTATIONS" in os.environ else 13
"""A prime stride meets all bit positions and every record of the container."""


def flips(data: bytes, stride: int) -> Iterator[bytes]:
    """The data with one bit flipped, every `stride`-th bit in turn."""
    for bit in range(0, len(data) * 8, stride):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << (bit % 8)
        yield bytes(flipped)


def refused(path: Path, package: bytes) -> str:
    """The code that a changed package ends in; anything else fails the test."""
    path.write_bytes(package)
    with pytest.raises(PackageRefused) as problem:
        verify(path, world().trust, MOMENT).close()
    return problem.value.code


def test_no_flipped_bit_of_a_package_is_accepted(small: Draft, quick: Path) -> None:
    """P7: headers, names, contents and the end of the container."""
    seen = {refused(quick / "x.asice", package) for package in flips(build(small), SOME)}
    assert seen <= set(CODES) - {"CRASH", "SYS_IO"}
    assert {"NOT_PACKAGE", "ZIP_HEADER", "ZIP_DATA", "ZIP_END"} <= seen


def test_no_flipped_bit_under_a_right_checksum_is_accepted(small: Draft, quick: Path) -> None:
    """P7: the container repaired, the payload meets the digest, the manifest the signature (T8)."""
    contents = contents_of(build(small))
    for name, code in ((small.kind.payload, "DIGEST"), (MANIFEST, "SIGNATURE")):
        for changed in flips(contents[name], SOME):
            package = container(list({**contents, name: changed}.items()))
            assert refused(quick / "x.asice", package) == code


def test_no_flipped_bit_of_a_signature_file_is_accepted(small: Draft) -> None:
    """P7: rebuilding and comparing leaves no bit free, version fields and certificates included: every single one."""
    listed = manifest.build(small.digests())
    for signature in flips(sign(small, listed), stride=1):
        with pytest.raises(PackageRefused) as refused:
            _chain_checked(signature, listed)
        assert refused.value.code in CODES


def _chain_checked(signature: bytes, listed: bytes) -> None:
    """Certificates are compared with the pinned ones by the next stage; here by the test."""
    read = cms.read(signature, listed)
    if (read.certificate.encoded, read.issuer) != (world().office().certificate, world().office().issuer):
        raise PackageRefused(CODES["TRUST_UNKNOWN_CA"].fault)


def test_no_flipped_bit_of_a_manifest_is_accepted_even_if_signed(small: Draft) -> None:
    """P7: a manifest has one spelling; what still parses lists other digests or names."""
    listed = manifest.build(small.digests())
    good = manifest.read(listed)
    for changed in flips(listed, stride=1):
        try:
            assert manifest.read(changed) != good
        except PackageRefused as refused:
            assert refused.code in CODES
