"""What libraries may raise when they read bytes from outside.

Lists the kinds that asn1crypto and cryptography were seen or are documented to raise on broken input, so that
each reader can turn them into its own typed refusal. Anything else is a defect of ours and must surface.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

FOREIGN_ERRORS: tuple[type[Exception], ...] = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    Warning,  # raised only where warnings are errors, as in the tests
)
