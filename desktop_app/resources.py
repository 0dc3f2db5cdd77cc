"""Where the data that Phrom ships with lies: forms, fonts, themes, reference tables."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMS = ROOT / "forms"
RESOURCES = ROOT / "resources"
FONTS = RESOURCES / "fonts"
REFERENCE = RESOURCES / "reference"
BENCHMARKS = RESOURCES / "benchmarks"
THEMES = RESOURCES / "themes"
TRANSLATIONS = RESOURCES / "translations"
DEPLOYMENT = RESOURCES / "deployment.json"
