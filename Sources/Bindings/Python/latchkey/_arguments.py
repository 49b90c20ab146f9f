"""Checks of arguments: a wrong type is a TypeError that names the argument.

A subclass may say of itself what is not so, such as its length or its value. What it holds counts: what
comes out of here is of the plain type, read by that type's own methods.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime, timedelta, timezone
from typing import Optional, Tuple, Union

#: A moment: an aware ``datetime``, or seconds since 1970-01-01T00:00:00Z.
Moment = Union[datetime, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)


def wrong_type(name: str, value: object, expected: str) -> TypeError:
    """The error for an argument of another type."""
    return TypeError(f"{name} must be {expected}, not {type(value).__name__}")


def is_a(value: object, *kinds: type) -> bool:
    """Whether a value is of one of the types; what only says so in ``__class__`` is not."""
    return issubclass(type(value), kinds)


def plain_text(name: str, value: str) -> str:
    """A text."""
    if not is_a(value, str):
        raise wrong_type(name, value, "str")
    return str.__str__(value)


def text(name: str, value: str) -> bytes:
    """A text in UTF-8."""
    # What is not text, such as half of a surrogate pair, is refused by the library.
    return plain_text(name, value).encode("utf-8", "surrogatepass")


def optional_text(name: str, value: Optional[str]) -> Tuple[Optional[bytes], int]:
    """A text in UTF-8 with its length, or nothing."""
    if value is None:
        return None, 0
    encoded = text(name, value)
    return encoded, len(encoded)


def octets(
    name: str, value: Union[bytes, bytearray, memoryview], expected: str = "bytes"
) -> bytes:
    """Bytes, which nobody else can change."""
    if type(value) is bytes:
        return value
    if not is_a(value, bytes, bytearray, memoryview):
        raise wrong_type(name, value, expected)
    try:
        return memoryview(value).tobytes()
    except ValueError:
        raise ValueError(f"{name} must not be released before it is read") from None


def text_or_octets(name: str, value: Union[str, bytes, bytearray, memoryview]) -> bytes:
    """A text in UTF-8, or bytes."""
    if isinstance(value, str) and is_a(value, str):
        return text(name, value)
    return octets(name, value, "str or bytes")  # type: ignore[arg-type]


def path(name: str, value: Union[str, os.PathLike[str]]) -> bytes:
    """A path, as the system takes it."""
    if not isinstance(value, (str, os.PathLike)):
        raise wrong_type(name, value, "str or a path")
    try:
        given: Union[str, bytes] = os.fspath(value)
    except TypeError:
        raise wrong_type(name, value, "str or a path") from None
    if isinstance(given, bytes):
        return octets(name, given)
    try:
        return str.encode(given, sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
    except UnicodeEncodeError:
        raise ValueError(f"{name} must be a path that the file system can name") from None


def integer(name: str, value: int, low: int, high: int) -> int:
    """A whole number within bounds; a truth value is none."""
    if is_a(value, bool) or not is_a(value, int):
        raise wrong_type(name, value, "int")
    number = int.__index__(value)
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}, not {number}")
    return number


def moment_or_now(name: str, value: Optional[Moment]) -> int:
    """Seconds since 1970; the present where nothing is said."""
    return int(time.time()) if value is None else moment(name, value)


def moment(name: str, value: Moment) -> int:
    """Seconds since 1970."""
    if isinstance(value, datetime) and is_a(value, datetime):
        return _seconds(name, value)
    if is_a(value, bool) or not is_a(value, int):
        raise wrong_type(name, value, "datetime or int")
    # Any 64-bit number goes to the library, which says which times it takes.
    return integer(name, value, -(1 << 63), (1 << 63) - 1)  # type: ignore[arg-type]


def _seconds(name: str, value: datetime) -> int:
    """The seconds of a moment whose time zone has an offset then, whatever zone that is."""
    try:
        if datetime.utcoffset(value) is not None:
            return datetime.__sub__(value, _EPOCH) // _SECOND
    except Exception as error:
        raise ValueError(f"{name} must be in a time zone that has an offset then") from error
    raise ValueError(f"{name} must say its time zone, such as timezone.utc")


def seconds_in(name: str, value: timedelta) -> int:
    """The whole seconds of a span."""
    if not is_a(value, timedelta):
        raise wrong_type(name, value, "timedelta")
    return timedelta.__floordiv__(value, _SECOND)


def time_of(seconds: int) -> datetime:
    """A moment that the library gave."""
    return _EPOCH + timedelta(seconds=seconds)
