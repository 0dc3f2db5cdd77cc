"""What all tests share: a Qt without display, and the same examples for everyone.

Property tests take the same examples on every run, so that a red build is the change's doing;
`PHROM_FUZZ=1 make test` searches with fresh ones.
"""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("fresh", deadline=None, print_blob=True)
settings.load_profile("fresh" if os.environ.get("PHROM_FUZZ") else "same")
