"""What a program presents and what its device knows, for one decision."""

from __future__ import annotations

import enum
from ctypes import byref, c_void_p
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import AbstractSet, Any, Collection, Dict, Iterator, Mapping, Optional, Tuple, Union
from uuid import UUID

from . import _arguments as arguments
from ._arguments import Moment
from ._library import OK, Handle, fail, lib
from .status import Staple, StatusList


class Elsewhere(enum.Enum):
    """A question that a program leaves to be decided elsewhere; the decision warns of it."""

    ELSEWHERE = "decided elsewhere"


ELSEWHERE = Elsewhere.ELSEWHERE

ConditionValue = Union[bool, int, str]
_Ids = Union[UUID, str, Collection[Union[UUID, str]], None]

_CONDITIONS, _ACTIVATION, _USAGE, _RELEASE = range(1, 5)


@dataclass(frozen=True)
class Release:
    """The build of the program that asks."""

    released_at: Moment
    major_version: int


@dataclass(frozen=True)
class Clock:
    """What the machine's clock says, for a device that remembers times.

    The moment of the evaluation is then the latest one that is known.
    """

    reading: Moment
    #: The latest moment at which something that the device holds was signed.
    signed_at: Moment


class Conditions(Mapping[str, ConditionValue]):
    """Conditions that nobody changes, and that can therefore be hashed, copied and pickled."""

    __slots__ = ("_held",)

    def __init__(self, given: Mapping[str, ConditionValue]) -> None:
        self._held: Dict[str, ConditionValue] = dict(given)

    def __getitem__(self, name: str) -> ConditionValue:
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(frozenset(self._held.items()))

    def __reduce__(self) -> Tuple[Any, ...]:
        return Conditions, (self._held,)

    def __repr__(self) -> str:
        return repr(self._held)


@dataclass(frozen=True)
class Facts:
    """Facts for a decision; what is left at its default counts against a license that asks for it.

    Name the benefits or the prefixes that the program takes: the key of another product is the
    commonest wrong key. ``organization`` is left out where one vendor's keys are pinned. A ledger
    says the status, the seat, the usage and the clock itself.

    >>> facts = Facts(prefixes="ACME", conditions={"region": "eu"}, activation=ELSEWHERE)
    """

    organization: Union[UUID, str, None] = None
    #: One, or several; nothing: any. An empty collection takes none at all.
    benefits: _Ids = None
    #: One, or several; nothing: any. An empty collection takes none at all.
    prefixes: Union[str, Collection[str], None] = None
    #: What holds here; must be the license's, no more and no fewer.
    conditions: Union[Mapping[str, ConditionValue], Elsewhere] = field(default_factory=dict)
    #: Nothing: the device has no seat.
    activation: Optional[Elsewhere] = None
    #: How many units were used; nothing: nobody counts.
    used: Union[int, Elsewhere, None] = None
    #: The build that asks; nothing: the program does not say.
    release: Union[Release, Elsewhere, None] = None
    clock: Optional[Clock] = None
    #: The newest status list, or a staple.
    status: Union[StatusList, Staple, None] = None
    #: How long before the expiry the warnings begin.
    notice: timedelta = timedelta(days=30)

    def __post_init__(self) -> None:
        if not isinstance(self.conditions, Elsewhere):
            if not isinstance(self.conditions, Mapping):
                raise arguments.wrong_type("conditions", self.conditions, "a mapping")
            object.__setattr__(self, "conditions", Conditions(self.conditions))
        object.__setattr__(self, "benefits", _kept(self.benefits))
        object.__setattr__(self, "prefixes", _kept(self.prefixes))
        object.__setattr__(self, "_facts", _FactsHandle.of(self))

    def __reduce__(self) -> Tuple[Any, ...]:
        # The library's facts are of this process; another one makes its own.
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    @staticmethod
    def handle_of(name: str, facts: Optional[Facts]) -> Optional[int]:
        """The library's facts; those of a program that takes any license by default."""
        if facts is None:
            return _NOTHING_SAID._handle
        if not arguments.is_a(facts, Facts):
            raise arguments.wrong_type(name, facts, "Facts")
        made: _FactsHandle = getattr(facts, "_facts")
        return made._handle


