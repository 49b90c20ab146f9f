"""Every vector of device messages that a device reads, given to a ledger that knows what it knows."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest

import latchkey
from latchkey import Ledger, Trust
from prepared import (
    NO_INTERFACE,
    bundle,
    difference,
    given,
    is_expected,
    keys,
    prepare,
)
from vectors import Vector, check_known, vectors


@pytest.mark.parametrize("vector", vectors("sync"), ids=lambda vector: str(vector["name"]))
def test_sync(vector: Vector, tmp_path: Path) -> None:
    if vector["object"] in NO_INTERFACE:
        pytest.skip(NO_INTERFACE[vector["object"]])
    check_known(
        vector, "object", "keys", "roots", "threshold", "bundle", "device", "license", "held",
        "machine", "sequence", "waiting", "taken", "activation", "used", "seatBundle", "bytes",
        "zeros", "now",
    )
    now = vector["now"]
    with Ledger(tmp_path, _trust(vector), now) as ledger:
        assert not ledger.status(now).has_seat
    prepare(tmp_path, vector)
    with Ledger(tmp_path, _trust(vector), now) as ledger:
        vouching = bundle(vector)
        if vouching is not None:
            ledger.install(vouching, now)
        has_seat = ledger.status(now).has_seat
        kind: Optional[str] = None
        code: Optional[str] = None
        try:
            (outcome,) = ledger.install(given(vector), now)
            kind = outcome.kind
        except latchkey.LatchkeyError as error:
            assert error.next_step
            code = error.code
        assert is_expected(vector, has_seat, kind, code), (kind, code)
        assert difference(vector, ledger.status(now).content) is None


def _trust(vector: Vector) -> Trust:
    if "roots" in vector:
        roots = (bytes.fromhex(root) for root in vector["roots"])
        return Trust.root(*roots, threshold=vector["threshold"])
    return Trust.pin(*keys(vector))
