"""The catalogue of faults as one whole, gathered from every room."""

import importlib
import pkgutil
from string import Formatter

import pytest

import desktop_app
from desktop_app.errors import Fault

WINDOW = ("desktop_app.ui", "desktop_app.app", "desktop_app.__main__")  # the core's tests run without Qt


def every_fault() -> list[Fault]:
    found: dict[int, Fault] = {}
    for module in pkgutil.walk_packages(desktop_app.__path__, "desktop_app."):
        if module.name.startswith(WINDOW):
            continue
        values = vars(importlib.import_module(module.name)).values()
        found.update({id(value): value for value in values if isinstance(value, Fault)})
    return sorted(found.values(), key=lambda fault: fault.code)


FAULTS = every_fault()


def places(*texts: str) -> set[str]:
    """Names of the places to fill in; `reason_th` and `reason_en` are the same place in two languages."""
    names = {name.partition("|")[0] for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    return {name.removesuffix("_th").removesuffix("_en") for name in names}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_says_the_same_in_both_languages(fault: Fault) -> None:
    """X1: the same places to fill in, and always a next step."""
    assert places(fault.th, fault.next_th) == places(fault.en, fault.next_en)
    assert fault.th and fault.en and fault.next_th and fault.next_en


def test_every_code_names_one_fault() -> None:
    """X1: support can ask for the code."""
    codes = [fault.code for fault in FAULTS]
    assert sorted(set(codes)) == codes
