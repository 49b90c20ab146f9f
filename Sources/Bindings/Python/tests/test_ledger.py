"""A ledger: one device's life, many callers, and what goes wrong."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path
from typing import Iterator, List

import pytest

import latchkey
from latchkey import Facts, Ledger, LedgerError, OtherProcessError, StorageError, Trust
from vectors import Vector, vectors

NOW = 1_800_000_000


def _minimal() -> Vector:
    (vector,) = (vector for vector in vectors("licenses") if vector["name"] == "minimal")
    return vector


def _trust() -> Trust:
    return Trust.pin(*(bytes.fromhex(key) for key in _minimal()["keys"]))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "device", _trust(), NOW) as ledger:
        yield ledger


def test_counts_what_is_used(ledger: Ledger) -> None:
    with pytest.raises(LedgerError) as caught:
        ledger.consume(1, now=NOW)
    assert caught.value.code == "ledger.no-license"
    assert ledger.license(NOW) is None
    assert [outcome.kind for outcome in ledger.install(_minimal()["text"], NOW)] == ["license"]
    assert [outcome.kind for outcome in ledger.install(_minimal()["text"], NOW)] == ["known"]
    assert ledger.decide(Facts(prefixes="DEMO"), NOW)
    denied = ledger.decide(Facts(prefixes="ACME"), NOW)
    assert [reason.code for reason in denied.reasons] == ["license.other-prefix"]
    assert ledger.consume(3, now=NOW) == latchkey.Usage(3, None)
    assert ledger.consume(2, meter=7, now=NOW).used == 2
    status = ledger.status(NOW)
    assert (status.used, status.records, status.has_seat, status.has_ended) == (3, 2, False, False)
    assert status.content["claims"]["prefix"] == "DEMO"
    license = ledger.license(NOW)
    assert license is not None and license.key == _minimal()["text"]


def test_is_there_again(tmp_path: Path) -> None:
    for used in (1, 2, 3):
        with Ledger(str(tmp_path / "device"), _trust(), NOW) as ledger:
            ledger.install(_minimal()["text"], NOW)
            assert ledger.consume(now=NOW).used == used


def test_makes_messages(ledger: Ledger) -> None:
    with pytest.raises(LedgerError) as caught:
        ledger.request(now=NOW)
    assert caught.value.code == "ledger.no-license"
    ledger.install(_minimal()["text"], NOW)
    request = ledger.request("lab 7", Facts(conditions={"region": "eu"}), now=NOW)
    assert request.octets[:2] == b"\xd2\x84"
    assert request.carrier.startswith("LK1:")
    assert len(ledger.request(as_proof=True, now=NOW).octets) < len(request.octets)
    with pytest.raises(LedgerError) as caught:
        ledger.report(NOW)
    assert caught.value.code == "activation.missing"
    with pytest.raises(LedgerError) as caught:
        ledger.exchange("OLD-KEY", now=NOW)
    assert caught.value.code == "ledger.other-license"
    assert ledger.status(NOW).waiting > 0
    ledger.deactivate(NOW)
    assert ledger.status(NOW).has_ended


def test_shares_writes_among_threads(ledger: Ledger) -> None:
    ledger.install(_minimal()["text"], NOW)
    totals: List[int] = []

    def count() -> None:
        for _ in range(20):
            totals.append(ledger.consume(now=NOW).used)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(totals) == list(range(1, 161))


def test_counts_in_an_event_loop(ledger: Ledger) -> None:
    ledger.install(_minimal()["text"], NOW)

    async def count() -> List[int]:
        usages = await asyncio.gather(*(ledger.consume_async(now=NOW) for _ in range(300)))
        return [usage.used for usage in usages]

    assert sorted(asyncio.run(count())) == list(range(1, 301))
    assert ledger.status(NOW).used == 300


def test_tells_a_task_why_nothing_was_counted(ledger: Ledger) -> None:
    with pytest.raises(LedgerError) as caught:
        asyncio.run(ledger.consume_async(now=NOW))
    assert caught.value.code == "ledger.no-license"
    with pytest.raises(latchkey.ArgumentError):
        asyncio.run(ledger.consume_async(0, now=NOW))


def test_keeps_units_of_a_task_that_is_cancelled(ledger: Ledger) -> None:
    ledger.install(_minimal()["text"], NOW)

    async def cancel() -> None:
        task = asyncio.ensure_future(ledger.consume_async(5, now=NOW))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await ledger.consume_async(now=NOW)

    asyncio.run(cancel())
    assert ledger.status(NOW).used == 6


def test_is_opened_again_in_a_child(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "device", _trust(), NOW)
    ledger.install(_minimal()["text"], NOW)
    asyncio.run(ledger.consume_async(now=NOW))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            try:
                ledger.consume(now=NOW)
            except OtherProcessError:
                with Ledger(tmp_path / "device", _trust(), NOW) as own:
                    used = own.consume(now=NOW).used
                    used = asyncio.run(own.consume_async(now=NOW)).used
                ledger.close()
                status = 0 if used == 3 else 2
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert ledger.consume(now=NOW).used == 4
    ledger.close()


def test_refuses_what_is_closed(ledger: Ledger) -> None:
    ledger.close()
    ledger.close()
    for call in (
        lambda: ledger.consume(now=NOW),
        lambda: ledger.install(_minimal()["text"], NOW),
        lambda: ledger.decide(at=NOW),
        lambda: ledger.status(NOW),
        lambda: ledger.request(now=NOW),
        lambda: asyncio.run(ledger.consume_async(now=NOW)),
    ):
        with pytest.raises(latchkey.ClosedError) as caught:
            call()
        assert caught.value.code == "argument.handle"


def test_names_a_directory_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as caught:
        Ledger(tmp_path / "file" / "device", _trust(), NOW)
    assert caught.value.code.startswith(("ledger.", "key-file."))
    assert caught.value.next_step


def test_takes_no_noise(ledger: Ledger) -> None:
    for noise in (b"", b"\0" * 100, b"\xd2\x84" + b"\xff" * 99, "what is this", os.urandom(1 << 20)):
        with pytest.raises(latchkey.RefusedError) as caught:
            ledger.install(noise, NOW)
        assert caught.value.code
