#!/usr/bin/env python3
"""Sends every vector of Fixtures/ that concerns a verifier through the C interface of a library.

    check_vectors.py LIBRARY [LATCHKEY]

Compares verdicts, codes, their order, steps, warnings and all that is said of what was accepted. A
vector with an unknown member or expectation fails, and what the library has no function for is listed.
With the path of the program `latchkey`, its JSON is compared byte for byte, too.
"""
import base64
import collections
import ctypes
import json
import re
import subprocess
import sys
import tempfile
import time
from ctypes import byref, c_int32, c_int64, c_uint32, c_uint64
from datetime import datetime, timezone
from pathlib import Path

from latchkey_c import MEASURE, Condition, Library, ListMemory, Refused

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Fixtures"
# The ledger of a vector's device is the same for every language.
sys.path.insert(0, str(ROOT / "Sources" / "Bindings" / "Python" / "tests"))
import prepared  # noqa: E402

LATEST = 253402300799
lib = Library(sys.argv[1])
program = sys.argv[2] if len(sys.argv) > 2 else None
compared = 0


def b64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def seconds(text):
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
               .timestamp())


def known(members, *names):
    unknown = set(members) - set(names)
    assert not unknown, f"unknown members {unknown}"


def pin(keys):
    raw = bytes.fromhex("".join(keys))
    return lib.make("latchkey_trust_pin", raw, len(keys))


def root(vector, *bundles, now=LATEST):
    raw = bytes.fromhex("".join(vector["roots"]))
    trust = lib.make("latchkey_trust_pin_root", raw, len(vector["roots"]), vector["threshold"])
    for bundle in bundles:
        data = b64(bundle)
        trust = lib.make("latchkey_trust_accept", trust, data, len(data), c_int64(now))
    return trust


def understand(trust, labels):
    array = (c_int64 * len(labels))(*labels)
    return lib.make("latchkey_trust_understand", trust, array, len(labels))


def facts_of(facts):
    known(facts, "activation", "at", "benefits", "conditions", "organization", "prefixes",
          "release", "usage")

    def text(value):
        return value.encode(), MEASURE

    benefits, prefixes = ((b"", 0) if name in facts else (None, 0)
                          for name in ("benefits", "prefixes"))
    handle = lib.make("latchkey_facts_new", *text(facts["organization"]), *benefits, *prefixes)
    for benefit in facts.get("benefits", []):
        lib.call("latchkey_facts_add_benefit", handle, *text(benefit))
    for prefix in facts.get("prefixes", []):
        lib.call("latchkey_facts_add_prefix", handle, *text(prefix))

    def skip(question):
        lib.call("latchkey_facts_skip", handle, getattr(lib, f"LATCHKEY_QUESTION_{question}"))

    if facts["conditions"] == "not judged":
        skip("CONDITIONS")
    else:
        for name, value in facts["conditions"].items():
            present(handle, name, value)
    match facts["activation"]:
        case "none": pass
        case "not judged": skip("ACTIVATION")
        case other: raise AssertionError(f"unknown activation {other}")
    match facts["usage"]:
        case "unknown": pass
        case "not judged": skip("USAGE")
        case units: lib.call("latchkey_facts_used", handle, c_uint64(units))
    match facts["release"]:
        case "unknown": pass
        case "not judged": skip("RELEASE")
        case build:
            lib.call("latchkey_facts_release", handle, c_int64(build["releasedAt"]),
                     c_uint64(build["majorVersion"]))
    return handle


def present(handle, name, value):
    name = name.encode()
    if isinstance(value, bool):
        lib.call("latchkey_facts_condition_bool", handle, name, len(name), c_int32(value))
    elif isinstance(value, int):
        lib.call("latchkey_facts_condition_integer", handle, name, len(name), c_int64(value))
    else:
        text = value.encode()
        lib.call("latchkey_facts_condition_text", handle, name, len(name), text, len(text))


def findings(decision, kind):
    count = lib.c.latchkey_decision_count(decision, kind)
    assert lib.text("latchkey_decision_code", decision, kind, count) is None
    return [{part: lib.text(f"latchkey_decision_{part}", decision, kind, i)
             for part in ("code", "message", "next_step")} for i in range(count)]


