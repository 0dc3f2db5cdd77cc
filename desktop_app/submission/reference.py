"""Provinces and ministries by their codes, as shipped in `resources/reference` (K3)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from desktop_app.resources import REFERENCE


@dataclass(frozen=True, slots=True)
class Place:
    """A province (TIS 1099 code) or a ministry (our key), with both names and a short Thai form."""

    key: str
    name_th: str
    name_en: str
    short_th: str


@cache
def provinces() -> Mapping[str, Place]:
    """The 77 provinces by code, in the order of codes."""
    return {
        row["province_code"]: Place(row["province_code"], row["name_th"], row["name_en"], row["name_th"])
        for row in _rows("provinces.csv")
    }


@cache
def ministries() -> Mapping[str, Place]:
    """Ministries and the one head for agencies outside them, by key."""
    return {
        row["ministry_key"]: Place(row["ministry_key"], row["name_th"], row["name_en"], row["abbr_th"])
        for row in _rows("ministries.csv")
    }


def group_names(language: str = "th") -> dict[tuple[str, str], str]:
    """Names of provinces and ministries by (kind, key), as tables and screens look them up."""
    kinds = {"province": provinces(), "ministry": ministries()}
    return {
        (kind, place.key): place.name_th if language == "th" else place.name_en
        for kind, places in kinds.items()
        for place in places.values()
    }


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
