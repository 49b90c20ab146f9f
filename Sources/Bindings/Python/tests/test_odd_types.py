"""Subclasses that say of themselves what is not so: what they hold counts, and nothing is read beyond."""

from __future__ import annotations

import array
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any, Callable, List, Optional, Tuple
from unittest import mock

import pytest

import latchkey
from latchkey import Clock, Facts, Ledger, Release, RememberedList, Trust
from test_arguments import LICENSE, LIST, MINIMAL, NOW, ORGANIZATION, TRUST

ANY: Any = object()


class Long(bytes):
    """Bytes that claim to be many."""

    def __len__(self) -> int:
        return 1 << 24

    def __bytes__(self) -> bytes:
        return b"other"

    def __getitem__(self, key: Any) -> Any:
        return 0


class LongText(str):
    """A text that claims to be long, and to be another one."""

    def __len__(self) -> int:
        return 1 << 24

    def __str__(self) -> str:
        return "other"

    def __hash__(self) -> int:
        return 7

    def __eq__(self, other: object) -> bool:
        return True

    def encode(self, *arguments: Any) -> Any:
        return Long(b"other")


class Odd(int):
    """A number that fits everywhere."""

    def __index__(self) -> int:
        return 1

    def __int__(self) -> int:
        return 1

    def __le__(self, other: object) -> bool:
        return True

    def __ge__(self, other: object) -> bool:
        return True


class OddPath:
    """A path of any type."""

    def __init__(self, path: Any) -> None:
        self.path = path

    def __fspath__(self) -> Any:
        return self.path


_EVERY_BUFFER: "List[Callable[[Any], Any]]" = [
    lambda given: TRUST.verify(given),
    lambda given: TRUST.verify(given, form="file"),
    lambda given: latchkey.parse_file(given),
    lambda given: TRUST.accept(given, NOW),
    lambda given: TRUST.affirm(given),
    lambda given: TRUST.verify_list(given),
    lambda given: TRUST.verify_pages(given),
    lambda given: TRUST.verify_staple(given),
    lambda given: LIST.apply(TRUST, given),
]


# In a process of its own each, because what is to be seen is that it does not end.
_ALONE = """
import sys
sys.path[:0] = {path!r}
import test_odd_types
try:
    test_odd_types._EVERY_BUFFER[{number}](test_odd_types.Long(b"x"))
except test_odd_types.latchkey.LatchkeyError:
    print("refused")
"""


@pytest.mark.parametrize("number", range(len(_EVERY_BUFFER)))
def test_bytes_of_a_false_length(number: int) -> None:
    program = _ALONE.format(path=sys.path, number=number)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "refused\n"), done.stderr


def test_bytes_count_as_what_they_hold(tmp_path: Path) -> None:
    octets = LICENSE.object
    key = bytes.fromhex(MINIMAL["keys"][0])
    assert TRUST.verify(Long(octets)).key == LICENSE.key
    assert Trust.pin(Long(key)).verify(MINIMAL["text"]).key == LICENSE.key
    with pytest.raises(ValueError, match="keys must have 32 bytes"):
        Trust.pin(Long(key[:31]))
    root = LIST.remember().root
    LIST.check(ORGANIZATION, RememberedList(LIST.shard, LIST.sequence, Long(root)), LIST.issued_at)
    spread = bytearray(2 * len(octets))
    spread[::2] = octets
    for view in (
        memoryview(spread)[::2],
        memoryview(octets[::-1])[::-1],
        memoryview(array.array("B", octets)),
        bytearray(octets),
    ):
        assert TRUST.verify(view).key == LICENSE.key  # type: ignore[arg-type]
    released = memoryview(octets)
    released.release()
    with pytest.raises(ValueError, match="^license "):
        TRUST.verify(released)  # type: ignore[arg-type]


def test_texts_count_as_what_they_hold(tmp_path: Path) -> None:
    text = LongText(MINIMAL["text"])
    assert TRUST.verify(text).key == LICENSE.key
    assert TRUST.verify(text, LongText("key")).key == LICENSE.key
    with pytest.raises(ValueError, match="^form must be"):
        TRUST.verify(text, LongText("pdf"))
    assert latchkey.parse_key(LongText(MINIMAL["keys"][0])) == bytes.fromhex(MINIMAL["keys"][0])
    assert latchkey.damage(text) is None
    assert LICENSE.evaluate(Facts(prefixes=LongText("DEMO")), NOW)
    assert not LICENSE.evaluate(Facts(prefixes=LongText("ACME")), NOW)
    assert not LICENSE.has(LongText("x"))
    facts = Facts(prefixes="DEMO", conditions={LongText("region"): LongText("eu")})
    assert [reason.code for reason in LICENSE.evaluate(facts, NOW).reasons] == ["condition.unknown"]
    with Ledger(LongText(str(tmp_path / "device")), TRUST, NOW):
        assert (tmp_path / "device").is_dir()


