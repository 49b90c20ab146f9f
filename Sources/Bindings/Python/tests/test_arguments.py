"""A wrong type is a TypeError that names the argument; a wrong value has a code or a name."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable, cast

import pytest

import latchkey
from latchkey import _library
from latchkey import ELSEWHERE, Clock, Facts, Ledger, License, Release, RememberedList, Trust
from vectors import ROOT, octets, vectors

(MINIMAL,) = (vector for vector in vectors("licenses") if vector["name"] == "minimal")
TRUST = Trust.pin(*(bytes.fromhex(key) for key in MINIMAL["keys"]))
LICENSE = TRUST.verify(MINIMAL["text"])
LIST_VECTOR = next(
    vector for vector in vectors("status-lists")
    if vector["object"] == "list" and vector["expected"]["outcome"] == "accepted"
    and "keys" in vector
)
LIST = Trust.pin(*(bytes.fromhex(key) for key in LIST_VECTOR["keys"])).verify_list(
    octets(LIST_VECTOR["bytes"])
)
ORGANIZATION = LIST_VECTOR["organization"]
NOW = 1_800_000_000
ANY: Any = object()

WRONG_TYPES: "list[tuple[str, Callable[[], Any]]]" = [
    ("keys", lambda: Trust.pin(ANY)),
    ("roots", lambda: Trust.root(ANY)),
    ("threshold", lambda: Trust.root(bytes(32), threshold=ANY)),
    ("text", lambda: latchkey.parse_key(ANY)),
    ("text", lambda: latchkey.parse_file(ANY)),
    ("key", lambda: latchkey.damage(ANY)),
    ("license", lambda: TRUST.verify(ANY)),
    ("form", lambda: TRUST.verify("", ANY)),
    ("bundle", lambda: TRUST.accept(ANY)),
    ("now", lambda: TRUST.accept(b"", ANY)),
    ("affirmations", lambda: TRUST.affirm(ANY)),
    ("labels", lambda: TRUST.understand(ANY)),
    ("octets", lambda: TRUST.verify_list(ANY)),
    ("staple", lambda: TRUST.verify_staple(ANY)),
    ("trust", lambda: LIST.apply(ANY, b"")),
    ("trust", lambda: LIST.apply(cast(Any, LICENSE), b"")),
    ("delta", lambda: LIST.apply(TRUST, ANY)),
    ("held", lambda: LIST.check(ORGANIZATION, ANY, NOW)),
    ("held.root", lambda: LIST.check(ORGANIZATION, RememberedList(0, 1, ANY), NOW)),
    ("held.shard", lambda: LIST.check(ORGANIZATION, RememberedList(ANY, 1, bytes(32)), NOW)),
    ("held.sequence", lambda: LIST.check(ORGANIZATION, RememberedList(0, ANY, bytes(32)), NOW)),
    ("facts", lambda: LICENSE.evaluate(ANY)),
    ("at", lambda: LICENSE.evaluate(None, ANY)),
    ("at", lambda: LICENSE.evaluate(None, True)),
    ("start", lambda: LICENSE.timeline(None, ANY, NOW)),
    ("start", lambda: LICENSE.timeline(None, cast(Any, None), NOW)),
    ("end", lambda: LICENSE.timeline(None, NOW, cast(Any, None))),
    ("release.released_at", lambda: Facts(release=Release(cast(Any, None), 1))),
    ("clock.reading", lambda: Facts(clock=Clock(cast(Any, None), NOW))),
    ("clock.signed_at", lambda: Facts(clock=Clock(NOW, cast(Any, None)))),
    ("entitlement", lambda: LICENSE.has(ANY)),
    ("organization", lambda: Facts(organization=ANY)),
    ("benefits", lambda: Facts(benefits=ANY)),
    ("prefixes", lambda: Facts(prefixes=ANY)),
    ("prefixes", lambda: Facts(prefixes=[ANY])),
    ("conditions", lambda: Facts(conditions=ANY)),
    ("conditions['a']", lambda: Facts(conditions={"a": ANY})),
    ("activation", lambda: Facts(activation=ANY)),
    ("used", lambda: Facts(used=ANY)),
    ("release", lambda: Facts(release=ANY)),
    ("release.major_version", lambda: Facts(release=Release(NOW, ANY))),
    ("clock", lambda: Facts(clock=ANY)),
    ("clock.reading", lambda: Facts(clock=Clock(ANY, NOW))),
    ("status", lambda: Facts(status=ANY)),
    ("notice", lambda: Facts(notice=ANY)),
    ("directory", lambda: Ledger(ANY, TRUST)),
    ("trust", lambda: Ledger("x", ANY)),
]


@pytest.mark.parametrize("name, call", WRONG_TYPES, ids=[name for name, _ in WRONG_TYPES])
def test_wrong_type(name: str, call: Callable[[], Any]) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value).startswith(name + " must be ")


def test_wrong_type_for_a_ledger(tmp_path: Path) -> None:
    with Ledger(tmp_path / "device", TRUST, NOW) as ledger:
        calls: "list[tuple[str, Callable[[], Any]]]" = [
            ("data", lambda: ledger.install(ANY)),
            ("label", lambda: ledger.request(ANY)),
            ("facts", lambda: ledger.request(None, ANY)),
            ("as_proof", lambda: ledger.request(as_proof=ANY)),
            ("legacy_key", lambda: ledger.exchange(ANY)),
            ("amount", lambda: ledger.consume(ANY)),
            ("meter", lambda: ledger.consume(1, ANY)),
            ("now", lambda: ledger.consume(now=ANY)),
            ("facts", lambda: ledger.decide(ANY)),
        ]
        for name, call in calls:
            with pytest.raises(TypeError) as caught:
                call()
            assert str(caught.value).startswith(name + " must be ")


WRONG_VALUES: "list[Callable[[], Any]]" = [
    lambda: Trust.pin(bytes(31)),
    lambda: Trust.root(bytes(32), threshold=-1),
    lambda: TRUST.verify("", "pdf"),
    lambda: LIST.check(ORGANIZATION, RememberedList(1 << 32, 1, bytes(32)), NOW),
    lambda: LIST.check(ORGANIZATION, RememberedList(0, 1 << 64, bytes(32)), NOW),
    lambda: LIST.check(ORGANIZATION, RememberedList(0, -1, bytes(32)), NOW),
    lambda: LIST.check(ORGANIZATION, RememberedList(0, 1, bytes(31)), NOW),
    lambda: LICENSE.evaluate(None, -1),
    lambda: LICENSE.evaluate(None, 1 << 64),
    lambda: LICENSE.evaluate(None, datetime(2027, 1, 1)),
    lambda: Facts(organization="not a UUID"),
    lambda: Facts(prefixes=""),
    lambda: Facts(prefixes=["ACME", ""]),
    lambda: Facts(conditions={"UPPER": True}),
    lambda: Facts(conditions={"a": 1 << 60}),
    lambda: Facts(conditions={"a": "x\0y"}),
    lambda: Facts(conditions={"a": "\ud800"}),
    lambda: Facts(used=-1),
    lambda: Facts(notice=timedelta(days=-1)),
]


@pytest.mark.parametrize("number", range(len(WRONG_VALUES)))
def test_wrong_value(number: int) -> None:
    with pytest.raises(ValueError):
        WRONG_VALUES[number]()


def test_bad_keys_have_codes() -> None:
    for key in (bytes(32), b"\xff" * 32):
        with pytest.raises(latchkey.TrustError) as caught:
            Trust.pin(key)
        assert caught.value.code.startswith("public-key.")
    with pytest.raises(latchkey.TrustError):
        latchkey.parse_key("nonsense")


def test_texts_with_nul_and_noise_are_refused() -> None:
    text = MINIMAL["text"]
    for noise in ("", "\0", text + "\0", text + "\0" + text, "A" * (1 << 20), b"\xff" * 1000):
        with pytest.raises(latchkey.LatchkeyError) as caught:
            TRUST.verify(noise)
        assert caught.value.code
    with pytest.raises(latchkey.LatchkeyError):
        TRUST.verify(bytes(64 << 20))


def test_damage_is_recognized() -> None:
    text = MINIMAL["text"]
    found = latchkey.damage(text[: len(text) // 2])
    assert found is not None
    assert (found.code, found.step) == ("damage.cut-end", None)
    assert latchkey.damage(text) is None


def test_times_are_aware() -> None:
    at = datetime(2027, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert LICENSE.issued_at.tzinfo is timezone.utc
    assert LICENSE.evaluate(Facts(prefixes="DEMO"), at)
    assert isinstance(LICENSE, License)
    assert "denied" in repr(LICENSE.evaluate(Facts(prefixes="ACME"), at))


def test_decision_is_what_the_command_prints() -> None:
    decision = LICENSE.evaluate(Facts(prefixes="ACME", activation=ELSEWHERE), NOW)
    content = decision.as_dict()
    assert content["outcome"] == "denied"
    assert content["reasons"][0]["code"] == "license.other-prefix"
    assert content["claims"]["prefix"] == "DEMO"


def test_timeline() -> None:
    stretches = LICENSE.timeline(Facts(prefixes="DEMO"), 0, NOW)
    assert [bool(stretch.decision) for stretch in stretches][-1]
    assert stretches[0].begins == datetime(1970, 1, 1, tzinfo=timezone.utc)


def test_texts_of_public_keys_are_those_of_the_table() -> None:
    # The tests of the JavaScript binding hold its own reader to the same table.
    path = ROOT / "Sources" / "Bindings" / "JavaScript" / "test" / "public-keys.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    assert len(table) > 190
    for entry in table:
        try:
            is_taken = len(latchkey.parse_key(entry["text"])) == 32
        except latchkey.TrustError as error:
            is_taken = False
            assert error.code == "public-key.refused"
        assert is_taken == entry["isTaken"], entry["name"]


class _Older:
    """A library from before anything that this package calls."""

    class _Version:
        restype: Any = None

        def __call__(self) -> int:
            return 0

    latchkey_abi_version = _Version()


@pytest.mark.parametrize("library", [_Older(), object()], ids=["older", "another"])
def test_an_older_library_is_named_before_its_functions_are_missed(
    library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda path: library)
    with pytest.raises(latchkey.LibraryError) as caught:
        _library.Library()
    assert caught.value.code == "library.too-old"


def test_handles_have_one_owner() -> None:
    assert copy.deepcopy(LICENSE) is LICENSE
    assert copy.copy(LICENSE) is LICENSE
    with pytest.raises(TypeError, match="License"):
        pickle.dumps(LICENSE)
