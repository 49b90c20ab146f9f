"""``python -m latchkey verify KEY``: whether a license may be used now, without a network."""

from __future__ import annotations

import argparse
import errno
import sys
from pathlib import Path
from typing import List, Optional

from . import ELSEWHERE, Facts, LatchkeyError, LicenseError, Trust, damage

_ALLOWED, _DENIED, _USAGE, _MALFORMED, _NO_INPUT = 0, 1, 64, 65, 66


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> "None":  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(_USAGE, f"{self.prog}: error: {message}\n")


def _arguments(given: Optional[List[str]]) -> argparse.Namespace:
    parser = _Parser(prog="latchkey", description="Check license keys without a network.")
    commands = parser.add_subparsers(dest="command", required=True)
    verify = commands.add_parser("verify", help="verify a license key or file")
    verify.add_argument("license", help="the key, a file, or - for standard input")
    verify.add_argument(
        "--key", action="append", required=True, metavar="PUBLIC-KEY",
        help="a public key of the vendor, as a file or as text; may be repeated",
    )
    verify.add_argument("--prefix", action="append", help="a brand that is accepted")
    verify.add_argument("--json", action="store_true", help="print the result as JSON")
    return parser.parse_args(given)


def _content(given: str) -> bytes:
    if given == "-":
        return sys.stdin.buffer.read()
    path = Path(given)
    try:
        return path.read_bytes() if path.is_file() else given.encode()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:  # a license key, which no file is called
            return given.encode()
        raise SystemExit(_complain(error.strerror or str(error), "name a file", "", _NO_INPUT))


def _complain(message: str, next_step: str, code: str, status: int) -> int:
    print(f"latchkey: error: {message}\nhint: {next_step}", file=sys.stderr)
    if code:
        print(f"code: {code}", file=sys.stderr)
    return status


def main(given: Optional[List[str]] = None) -> int:
    """Runs the command; returns its exit status: 0 allowed, 1 denied, 65 not genuine."""
    options = _arguments(given)
    try:
        trust = Trust.pin(*(_content(key).decode("utf-8", "replace") for key in options.key))
    except LatchkeyError as error:
        return _complain(error.message, error.next_step, error.code, _MALFORMED)
    octets = _content(options.license)
    try:
        license = trust.verify(octets if b"\0" in octets else octets.strip())
    except LicenseError as error:
        found = damage(octets.decode("utf-8", "replace")) or error
        return _complain(found.message, found.next_step, found.code, _MALFORMED)
    except LatchkeyError as error:
        return _complain(error.message, error.next_step, error.code, _MALFORMED)
    decision = license.evaluate(
        Facts(
            prefixes=options.prefix, conditions=ELSEWHERE, activation=ELSEWHERE, used=ELSEWHERE,
            release=ELSEWHERE,
        )
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