def decide(license, facts, at):
    decision = lib.make("latchkey_evaluate", license, facts, c_int64(at))
    reasons, warnings = (findings(decision, kind) for kind in (1, 2))
    found = {"outcome": {1: "allowed", 0: "denied"}[lib.c.latchkey_decision_allowed(decision)],
             "codes": [r["code"] for r in reasons], "warnings": [w["code"] for w in warnings]}
    step = lib.c.latchkey_decision_step(decision, 1, 0)
    if step:
        found["step"] = step
    report = json.loads(lib.text("latchkey_decision_json", decision))
    for finding in report["reasons"]:
        assert finding.pop("step") > 0
    assert (report["outcome"], report["reasons"], report["warnings"]) == (
        found["outcome"], reasons, warnings)
    claims = {name: value for name, value in report["claims"].items()}
    assert claims["license"] == lib.text("latchkey_license_text", license, 1)
    assert report["issuer"] == lib.text("latchkey_license_text", license, 6)
    check_timeline(license, facts, at, decision)
    lib.c.latchkey_free(decision)
    return found


def check_timeline(license, facts, at, decision):
    timeline = lib.make("latchkey_timeline_make", license, facts, c_int64(at), c_int64(LATEST))
    count = lib.c.latchkey_timeline_count(timeline)
    assert count > 0
    last = at - 1
    for index in range(count):
        begins, stretch = c_int64(), ctypes.c_void_p()
        assert lib.c.latchkey_timeline_stretch(timeline, index, byref(begins), byref(stretch)) == 0
        assert begins.value > last
        last = begins.value
        # Findings may name the moment itself; the codes are those of the stretch's beginning.
        if index == 0:
            assert lib.text("latchkey_decision_json", stretch) == lib.text(
                "latchkey_decision_json", decision)
        lib.c.latchkey_free(stretch)
    lib.c.latchkey_free(timeline)


def claims_of(license):
    texts = {1: "license", 2: "organization", 3: "benefit", 4: "customer", 5: "prefix"}
    numbers = {1: "issuedAt", 2: "notBefore", 3: "expiresAt", 4: "grace", 5: "offline",
               6: "activationLimit", 7: "usageLimit", 8: "statusIndex", 9: "updatesUntil",
               10: "maxMajorVersion"}
    found = {name: lib.text("latchkey_license_text", license, which)
             for which, name in texts.items()}
    found |= {name: lib.number("latchkey_license_number", license, which)
              for which, name in numbers.items()}
    if lib.number("latchkey_license_number", license, 11):
        found["enforcement"] = "advise"
    entitlements = [lib.text("latchkey_license_entitlement", license, i)
                    for i in range(lib.c.latchkey_license_count(license, 1))]
    for name in entitlements:
        assert lib.c.latchkey_license_has(license, name.encode(), MEASURE) == 1
        assert lib.c.latchkey_license_has(license, name.encode() + b"x", MEASURE) == (
            1 if name + "x" in entitlements else 0)
    conditions = {}
    for index in range(lib.c.latchkey_license_count(license, 2)):
        condition = Condition()
        assert lib.c.latchkey_license_condition(license, index, byref(condition)) == 0
        assert len(condition.name) == condition.name_length
        conditions[condition.name.decode()] = (
            bool(condition.number) if condition.type == 1
            else condition.number if condition.type == 2
            else ctypes.string_at(condition.text, condition.text_length).decode())
    critical = []
    for index in range(lib.c.latchkey_license_count(license, 3)):
        critical.append(lib.number("latchkey_license_critical", license, index))
    extensions = lib.borrowed("latchkey_license_bytes", license, 3)
    found |= {"entitlements": entitlements or None, "conditions": conditions or None,
              "critical": critical or None,
              "extensions": extensions.hex() if extensions != b"\xa0" else None}
    assert len(lib.borrowed("latchkey_license_bytes", license, 2)) == 16
    return {name: value for name, value in found.items() if value is not None}


