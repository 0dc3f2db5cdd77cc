"""The same files put to tools that know nothing of this program (threats, section 7, "Differential").

Every case of section 6.4 goes through openssl and pyHanko in `test_trust_cases.py`.
"""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given

from desktop_app.package.canonical import to_bytes
from desktop_app.package.kinds import PackageType
from tests.hostile import signature_cases
from tests.hostile.other_validators import openssl_accepts, pyhanko_accepts
from tests.hostile.spoiler import Case, build, contents_of, draft
from tests.package.test_canonical import objects
from tests.package.test_outside_tools import needs, run
from tests.simulator.world import MOMENT, World, report_pdf, world

each_type = pytest.mark.parametrize("kind", PackageType, ids=lambda kind: kind.value)

LOOSER = frozenset(
    {
        "trailing bytes", "two signers", "third certificate", "content attached", "unsigned attribute", "other version",
        "revocation list inside", "indefinite length", "padded length", "extra signed attribute",
        "attributes in other order", "no signing time", "time without seconds", "time with an offset",
        "Buddhist Era year", "GeneralizedTime of today",
    }
)  # fmt: skip
"""What openssl accepts and this program refuses: the signature holds, its bytes are not the one permitted form."""


def openssl_says(package: bytes, kind: PackageType, folder: Path) -> bool:
    return openssl_accepts(contents_of(package), world().trust, kind.role.policy(), MOMENT, folder)


@needs("openssl")
@each_type
def test_openssl_accepts_a_good_package_of_every_type(kind: PackageType, world: World, tmp_path: Path) -> None:
    """P1: chain, lists, policy of the role and CAdES attributes, by section 16's command; pyHanko agrees."""
    of = draft(world, kind)
    assert openssl_says(build(of), kind, tmp_path)
    assert pyhanko_accepts(of.signer, world.trust, kind.role.policy(), MOMENT)


@needs("openssl")
@pytest.mark.parametrize("case", signature_cases.CASES, ids=lambda case: case.name)
def test_openssl_accepts_nothing_that_does_not_fit(case: Case, world: World, tmp_path: Path) -> None:
    """P1 P7: what we refuse as SIGNATURE openssl refuses too; of the rest only the cases listed by name are its own."""
    spoiled = build(draft(world), case.layer, case.change)
    accepted = openssl_says(spoiled, PackageType.SUBMISSION, tmp_path)
    assert not accepted or case.name in LOOSER
    assert case.code != "SIGNATURE" or case.name not in LOOSER


@needs("openssl")
@pytest.mark.parametrize("name", ["submission.json", "report.pdf", "evidence/a1-01.pdf"])
def test_openssl_finds_a_changed_file(name: str, world: World, tmp_path: Path) -> None:
    """P1 P7: what DIGEST is here is a line that says BAD in the documented loop of section 16."""
    files = contents_of(build(draft(world)))
    files[name] += b" "
    for entry, content in files.items():
        path = tmp_path / entry
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    script = r"""
    cp META-INF/ASiCManifest001.xml m.xml
    sed -n 's/.*URI="\([^"]*\)"><ds:DigestMethod[^>]*><ds:DigestValue>\([^<]*\)<.*/\2 \1/p' m.xml |
    while read -r want name; do got=$(openssl dgst -sha256 -binary "$name" | openssl base64 -A)
    [ "$got" = "$want" ] && echo "OK $name" || echo "BAD $name"; done
    """
    said = run(tmp_path, "sh", "-c", script).splitlines()
    assert [line for line in said if line.startswith("BAD")] == [f"BAD {name}"]
    assert len(said) == len(files) - 3


@needs("unzip")
@each_type
def test_other_readers_find_the_same_names_and_bytes(kind: PackageType, world: World, tmp_path: Path) -> None:
    """P1: `unzip` and Python's library read what the gate read, and have nothing to complain about."""
    package = build(draft(world, kind))
    inside = contents_of(package)
    (tmp_path / "x.asice").write_bytes(package)
    assert "No errors detected" in run(tmp_path, "unzip", "-t", "x.asice")
    assert run(tmp_path, "unzip", "-Z1", "x.asice").split() == list(inside)
    run(tmp_path, "unzip", "-q", "x.asice", "-d", "out")
    assert {name: (tmp_path / "out" / name).read_bytes() for name in inside} == inside
    with zipfile.ZipFile(tmp_path / "x.asice") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == inside


@needs("jar")
@each_type
def test_a_java_tool_lists_the_same_names(kind: PackageType, world: World, tmp_path: Path) -> None:
    """P1: a third family of ZIP code."""
    package = build(draft(world, kind))
    (tmp_path / "x.asice").write_bytes(package)
    assert run(tmp_path, "jar", "tf", "x.asice").split() == list(contents_of(package))


@needs("pdfsig")
def test_pdfsig_notices_any_changed_byte(world: World, tmp_path: Path) -> None:
    """P1: valid as it was signed; not valid after one byte of what the signature covers was changed."""
    report = report_pdf("ab" * 32, world.office())
    assert "Signature is Valid" in _pdfsig(report, tmp_path)
    gap, end = report.index(b"/Contents <"), report.rindex(b"startxref")
    for at in (20, gap // 2, gap - 200, end - 40):
        changed = report[:at] + bytes([report[at] ^ 1]) + report[at + 1 :]
        assert "Signature is Valid" not in _pdfsig(changed, tmp_path), at


def _pdfsig(pdf: bytes, folder: Path) -> str:
    (folder / "report.pdf").write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", "report.pdf"], cwd=folder, capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def rfc8785(value: object) -> str:
    """JSON Canonicalization Scheme for the values of this format, from RFC 8785 sections 3.2.2 and 3.2.3 alone."""
    if isinstance(value, str):
        return '"' + "".join(_escaped(one) for one in value) + '"'
    if isinstance(value, Mapping):
        members = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{rfc8785(name)}:{rfc8785(inner)}" for name, inner in members) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join(map(rfc8785, value)) + "]"
    literals = {None: "null", True: "true", False: "false"}
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else literals[value]  # type: ignore[index]


SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _escaped(one: str) -> str:
    return SHORT.get(one) or (f"\\u{ord(one):04x}" if ord(one) < 0x20 else one)


@given(objects)
def test_canonical_json_is_that_of_rfc_8785(value: dict[str, object]) -> None:
    """P1: with ASCII keys and whole numbers both rules give the same bytes (T20)."""
    assert to_bytes(value).decode() == rfc8785(value)


def test_the_reference_is_the_rfcs_own_example() -> None:
    """P1: section 3.2.3 of RFC 8785, whose order is that of UTF-16; `json.dumps` differs, so such keys are refused."""
    text = (
        r'{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",'
        r'"\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}'
    )
    expected = ["Carriage Return", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
    canonical = rfc8785(json.loads(text))
    assert sorted(expected, key=canonical.index) == expected
    assert canonical.startswith('{"\\r":"Carriage Return","1":"One"')
    plain = json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert plain != canonical
