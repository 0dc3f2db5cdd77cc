"""Hostile packages: each is refused with the code of its defect, nothing crashes, nothing lands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.package.canonical import to_bytes
from desktop_app.package.codes import CODES
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from tests.hostile import container_cases, content_cases, manifest_cases, signature_cases
from tests.hostile.spoiler import Case, Draft, build, draft, unrepaired
from tests.simulator.world import MOMENT, World

CASES = [*container_cases.CASES, *manifest_cases.CASES, *signature_cases.CASES, *content_cases.CASES]
Refuse = Callable[[bytes], PackageRefused]


@pytest.fixture(name="good", scope="module")
def _good(world: World) -> Draft:
    return draft(world)


@pytest.fixture(name="refuse")
def _refuse(world: World, tmp_path: Path) -> Refuse:
    """Offer bytes as a file and give the refusal; whatever else happens fails the test."""

    def offer(package: bytes) -> PackageRefused:
        path = tmp_path / "x.asice"
        path.write_bytes(package)
        with pytest.raises(PackageRefused) as refused:
            verify(path, world.trust, MOMENT, staging=tmp_path).close()
        assert list(tmp_path.iterdir()) == [path]
        assert refused.value.message("th") and refused.value.remedy("th") and refused.value.text("en")
        return refused.value

    return offer


def test_a_package_that_nothing_was_done_to_is_accepted(good: Draft, world: World, tmp_path: Path) -> None:
    """P7: the positive twin of every case below."""
    path = tmp_path / "x.asice"
    path.write_bytes(build(good))
    with verify(path, world.trust, MOMENT) as package:
        assert package.kind is PackageType.SUBMISSION


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_defect_gets_its_own_code(case: Case, good: Draft, refuse: Refuse) -> None:
    """P7: the layers above are repaired, so the defect itself is what is found."""
    refusal = refuse(build(good, case.layer, case.change))
    assert (refusal.code, refusal.disposition) == (case.code, CODES[case.code].disposition)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.layer in ("files", "manifest")], ids=lambda case: case.name
)
def test_without_a_key_the_same_defect_is_refused_too(case: Case, good: Draft, refuse: Refuse) -> None:
    """P7: who cannot sign again is stopped by signature or digest, before XML or JSON is parsed."""
    expected = {"files": "DIGEST", "manifest": "SIGNATURE"}[case.layer]
    assert refuse(unrepaired(good, case.layer, case.change)).code == expected


@pytest.mark.parametrize("name", ["submission.json", "report.pdf", "evidence/a1-01.pdf"])
def test_altered_content_with_repaired_checksum_is_noticed(name: str, good: Draft, refuse: Refuse) -> None:
    """P7: payload, PDF and evidence are all covered by the signature."""
    altered = unrepaired(good, "files", lambda files: {**files, name: files[name] + b" "})
    refusal = refuse(altered)
    assert (refusal.code, refusal.details) == ("DIGEST", {"place": name})


@pytest.mark.parametrize("name", ["report.pdf", "evidence/a1-01.pdf"])
def test_a_file_taken_out_is_missed(name: str, good: Draft, refuse: Refuse) -> None:
    """P7: signed again, only a required file is missed; not signed again, every file is."""

    def without(files: dict[str, bytes]) -> dict[str, bytes]:
        return {found: content for found, content in files.items() if found != name}

    assert refuse(unrepaired(good, "files", without)).code == "COVERAGE"
    if name == "report.pdf":
        assert refuse(build(good, "files", without)).code == "COVERAGE"


@pytest.mark.parametrize(
    ("changes", "code"), content_cases.FIELDS_WRONG.values(), ids=content_cases.FIELDS_WRONG.keys()
)
def test_a_wrong_field_is_named(changes: dict[str, object], code: str, world: World, refuse: Refuse) -> None:
    """P7: the schema is strict, and says which field."""
    refusal = refuse(build(draft(world, **changes)))
    assert refusal.code == code
    if code == "SCHEMA":
        assert str(refusal.details["place"]).startswith((*changes, "{}"))


@pytest.mark.parametrize("field", [*sorted(content_cases.SUBMISSION), "seq", "audience", "created_at"])
def test_no_field_may_be_absent(field: str, world: World, refuse: Refuse, good: Draft) -> None:
    """P7: also what may be null must be there."""
    payload = world.payload(PackageType.SUBMISSION)
    del payload[field]
    files = {**good.files, "submission.json": to_bytes(payload)}
    expected = "AUDIENCE" if field == "audience" else "SCHEMA"
    assert refuse(build(Draft(good.kind, files, good.signer))).code == expected


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [case[1:] for case in content_cases.OTHER_TYPES],
    ids=[case[0] for case in content_cases.OTHER_TYPES],
)
def test_every_type_has_a_strict_schema(
    kind: PackageType, changes: dict[str, object], code: str, world: World, refuse: Refuse
) -> None:
    """P7: what comes from the centre is checked as strictly as what comes from an office."""
    assert refuse(build(draft(world, kind, **changes))).code == code


@pytest.mark.parametrize("kind", PackageType, ids=lambda kind: kind.value)
def test_unknown_fields_are_refused_in_every_type(kind: PackageType, world: World, refuse: Refuse) -> None:
    """P7: nothing signed can carry what this version does not know."""
    refusal = refuse(build(draft(world, kind, zz_unknown=1)))
    assert (refusal.code, refusal.details) == ("SCHEMA", {"place": "zz_unknown"})


@pytest.mark.parametrize("text", content_cases.ACCEPTED.values(), ids=content_cases.ACCEPTED.keys())
def test_strange_text_is_only_text(text: str, world: World, tmp_path: Path) -> None:
    """P7: formulas, SQL and HTML pass as what they are."""
    path = tmp_path / "x.asice"
    world.write(path, PackageType.SUBMISSION, answers={"/data/a1": text})
    with verify(path, world.trust, MOMENT) as package:
        assert package.payload["answers"] == {"/data/a1": text}


def test_the_table_of_cases_is_large(good: Draft) -> None:
    """P7: at least a hundred hostile packages."""
    assert len({case.name for case in CASES}) + len(content_cases.FIELDS_WRONG) > 150


def test_the_twin_of_a_signature_is_the_same_package(good: Draft, world: World, tmp_path: Path) -> None:
    """P7: (r, n − s) verifies; identity is the manifest, so it is a duplicate and nothing new (T4)."""
    first, second = tmp_path / "1.asice", tmp_path / "2.asice"
    first.write_bytes(build(good))
    second.write_bytes(build(good, "signature", signature_cases.other_value(signature_cases.twin)))
    with verify(first, world.trust, MOMENT) as one, verify(second, world.trust, MOMENT) as other:
        assert one.package_id == other.package_id
        assert one.file_sha256 != other.file_sha256


@pytest.mark.parametrize("oid", ["2a864886f70d0109100117", "2a864886f70d010703"])
def test_a_broken_encrypted_file_is_told_apart_from_junk(oid: str, refuse: Refuse) -> None:
    """P7: it is not called "no package"; whole ones are the matter of tests/package/test_envelope.py."""
    encoded = bytes.fromhex(oid)
    assert refuse(b"\x30\x82\x10\x00\x06" + bytes([len(encoded)]) + encoded + bytes(200)).code == "ENC_FORMAT"


def test_a_file_that_cannot_be_read_changes_nothing(world: World, tmp_path: Path) -> None:
    """P7: a missing file or a folder is no crash; it can be tried again."""
    for path in (tmp_path / "nowhere.asice", tmp_path):
        with pytest.raises(PackageRefused) as refused:
            verify(path, world.trust, MOMENT)
        assert (refused.value.code, refused.value.disposition) == ("SYS_IO", "R")
