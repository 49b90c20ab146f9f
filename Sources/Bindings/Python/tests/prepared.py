"""A ledger that knows what the device of a vector in ``Fixtures/sync`` knows.

The directory is written as ``Ledger`` (Ledger.md, files and state file) describes it, with the
device's key, which is no secret: its seed is made of words.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple, Union

from vectors import FIXTURES, Vector, octets

_Item = Union[bool, int, bytes, List[Any], Dict[int, Any]]

_DEVICE_SEED = hashlib.sha256(b"latchkey fixture device: TEST ONLY").digest()
_PKCS8 = bytes.fromhex("302e020100300506032b657004220420")
_MAGIC = b"LKSTATE1"

#: Why a vector is not run, by the kind of its object.
NO_INTERFACE = {
    "request": "a device's request is read by the vendor, for whom latchkey.h has no function",
    "report": "a device's report is read by the vendor, for whom latchkey.h has no function",
    "reports": "reports are reconciled by the vendor, for whom latchkey.h has no function",
}

#: What a ledger shows of these is compared. It does not show `sameMachine` of other machines' facts.
_EXPECTATIONS = {"outcome", "code", "claims", "replaces", "sameMachine", "effects"}

#: A ledger finds out from its form what kind of object it is given. So what has no form, or that of
#: another kind, has a code of signed objects in general: by the end of the vector's name, and exactly.
_WITHOUT_FORM = {
    "algorithm-es256": "key.algorithm",
    "array-of-five": "ledger.not-an-object",
    "critical-header": "key.header",
    "cwt-tag": "ledger.not-an-object",
    "detached": "key.envelope",
    "nearly-too-long": "key.not-signed",
    "no-tag": "ledger.not-an-object",
    "no-type": "key.header-labels",
    "roots-empty": "key.empty",
    "roots-trailing-byte": "key.not-signed",
    "roots-typ": "trust.threshold",  # Its second message is a bundle by itself.
    "short-signature": "key.signature-length",
    "too-long": "key.not-signed",
    "trailing-byte": "key.not-signed",
    "unprotected": "key.unprotected-header",
    "wrong-typ": "claims.unknown",
}

#: What a ledger says of a reset if the bundle does not vouch for the seat either: it has none.
_WITHOUT_SEAT = "sync.other-activation"


def _minimal() -> Vector:
    vector: Vector = json.loads((FIXTURES / "licenses" / "minimal.json").read_text())
    return vector


def keys(vector: Vector) -> List[bytes]:
    """The keys to pin: the vector's and that of the license, which no vector of messages names."""
    names = [*vector["keys"], *_minimal()["keys"]]
    return [bytes.fromhex(key) for key in dict.fromkeys(names)]


def bundle(vector: Vector) -> Optional[bytes]:
    """The bundle that the device has: the vector's, or the one that its seat needs."""
    text = vector.get("bundle", vector.get("seatBundle"))
    return None if text is None else octets(text)


def given(vector: Vector) -> bytes:
    """The message."""
    return octets(vector["bytes"]) + b"\0" * int(vector.get("zeros", 0))


def prepare(directory: Path, vector: Vector) -> None:
    """Changes a new ledger, which nobody has open, into that of the vector's device."""
    pem = base64.b64encode(_PKCS8 + _DEVICE_SEED).decode()
    (directory / "device.key").write_text(
        f"-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n"
    )
    state: Dict[int, Any] = {1: 1}
    is_about_a_seat = vector["object"] == "reset"
    if "device" in vector or is_about_a_seat:
        state[2] = _license()
    if is_about_a_seat:
        state[5] = _certificate()
    elif "held" in vector:
        state[5] = octets(vector["held"])
    state[8] = _messages(vector)
    state[9] = [0, 0, int(vector.get("used", 0))]
    state[10] = [0, bytes(32)]
    content = _MAGIC + _encoded(state)
    (directory / "state").write_bytes(content + hashlib.sha256(content).digest())


def is_expected(
    vector: Vector, has_seat: bool, kind: Optional[str], code: Optional[str]
) -> bool:
    """Whether a ledger has said what the vector expects: the kind of what it took, or a code."""
    expected = vector["expected"]
    unknown = set(expected) - _EXPECTATIONS
    assert not unknown, f"unknown expectations: {unknown}"
    if expected["outcome"] == "refused":
        what = str(vector["name"])[len(vector["object"]) + 1 :]
        if what == "other-typ":  # A request or a report, which a device passes over.
            return kind == "skipped"
        if "bundle" in vector and vector["object"] == "reset" and not has_seat:
            return code == _WITHOUT_SEAT
        return code == _WITHOUT_FORM.get(what, str(expected["code"]))
    if vector["object"] == "certificate":
        return kind == ("certificate" if expected.get("replaces", True) else "older")
    return kind == ("known" if "taken" in vector else str(vector["object"]))


def difference(vector: Vector, status: Dict[str, Any]) -> Optional[Tuple[str, Any]]:
    """What the status of the ledger does not say afterwards, although the vector expects it."""
    expected = vector["expected"]
    if expected["outcome"] == "refused":
        return None
    effects = expected.get("effects", [])
    assert set(effects) <= {"refused", "renewed", "forked", "replacement"}, effects
    wanted: Dict[str, Any] = {}
    if vector["object"] == "receipt":
        wanted["is_forked"] = "forked" in effects
        wanted["refusal"] = None if "refused" not in effects else status.get("refusal") or "one"
    seat = expected["claims"]
    if "renewed" in effects:
        seat = seat["certificate"]
    if "renewed" in effects or expected.get("replaces", vector["object"] == "certificate"):
        wanted["activation"] = seat["activation"]
        wanted["allowance"] = seat.get("allowance")
        if "leaseEnd" not in seat:
            wanted["lease_end"] = None
    for name, value in wanted.items():
        if status.get(name) != value:
            return name, (status.get(name), value)
    return None


def _license() -> bytes:
    return octets(_minimal()["text"].split("_", 1)[1])


def _certificate() -> bytes:
    vector = json.loads((FIXTURES / "sync" / "certificate-plain.json").read_text())
    return octets(vector["bytes"])


def _messages(vector: Vector) -> Dict[int, Any]:
    sync: Dict[int, Any] = {1: int(vector.get("sequence", 0))}
    if "taken" in vector:
        sync[3] = bytes.fromhex(vector["taken"])
    sync[4] = 0
    sync[5] = [
        [message["sequence"], bytes.fromhex(message["digest"])]
        for message in vector.get("waiting", [])
    ]
    sync[6] = False
    sync[9] = False
    return sync


def _encoded(item: _Item) -> bytes:
    """An item in deterministic CBOR; the keys of a map are ascending already."""
    if isinstance(item, bool):
        return b"\xf5" if item else b"\xf4"
    if isinstance(item, int):
        return _head(0, item)
    if isinstance(item, bytes):
        return _head(2, len(item)) + item
    if isinstance(item, list):
        return _head(4, len(item)) + b"".join(_encoded(each) for each in item)
    pairs = (_encoded(key) + _encoded(value) for key, value in item.items())
    return _head(5, len(item)) + b"".join(pairs)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size)
    return bytes([major << 5 | 24 + (1, 2, 4, 8).index(size)]) + number.to_bytes(size, "big")
