"""The directory in which a device keeps its seat and counts."""

from __future__ import annotations

import asyncio
import json
import os
from ctypes import byref, c_void_p
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Dict, Optional, Tuple, Type, Union

from . import _arguments as arguments
from . import _library
from ._arguments import Moment
from ._library import (
    ABSENT,
    OK,
    PENDING,
    Handle,
    bytes_of,
    exception,
    fail,
    lib,
    number_of,
    text_of,
)
from .decision import Decision
from .errors import LedgerError, RefusedError
from .facts import Facts
from .license import License
from .trust import Trust

_ACTIVATE, _DEACTIVATE = 1, 2
_AS_PROOF = 1
(
    _USED, _RECORDS, _WAITING, _TIME, _LEASE_END, _ALLOWANCE, _BUNDLE_VERSION, _LIST_SEQUENCE,
    _HAS_SEAT, _HAS_ENDED, _IS_FORKED, _IS_OF_THIS_MACHINE,
) = range(1, 13)


@dataclass(frozen=True)
class Usage:
    """What was counted."""

    #: What this device has used in all.
    used: int
    #: What is left before the device must report, or for good; nothing where there is no limit.
    left: Optional[int]


@dataclass(frozen=True)
class Message:
    """A message for the vendor, to be carried by any means; its answer is installed."""

    #: To be sent as ``application/cose``, or written to a file.
    octets: bytes
    #: For a QR code: ``LK1:…``.
    carrier: str


@dataclass(frozen=True)
class Installed:
    """What became of one object."""

    #: ``license``, ``bundle``, ``affirmation``, ``certificate``, ``list``, ``disputed-list``,
    #: ``staple``, ``receipt``, ``reset``, ``known``, ``older``, ``skipped`` or ``refused``.
    kind: str
    #: Why it was refused.
    error: Optional[RefusedError] = None


@dataclass(frozen=True)
class Summary:
    """What a ledger holds."""

    used: int
    records: int
    #: Messages that wait for an answer.
    waiting: int
    #: The time that the ledger goes by.
    time: datetime
    lease_end: Optional[datetime]
    #: Up to which total this device may count.
    allowance: Optional[int]
    bundle_version: Optional[int]
    list_sequence: Optional[int]
    has_seat: bool
    has_ended: bool
    is_forked: bool
    is_of_this_machine: bool
    #: Everything, as ``latchkey status device --json`` names it.
    content: Dict[str, Any] = field(hash=False)


