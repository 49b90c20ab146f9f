"""Licenses whose form and signature were checked, and files that hold them."""

from __future__ import annotations

from ctypes import byref, c_int64, c_void_p
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Dict, Optional, Tuple, Union
from uuid import UUID

from . import _arguments as arguments
from ._arguments import Moment
from ._library import (
    OK,
    Condition,
    Handle,
    bytes_of,
    exception,
    fail,
    lib,
    number_of,
    optional_text_of,
    text_of,
)
from .decision import Decision, Stretch, timeline
from .errors import LicenseError
from .facts import ConditionValue, Facts

_ID, _ORGANIZATION, _BENEFIT, _CUSTOMER, _PREFIX, _ISSUER, _KEY, _CARRIER = range(1, 9)
(
    _ISSUED_AT, _NOT_BEFORE, _EXPIRES_AT, _GRACE, _OFFLINE, _SEATS, _USAGE_LIMIT, _STATUS_INDEX,
    _UPDATES_UNTIL, _MAX_MAJOR_VERSION, _ADVISES,
) = range(1, 12)
_ENTITLEMENTS, _CONDITIONS, _CRITICAL = range(1, 4)
_OBJECT, _DIGEST, _EXTENSIONS = range(1, 4)
_BOOL, _INTEGER = 1, 2

#: What ``License.seats`` says where each machine is activated, without a limit to them.
UNLIMITED = 0


