"""License keys that prove themselves offline: verify, decide, count.

>>> import latchkey
>>> def is_licensed(key: str, vendor_key: bytes) -> bool:
...     try:
...         license = latchkey.Trust.pin(vendor_key).verify(key)
...     except latchkey.LicenseError as error:
...         print(error.code, error, error.next_step)
...         return False
...     facts = latchkey.Facts(prefixes="ACME", activation=latchkey.ELSEWHERE)
...     decision = license.evaluate(facts)
...     for finding in decision.reasons + decision.warnings:
...         print(finding.code, finding, finding.next_step)
...     return decision.allowed
"""

from ._library import lib as _lib
from ._library import text_of as _text_of
from .decision import Decision, Finding, Stretch
from .errors import (
    ArgumentError,
    BusyError,
    ClosedError,
    LatchkeyError,
    LedgerError,
    LibraryError,
    LicenseError,
    OtherProcessError,
    RefusedError,
    StatusError,
    StorageError,
    TrustError,
)
from .facts import ELSEWHERE, Clock, ConditionValue, Elsewhere, Facts, Release
from .ledger import Installed, Ledger, Message, Summary, Usage
from .license import UNLIMITED, FileObject, License, damage, parse_file
from .status import RememberedList, Staple, Status, StatusList
from .trust import Bundle, Trust, parse_key

__version__ = "1.0.0"


def library_version() -> str:
    """The version of the C library that is loaded."""
    return _text_of(_lib.version())


__all__ = [
    "ELSEWHERE",
    "UNLIMITED",
    "ArgumentError",
    "Bundle",
    "BusyError",
    "Clock",
    "ClosedError",
    "ConditionValue",
    "Decision",
    "Elsewhere",
    "Facts",
    "FileObject",
    "Finding",
    "Installed",
    "LatchkeyError",
    "Ledger",
    "LedgerError",
    "LibraryError",
    "License",
    "LicenseError",
    "Message",
    "OtherProcessError",
    "RefusedError",
    "Release",
    "RememberedList",
    "Staple",
    "Status",
    "StatusError",
    "StatusList",
    "StorageError",
    "Stretch",
    "Summary",
    "Trust",
    "TrustError",
    "Usage",
    "damage",
    "library_version",
    "parse_file",
    "parse_key",
]
