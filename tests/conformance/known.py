"""Where we knowingly do not give what another engine recorded, each with its reason (Q3, Q4).

Whatever misses beyond these amounts fails the tests; `make conformance` prints them below its table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """Recorded values of one form that differ here."""

    form: str
    values: int
    reason: str


_PLACE = "a text that is no place is emptied there; here it is kept as typed, since nothing a person typed is deleted"
_STEP = "a value off the steps of a range is emptied there; here it is kept (no range in the profile)"
_CLEARED = (
    "the replay removes the answer that the recorder lists as cleared; there it is remembered and comes back with its "
    "option. Here an answer no longer offered is kept and flagged, so without that removal it comes back too"
)
_OWN = (
    "an absolute path from inside a repeat to its own question means the first instance there; here the instance "
    "that the expression stands in, as ODK Collect has it and authors mean it"
)
_SUM = "the sum over no instances is blank there, where the repeat has a template; here it is 0, as XPath says"
_DATE = "a default that is no date is emptied there; here it is kept and flagged as unreadable"

KNOWN = (
    Known("web-forms__geolocation__geopoint-with-maps.xml", 7, _PLACE),
    Known("web-forms__geolocation__geoshape.xml", 3, _PLACE),
    Known("web-forms__geolocation__geotrace.xml", 3, _PLACE),
    Known("web-forms__controls__range-controls.xml", 6, _STEP),
    Known("javarosa__range-form.xml", 1, _STEP),
    Known("javarosa__org__javarosa__core__model__three-level-cascading-select.xml", 4, _CLEARED),
    Known("javarosa__org__javarosa__core__model__three-level-cascading-multi-select.xml", 1, _CLEARED),
    Known("javarosa__org__javarosa__xform__parse__internal_select_10.xml", 4, _CLEARED),
    Known("xlsform__XLSForm+pyxform__choice_filter_test.xml", 3, _CLEARED),
    Known("web-forms__performance__bench9.xml", 2, _CLEARED),
    Known("web-forms__repeats__07-jr-test-add-repeat-calc-multiple-deps.xml", 6, _OWN),
    Known("web-forms__test-scenario__child_vaccination_VOL_tool_v12-alt.xml", 14, _SUM),
    Known("javarosa__smoketests__child_vaccination_VOL_tool_v12.xml", 2, _SUM),
    Known("xlsform__XLSForm+pyxform__xl_date_ambiguous_v1.xml", 1, _DATE),
)
KNOWN_VALUES: Counter[str] = Counter({one.form: one.values for one in KNOWN})
