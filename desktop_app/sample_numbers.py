"""Numbers that fit an office and each other: what a sample answers where a number is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from desktop_app.questionnaire.form import DataType, Node
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.roster import Office

MONTHS_OF_THREE_YEARS = 36
MEDIAN_STAFF = {"department": 1100, "province": 260}
COUNTS: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {  # department, province: fewest and most
    "d1_1_1_03_den": ((6, 40), (4, 18)),
    "d1_1_4_02_den": ((4, 30), (2, 12)),
    "d3_3_1_01_den": ((5, 60), (6, 28)),
    "d3_3_1_04_den": ((4_000, 900_000), (1_500, 60_000)),
    "d3_3_4_03_den": ((0, 40), (0, 12)),
    "d4_4_2_02_den": ((3, 20), (4, 14)),
    "d5_5_2_02_den": ((3, 15), (2, 8)),
    "d5_5_3_04_den": ((6, 40), (5, 20)),
}
OTHER_COUNT = (2, 20)


@dataclass(frozen=True)
class Scene:
    """One office while it answers: its live answers and its hidden maturity.

    Attributes:
        key: seed and office; with a question's name it gives that question its own dice, so that a
            question added to the form changes no other answer.
        skill: maturity by section of the form, about 0 to 1.
        paths: ref of each question by its name, repeats left out.
    """

    office: Office
    session: AnswerSession
    key: str
    skill: Mapping[str, float]
    paths: Mapping[str, str]

    def dice(self, node: Node) -> Random:
        """The chance of one question."""
        return Random(f"{self.key}/{node.name}")  # noqa: S311  sample data, no secret

    def level(self, node: Node) -> float:
        """How far this office is in what this question asks, 0.02 to 0.99."""
        section = node.path.split("/")[2]
        level = self.skill.get(section, 0.5) + self.dice(node).gauss(0, 0.14)
        return min(max(level, 0.02), 0.99)

    def text(self, name: str) -> str:
        """The answer to the question of this name, "" while there is none."""
        return self.session.state(self.paths[name]).value if name in self.paths else ""

    def number(self, name: str) -> float:
        """The number answered there, 0 while there is none."""
        return float(self.text(name) or 0)

    def uses_iot(self) -> bool:
        """Whether the office has IoT devices in a pilot or in use."""
        return self.text("d6_6_1_01") in ("pilot", "live")


def plausible_number(scene: Scene, node: Node) -> str:
    """Canonical text of a number that fits the question, the office and its earlier answers."""
    special = SPECIAL.get(node.name)
    if special:
        return _written(special(scene, node), node)
    if "bands" in node.evaluation.params and node.evaluation.rule == "bands":
        return _written(_in_band(scene, node), node)
    if node.evaluation.rule == "share":
        return _written(_part(scene, node), node)
    fewest, most = COUNTS.get(node.name, (OTHER_COUNT, OTHER_COUNT))[scene.office.level == "province"]
    return _written(_between(scene, node, fewest, most), node)


def _written(value: float, node: Node) -> str:
    """Whole numbers as such, money and percentages with at most two places."""
    if node.data_type is DataType.INT or value == int(value):
        return str(int(value))
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _between(scene: Scene, node: Node, fewest: int, most: int) -> int:
    """Small numbers more often than large ones."""
    return fewest + int((most - fewest) * scene.dice(node).random() ** 2)


def _part(scene: Scene, node: Node) -> float:
    """A numerator: that share of its denominator which the maturity earns."""
    whole = scene.number(node.evaluation.params["den"])
    return int(whole * scene.level(node) + 0.5)


def _in_band(scene: Scene, node: Node) -> int:
    """A number inside the band whose score lies nearest to the maturity."""
    pairs = [band.split(":") for band in node.evaluation.params["bands"].split(",")]
    bands = sorted((int(low), float(score)) for low, score in pairs)
    target = 100 * scene.level(node)
    place = min(range(len(bands)), key=lambda index: abs(bands[index][1] - target))
    low = bands[place][0]
    high = bands[place + 1][0] - 1 if place + 1 < len(bands) else low + max(low // 3, 1)
    return scene.dice(node).randint(low, high)


def _staff(scene: Scene, node: Node) -> int:
    """Half of the offices of a level have more people than its median."""
    median = MEDIAN_STAFF.get(scene.office.level, 120)
    return max(25, int(median * scene.dice(node).lognormvariate(0, 0.6)))


def _it_staff(scene: Scene, node: Node) -> int:
    """About two of a hundred where an office is mature; a mature office is never without."""
    level = scene.level(node)
    return max(int(scene.number("staff_total") * (0.2 + 2.3 * level) / 100 + 0.5), int(level > 0.3))


def _it_posts(scene: Scene, node: Node) -> int:
    """Posts for the people there are, and some vacant ones."""
    people = int(scene.number("d2_2_1_02_num"))
    return people + int(people * (1 - scene.level(node)) * 0.8 + 0.5)


def _filled_posts(scene: Scene, _node: Node) -> int:
    """Those who work in IT hold its posts, as far as there are posts."""
    return int(min(scene.number("d2_2_1_03_den"), scene.number("d2_2_1_02_num")))


def _certified(scene: Scene, node: Node) -> int:
    return int(scene.number("d2_2_1_04_den") * scene.level(node) * 0.8)


def _months_of_cio(scene: Scene, node: Node) -> int:
    """Months in office, some beyond three years."""
    return max(1, int(MONTHS_OF_THREE_YEARS * scene.level(node) * (0.6 + scene.dice(node).random() / 1.5)))


def _changes_of_cio(scene: Scene, node: Node) -> int:
    """Who came within three years came by a change."""
    if scene.number("d2_2_2_02") >= MONTHS_OF_THREE_YEARS:
        return 0
    return 1 + int(2.6 * (1 - scene.level(node)))


def _online_throughout(scene: Scene, node: Node) -> int:
    """Services online at every step are some of those offered digitally."""
    return int(scene.number("d3_3_1_01_num") * scene.level(node) + 0.5)


def _it_budget_percent(scene: Scene, node: Node) -> float:
    return round(0.8 + 6 * scene.level(node) * scene.dice(node).random(), 1)


def _digital_budget(scene: Scene, node: Node) -> int:
    """Whole hundreds of baht, in proportion to the people."""
    per_person = 4_000 + 40_000 * scene.dice(node).random()
    return int(scene.number("staff_total") * per_person / 100) * 100


def _disbursed(scene: Scene, node: Node) -> float:
    """Money is spent more evenly than anything else is done."""
    return round(scene.number("d1_1_4_03_den") * (0.5 + scene.level(node) / 2), 2)


def _computer_users(scene: Scene, node: Node) -> int:
    return max(1, int(scene.number("staff_total") * (0.75 + 0.2 * scene.dice(node).random())))


def _with_computer(scene: Scene, node: Node) -> int:
    """Even a poor office has a machine for most of those who need one."""
    return int(scene.number("d5_5_1_01_den") * (0.6 + 0.4 * scene.level(node)))


def _computers(scene: Scene, node: Node) -> int:
    return int(scene.number("d5_5_1_01_num") * (1.03 + 0.12 * scene.dice(node).random()))


def _supported(scene: Scene, node: Node) -> int:
    """Most machines are young enough for an operating system that is still looked after."""
    return int(scene.number("d5_5_1_02_den") * (0.5 + 0.5 * scene.level(node)))


def _iot_devices(scene: Scene, node: Node) -> int:
    return _between(scene, node, 5, 160) if scene.uses_iot() else 0


def _applications(scene: Scene, node: Node) -> int:
    return scene.dice(node).randint(1, 5) if "app" in scene.text("d3_3_3_01").split() else 0


SPECIAL: Mapping[str, Callable[[Scene, Node], float]] = {
    "staff_total": _staff,
    "d1_1_4_01": _it_budget_percent,
    "d1_1_4_03_den": _digital_budget,
    "d1_1_4_03_num": _disbursed,
    "d2_2_1_02_num": _it_staff,
    "d2_2_1_03_den": _it_posts,
    "d2_2_1_03_num": _filled_posts,
    "d2_2_1_04_num": _certified,
    "d2_2_2_02": _months_of_cio,
    "d2_2_2_03": _changes_of_cio,
    "d3_3_1_02_num": _online_throughout,
    "d5_5_1_01_den": _computer_users,
    "d5_5_1_01_num": _with_computer,
    "d5_5_1_02_den": _computers,
    "d5_5_1_02_num": _supported,
    "d6_6_1_03_den": _iot_devices,
    "d6_6_3_02_den": _applications,
}