def check_license(vector, path):
    known(vector, "name", "description", "keys", "understood", "text", "carrier", "file", "facts",
          "expected")
    known(vector["expected"], "outcome", "codes", "step", "warnings", "unknownTypes", "claims")
    trust = pin(vector["keys"])
    if "understood" in vector:
        trust = understand(trust, vector["understood"])
    if "file" in vector:
        data, form = (path.parent / vector["file"]).read_bytes(), lib.LATCHKEY_FORM_FILE
    elif "carrier" in vector:
        data, form = vector["carrier"].encode(), lib.LATCHKEY_FORM_CARRIER
    else:
        data, form = vector["text"].encode(), lib.LATCHKEY_FORM_KEY
    try:
        license = lib.make("latchkey_verify", trust, data, len(data), form)
    except Refused as refused:
        assert refused.result == lib.LATCHKEY_REFUSED
        found = {"outcome": "refused", "codes": [refused.code], "step": refused.step}
        compare_json(vector, form, refused.json)
        return found
    again = lib.make("latchkey_verify", trust, data, len(data), lib.LATCHKEY_FORM_ANY)
    assert lib.text("latchkey_license_text", again, 7) == lib.text(
        "latchkey_license_text", license, 7)
    found = decide(license, facts_of(vector["facts"]), vector["facts"]["at"])
    found["claims"] = claims_of(license)
    if "file" in vector:
        file = lib.make("latchkey_file_parse", data, len(data))
        types = [lib.text("latchkey_file_type", file, i)
                 for i in range(lib.c.latchkey_file_count(file))]
        others = [kind for kind in types if kind != "61"]
        if others:
            found["unknownTypes"] = others
        objects = [lib.borrowed("latchkey_file_object", file, i) for i in range(len(types))]
        assert lib.borrowed("latchkey_license_bytes", license, 1) in objects
    compare_json(vector, form, None, license)
    for text in (lib.text("latchkey_license_text", license, which) for which in (7, 8)):
        copy = lib.make("latchkey_verify", trust, text.encode(), MEASURE, 0)
        assert claims_of(copy) == found["claims"]
    return found


def compare_json(vector, form, refusal, license=None):
    """What the program prints for the same license and no facts."""
    global compared
    if program is None or form != lib.LATCHKEY_FORM_KEY or "understood" in vector:
        return
    if not vector["keys"] or vector["text"].startswith("-"):
        return
    arguments = [program, "verify", "--json", "--at", "2027-01-01T00:00:00Z"]
    for key in vector["keys"]:
        arguments += ["--key", key]
    run = subprocess.run(arguments, capture_output=True, input=vector["text"].encode())
    if license:
        facts = lib.make("latchkey_facts_new", None, 0, None, 0, None, 0)
        for question in (1, 2, 3, 4):
            lib.call("latchkey_facts_skip", facts, question)
        decision = lib.make("latchkey_evaluate", license, facts, c_int64(1798761600))
        refusal = lib.text("latchkey_decision_json", decision)
    elif b"latchkey: repaired:" in run.stderr or vector["text"] != vector["text"].strip():
        return  # The program has mended the text, which the library never does.
    elif not run.stdout or json.loads(run.stdout)["code"].startswith(("damage.", "input.", "text.")):
        return  # The program names the damage, or does not take the input for a key.
    printed = run.stdout.decode()
    if '"step"' not in printed:  # The program names no step of what it refuses before it verifies.
        refusal = re.sub(r',\n  "step" : \d+\n', "\n", refusal)
    assert printed == refusal + "\n", f"{printed}\n{refusal}"
    compared += 1


def list_claims(handle):
    memory = ListMemory()
    assert lib.c.latchkey_list_remember(handle, byref(memory)) == 0
    numbers = {1: "shard", 2: "sequence", 3: "issuedAt", 4: "expiresAt", 5: "timeToLive"}
    found = {name: lib.number("latchkey_list_number", handle, which)
             for which, name in numbers.items()}
    assert (memory.shard, memory.sequence) == (found["shard"], found["sequence"])
    found |= {"organization": lib.text("latchkey_list_text", handle, 1),
              "uri": lib.text("latchkey_list_text", handle, 2), "root": bytes(memory.root).hex()}
    return found


def statuses(handle, positions):
    shard = lib.number("latchkey_list_number", handle, 1)
    found = {}
    for position in positions:
        status = c_int32(9)
        lib.call("latchkey_list_status", handle, c_uint32(shard << 20 | int(position)),
                 byref(status))
        found[str(position)] = status.value
    return found


def check_status(vector, path):
    known(vector, "name", "description", "object", "keys", "roots", "threshold", "bundle", "bytes",
          "now", "organization", "held", "heldList", "positions", "issuers", "license", "facts",
          "expected")
    known(vector["expected"], "outcome", "code", "claims", "statuses", "counts", "decision")
    trust = root(vector, vector["bundle"]) if "bundle" in vector else pin(vector["keys"])
    try:
        return accepted_status(vector, trust)
    except Refused as refused:
        assert refused.result == lib.LATCHKEY_REFUSED
        return {"outcome": "refused", "code": refused.code}


