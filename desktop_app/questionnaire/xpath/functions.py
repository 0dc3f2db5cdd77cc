"""Every function the expression language knows, by name (Q2, Q3). The linter reads this table too."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.questionnaire.xpath.function import Function
from desktop_app.questionnaire.xpath.functions_core import CORE
from desktop_app.questionnaire.xpath.functions_dates import DATES
from desktop_app.questionnaire.xpath.functions_odk import ODK

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in (*CORE, *ODK, *DATES)}