class Ledger(Handle):
    """The ledger of a directory, which is made where it is not there yet.

    Threads share one object; each process opens the directory for itself, and a child of ``fork``
    opens it again. One ledger for each license, on a local disk.

    >>> def work(directory: str, trust: Trust, key: str) -> None:
    ...     with Ledger(directory, trust) as ledger:
    ...         ledger.install(key)
    ...         if ledger.decide(Facts(prefixes="ACME")):
    ...             ledger.consume(1)
    """

    __slots__ = ()

    def __init__(
        self, directory: Union[str, os.PathLike[str]], trust: Trust, now: Optional[Moment] = None
    ) -> None:
        super().__init__(None)
        path = arguments.path("directory", directory)
        if not arguments.is_a(trust, Trust):
            raise arguments.wrong_type("trust", trust, "Trust")
        (made, error) = (c_void_p(), c_void_p())
        result = lib.ledger_open(
            path, len(path), trust._handle, arguments.moment_or_now("now", now), byref(made), byref(error)
        )
        if result != OK:
            fail(result, error.value, LedgerError)
        self._handle = made.value

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        value: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def close(self) -> None:
        """Waits for what is under way and lets go of the files; may be called again."""
        (handle, self._handle) = (self._handle, None)
        if handle is not None:
            lib.ledger_close(handle)

    def install(
        self, data: Union[str, bytes], now: Optional[Moment] = None
    ) -> Tuple[Installed, ...]:
        """Installs whatever the vendor sent, and tells what became of each object.

        A license key in any form, a license file, a trust bundle, status list, delta, staple,
        certificate, receipt or clock reset, or several of them end to end. One that is refused keeps
        no other from being taken. Raises ``LedgerError`` where the data is none of these, or where
        every object was refused.
        """
        octets = arguments.text_or_octets("data", data)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.ledger_install(
            self._handle, octets, len(octets), arguments.moment_or_now("now", now), byref(made),
            byref(error),
        )
        if made.value is None:
            fail(result, error.value, LedgerError)
        installed = Handle(made.value)
        outcomes = tuple(
            _outcome(installed._handle, index) for index in range(lib.installed_count(made.value))
        )
        if result != OK and all(outcome.error is not None for outcome in outcomes):
            fail(result, error.value, LedgerError)
        if error.value is not None:
            lib.free(error.value)
        return outcomes

    def request(
        self,
        label: Optional[str] = None,
        facts: Optional[Facts] = None,
        as_proof: bool = False,
        now: Optional[Moment] = None,
    ) -> Message:
        """Asks for a seat, or to renew the one that the device has.

        ``label`` is a name for people, such as the host's; the conditions of ``facts`` are presented.
        ``as_proof`` names the license instead of carrying it, for a vendor who knows it.
        """
        return self._request(_ACTIVATE, label, facts, as_proof, now)

    def deactivate(self, now: Optional[Moment] = None) -> Message:
        """Gives the seat back, for good: the ledger counts nothing more after this."""
        return self._request(_DEACTIVATE, None, None, False, now)

    def exchange(
        self,
        legacy_key: str,
        label: Optional[str] = None,
        facts: Optional[Facts] = None,
        now: Optional[Moment] = None,
    ) -> Message:
        """Asks for a seat with a key of another system, which the answer exchanges."""
        key = arguments.text("legacy_key", legacy_key)
        (name, length) = arguments.optional_text("label", label)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.ledger_exchange(
            self._handle, key, len(key), name, length, _optional_facts(facts),
            arguments.moment_or_now("now", now), byref(made), byref(error),
        )
        return _message(result, made, error)

    def report(self, now: Optional[Moment] = None) -> Message:
        """The report of what was used: the same bytes again until there is an answer or more to say."""
        (made, error) = (c_void_p(), c_void_p())
        result = lib.ledger_report(
            self._handle, arguments.moment_or_now("now", now), byref(made), byref(error)
        )
        return _message(result, made, error)

    def consume(self, amount: int = 1, meter: int = 0, now: Optional[Moment] = None) -> Usage:
        """Counts units, all of them or none, and returns when they are on the disk.

        Looks at the seat, the limit and the allowance alone: ask ``decide`` first, since units of an
        expired or revoked license are counted like any others. Threads that call it at once share
        one write.
        """
        (units, number) = _amount(amount, meter)
        (usage, error) = (_library.Usage(), c_void_p())
        result = lib.ledger_consume(
            self._handle, units, number, arguments.moment_or_now("now", now), byref(usage), byref(error)
        )
        if result != OK:
            fail(result, error.value, LedgerError)
        return _usage(usage)

    async def consume_async(
        self, amount: int = 1, meter: int = 0, now: Optional[Moment] = None
    ) -> Usage:
        """Counts units without blocking the event loop, as ``consume`` does; many share one write.

        A task that is cancelled meanwhile does not take its units back.
        """
        (units, number) = _amount(amount, meter)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.ledger_consume_start(
            self._handle, units, number, arguments.moment_or_now("now", now), byref(made), byref(error)
        )
        if result != OK:
            fail(result, error.value, LedgerError)
        pending = Handle(made.value)
        await _readable(lib.pending_descriptor(pending._handle))
        return _result(pending)

    def decide(self, facts: Optional[Facts] = None, at: Optional[Moment] = None) -> Decision:
        """Decides whether the ledger's license may be used now; waits for no other process."""
        (made, error) = (c_void_p(), c_void_p())
        result = lib.ledger_decide(
            self._handle, _optional_facts(facts), arguments.moment_or_now("at", at), byref(made),
            byref(error),
        )
        if result != OK:
            fail(result, error.value, LedgerError)
        return Decision(made.value)

    def status(self, now: Optional[Moment] = None) -> Summary:
        """What the ledger holds, for a person to see."""
        summary = self._summary(now)
        handle = summary._handle
        (used, records, waiting, time) = (
            number_of(lib.summary_number, handle, which) or 0
            for which in (_USED, _RECORDS, _WAITING, _TIME)
        )
        lease_end = number_of(lib.summary_number, handle, _LEASE_END)
        (has_seat, has_ended, is_forked, is_of_this_machine) = (
            number_of(lib.summary_number, handle, which) == 1
            for which in (_HAS_SEAT, _HAS_ENDED, _IS_FORKED, _IS_OF_THIS_MACHINE)
        )
        return Summary(
            used=used,
            records=records,
            waiting=waiting,
            time=arguments.time_of(time),
            lease_end=None if lease_end is None else arguments.time_of(lease_end),
            allowance=number_of(lib.summary_number, handle, _ALLOWANCE),
            bundle_version=number_of(lib.summary_number, handle, _BUNDLE_VERSION),
            list_sequence=number_of(lib.summary_number, handle, _LIST_SEQUENCE),
            has_seat=has_seat,
            has_ended=has_ended,
            is_forked=is_forked,
            is_of_this_machine=is_of_this_machine,
            content=json.loads(text_of(lib.summary_json(handle, None))),
        )

    def license(self, now: Optional[Moment] = None) -> Optional[License]:
        """The license in the ledger; nothing where there is none."""
        summary = self._summary(now)
        (made, error) = (c_void_p(), c_void_p())
        result = lib.summary_license(summary._handle, byref(made), byref(error))
        if result == ABSENT:
            if error.value is not None:
                lib.free(error.value)
            return None
        if result != OK:
            fail(result, error.value, LedgerError)
        return License(made.value)

    def _summary(self, now: Optional[Moment]) -> Handle:
        (made, error) = (c_void_p(), c_void_p())
        result = lib.ledger_status(
            self._handle, arguments.moment_or_now("now", now), byref(made), byref(error)
        )
        if result != OK:
            fail(result, error.value, LedgerError)
        return Handle(made.value)

    def _request(
        self,
        purpose: int,
        label: Optional[str],
        facts: Optional[Facts],
        as_proof: bool,
        now: Optional[Moment],
    ) -> Message:
        (name, length) = arguments.optional_text("label", label)
        if not isinstance(as_proof, bool):
            raise arguments.wrong_type("as_proof", as_proof, "bool")
        (made, error) = (c_void_p(), c_void_p())
        result = lib.ledger_request(
            self._handle, purpose, name, length, _optional_facts(facts),
            _AS_PROOF if as_proof else 0, arguments.moment_or_now("now", now), byref(made), byref(error),
        )
        return _message(result, made, error)