def accepted_status(vector, trust):
    data, expected, now = b64(vector["bytes"]), vector["expected"], vector["now"]
    found = {"outcome": "accepted"}
    if vector["object"] == "staple":
        staple = lib.make("latchkey_staple_verify", trust, data, len(data))
        numbers = {1: "shard", 2: "sequence", 3: "issuedAt", 4: "expiresAt", 5: "status"}
        found["claims"] = {name: lib.number("latchkey_staple_number", staple, which)
                           for which, name in numbers.items()}
        found["claims"]["digest"] = lib.borrowed("latchkey_staple_digest", staple).hex()
        return found | judged(vector, "latchkey_facts_staple", staple)
    memory = None
    if vector["object"] == "pages":
        verified = lib.make("latchkey_list_verify_pages", trust, data, len(data))
        statuses(verified, vector.get("positions", []))
    elif vector["object"] == "delta":
        held = b64(vector["heldList"])
        base = lib.make("latchkey_list_verify", trust, held, len(held))
        verified = lib.make("latchkey_list_apply", base, trust, data, len(data))
        memory = ListMemory()
        assert lib.c.latchkey_list_remember(base, byref(memory)) == 0
    else:
        assert vector["object"] == "list"
        verified = lib.make("latchkey_list_verify", trust, data, len(data))
        if "held" in vector:
            held = vector["held"]
            memory = ListMemory(held["sequence"], held["shard"], 0,
                                (ctypes.c_uint8 * 32)(*bytes.fromhex(held["root"])))
    if vector["object"] != "pages":
        lib.call("latchkey_list_check", verified, memory and byref(memory),
                 vector["organization"].encode(), MEASURE, c_int64(now))
    found["claims"] = list_claims(verified)
    if "statuses" in expected:
        found["statuses"] = statuses(verified, expected["statuses"])
    if "counts" in expected:
        counts = (c_uint32 * 4)()
        lib.call("latchkey_list_counts", verified, counts)
        found["counts"] = list(counts)
    return found | judged(vector, "latchkey_facts_list", verified)


def judged(vector, presenting, status):
    if "license" not in vector:
        return {}
    data = b64(vector["license"])
    license = lib.make("latchkey_verify", pin(vector["issuers"]), data, len(data),
                       lib.LATCHKEY_FORM_OBJECT)
    facts = facts_of(vector["facts"])
    lib.call(presenting, facts, status)
    decision = decide(license, facts, vector["now"])
    decision.pop("step", None)
    return {"decision": decision}


def check_trust(vector, path):
    known(vector, "name", "description", "object", "roots", "threshold", "before", "bundle",
          "affirmations", "bytes", "now", "expected")
    known(vector["expected"], "outcome", "code", "bundle", "affirmation", "claims")
    data = b64(vector["bytes"])
    try:
        match vector["object"]:
            case "bundle":
                held = root(vector, *vector.get("before", []))
                trust = lib.make("latchkey_trust_accept", held, data, len(data),
                                 c_int64(vector["now"]))
                return {"outcome": "accepted", "bundle": bundle_of(trust)}
            case "affirmation":
                trust = lib.make("latchkey_trust_affirm", root(vector), data, len(data))
                lists = json.loads(lib.text("latchkey_trust_affirmations_json", trust))
                return {"outcome": "accepted", "affirmation": lists[0]}
            case "license":
                trust = root(vector, vector["bundle"])
                for affirmation in vector.get("affirmations", []):
                    text = b64(affirmation)
                    trust = lib.make("latchkey_trust_affirm", trust, text, len(text))
                license = lib.make("latchkey_verify", trust, data, len(data),
                                   lib.LATCHKEY_FORM_OBJECT)
                return {"outcome": "accepted", "claims": claims_of(license)}
            case other: raise AssertionError(f"unknown object {other}")
    except Refused as refused:
        assert refused.result == lib.LATCHKEY_REFUSED
        return {"outcome": "refused", "code": refused.code}


def bundle_of(trust):
    report = json.loads(lib.text("latchkey_trust_json", trust))
    for which, name in {1: "version", 5: "roots", 6: "threshold", 4: "keys"}.items():
        value = report[name]
        assert lib.number("latchkey_trust_number", trust, which) == (
            len(value) if isinstance(value, list) else value)
    keys = []
    for key in report["keys"]:
        entry = {"key": key["key"], "role": key["role"], "notBefore": seconds(key["not_before"]),
                 "notAfter": seconds(key["not_after"]), "benefits": key.get("benefits"),
                 "longestLifetime": key.get("longest_lifetime_seconds"),
                 "compromisedAt": seconds(key["compromised_at"])
                 if "compromised_at" in key else None,
                 "requiresStatusIndex": key["requires_status_index"] or None}
        keys.append({name: value for name, value in entry.items() if value is not None})
    found = {"organization": report["organization"], "version": report["version"],
             "issuedAt": seconds(report["issued_at"]), "expiresAt": seconds(report["expires_at"]),
             "keys": keys, "roots": report["roots"], "threshold": report["threshold"],
             "statusBase": report.get("status_base"),
             "serviceURLs": report["service_urls"] or None,
             "listFloors": report["list_floors"] or None}
    return {name: value for name, value in found.items() if value is not None}