class License(Handle):
    """A license whose form and signature were checked; what it says can be believed.

    Whether it may be used now is another question: ask ``evaluate``.
    """

    __slots__ = ()

    @classmethod
    def verified(cls, trust: Optional[int], octets: bytes, form: int) -> License:
        """For ``Trust.verify``."""
        (made, error) = (c_void_p(), c_void_p())
        result = lib.verify(trust, octets, len(octets), form, byref(made), byref(error))
        if result != OK:
            fail(result, error.value, LicenseError)
        return cls(made.value)

    def evaluate(self, facts: Optional[Facts] = None, at: Optional[Moment] = None) -> Decision:
        """Decides whether the license may be used at a moment, by default now.

        A denied license is a decision and no exception.
        """
        (made, error) = (c_void_p(), c_void_p())
        result = lib.evaluate(
            self._handle, Facts.handle_of("facts", facts), arguments.moment_or_now("at", at), byref(made),
            byref(error),
        )
        if result != OK:
            fail(result, error.value, LicenseError)
        return Decision(made.value)

    def timeline(
        self, facts: Optional[Facts], start: Moment, end: Moment
    ) -> Tuple[Stretch, ...]:
        """The decisions from one moment to another, with these facts throughout."""
        return timeline(
            self._handle, Facts.handle_of("facts", facts), arguments.moment("start", start),
            arguments.moment("end", end),
        )

    @property
    def id(self) -> UUID:
        """The license; it stays through renewal, plan change and rotation."""
        return UUID(self._text(_ID))

    @property
    def organization(self) -> UUID:
        """Who sells it."""
        return UUID(self._text(_ORGANIZATION))

    @property
    def benefit(self) -> UUID:
        """What kind of license it is, a product tier."""
        return UUID(self._text(_BENEFIT))

    @property
    def customer(self) -> Optional[UUID]:
        """Who bought it, if the license says so."""
        text = optional_text_of(lib.license_text(self._handle, _CUSTOMER, None))
        return None if text is None else UUID(text)

    @property
    def prefix(self) -> str:
        """The brand in front of the key."""
        return self._text(_PREFIX)

    @property
    def issuer(self) -> str:
        """The id of the key that signed it, 16 hexadecimal digits."""
        return self._text(_ISSUER)

    @property
    def key(self) -> str:
        """The license's one text: ``PREFIX_…``."""
        return self._text(_KEY)

    @property
    def carrier(self) -> str:
        """The form for QR codes: ``LK1:…``."""
        return self._text(_CARRIER)

    @property
    def issued_at(self) -> datetime:
        """When the key was made."""
        return arguments.time_of(self._number(_ISSUED_AT) or 0)

    @property
    def not_before(self) -> Optional[datetime]:
        """From when on it is good; by default from when it was made."""
        return self._time(_NOT_BEFORE)

    @property
    def expires_at(self) -> Optional[datetime]:
        """Until when it is good, this moment excluded; nothing: for good."""
        return self._time(_EXPIRES_AT)

    @property
    def grace(self) -> Optional[timedelta]:
        """How long it may still be used after its expiry, with a warning."""
        return self._span(_GRACE)

    @property
    def offline(self) -> Optional[timedelta]:
        """How old a device's knowledge of the status may be; nothing: any age."""
        return self._span(_OFFLINE)

    @property
    def seats(self) -> Optional[int]:
        """How many machines may be activated; ``UNLIMITED``; nothing: good on any machine."""
        return self._number(_SEATS)

    @property
    def usage_limit(self) -> Optional[int]:
        """Units that may be used; nothing: not metered."""
        return self._number(_USAGE_LIMIT)

    @property
    def status_index(self) -> Optional[int]:
        """Its position in the status lists; nothing: it cannot be revoked."""
        return self._number(_STATUS_INDEX)

    @property
    def updates_until(self) -> Optional[datetime]:
        """Builds of the program that are released later are not covered."""
        return self._time(_UPDATES_UNTIL)

    @property
    def max_major_version(self) -> Optional[int]:
        """The highest major version of the program that is covered."""
        return self._number(_MAX_MAJOR_VERSION)

    @property
    def advises(self) -> bool:
        """Whether the license only advises: reasons are listed, and nothing is denied."""
        return self._number(_ADVISES) == 1

    @property
    def entitlements(self) -> Tuple[str, ...]:
        """Features granted, ascending."""
        count = lib.license_count(self._handle, _ENTITLEMENTS)
        return tuple(
            text_of(lib.license_entitlement(self._handle, index, None)) for index in range(count)
        )

    def has(self, entitlement: str) -> bool:
        """Whether the license grants a feature. Ask this of a license that was allowed."""
        octets = arguments.text("entitlement", entitlement)
        return bool(lib.license_has(self._handle, octets, len(octets)) == 1)

    @property
    def conditions(self) -> Dict[str, ConditionValue]:
        """What a program must present."""
        count = lib.license_count(self._handle, _CONDITIONS)
        return dict(self._condition(index) for index in range(count))

    @property
    def critical(self) -> Tuple[int, ...]:
        """Labels of the extensions that a program must act on, or refuse the license."""
        count = lib.license_count(self._handle, _CRITICAL)
        return tuple(self._critical(index) for index in range(count))

    @property
    def object(self) -> bytes:
        """The signed object (COSE_Sign1)."""
        return bytes_of(lib.license_bytes, self._handle, _OBJECT)

    @property
    def digest(self) -> bytes:
        """16 bytes that name exactly this key."""
        return bytes_of(lib.license_bytes, self._handle, _DIGEST)

    @property
    def extensions(self) -> bytes:
        """The extensions: a CBOR map."""
        return bytes_of(lib.license_bytes, self._handle, _EXTENSIONS)

    def __repr__(self) -> str:
        return f"<License {self.id} of {self.prefix}>"

    def _text(self, which: int) -> str:
        return text_of(lib.license_text(self._handle, which, None))

    def _number(self, which: int) -> Optional[int]:
        return number_of(lib.license_number, self._handle, which)

    def _time(self, which: int) -> Optional[datetime]:
        seconds = self._number(which)
        return None if seconds is None else arguments.time_of(seconds)

    def _span(self, which: int) -> Optional[timedelta]:
        seconds = self._number(which)
        return None if seconds is None else timedelta(seconds=seconds)

    def _condition(self, index: int) -> Tuple[str, ConditionValue]:
        condition = Condition()
        result = lib.license_condition(self._handle, index, byref(condition))
        if result != OK:
            fail(result, None)
        name = text_of(condition.name)
        if condition.type == _BOOL:
            return name, bool(condition.number)
        if condition.type == _INTEGER:
            return name, int(condition.number)
        return name, text_of(condition.text)

    def _critical(self, index: int) -> int:
        label = c_int64()
        result = lib.license_critical(self._handle, index, byref(label))
        if result != OK:
            fail(result, None)
        return label.value


@dataclass(frozen=True)
class FileObject:
    """A signed object of a license file, not verified yet."""

    #: ``61`` for a license, else a media type such as ``application/statuslist+cwt``.
    type: str
    octets: bytes


def parse_file(text: Union[str, bytes]) -> Tuple[FileObject, ...]:
    """The signed objects of an armored license file; nothing is trusted before it is verified."""
    octets = arguments.text_or_octets("text", text)
    (made, error) = (c_void_p(), c_void_p())
    result = lib.file_parse(octets, len(octets), byref(made), byref(error))
    if result != OK:
        fail(result, error.value, LicenseError)
    file = Handle(made.value)
    handle: Any = file._handle
    return tuple(
        FileObject(
            text_of(lib.file_type(handle, index, None)), bytes_of(lib.file_object, handle, index)
        )
        for index in range(lib.file_count(handle))
    )


def damage(key: str) -> Optional[LicenseError]:
    """What happened to a key on its way, once it was refused: a line break, a cut end.

    The error that is returned says what a person can mend; nothing where no damage is recognized.
    """
    octets = arguments.text("key", key)
    found = c_void_p()
    result = lib.damage(octets, len(octets), byref(found))
    if found.value is None:
        return None
    if result != OK:
        fail(result, None)
    made = exception(found.value, LicenseError)
    return made if isinstance(made, LicenseError) else None
