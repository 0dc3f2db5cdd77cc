"""Who has sent and who has not, always as counted over expected (K4)."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import select

from desktop_app.central import faults, tables
from desktop_app.central.registry import Registry
from desktop_app.central.returned import Returned, open_returns
from desktop_app.submission.roster import Office, Roster, read_roster

COUNTED = ("accepted", "late")


@dataclass(frozen=True, slots=True)
class Share:
    """Counted submissions over offices on the roster, for one group of offices.

    `returned`: offices that have not answered a return for correction yet; what they sent counts meanwhile.
    """

    key: str
    counted: int
    expected: int
    returned: int = 0

    @property
    def percent(self) -> Fraction | None:
        """0 to 100, exact; None where nobody is expected."""
        return Fraction(100 * self.counted, self.expected) if self.expected else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of one round. `missing` is in roster order; denominators are those of the round's roster.

    `returns` are the returns for correction of the newest submissions, by office in roster order; until those offices
    send the next revision, what they sent still counts.
    """

    round: str
    roster_sha256: str
    total: Share
    levels: tuple[Share, ...]
    provinces: tuple[Share, ...]
    ministries: tuple[Share, ...]
    missing: tuple[Office, ...]
    returns: Mapping[Office, Returned] = field(default_factory=dict)

    @property
    def returned(self) -> tuple[Office, ...]:
        """The offices that have not answered a return yet."""
        return tuple(self.returns)


def coverage(registry: Registry, round_name: str) -> Coverage:
    """Count the offices of a round whose current submission is accepted or late.

    Raises:
        PhromError: CEN-08, no such round.
    """
    roster, digest = round_roster(registry, round_name)
    sent = _offices_that_sent(registry, round_name)
    returned = open_returns(registry, round_name)

    def shares(key: Callable[[Office], str]) -> tuple[Share, ...]:
        return tuple(_shares(roster.offices, sent, returned, key).values())

    return Coverage(
        round=round_name,
        roster_sha256=digest,
        total=_shares(roster.offices, sent, returned, lambda _: "total").get("total", Share("total", 0, 0)),
        levels=shares(lambda one: one.level),
        provinces=shares(lambda one: one.province_code),
        ministries=shares(lambda one: one.ministry_key),
        missing=tuple(one for one in roster.offices if one.office_code not in sent),
        returns={one: returned[one.office_code] for one in roster.offices if one.office_code in returned},
    )


def round_roster(registry: Registry, round_name: str) -> tuple[Roster, str]:
    """The roster that a round froze, and its digest.

    Raises:
        PhromError: CEN-08, no such round.
    """
    query = select(tables.round_.c.roster_csv, tables.round_.c.roster_sha256).where(tables.round_.c.round == round_name)
    with registry.reading() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise faults.ROUND_UNKNOWN.error(round=round_name)
    return read_roster(row.roster_csv.encode()), row.roster_sha256


def rounds(registry: Registry) -> tuple[str, ...]:
    """Names of the rounds in the registry, the newest first."""
    query = select(tables.round_.c.round).order_by(tables.round_.c.opens_at.desc())
    with registry.reading() as connection:
        return tuple(connection.execute(query).scalars())


def _offices_that_sent(registry: Registry, round_name: str) -> set[str]:
    query = select(tables.submission.c.office_code).where(
        tables.submission.c.round == round_name, tables.submission.c.state.in_(COUNTED)
    )
    with registry.reading() as connection:
        return set(connection.execute(query).scalars())


def _shares(
    offices: Iterable[Office], sent: Container[str], returned: Container[str], key: Callable[[Office], str]
) -> Mapping[str, Share]:
    shares: dict[str, Share] = {}
    for office in offices:
        name = key(office)
        if not name:
            continue
        old, code = shares.get(name, Share(name, 0, 0)), office.office_code
        shares[name] = Share(name, old.counted + (code in sent), old.expected + 1, old.returned + (code in returned))
    return shares
