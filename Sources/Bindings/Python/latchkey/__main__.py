"""``python -m latchkey verify --key VENDOR.pub KEY``: may a license be used now?"""

from __future__ import annotations

import argparse
import errno
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import List, Optional, Union

from . import (
    ELSEWHERE,
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

_ALLOWED, _DENIED, _USAGE, _MALFORMED, _NO_INPUT = 0, 1, 64, 65, 66
_LIST, _STAPLE = "application/statuslist+cwt", "application/vnd.latchkey.staple+cwt"
_FILE = b"-----BEGIN LATCHKEY LICENSE-----"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> "None":  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(_USAGE, f"{self.prog}: error: {message}\n")


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
    if given == "-":
        return sys.stdin.buffer.read()
    path = Path(given)
    try:
        if is_file or path.is_file():
            return path.read_bytes()
    except OSError as error:
        if is_file or error.errno != errno.ENAMETOOLONG:  # a license key is too long for a name
            raise SystemExit(
                _complain(f"{given}: {error.strerror or error}", "name a file", "", _NO_INPUT)
            )
    return given.encode()


def _public_key(given: str) -> str:
    """A public key's text, from a file where it is a path."""
    if "BEGIN" not in given and ("/" in given or "." in given) and not Path(given).exists():
        step = "name the file that `latchkey keys export` wrote"
        raise SystemExit(_complain(f"there is no file {given}", step, "", _NO_INPUT))
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
    print(f"latchkey: error: {message}\nhint: {next_step}", file=sys.stderr)
    if code:
        print(f"code: {code}", file=sys.stderr)
    return status


def main(given: Optional[List[str]] = None) -> int:
    """Runs the command; returns its exit status: 0 allowed, 1 denied, 65 not genuine."""
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
    if options.json:
        print(decision.json)
    else:
        print("allowed" if decision else "denied")
        for kind, findings in (("reason", decision.reasons), ("warning", decision.warnings)):
            for finding in findings:
                print(f"  {kind}  {finding.message}\n      → {finding.next_step}")
    return _ALLOWED if decision else _DENIED


if __name__ == "__main__":
    sys.exit(main())
