"""Any sequence of what can happen between offices and centre, against a short model of threats section 6.5 (K1 K2 K8).

Offices send, send again, revise and fork; others replay; lists run out; keys are withdrawn; the registry is restored
from an old copy or made anew. The model knows no order of arrival, so neither may the registry.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from desktop_app.central import authorities, lists, log, tables
from desktop_app.central.rebuild import rebuild
from desktop_app.central.registry import Registry
from desktop_app.errors import PhromError
from desktop_app.files import write_whole
from desktop_app.package import manifest
from desktop_app.package.kinds import MANIFEST
from desktop_app.trust import keys
from desktop_app.trust.certificates import read_certificate
from tests.central.central_world import CLERK, Centre
from tests.hostile import signature_cases
from tests.hostile.centre import Ground, make_ground
from tests.hostile.meaning_cases import MeaningCase, draft_of
from tests.hostile.spoiler import build, contents_of
from tests.simulator.world import HEX, MOMENT, PASSPHRASE, START, World, world
from tests.submission.submission_world import CLOSES

A, B = "50-001", "10-001"
LISTS = timedelta(days=100)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Sent:
    """A package that an office made: two files of it, as signed and with the twin of its signature."""

    office: str
    revision: int
    supersedes: str | None
    package_id: str
    files: Mapping[bool, bytes]


def make(ground: Ground, office: str, revision: int, before: Sent | str | None, remark: str = "") -> Sent:
    """A submission of this revision that says it replaces `before`."""
    supersedes = before.package_id if isinstance(before, Sent) else before
    changed = {
        "office_code": office,
        "revision": revision,
        "supersedes": supersedes,
        "notes": {"/data/a/a1": remark} if remark else {},
    }
    case = MeaningCase("", "OK", lambda _: changed, signer=lambda of: of.office(office))
    of = draft_of(case, ground.release, world())
    plain = build(of)
    twin = build(of, "signature", signature_cases.other_value(signature_cases.twin, of.signer))
    return Sent(
        office, revision, supersedes, manifest.package_id(contents_of(plain)[MANIFEST]), {False: plain, True: twin}
    )


@pytest.fixture(name="pool", scope="module")
def _pool(quick: Path, world: World) -> tuple[Ground, Mapping[str, Sent]]:
    """A centre that can renew its lists, and all that two offices ever send."""
    ground = make_ground(quick, {"2569": "open"})
    folders = ground.centre.registry.folders
    for name, one in zip(
        (lists.ROOT, lists.OFFICE_CA, lists.CENTRAL_CA), (world.root, world.office_ca, world.central_ca), strict=True
    ):
        write_whole(folders.keys / f"{name}.key.pem", keys.seal_key(one.key, PASSPHRASE), private=True)
        (folders.keys / f"{name}.pem").unlink(missing_ok=True)  # the certificate is the one in the trust folder
    ground.centre.close()
    a1 = make(ground, A, 1, None)
    a2 = make(ground, A, 2, a1)
    sent = {
        "a1": a1,
        "a1, other content": make(ground, A, 1, None, "อีกฉบับ"),
        "a2": a2,
        "a2, forked": make(ground, A, 2, HEX, "แยก"),
        "a2, other content": make(ground, A, 2, a1, "อีกฉบับ"),
        "a3": make(ground, A, 3, a2),
        "b1": make(ground, B, 1, None),
        "b2": make(ground, B, 2, "0" * 64),
    }
    assert len({one.package_id for one in sent.values()}) == len(sent)
    return ground, sent


@dataclass
class Model:
    """Section 6.5 in a few lines: what is held, by name and when it came; which keys were lost since; no order."""

    sent: Mapping[str, Sent]
    held: dict[str, datetime] = field(default_factory=dict)
    lost: dict[str, datetime] = field(default_factory=dict)
    bytes_seen: set[bytes] = field(default_factory=set)
    revoked: set[str] = field(default_factory=set)
    listed_at: datetime = START

    def offer(self, name: str, content: bytes, moment: datetime) -> str:
        """The code that this file must get; it is held from now on where that is one of loading."""
        one = self.sent[name]
        if content in self.bytes_seen:
            return "DUPLICATE"
        if moment > self.listed_at + LISTS:
            return "TRUST_CRL_STALE"
        if one.office in self.revoked:
            return "TRUST_REVOKED"
        if name in self.held:
            return "DUPLICATE"
        self.held[name] = moment
        self.bytes_seen.add(content)
        return self.standings()[name]

    def standings(self) -> dict[str, str]:
        """Code of each held package, from the set alone."""
        return {name: self._code(self.sent[name]) for name in self.held}

    def _code(self, one: Sent) -> str:
        since = self.lost.get(one.office, datetime.max.replace(tzinfo=UTC))
        beside = [
            other
            for other, at in ((self.sent[name], at) for name, at in self.held.items())
            if other.office == one.office and at < since
        ]
        if one not in beside:
            return "TRUST_REVOKED"
        at = {number: [other for other in beside if other.revision == number] for number in range(5)}
        fits = all(self._follows(later, at[one.revision]) for later in at[one.revision + 1])
        if len(at[one.revision]) > 1 or not self._follows(one, at[one.revision - 1]) or not fits:
            return "CONFLICT"
        return "OK" if one.revision == max(other.revision for other in beside) else "SUPERSEDED"

    @staticmethod
    def _follows(one: Sent, before: Iterable[Sent]) -> bool:
        known = {other.package_id for other in before}
        return not known or one.supersedes in known


def state_of(code: str, *, late: bool) -> str:
    return {"OK": "late" if late else "accepted", "TRUST_REVOKED": "held"}.get(code, code.lower())


def contents(registry: Registry) -> dict[str, list[str]]:
    """Every row of every table."""
    with registry.reading() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in tables.metadata.sorted_tables
        }


class Arrival(RuleBasedStateMachine):
    """What can happen, step by step; each step takes an hour."""

    ground: ClassVar[Ground]
    sent: ClassVar[Mapping[str, Sent]]
    names = st.sampled_from(("a1", "a1, other content", "a2", "a2, forked", "a2, other content", "a3", "b1", "b2"))

    @initialize()
    def begin(self) -> None:
        self.where = TemporaryDirectory(dir=self.ground.centre.folder.parent)
        self.centre: Centre = self.ground.centre.copy(Path(self.where.name) / "centre")
        self.model, self.moment = Model(self.sent), MOMENT
        self.backup: Path | None = None

    def teardown(self) -> None:
        if not hasattr(self, "where"):
            return
        self.centre.close()
        try:
            self.same_in_another_order()
        finally:
            self.where.cleanup()

    def same_in_another_order(self) -> None:
        """A fresh registry that gets the same packages by name, but none of a lost key: the same standings."""
        fresh = self.ground.centre.copy(Path(self.where.name) / "fresh")
        standings = {name: code for name, code in self.model.standings().items() if code != "TRUST_REVOKED"}
        for name in sorted(standings):
            path = fresh.folder / "next.asice"
            path.write_bytes(self.sent[name].files[False])
            fresh.offer(path, moment=MOMENT)
        found = {key: code for key, (_, _, _, code) in fresh.states().items()}
        fresh.close()
        assert found == {self.sent[name].package_id: code for name, code in standings.items()}

    def offer(self, name: str, twin: bool) -> None:
        content = self.sent[name].files[twin]
        path = self.centre.folder / "offered.asice"
        path.write_bytes(content)
        expected = self.model.offer(name, content, self.moment)
        (done,) = self.centre.offer(path, moment=self.moment)
        assert done.code == expected, name

    @rule(name=names, twin=st.booleans())
    def new_or_again(self, name: str, twin: bool) -> None:
        """A file arrives: a new one, a revision, a fork, the same again, or its twin."""
        self.moment += HOUR
        self.offer(name, twin)

    @rule(some=st.lists(names, min_size=3, max_size=8))
    def several(self, some: list[str]) -> None:
        """A stick with several files, some of them twice."""
        self.moment += HOUR
        for name in some:
            self.offer(name, twin=False)

    @precondition(lambda self: self.model.held)
    @rule(twin=st.booleans())
    def replay(self, twin: bool) -> None:
        """Somebody sends everything again that ever came."""
        for name in list(self.model.held):
            self.offer(name, twin)

    @precondition(lambda self: len(self.model.held) > 2 and self.moment < CLOSES)
    @rule()
    def expire(self) -> None:
        """A season passes: the lists run out, then the round closes."""
        self.moment += LISTS

    @precondition(lambda self: self.moment > self.model.listed_at + LISTS)
    @rule()
    def renew(self) -> None:
        """The centre issues its lists anew."""
        authorities.renew_lists(self.centre.registry, PASSPHRASE, self.moment, CLERK)
        self.model.listed_at = self.moment

    @precondition(lambda self: len(self.model.held) > 2)
    @rule(office=st.sampled_from((A, B)), lost=st.sampled_from((None, 0, 1, 2, 3)))
    def revoke(self, office: str, lost: int | None) -> None:
        """An office's key is withdrawn, perhaps lost some hours ago; what came before stays, and the list is new."""
        since = None if lost is None else self.moment - lost * HOUR
        if since is not None and office not in self.model.revoked:
            self.model.lost[office] = since
        serial = f"{read_certificate(self.ground.centre.offices[office].certificate).serial:x}"
        authority = self.centre.keys.office_authority
        authorities.revoke(self.centre.registry, authority, [serial], "superseded", self.moment, CLERK, since)
        self.model.revoked.add(office)
        self.model.listed_at = self.moment
        self.moment += HOUR

    @precondition(lambda self: self.model.held)
    @rule()
    def back_up(self) -> None:
        """Somebody copies the registry file."""
        self.centre.close()
        self.backup = Path(shutil.copy(self.centre.folder / "registry.db", self.where.name))
        self.open_again()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """The old copy comes back: told where acts are missing in it, then made anew from packages and log."""
        before, steps = contents(self.centre.registry), log.count(self.centre.registry)
        self.centre.close()
        shutil.copy(self.backup or "", self.centre.folder / "registry.db")
        self.open_again()
        if log.count(self.centre.registry) < steps:
            with pytest.raises(PhromError, match="CEN-19"):
                self.centre.offer(self.centre.folder / "quarantine")
        self.make_anew(before)

    @precondition(lambda self: self.model.held)
    @rule()
    def rebuilt(self) -> None:
        """The registry is made anew from packages and log: every row the same."""
        self.make_anew(contents(self.centre.registry))

    def make_anew(self, before: dict[str, list[str]]) -> None:
        self.centre.close()
        for path in self.centre.folder.glob("registry.db*"):
            path.unlink()
        list(rebuild(self.centre.folder / "registry.db", self.centre.folder))
        self.open_again()
        assert contents(self.centre.registry) == before

    def open_again(self) -> None:
        self.centre = Centre(self.centre.folder, self.centre.keys, self.centre.offices, self.centre.packages)

    @invariant()
    def the_registry_is_as_the_model_says(self) -> None:
        """States and codes of every package, one that counts per office, an archived file for each."""
        if not hasattr(self, "where"):
            return
        standings = self.model.standings()
        expected = {
            self.sent[name].package_id: (
                self.sent[name].office,
                self.sent[name].revision,
                state_of(code, late=self.model.held[name] > CLOSES),
                code,
            )
            for name, code in standings.items()
        }
        assert self.centre.states() == expected
        counting = [self.sent[name].office for name, code in standings.items() if code == "OK"]
        assert len(counting) == len(set(counting))
        archived = {path.stem for path in (self.centre.folder / "packages").rglob("*.asice")}
        assert archived == expected.keys() | {self.ground.release.package_id}


def test_any_sequence_of_arrivals_is_as_the_model_says(pool: tuple[Ground, Mapping[str, Sent]]) -> None:
    """K1 K2 K8 P2: new, again, revised, forked, replayed, expired, revoked, restored, made anew, in any order.

    A failing sequence is shown as it was found: making it shorter would take longer than reading it.
    """
    Arrival.ground, Arrival.sent = pool
    examples = 40 if os.environ.get("PHROM_FUZZ") else 5
    run_state_machine_as_test(
        Arrival,
        settings=settings(max_examples=examples, stateful_step_count=14, deadline=None, phases=[Phase.generate]),
    )
