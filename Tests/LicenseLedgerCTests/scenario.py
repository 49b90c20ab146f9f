"""A device's years through the Python package, with the command line as its vendor.

    python scenario.py LATCHKEY-PROGRAM

The same story as `device.txt` of the command line's scripts: a seat, usage, a report, a forged
answer, a clock that is set back, a list that revokes; at each step the decision with all its codes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import List

import latchkey
from latchkey import Facts, Ledger, LedgerError, Trust


def at(day: str) -> int:
    """The start of a day."""
    return int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp())


class Vendor:
    """The command line in a directory of its own."""

    def __init__(self, program: str, directory: Path) -> None:
        self._program, self._directory = program, directory
        self.run("2027-01-01", "keys new --no-passphrase --organization ACME")
        self.run("2027-01-01", "benefits add pro --prefix ACME --lifetime 2y --activations 2 --usage 1000")
        self.key = self.run("2027-01-01", "keys export")
        self.license = self.run("2027-01-01", "issue --benefit pro")

    def run(self, day: str, command: str, given: bytes = b"") -> str:
        """What a command prints on a day."""
        environment = {"LATCHKEY_CLOCK": day, "PATH": os.environ["PATH"], "HOME": str(self._directory),
                       "LATCHKEY_HOME": str(self._directory / "issuer")}
        done = subprocess.run(
            [self._program, *command.split()], input=given, capture_output=True, check=True,
            cwd=self._directory, env=environment,
        )
        return done.stdout.decode().strip()

    def file(self, name: str) -> bytes:
        """A file that a command has written."""
        return (self._directory / name).read_bytes()

    def path(self, name: str) -> str:
        """Where that file is."""
        return str(self._directory / name)


def codes(ledger: Ledger, day: str) -> List[str]:
    """Every reason on a day, in order."""
    decision = ledger.decide(Facts(prefixes="ACME"), at(day))
    assert bool(decision) == (not decision.reasons)
    return [reason.code for reason in decision.reasons]


def checked(vendor: Vendor, *arguments: str) -> str:
    """What the package's own command says of a license, in one word."""
    done = subprocess.run(
        [sys.executable, "-m", "latchkey", "verify", "--at", "2027-06-03", "--key", vendor.key,
         *arguments],
        capture_output=True, text=True,
    )
    assert (done.returncode == 0) == done.stdout.startswith("allowed"), done
    return done.stdout.split()[0]


def refused(call: object, code: str) -> None:
    """Whether a call is refused with a code."""
    try:
        call()  # type: ignore[operator]
    except LedgerError as error:
        assert error.code == code, error.code
        assert error.next_step
        return
    raise AssertionError(f"{code} is expected")


def main(program: str) -> None:
    """Runs the whole story."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        vendor = Vendor(program, directory)
        trust = Trust.pin(vendor.key)
        with Ledger(directory / "press", trust, at("2027-01-02")) as ledger:
            live(vendor, ledger)
        other_device(vendor, directory, trust)


def live(vendor: Vendor, ledger: Ledger) -> None:
    """One device."""
    day = at("2027-01-02")
    assert [outcome.kind for outcome in ledger.install(vendor.license, day)] == ["license"]
    assert codes(ledger, "2027-01-02") == ["activation.missing"]
    refused(lambda: ledger.consume(1, now=day), "activation.missing")
    request = ledger.request("press", now=day)
    answer = vendor.run("2027-01-02", "approve", request.carrier.encode())
    changed = answer[:60] + ("A" if answer[60] != "A" else "B") + answer[61:]
    for wrong in (changed, answer[:-8]):
        try:
            ledger.install(wrong, day)
        except latchkey.RefusedError as error:
            assert error.code
        else:
            raise AssertionError("an answer that was changed is taken")
    assert [outcome.kind for outcome in ledger.install(answer, day)] == ["receipt"]
    assert [outcome.kind for outcome in ledger.install(answer, day)] == ["known"]
    assert codes(ledger, "2027-01-02") == []
    status = ledger.status(day)
    assert status.has_seat and status.allowance is not None and status.waiting == 0
    allowance = status.allowance

    used = ledger.consume(allowance - 10, now=at("2027-02-01"))
    assert (used.used, used.left) == (allowance - 10, 10)
    refused(lambda: ledger.consume(11, now=at("2027-02-01")), "usage.allowance-exhausted")
    report = ledger.report(at("2027-03-01"))
    assert ledger.report(at("2027-03-01")) == report
    receipt = vendor.run("2027-03-02", "accept", report.carrier.encode())
    assert [outcome.kind for outcome in ledger.install(receipt, at("2027-03-03"))] == ["receipt"]
    status = ledger.status(at("2027-03-03"))
    assert status.allowance is None or status.allowance >= allowance
    assert status.used == allowance - 10

    assert codes(ledger, "2026-06-01") == ["clock.behind-signed"]
    assert codes(ledger, "2027-04-05") == []
    vendor.run("2027-06-01", "status build --output clean")
    assert [o.kind for o in ledger.install(vendor.file("clean"), at("2027-06-01"))] == ["list"]
    license = ledger.license(at("2027-06-01"))
    assert license is not None
    vendor.run("2027-06-02", f"revoke {license.id} --reason refunded")
    vendor.run("2027-06-02", "status build --output revoked")
    assert [o.kind for o in ledger.install(vendor.file("revoked"), at("2027-06-03"))] == ["list"]
    assert [o.kind for o in ledger.install(vendor.file("clean"), at("2027-06-03"))] == ["older"]
    assert codes(ledger, "2027-06-03") == ["status.revoked"]
    assert codes(ledger, "2031-01-01") == ["license.expired", "status.revoked"]

    # The command reads a list beside the license or in its file, as `latchkey verify` does.
    (clean, revoked) = (vendor.path("clean"), vendor.path("revoked"))
    assert checked(vendor, vendor.license) == checked(vendor, vendor.license, "--list", clean) == "allowed"
    assert checked(vendor, vendor.license, "--list", revoked) == "denied"
    vendor.run("2027-06-03", f"pack revoked {vendor.license} --output one.lic")
    assert checked(vendor, vendor.path("one.lic")) == "denied"


def other_device(vendor: Vendor, directory: Path, trust: Trust) -> None:
    """Another device, whose answer is no."""
    day = at("2027-07-01")
    with Ledger(directory / "second", trust, day) as ledger:
        ledger.install(vendor.license, day)
        request = ledger.request("second", now=day)
        try:
            answer = vendor.run("2027-07-01", "approve", request.carrier.encode())
        except subprocess.CalledProcessError as error:
            answer = error.stdout.decode().strip()
        assert [outcome.kind for outcome in ledger.install(answer, day)] == ["receipt"]
        assert codes(ledger, "2027-07-01") == ["activation.missing"]
        refusal = ledger.status(day).content["refusal"]
        assert refusal["code"].startswith("answer.") and refusal["next_step"]


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()))
    print("a device's years, in Python")