def test_paths_count_as_what_they_hold(tmp_path: Path) -> None:
    for name, path in (("a", Long(os.fsencode(tmp_path / "a"))), ("b", str(tmp_path / "b"))):
        with Ledger(OddPath(path), TRUST, NOW):
            assert (tmp_path / name).is_dir()
    for wrong in (OddPath(7), OddPath(None)):
        with pytest.raises(TypeError, match="^directory must be"):
            Ledger(wrong, TRUST, NOW)
    with pytest.raises(ValueError, match="^directory "):
        Ledger(str(tmp_path) + "\ud800", TRUST, NOW)


def test_numbers_count_as_what_they_are() -> None:
    for call in (
        lambda: Trust.root(bytes.fromhex(MINIMAL["keys"][0]), threshold=Odd(1 << 32)),
        lambda: TRUST.understand(Odd(1 << 63)),
        lambda: LIST.status(Odd(1 << 32)),
        lambda: Facts(used=Odd(-1)),
        lambda: Facts(conditions={"a": Odd(1 << 63)}),
        lambda: Facts(release=Release(NOW, Odd(-1))),
        lambda: LICENSE.evaluate(None, Odd(-1)),
        lambda: LICENSE.evaluate(None, Odd(1 << 63)),
        lambda: LIST.check(ORGANIZATION, RememberedList(Odd(-1), 1, bytes(32)), NOW),
    ):
        with pytest.raises(ValueError):
            call()
    # The license is of 2026, which the number says and its methods do not.
    assert LICENSE.evaluate(Facts(prefixes="DEMO"), Odd(NOW))


class Zone(tzinfo):
    """A time zone that gives what it was told to give."""

    def __init__(self, offset: Any) -> None:
        self.offset = offset

    def utcoffset(self, moment: Optional[datetime]) -> Any:
        if isinstance(self.offset, Exception):
            raise self.offset
        return self.offset

    def dst(self, moment: Optional[datetime]) -> None:
        return None

    def tzname(self, moment: Optional[datetime]) -> None:
        return None


def test_times_without_an_offset_are_named(tmp_path: Path) -> None:
    for offset in (None, 7, timedelta(days=2), KeyError("nowhere")):
        when = datetime(2027, 1, 1, tzinfo=Zone(offset))
        calls: "List[Tuple[str, Callable[[], Any]]]" = [
            ("at", lambda: LICENSE.evaluate(None, when)),
            ("now", lambda: TRUST.accept(b"", when)),
            ("start", lambda: LICENSE.timeline(None, when, NOW)),
            ("end", lambda: LICENSE.timeline(None, NOW, when)),
            ("clock.reading", lambda: Facts(clock=Clock(when, NOW))),
            ("clock.signed_at", lambda: Facts(clock=Clock(NOW, when))),
            ("release.released_at", lambda: Facts(release=Release(when, 1))),
            ("now", lambda: LIST.check(ORGANIZATION, None, when)),
            ("now", lambda: Ledger(tmp_path / "device", TRUST, when)),
        ]
        for name, call in calls:
            with pytest.raises(ValueError, match=f"^{name} must "):
                call()
    for zone in (timezone(timedelta(hours=-12)), Zone(timedelta(hours=-12))):
        with pytest.raises(latchkey.ArgumentError):
            LICENSE.evaluate(None, datetime.max.replace(tzinfo=zone))


def test_a_form_of_any_type_is_named() -> None:
    forms: "List[Any]" = [[], {}, None, 1, b"key", set()]
    for form in forms:
        with pytest.raises(TypeError, match="^form must be"):
            TRUST.verify("x", form)


def test_what_pretends_to_be_of_a_type_is_named() -> None:
    calls: "List[Tuple[str, Callable[[], Any]]]" = [
        ("license", lambda: TRUST.verify(mock.Mock(spec=bytes))),
        ("license", lambda: TRUST.verify(mock.Mock(spec=str))),
        ("octets", lambda: TRUST.verify_list(mock.Mock(spec=bytearray))),
        ("text", lambda: latchkey.parse_key(mock.Mock(spec=str))),
        ("used", lambda: Facts(used=mock.Mock(spec=int))),
        ("at", lambda: LICENSE.evaluate(None, mock.Mock(spec=datetime))),
        ("notice", lambda: Facts(notice=mock.Mock(spec=timedelta))),
    ]
    for name, call in calls:
        with pytest.raises(TypeError, match=f"^{name} must be"):
            call()