class Skipped(Exception):
    """A vector that the library has no function for, and why."""


def check_sync(vector, path):
    """Judged in full here; gives the vector's own expectation where the ledger says the same."""
    if vector["object"] in prepared.NO_INTERFACE:
        raise Skipped(prepared.NO_INTERFACE[vector["object"]])
    if not hasattr(lib.c, "latchkey_ledger_open"):
        raise Skipped("a message for a ledger, which this library does not have")
    known(vector, "name", "description", "object", "keys", "roots", "threshold", "bundle", "device",
          "license", "held", "machine", "sequence", "waiting", "taken", "activation", "used",
          "seatBundle", "bytes", "zeros", "now", "expected")
    known(vector["expected"], "outcome", "code", "claims", "replaces", "sameMachine", "effects")
    trust = root(vector) if "roots" in vector else pin([key.hex() for key in prepared.keys(vector)])
    with tempfile.TemporaryDirectory() as name:
        lib.c.latchkey_ledger_close(opened(name, trust, vector))
        prepared.prepare(Path(name), vector)
        ledger = opened(name, trust, vector)
        try:
            bundle = prepared.bundle(vector)
            if bundle is not None:
                installed(ledger, bundle, vector["now"])
            has_seat = status(ledger, vector)["activation"] is not None
            kind, code = installed(ledger, prepared.given(vector), vector["now"])
            assert prepared.is_expected(vector, has_seat, kind, code), (kind, code)
            difference = prepared.difference(vector, status(ledger, vector))
            assert difference is None, difference
        finally:
            assert lib.c.latchkey_ledger_close(ledger) == 0
    return vector["expected"]


def opened(directory, trust, vector):
    return lib.make("latchkey_ledger_open", directory.encode(), MEASURE, trust,
                    c_int64(vector["now"]))


def installed(ledger, data, now):
    """The kind of the object that was taken and no code, or the code and no kind."""
    out = ctypes.c_void_p()
    try:
        lib.call("latchkey_ledger_install", ledger, data, len(data), c_int64(now), byref(out))
    except Refused as refused:
        lib.c.latchkey_free(out)
        return None, refused.code
    assert lib.c.latchkey_installed_count(out) == 1
    kind = lib.text("latchkey_installed_kind", out, 0)
    lib.c.latchkey_free(out)
    return kind, None


def status(ledger, vector):
    summary = lib.make("latchkey_ledger_status", ledger, c_int64(vector["now"]))
    report = json.loads(lib.text("latchkey_summary_json", summary))
    lib.c.latchkey_free(summary)
    return collections.defaultdict(lambda: None, report)


def main():
    failed = checked = 0
    skipped = collections.Counter()
    start = time.monotonic()
    for folder, check in (("licenses", check_license), ("status-lists", check_status),
                          ("trust", check_trust), ("sync", check_sync)):
        count = 0
        for path in sorted((FIXTURES / folder).glob("*.json")):
            if path.name == "worked-example.json":
                continue
            vector = json.loads(path.read_text())
            count += 1
            try:
                found = check(vector, path)
                assert found == vector["expected"], f"\n  {found}\n  {vector['expected']}"
            except Skipped as why:
                skipped[f"{folder}, {vector['object']}: {why}"] += 1
            except Exception as fault:  # Every vector is named that fails, not the first alone.
                failed += 1
                print(f"{folder}/{path.name}: {type(fault).__name__} {fault}", file=sys.stderr)
        assert count > 150, f"{folder} has {count} vectors"
        checked += count
    for why, number in sorted(skipped.items()):
        print(f"{number:4} skipped of {why}")
    checked -= sum(skipped.values())
    # Fewer comparisons would mean that the program's output is no longer looked at.
    assert program is None or compared >= 230, f"{compared} compared with the program's JSON"
    print(f"{checked} vectors in {time.monotonic() - start:.1f} s, {failed} failed; "
          f"{compared} of them compared with the program's JSON")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
