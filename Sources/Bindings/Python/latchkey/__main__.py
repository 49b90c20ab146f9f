"""``python -m latchkey verify --key VENDOR.pub KEY``: may a license be used now?"""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
from datetime import datetime, timezone
from typing import IO, List, NoReturn, Optional, Union

from . import (
    ELSEWHERE,
    ArgumentError,
    Decision,
    Facts,
    LatchkeyError,
    License,
    LicenseError,
    Staple,
    StatusList,
    Trust,
    damage,
    parse_file,
)

_ALLOWED, _DENIED, _USAGE, _MALFORMED, _NO_INPUT, _NOT_WRITTEN = 0, 1, 64, 65, 66, 74
_INTERRUPTED = 130
#: One byte more than anything that the library reads, so that it sees what is too long.
_MOST_OCTETS = (64 << 20) + 1
_LIST, _STAPLE = "application/statuslist+cwt", "application/vnd.latchkey.staple+cwt"
_FILE = b"-----BEGIN LATCHKEY LICENSE-----"


class _Stop(Exception):
    """The end of the command before it has an answer, with its exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        _warn(f"{self.format_usage()}{self.prog}: error: {message}")
        raise _Stop(_USAGE)

    def print_help(self, file: object = None) -> None:
        _print(self.format_help().rstrip("\n"))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text[:-1] if text.endswith("Z") else text)
    except ValueError:
        raise argparse.ArgumentTypeError("write 2027-01-31 or 2027-01-31T12:00:00Z") from None
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment


def _arguments(given: Optional[List[str]]) -> argparse.Namespace:
    parser = _Parser(prog="python -m latchkey", description="Check license keys without a network.")
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="verify a license key or file")
    verify.add_argument("license", help="the key, a file, or - for standard input")
    verify.add_argument(
        "--key", action="append", required=True, metavar="PUBLIC-KEY",
        help="a public key of the vendor, as a file or as text; may be repeated",
    )
    verify.add_argument("--prefix", action="append", help="a brand that is accepted")
    verify.add_argument(
        "--list", metavar="FILE",
        help="the newest status list or staple; by default that in the license file",
    )
    verify.add_argument(
        "--at", type=_moment, metavar="TIME", help="decide as of a day, or a time in UTC, not now"
    )
    verify.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser.parse_args(given)


def _content(given: str, is_file: bool = False) -> bytes:
    try:
        if given == "-":
            if sys.stdin is None:
                raise OSError(errno.EBADF, "standard input is closed")
            return sys.stdin.buffer.read(_MOST_OCTETS)
        # A license key is not a name, and may be too long for one.
        if is_file or os.path.isfile(given):
            with open(given, "rb") as file:
                return file.read(_MOST_OCTETS)
        # Bytes that are not text come as halves of surrogate pairs, and go as they came.
        return given.encode("utf-8", "surrogateescape")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _Stop(_complain(f"{given}: {reason}", "name a file", "", _NO_INPUT)) from None


def _public_key(given: str) -> str:
    """A public key's text, from a file where it is a path."""
    if "BEGIN" not in given and ("/" in given or "." in given) and not os.path.exists(given):
        step = "name the file that `latchkey keys export` wrote"
        raise _Stop(_complain(f"there is no file {given}", step, "", _NO_INPUT))
    return _content(given).decode("utf-8", "replace")


def _status(
    trust: Trust, license: License, octets: bytes, newest: Optional[bytes]
) -> Union[StatusList, Staple, None]:
    """The newest that is said of the license: by the list that was given, or by the license's file."""
    if newest is not None and _FILE not in newest:
        if newest.lstrip().startswith(b"LK1:"):
            return trust.verify_staple(newest.strip())
        return trust.verify_list(newest)
    file = octets if newest is None else newest
    if _FILE not in file:
        return None
    found: List[Union[StatusList, Staple]] = []
    for each in parse_file(file):
        if each.type == _LIST:
            list_ = trust.verify_list(each.octets)
            index = license.status_index
            if list_.organization == license.organization and index is not None and list_.shard == index >> 20:
                found.append(list_)
        elif each.type == _STAPLE:
            staple = trust.verify_staple(each.octets)
            if staple.digest == license.digest:
                found.append(staple)
    return max(found, key=lambda each: each.issued_at, default=None)


