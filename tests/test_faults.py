"""The catalogue of faults as one whole, gathered from every room."""

import importlib
import pkgutil

import pytest

import desktop_app
from desktop_app.errors import Fault


def every_fault() -> list[Fault]:
    found: dict[int, Fault] = {}
    for module in pkgutil.walk_packages(desktop_app.__path__, "desktop_app."):
        if module.name.startswith("desktop_app.ui") or module.name.endswith("__main__"):
            continue
        values = vars(importlib.import_module(module.name)).values()
        found.update({id(value): value for value in values if isinstance(value, Fault)})
    return sorted(found.values(), key=lambda fault: fault.code)


FAULTS = every_fault()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_says_the_same_in_both_languages(fault: Fault) -> None:
    """X1: the same places to fill in, and always a next step."""
    thai = Fault("", "us", fault.th, "", fault.next_th, "").places()
    english = Fault("", "us", fault.en, "", fault.next_en, "").places()
    assert thai == english
    assert fault.th and fault.en and fault.next_th and fault.next_en


def test_every_code_names_one_fault() -> None:
    """X1: support can ask for the code."""
    codes = [fault.code for fault in FAULTS]
    assert sorted(set(codes)) == codes
