"""Packages mutated at random: nothing is accepted that is not one of the originals, nothing escapes (P7, T5).

A run takes 3,000 mutants, the same every time. `PHROM_MUTATIONS=24000` takes so many of the same sequence: do so after
changing anything in `desktop_app/package` or `desktop_app/trust`. Every seed gives another kind and place.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

import pytest

from desktop_app.package.codes import CODES
from desktop_app.package.kinds import MANIFEST, SIGNATURE, PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from tests.hostile.spoiler import Contents, build, container, contents_of, draft
from tests.simulator.world import MOMENT, World, world

MUTANTS = int(os.environ.get("PHROM_MUTATIONS", "3000"))
SMALL = PackageType.RENEWAL_REQUEST
OUR_OWN = {"CRASH", "SYS_IO", "SYS_DB"}


@dataclass(frozen=True)
class Pair:
    """Two valid packages of the same office that share nothing but their form."""

    first: bytes
    second: bytes

    @cached_property
    def entries(self) -> tuple[Contents, Contents]:
        return list(contents_of(self.first).items()), list(contents_of(self.second).items())


Mutation = Callable[[Pair, Random], bytes]


def flip(pair: Pair, chance: Random) -> bytes:
    """One to three bits."""
    return _flipped(pair.first, chance)


def delete(pair: Pair, chance: Random) -> bytes:
    """Some octets gone."""
    at = chance.randrange(len(pair.first))
    return pair.first[:at] + pair.first[at + chance.randint(1, 64) :]


def insert(pair: Pair, chance: Random) -> bytes:
    """Some octets more, random ones or a piece of the package itself."""
    at, piece = chance.randrange(len(pair.first) + 1), _piece(pair, chance)
    return pair.first[:at] + piece + pair.first[at:]


def overwrite(pair: Pair, chance: Random) -> bytes:
    """Some octets replaced, the length kept."""
    at, piece = chance.randrange(len(pair.first)), _piece(pair, chance)
    return (pair.first[:at] + piece + pair.first[at + len(piece) :])[: len(pair.first)]


def splice(pair: Pair, chance: Random) -> bytes:
    """The beginning of one valid package and the end of another."""
    return pair.first[: chance.randrange(len(pair.first))] + pair.second[chance.randrange(len(pair.second)) :]


def swap_entries(pair: Pair, chance: Random) -> bytes:
    """Two entries in each other's place, every header right."""
    entries = list(pair.entries[0])
    one, other = chance.sample(range(len(entries)), 2)
    entries[one], entries[other] = entries[other], entries[one]
    return container(entries)


def swap_contents(pair: Pair, chance: Random) -> bytes:
    """Two entries with each other's content."""
    entries = list(pair.entries[0])
    one, other = chance.sample(range(len(entries)), 2)
    (name, content), (other_name, other_content) = entries[one], entries[other]
    entries[one], entries[other] = (name, other_content), (other_name, content)
    return container(entries)


def mixed_entries(pair: Pair, chance: Random) -> bytes:
    """Each entry from either package, some twice or not at all."""
    chosen = [chance.choice(both) for both in zip(*pair.entries, strict=True)]
    if chance.random() < 0.5:
        chosen[chance.randrange(len(chosen))] = chance.choice(chosen)
    return container(chosen)


def repaired_flip(pair: Pair, chance: Random) -> bytes:
    """Bits of one entry's content, its checksum and its headers right again."""
    return _with_content(pair, chance, lambda content: _flipped(content, chance))


def repaired_edit(pair: Pair, chance: Random) -> bytes:
    """One entry's content with some octets deleted, inserted or spliced, its checksum and sizes right again."""

    def edit(content: bytes) -> bytes:
        start = chance.randrange(len(content) + 1)
        return content[:start] + _piece(pair, chance) + content[start + chance.randint(0, 16) :]

    return _with_content(pair, chance, edit)


MUTATIONS: tuple[Mutation, ...] = (
    flip, delete, insert, overwrite, splice, swap_entries, swap_contents, mixed_entries, repaired_flip, repaired_flip,
    repaired_edit, repaired_edit,
)  # fmt: skip


def _flipped(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _piece(pair: Pair, chance: Random) -> bytes:
    if chance.random() < 0.5:
        return chance.randbytes(chance.randint(1, 32))
    source = chance.choice((pair.first, pair.second))
    start = chance.randrange(len(source))
    return source[start : start + chance.randint(1, 64)]


def _with_content(pair: Pair, chance: Random, change: Callable[[bytes], bytes]) -> bytes:
    """The heavier entries, manifest, signature and payload, come more often than the mimetype."""
    entries = list(pair.entries[0])
    at = chance.choice((0, 1, 1, 2, 2, 3, 3))
    entries[at] = (entries[at][0], change(entries[at][1]))
    return container(entries)


@pytest.fixture(name="pair", scope="module")
def _pair(world: World) -> Pair:
    first, second = build(draft(world, SMALL)), build(draft(world, SMALL, reason="new-device", seq=2))
    return Pair(first, second)


def answer(path: Path, package: bytes) -> str:
    """The code, "OK" where accepted; any other exception fails the test."""
    path.write_bytes(package)
    try:
        verify(path, world().trust, MOMENT).close()
    except PackageRefused as refused:
        return refused.code
    return "OK"


def test_no_mutant_is_accepted(pair: Pair, quick: Path) -> None:
    """P7: flips, deletions, insertions, splices, swapped entries, with and without repaired headers."""
    assert answer(quick / "x.asice", pair.first) == answer(quick / "x.asice", pair.second) == "OK"
    seen: Counter[str] = Counter()
    for seed in range(MUTANTS):
        chance = Random(seed)
        mutant = MUTATIONS[seed % len(MUTATIONS)](pair, chance)
        if mutant in (pair.first, pair.second):
            seen["unchanged"] += 1
            continue
        code = answer(quick / "x.asice", mutant)
        assert code != "OK", f"seed {seed}"
        seen[code] += 1
    assert seen.keys() - {"unchanged"} <= CODES.keys() - OUR_OWN
    assert seen["unchanged"] < MUTANTS / 20
    reached = {"NOT_PACKAGE", "ZIP_END", "ZIP_HEADER", "ZIP_DATA", "ZIP_ORDER", "SIGNATURE", "DIGEST"}
    assert reached | {"CMS_FORMAT", "CMS_NOT_CANONICAL"} <= seen.keys()
    print(f"{MUTANTS} mutants: {dict(seen.most_common())}")


def test_every_way_of_mutating_changes_something(pair: Pair) -> None:
    """P7: no kind of mutation does nothing; the names of the entries stay what they are where headers are repaired."""
    for mutation in MUTATIONS:
        mutants = {mutation(pair, Random(seed)) for seed in range(40)}
        assert len(mutants - {pair.first, pair.second}) > 3, mutation.__name__
    assert {MANIFEST, SIGNATURE} < contents_of(repaired_flip(pair, Random(1))).keys()
