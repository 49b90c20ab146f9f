"""Every vector of licenses, status lists and trust bundles, with its whole verdict."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, Union

import pytest

from facts_of import claims_of, decision_of, facts_of, plain
from latchkey import (
    LatchkeyError,
    LicenseError,
    RememberedList,
    Staple,
    StatusError,
    StatusList,
    Trust,
    TrustError,
    parse_file,
)
from vectors import FIXTURES, Vector, check_known, octets, vectors


def _name(vector: Vector) -> str:
    return str(vector["name"])


def _keys(members: Vector, name: str = "keys") -> Trust:
    return Trust.pin(*(bytes.fromhex(key) for key in members[name]))


def _root(vector: Vector) -> Trust:
    roots = (bytes.fromhex(root) for root in vector["roots"])
    return Trust.root(*roots, threshold=vector["threshold"])


# Later than any vector, as a bundle is looked at that was taken before.
LATEST = 253_402_300_799


@pytest.mark.parametrize("vector", vectors("licenses"), ids=_name)
def test_license(vector: Vector) -> None:
    check_known(vector, "keys", "understood", "text", "carrier", "file", "facts")
    trust = _keys(vector).understand(*vector.get("understood", []))
    (form,) = {"text", "carrier", "file"} & set(vector)
    given = vector[form]
    content: Union[str, bytes] = given
    if form == "file":
        content = (FIXTURES / "licenses" / given).read_bytes()
    expected = dict(vector["expected"])
    try:
        license = trust.verify(content, {"text": "key"}.get(form, form))
    except LatchkeyError as error:
        assert isinstance(error, LicenseError)
        verdict: Dict[str, Any] = {"outcome": "refused", "codes": [error.code]}
        if error.step is not None:
            verdict["step"] = error.step
        assert verdict == expected
        return
    facts = facts_of(vector["facts"])
    verdict = decision_of(license, facts, vector["facts"]["at"])
    verdict["claims"] = claims_of(license)
    reasons = license.evaluate(facts, vector["facts"]["at"]).reasons
    if reasons:
        verdict["step"] = reasons[0].step
    if form == "file":
        types = [item.type for item in parse_file(content) if item.type != "61"]
        if types:
            verdict["unknownTypes"] = types
    assert verdict == _with_types(expected)
    # The same license again in its other forms.
    assert trust.verify(license.key).digest == license.digest
    assert trust.verify(license.carrier, "carrier").digest == license.digest
    assert trust.verify(license.object, "object").digest == license.digest


def _with_types(expected: Dict[str, Any]) -> Dict[str, Any]:
    if "unknownTypes" in expected:
        expected["unknownTypes"] = [str(kind) for kind in expected["unknownTypes"]]
    return expected


@pytest.mark.parametrize("vector", vectors("status-lists"), ids=_name)
def test_status(vector: Vector) -> None:
    check_known(
        vector, "object", "keys", "roots", "threshold", "bundle", "bytes", "now", "organization",
        "held", "heldList", "positions", "issuers", "license", "facts",
    )
    try:
        assert _status_verdict(vector) == vector["expected"]
    except StatusError as error:
        assert {"outcome": "refused", "code": error.code} == vector["expected"]


def _status_verdict(vector: Vector) -> Dict[str, Any]:
    if "bundle" in vector:
        trust = _root(vector).accept(octets(vector["bundle"]), LATEST)
    else:
        trust = _keys(vector)
    given = octets(vector["bytes"])
    kind = vector["object"]
    if kind == "staple":
        staple = trust.verify_staple(given)
        return _verdict(
            vector, staple,
            {
                "digest": staple.digest, "status": int(staple.status), "shard": staple.shard,
                "sequence": staple.sequence, "issuedAt": staple.issued_at,
                "expiresAt": staple.expires_at,
            },
        )
    if kind == "pages":
        taken = trust.verify_pages(given)
        for position in vector["positions"]:
            taken.status(taken.shard << 20 | position)
        return _list_verdict(vector, taken)
    held = vector.get("held")
    memory = None if held is None else RememberedList(
        held["shard"], held["sequence"], bytes.fromhex(held["root"])
    )
    if kind == "list":
        taken = trust.verify_list(given)
    else:
        assert kind == "delta", kind
        before = trust.verify_list(octets(vector["heldList"]))
        taken = before.apply(trust, given)
        memory = before.remember()
    taken.check(vector["organization"], memory, vector["now"])
    return _list_verdict(vector, taken)


def _list_verdict(vector: Vector, taken: StatusList) -> Dict[str, Any]:
    verdict = _verdict(
        vector, taken,
        {
            "organization": taken.organization, "shard": taken.shard, "sequence": taken.sequence,
            "uri": taken.uri, "issuedAt": taken.issued_at, "expiresAt": taken.expires_at,
            "timeToLive": taken.time_to_live, "root": taken.remember().root,
        },
    )
    expected = vector["expected"]
    if "statuses" in expected:
        verdict["statuses"] = {
            position: int(taken.status(taken.shard << 20 | int(position)))
            for position in expected["statuses"]
        }
    if "counts" in expected:
        verdict["counts"] = list(taken.counts())
    return verdict


def _verdict(
    vector: Vector, status: Union[StatusList, Staple], claims: Dict[str, Any]
) -> Dict[str, Any]:
    verdict: Dict[str, Any] = {
        "outcome": "accepted",
        "claims": {name: plain(value) for name, value in claims.items()},
    }
    if "license" in vector:
        license = _keys(vector, "issuers").verify(octets(vector["license"]), "object")
        facts = facts_of(vector["facts"], status)
        verdict["decision"] = decision_of(license, facts, vector["now"])
    return verdict


@pytest.mark.parametrize("vector", vectors("trust"), ids=_name)
def test_trust(vector: Vector) -> None:
    check_known(
        vector, "object", "roots", "threshold", "before", "bundle", "affirmations", "bytes", "now"
    )
    try:
        verdict = _trust_verdict(vector)
    except (TrustError, LicenseError) as error:
        verdict = {"outcome": "refused", "code": error.code}
    assert verdict == vector["expected"]


def _trust_verdict(vector: Vector) -> Dict[str, Any]:
    trust = _root(vector)
    given = octets(vector["bytes"])
    kind = vector["object"]
    if kind == "affirmation":
        (affirmation,) = trust.affirm(given).affirmations
        return {"outcome": "accepted", "affirmation": affirmation}
    if kind == "license":
        trust = trust.accept(octets(vector["bundle"]), LATEST)
        for affirmations in vector.get("affirmations", []):
            trust = trust.affirm(octets(affirmations))
        return {
            "outcome": "accepted", "claims": claims_of(trust.verify(given, "object")),
        }
    assert kind == "bundle", kind
    for before in vector.get("before", []):
        trust = trust.accept(octets(before), LATEST)
    bundle = trust.accept(given, vector["now"]).bundle
    assert bundle is not None
    return {"outcome": "accepted", "bundle": _bundle(bundle.content)}


_BUNDLE_NAMES = {
    "issued_at": "issuedAt", "expires_at": "expiresAt", "status_base": "statusBase",
    "service_urls": "serviceURLs", "list_floors": "listFloors", "not_before": "notBefore",
    "not_after": "notAfter", "longest_lifetime_seconds": "longestLifetime",
    "compromised_at": "compromisedAt", "requires_status_index": "requiresStatusIndex",
}
_TIMES = {"issuedAt", "expiresAt", "notBefore", "notAfter", "compromisedAt"}


def _bundle(content: Dict[str, Any]) -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for name, value in content.items():
        name = _BUNDLE_NAMES.get(name, name)
        if name in _TIMES:
            value = _seconds(value)
        elif name == "keys":
            value = [_bundle(key) for key in value]
        # A vector leaves out what is empty, but for the keys.
        if value not in (False, [], {}) or name in ("keys", "benefits"):
            found[name] = value
    return found


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())