def _complain(message: str, next_step: str, code: str, status: int) -> int:
    _warn(f"latchkey: error: {message}\nhint: {next_step}" + (f"\ncode: {code}" if code else ""))
    return status


def _warn(text: str) -> None:
    """Writes to standard error, where there is one; nothing else depends on that."""
    if sys.stderr is None:
        return
    try:
        # What the arguments have that is not text is shown as its numbers.
        print(text.encode("utf-8", "backslashreplace").decode(), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _abandon(sys.stderr)


def _print(text: str) -> None:
    """Writes to standard output, and stays until it has arrived there."""
    stream = sys.stdout
    try:
        if stream is None:
            raise OSError(errno.EBADF, "standard output is closed")
        print(text, file=stream, flush=True)
    except (OSError, ValueError) as error:
        if stream is not None:
            _abandon(stream)
        reason = getattr(error, "strerror", None) or error
        step = "see that there is room, and somebody who reads"
        raise _Stop(
            _complain(f"the output cannot be written: {reason}", step, "", _NOT_WRITTEN)
        ) from None


def _abandon(stream: IO[str]) -> None:
    """Keeps what could not be written from being tried once more at the end."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError):
        pass  # Then there is no descriptor to be tried.


def _is_printable(text: str) -> bool:
    """Whether standard output has these characters in its encoding."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeError:
        return False
    return True


def _shown(decision: Decision) -> str:
    """A decision for a person, in characters that the output has."""
    arrow = "→" if _is_printable("→") else "->"
    lines = ["allowed" if decision else "denied"]
    for kind, findings in (("reason", decision.reasons), ("warning", decision.warnings)):
        lines += (f"  {kind}  {each.message}\n      {arrow} {each.next_step}" for each in findings)
    text = "\n".join(lines)
    return text if _is_printable(text) else text.encode("ascii", "backslashreplace").decode()


def _shown_as_json(decision: Decision) -> str:
    text = decision.json
    if _is_printable(text):
        return text
    return "".join(each if each.isascii() else json.dumps(each)[1:-1] for each in text)


def main(given: Optional[List[str]] = None) -> int:
    """Runs the command; returns its exit status.

    0 allowed, 1 denied, 64 wrong use, 65 not genuine, 66 no input, 74 no output.
    """
    try:
        return _run(given)
    except _Stop as stop:
        return stop.status
    except ArgumentError as error:
        return _complain(error.message, error.next_step, error.code, _USAGE)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(given: Optional[List[str]]) -> int:
    options = _arguments(given)
    try:
        trust = Trust.pin(*(_public_key(key) for key in options.key))
    except LatchkeyError as error:
        return _complain(error.message, error.next_step, error.code, _MALFORMED)
    octets = _content(options.license)
    newest = None if options.list is None else _content(options.list, is_file=True)
    try:
        license = trust.verify(octets if b"\0" in octets else octets.strip())
        status = _status(trust, license, octets, newest)
    except LicenseError as error:
        found = damage(octets.decode("utf-8", "replace")) or error
        return _complain(found.message, found.next_step, found.code, _MALFORMED)
    except LatchkeyError as error:
        return _complain(error.message, error.next_step, error.code, _MALFORMED)
    decision = license.evaluate(
        Facts(
            prefixes=options.prefix, conditions=ELSEWHERE, activation=ELSEWHERE, used=ELSEWHERE,
            release=ELSEWHERE, status=status,
        ),
        options.at,
    )
    _print(_shown_as_json(decision) if options.json else _shown(decision))
    return _ALLOWED if decision else _DENIED


if __name__ == "__main__":
    sys.exit(main())
