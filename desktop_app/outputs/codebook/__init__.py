"""The codebook of a form: every variable, choice, missing code and scoring rule (Q7)."""