class _FactsHandle(Handle):
    """The library's facts, never changed once they are made."""

    __slots__ = ()

    @classmethod
    def of(cls, facts: Facts) -> _FactsHandle:
        (benefits, prefixes) = (_ids("benefits", facts.benefits), _texts("prefixes", facts.prefixes))
        organization = facts.organization
        if isinstance(organization, UUID):
            organization = str(organization)
        made = cls._new(
            arguments.optional_text("organization", organization),
            # An empty text takes none, to which others are added.
            (None if benefits is None else b"", 0),
            (None if prefixes is None else b"", 0),
        )
        for benefit in benefits or ():
            made._set(lib.facts_add_benefit, benefit, len(benefit))
        for prefix in prefixes or ():
            made._set(lib.facts_add_prefix, prefix, len(prefix))
        made._present(facts.conditions)
        made._judge(facts)
        return made

    @classmethod
    def _new(cls, *texts: Tuple[Optional[bytes], int]) -> _FactsHandle:
        (made, error) = (c_void_p(), c_void_p())
        result = lib.facts_new(*(part for text in texts for part in text), byref(made), byref(error))
        if result != OK:
            fail(result, error.value)
        return cls(made.value)

    def _set(self, function: Any, *values: Any) -> None:
        error = c_void_p()
        result = function(self._handle, *values, byref(error))
        if result != OK:
            fail(result, error.value)

    def _present(self, conditions: Union[Mapping[str, ConditionValue], Elsewhere]) -> None:
        if isinstance(conditions, Elsewhere):
            self._set(lib.facts_skip, _CONDITIONS)
            return
        for key, value in conditions.items():
            name = arguments.text("conditions", key)
            if isinstance(value, bool):
                self._set(lib.facts_condition_bool, name, len(name), int(value))
            elif isinstance(value, int):
                number = arguments.integer(f"conditions[{key!r}]", value, -(1 << 63), (1 << 63) - 1)
                self._set(lib.facts_condition_integer, name, len(name), number)
            elif isinstance(value, str):
                text = arguments.text(f"conditions[{key!r}]", value)
                self._set(lib.facts_condition_text, name, len(name), text, len(text))
            else:
                raise arguments.wrong_type(f"conditions[{key!r}]", value, "bool, int or str")

    def _judge(self, facts: Facts) -> None:
        if facts.activation is not None:
            if not isinstance(facts.activation, Elsewhere):
                raise arguments.wrong_type("activation", facts.activation, "ELSEWHERE or None")
            self._set(lib.facts_skip, _ACTIVATION)
        if isinstance(facts.used, Elsewhere):
            self._set(lib.facts_skip, _USAGE)
        elif facts.used is not None:
            self._set(lib.facts_used, arguments.integer("used", facts.used, 0, (1 << 64) - 1))
        self._release(facts.release)
        if facts.clock is not None:
            if not isinstance(facts.clock, Clock):
                raise arguments.wrong_type("clock", facts.clock, "Clock or None")
            self._set(
                lib.facts_clock, arguments.moment("clock.reading", facts.clock.reading),
                arguments.moment("clock.signed_at", facts.clock.signed_at),
            )
        if isinstance(facts.status, StatusList):
            self._set(lib.facts_list, facts.status._handle)
        elif isinstance(facts.status, Staple):
            self._set(lib.facts_staple, facts.status._handle)
        elif facts.status is not None:
            raise arguments.wrong_type("status", facts.status, "StatusList, Staple or None")
        self._set(lib.facts_notice, arguments.seconds_in("notice", facts.notice))

    def _release(self, release: Union[Release, Elsewhere, None]) -> None:
        if isinstance(release, Elsewhere):
            self._set(lib.facts_skip, _RELEASE)
        elif isinstance(release, Release):
            version = arguments.integer(
                "release.major_version", release.major_version, 0, (1 << 64) - 1
            )
            self._set(
                lib.facts_release, arguments.moment("release.released_at", release.released_at),
                version,
            )
        elif release is not None:
            raise arguments.wrong_type("release", release, "Release, ELSEWHERE or None")


def _kept(given: Any) -> Any:
    """One or several names, as nobody changes them any more."""
    if isinstance(given, AbstractSet):
        return frozenset(given)
    is_of_several = isinstance(given, Collection) and not isinstance(given, (str, bytes, bytearray))
    return tuple(given) if is_of_several else given


def _ids(name: str, value: _Ids) -> Optional[Tuple[bytes, ...]]:
    if isinstance(value, UUID):
        return (arguments.text(name, str(value)),)
    if value is None or isinstance(value, str):
        return _texts(name, value)
    if not isinstance(value, Collection):
        raise arguments.wrong_type(name, value, "UUID, str, a collection of them, or None")
    return _texts(name, [str(item) if isinstance(item, UUID) else item for item in value])


def _texts(
    name: str, value: Union[str, Collection[str], None]
) -> Optional[Tuple[bytes, ...]]:
    if value is None:
        return None
    if isinstance(value, str):
        return (arguments.text(name, value),)
    if not isinstance(value, Collection) or isinstance(value, (bytes, bytearray)):
        raise arguments.wrong_type(name, value, "str, a collection of str, or None")
    return tuple(arguments.text(name, item) for item in value)


_NOTHING_SAID = _FactsHandle.of(Facts())
__all__ = ["ELSEWHERE", "Clock", "ConditionValue", "Elsewhere", "Facts", "Release"]
