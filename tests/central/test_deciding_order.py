"""Offers, decisions and receipts in any order: what an office heard last is always what is true (K2, P4)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from desktop_app.central import tables
from desktop_app.central.decisions import accept, pending, reject
from desktop_app.central.settling import REJECTED
from tests.central.central_world import CLERK, MOMENT, A, B, Centre, answers, rebuilt

NAMES = ("a1", "a1x", "a2", "a2x", "b1")
VERDICT = {"accepted": "accepted", "conflict": "held", REJECTED: "rejected"}
STEPS = 9


@pytest.mark.parametrize("seed", range(12))
def test_the_last_word_is_always_true(made: Centre, tmp_path: Path, seed: int) -> None:
    """K1 K2 P4 K8: at most one content counts, what is disputed waits, receipts agree, a rebuilt registry too."""
    chance, centre = random.Random(seed), made.copy(tmp_path / "centre")
    try:
        for step in range(STEPS):
            play(centre, chance)
            check(centre)
            if step % 3 == 2:
                answers(centre)
        assert rebuilt(centre) == centre.states()
    finally:
        centre.close()


def play(centre: Centre, chance: random.Random) -> None:
    """One act of a clerk."""
    waiting = pending(centre.registry)
    if waiting and chance.random() < 0.5:
        act = chance.choice((accept, reject))
        act(centre.registry, chance.choice(waiting).package_id, "โทรศัพท์ถามแล้ว", MOMENT, CLERK)
    else:
        centre.offer(*chance.sample(NAMES, chance.randint(1, 2)))


def check(centre: Centre) -> None:
    """What must hold after every act."""
    found = centre.states()
    for office in (A, B):
        assert [one[2] for one in found.values() if one[0] == office].count("accepted") <= 1
    disputed = {package_id for package_id, one in found.items() if one[2] == "conflict"}
    assert {one.package_id for one in pending(centre.registry)} == disputed
    heard = {row["package_id"]: row["verdict"] for row in centre.rows(tables.receipt, tables.receipt.c.log_index)}
    for package_id, (_, _, state, _) in found.items():
        if state in VERDICT:
            assert heard[package_id] == VERDICT[state], (package_id, state)
