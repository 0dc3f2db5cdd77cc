"""Everything from the command line (K10)."""
