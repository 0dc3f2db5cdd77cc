"""Rules of the form linter, one family per module."""
