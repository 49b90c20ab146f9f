"""Checks of arguments: a wrong type is a TypeError that names the argument."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Optional, Tuple, Union

#: A moment: an aware ``datetime``, or seconds since 1970-01-01T00:00:00Z.
Moment = Union[datetime, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def wrong_type(name: str, value: object, expected: str) -> TypeError:
    """The error for an argument of another type."""
    return TypeError(f"{name} must be {expected}, not {type(value).__name__}")


def text(name: str, value: str) -> bytes:
    """A text in UTF-8."""
    if not isinstance(value, str):
        raise wrong_type(name, value, "str")
    # What is not text, such as half of a surrogate pair, is refused by the library.
    return value.encode("utf-8", "surrogatepass")


def optional_text(name: str, value: Optional[str]) -> Tuple[Optional[bytes], int]:
    """A text in UTF-8 with its length, or nothing."""
    if value is None:
        return None, 0
    encoded = text(name, value)
    return encoded, len(encoded)


def octets(name: str, value: Union[bytes, bytearray, memoryview]) -> bytes:
    """Bytes."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    raise wrong_type(name, value, "bytes")


def text_or_octets(name: str, value: Union[str, bytes, bytearray, memoryview]) -> bytes:
    """A text in UTF-8, or bytes."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return text(name, value)
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    raise wrong_type(name, value, "str or bytes")


def integer(name: str, value: int, low: int, high: int) -> int:
    """A whole number within bounds; a truth value is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(name, value, "int")
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low} to {high}, not {value}")
    return value


def moment(name: str, value: Optional[Moment]) -> int:
    """Seconds since 1970; the present where nothing is said."""
    if value is None:
        return int(time.time())
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{name} must say its time zone, such as timezone.utc")
        return (value - _EPOCH) // timedelta(seconds=1)
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(name, value, "datetime or int")
    # Any 64-bit number goes to the library, which says which times it takes.
    return integer(name, value, -(1 << 63), (1 << 63) - 1)


def time_of(seconds: int) -> datetime:
    """A moment that the library gave."""
    return _EPOCH + timedelta(seconds=seconds)