def _optional_facts(facts: Optional[Facts]) -> Optional[int]:
    return None if facts is None else Facts.handle_of("facts", facts)


def _amount(amount: int, meter: int) -> Tuple[int, int]:
    return (
        arguments.integer("amount", amount, 0, (1 << 64) - 1),
        arguments.integer("meter", meter, 0, (1 << 32) - 1),
    )


def _usage(usage: _library.Usage) -> Usage:
    return Usage(int(usage.used), int(usage.left) if usage.is_limited else None)


def _outcome(installed: Optional[int], index: int) -> Installed:
    error = c_void_p()
    result = lib.installed_error(installed, index, byref(error))
    kind = text_of(lib.installed_kind(installed, index, None))
    if result != OK or error.value is None:
        return Installed(kind)
    refused = exception(error.value, LedgerError)
    return Installed(kind, refused if isinstance(refused, RefusedError) else None)


def _message(result: int, made: c_void_p, error: c_void_p) -> Message:
    if result != OK:
        fail(result, error.value, LedgerError)
    message = Handle(made.value)
    return Message(
        bytes_of(lib.message_bytes, message._handle),
        text_of(lib.message_carrier(message._handle, None)),
    )


async def _readable(descriptor: int) -> None:
    loop = asyncio.get_running_loop()
    ready = loop.create_future()

    def wake() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(descriptor, wake)
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


def _result(pending: Handle) -> Usage:
    (usage, error) = (_library.Usage(), c_void_p())
    result = lib.pending_result(pending._handle, byref(usage), byref(error))
    if result == PENDING:
        raise AssertionError("a descriptor was readable too early")
    if result != OK:
        fail(result, error.value, LedgerError)
    return _usage(usage)
