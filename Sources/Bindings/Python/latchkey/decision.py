"""Whether a license may be used, with everything that speaks against it."""

from __future__ import annotations

import json
from ctypes import byref, c_int64, c_void_p
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Dict, Optional, Tuple

from . import _arguments as arguments
from ._library import OK, Handle, fail, lib, text_of
from .errors import LicenseError

_REASON, _WARNING = 1, 2


@dataclass(frozen=True)
class Finding:
    """A reason against a license, or a warning."""

    #: Stable, such as ``license.expired``.
    code: str
    #: One sentence for a person, without a final stop.
    message: str
    #: What the person can do about it.
    next_step: str
    #: The numbered step of the policy, for a reason.
    step: Optional[int] = None

    def __str__(self) -> str:
        return self.message


class Decision(Handle):
    """Whether a license may be used; true where it may.

    >>> def run(decision: Decision) -> None:
    ...     if not decision:
    ...         raise SystemExit(decision.reasons[0].next_step)
    """

    __slots__ = ("allowed",)

    def __init__(self, handle: Optional[int]) -> None:
        super().__init__(handle)
        #: Whether the license may be used.
        self.allowed: bool = lib.decision_allowed(handle) == 1

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def reasons(self) -> Tuple[Finding, ...]:
        """All that speaks against the license, in the order of the policy; the headline first."""
        return self._findings(_REASON)

    @property
    def warnings(self) -> Tuple[Finding, ...]:
        """What somebody should know although it denies nothing."""
        return self._findings(_WARNING)

    @property
    def json(self) -> str:
        """What ``latchkey verify --json`` prints."""
        return text_of(lib.decision_json(self._handle, None))

    def as_dict(self) -> Dict[str, Any]:
        """The decision in plain values, as ``json`` has them."""
        content: Dict[str, Any] = json.loads(self.json)
        return content

    def __repr__(self) -> str:
        codes = ", ".join(finding.code for finding in self.reasons + self.warnings)
        return f"<Decision {'allowed' if self.allowed else 'denied'}{': ' if codes else ''}{codes}>"

    def _findings(self, kind: int) -> Tuple[Finding, ...]:
        handle = self._handle
        return tuple(
            Finding(
                text_of(lib.decision_code(handle, kind, index, None)),
                text_of(lib.decision_message(handle, kind, index, None)),
                text_of(lib.decision_next_step(handle, kind, index, None)),
                lib.decision_step(handle, kind, index) or None,
            )
            for index in range(lib.decision_count(handle, kind))
        )


@dataclass(frozen=True)
class Stretch:
    """A decision that holds from a moment until the next stretch begins."""

    begins: datetime
    decision: Decision


def timeline(
    license: Optional[int], facts: Optional[int], start: int, end: int
) -> Tuple[Stretch, ...]:
    """For ``License.timeline``."""
    (made, error) = (c_void_p(), c_void_p())
    result = lib.timeline_make(license, facts, start, end, byref(made), byref(error))
    if result != OK:
        fail(result, error.value, LicenseError)
    line = Handle(made.value)
    return tuple(_stretch(line, index) for index in range(lib.timeline_count(made.value)))


def _stretch(line: Handle, index: int) -> Stretch:
    (begins, decision) = (c_int64(), c_void_p())
    result = lib.timeline_stretch(line._handle, index, byref(begins), byref(decision))
    if result != OK:
        fail(result, None)
    return Stretch(arguments.time_of(begins.value), Decision(decision.value))
