"""Status lists and staples: which licenses are revoked."""

from __future__ import annotations

import enum
from ctypes import byref, c_int32, c_uint32, c_void_p
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Optional, Tuple, Union
from uuid import UUID

from . import _arguments as arguments
from ._arguments import Moment
from ._library import OK, Handle, ListMemory, bytes_of, fail, lib, some_number_of, text_of
from .errors import StatusError

if TYPE_CHECKING:
    from .trust import Trust

_ORGANIZATION, _URI = 1, 2
_SHARD, _SEQUENCE, _ISSUED_AT, _EXPIRES_AT, _TIME_TO_LIVE = range(1, 6)
_STAPLE_STATUS = 5


class Status(enum.IntEnum):
    """What a list or staple says of one license."""

    VALID = 0
    REVOKED = 1
    SUSPENDED = 2
    APPLICATION_SPECIFIC = 3


@dataclass(frozen=True)
class RememberedList:
    """What a device remembers of a list, so that nobody can lead it back to an older one."""

    shard: int
    sequence: int
    root: bytes


class StatusList(Handle):
    """A status list that was signed by a trusted key."""

    __slots__ = ()

    @classmethod
    def verified(cls, function: Any, trust: Optional[int], octets: bytes) -> StatusList:
        """For ``Trust.verify_list`` and ``Trust.verify_pages``."""
        given = arguments.octets("octets", octets)
        (made, error) = (c_void_p(), c_void_p())
        result = function(trust, given, len(given), byref(made), byref(error))
        if result != OK:
            fail(result, error.value, StatusError)
        return cls(made.value)

    @property
    def organization(self) -> UUID:
        """Whose licenses it is about."""
        return UUID(text_of(lib.list_text(self._handle, _ORGANIZATION, None)))

    @property
    def uri(self) -> str:
        """Where it is published."""
        return text_of(lib.list_text(self._handle, _URI, None))

    @property
    def shard(self) -> int:
        """Which part of the vendor's licenses it is about."""
        return self._number(_SHARD)

    @property
    def sequence(self) -> int:
        """Its number; newer lists have higher ones."""
        return self._number(_SEQUENCE)

    @property
    def issued_at(self) -> datetime:
        """When it was signed."""
        return arguments.time_of(self._number(_ISSUED_AT))

    @property
    def expires_at(self) -> datetime:
        """When a newer one must have been published."""
        return arguments.time_of(self._number(_EXPIRES_AT))

    @property
    def time_to_live(self) -> timedelta:
        """How soon a newer one is due."""
        return timedelta(seconds=self._number(_TIME_TO_LIVE))

    def status(self, index: int) -> Status:
        """The status of the license with a status index."""
        number = arguments.integer("index", index, 0, (1 << 32) - 1)
        (status, error) = (c_int32(), c_void_p())
        result = lib.list_status(self._handle, number, byref(status), byref(error))
        if result != OK:
            fail(result, error.value, StatusError)
        return Status(status.value)

    def counts(self) -> Tuple[int, int, int, int]:
        """How many of all positions have each status."""
        (counts, error) = ((c_uint32 * 4)(), c_void_p())
        result = lib.list_counts(self._handle, byref(counts), byref(error))
        if result != OK:
            fail(result, error.value, StatusError)
        return (counts[0], counts[1], counts[2], counts[3])

    def check(
        self,
        organization: Union[UUID, str],
        held: Optional[RememberedList] = None,
        now: Optional[Moment] = None,
    ) -> None:
        """Raises ``StatusError`` for a list that must not take the place of the one that is held."""
        if isinstance(organization, UUID):
            organization = str(organization)
        text = arguments.text("organization", organization)
        memory = None if held is None else _memory(held)
        error = c_void_p()
        result = lib.list_check(
            self._handle, None if memory is None else byref(memory), text, len(text),
            arguments.moment_or_now("now", now), byref(error),
        )
        if result != OK:
            fail(result, error.value, StatusError)

    def remember(self) -> RememberedList:
        """What to keep of a list that was taken."""
        memory = ListMemory()
        result = lib.list_remember(self._handle, byref(memory))
        if result != OK:
            fail(result, None)
        return RememberedList(memory.shard, memory.sequence, bytes(memory.root))

    def apply(self, trust: Trust, delta: bytes) -> StatusList:
        """The list to which a delta leads from this one, which stays as it is."""
        given = arguments.octets("delta", delta)
        if not arguments.is_a(trust, _trust_type()):
            raise arguments.wrong_type("trust", trust, "Trust")
        (made, error) = (c_void_p(), c_void_p())
        result = lib.list_apply(
            self._handle, trust._handle, given, len(given), byref(made), byref(error)
        )
        if result != OK:
            fail(result, error.value, StatusError)
        return type(self)(made.value)

    def _number(self, which: int) -> int:
        return some_number_of(lib.list_number, self._handle, which)


class Staple(Handle):
    """The status of one license, signed, and small enough for a QR code."""

    __slots__ = ()

    @classmethod
    def verified(cls, trust: Optional[int], staple: Union[str, bytes]) -> Staple:
        """For ``Trust.verify_staple``."""
        given = arguments.text_or_octets("staple", staple)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.staple_verify(trust, given, len(given), byref(made), byref(error))
        if result != OK:
            fail(result, error.value, StatusError)
        return cls(made.value)

    @property
    def digest(self) -> bytes:
        """The ``License.digest`` of the license that it is about."""
        return bytes_of(lib.staple_digest, self._handle)

    @property
    def status(self) -> Status:
        """What it says of the license."""
        return Status(self._number(_STAPLE_STATUS))

    @property
    def shard(self) -> int:
        """The part of the list from which it was taken."""
        return self._number(_SHARD)

    @property
    def sequence(self) -> int:
        """The number of the list from which it was taken."""
        return self._number(_SEQUENCE)

    @property
    def issued_at(self) -> datetime:
        """When that list was signed."""
        return arguments.time_of(self._number(_ISSUED_AT))

    @property
    def expires_at(self) -> datetime:
        """When that list ends."""
        return arguments.time_of(self._number(_EXPIRES_AT))

    def _number(self, which: int) -> int:
        return some_number_of(lib.staple_number, self._handle, which)


def _memory(held: RememberedList) -> ListMemory:
    if not arguments.is_a(held, RememberedList):
        raise arguments.wrong_type("held", held, "RememberedList or None")
    root = arguments.octets("held.root", held.root)
    if len(root) != 32:
        raise ValueError(f"held.root must have 32 bytes, not {len(root)}")
    memory = ListMemory()
    # A number that ctypes would cut off is another list's.
    memory.shard = arguments.integer("held.shard", held.shard, 0, (1 << 32) - 1)
    memory.sequence = arguments.integer("held.sequence", held.sequence, 0, (1 << 64) - 1)
    memory.root[:] = list(root)
    return memory


def _trust_type() -> "type[Trust]":
    from .trust import Trust  # it imports this module

    return Trust
