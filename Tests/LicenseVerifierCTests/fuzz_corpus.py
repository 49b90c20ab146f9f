#!/usr/bin/env python3
"""Writes the vectors of Fixtures/ as inputs that a fuzzer begins with, and what it needs beside them.

    fuzz_corpus.py verifier|ledger CORPUS SETUP

CORPUS gets one file for each input; SETUP the `keys` that the vectors trust, end to end, and a `list`
for deltas to lead from. The first byte of an input says which function it is for; see fuzz.c.
"""
import base64
import collections
import json
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "Fixtures"
KINDS = {"list": [6], "delta": [6, 11], "pages": [7], "staple": [8], "bundle": [9],
         "affirmation": [9], "license": [4]}
INSTALL, EXCHANGE = 0, 1
MAX_BYTES = 8192
MAX_KEYS = 256


def b64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def vectors(folder):
    for path in sorted(FIXTURES.glob(f"{folder}/*.json")):
        if path.name != "worked-example.json":
            yield path, json.loads(path.read_text())


def license_inputs():
    """Pairs of a form and a text."""
    for path, vector in vectors("licenses"):
        if "file" in vector:
            yield 3, (path.parent / vector["file"]).read_bytes()
        elif "carrier" in vector:
            yield 2, vector["carrier"].encode()
        else:
            yield 1, vector["text"].encode()


def verifier_inputs():
    for form, data in license_inputs():
        yield form, data
        if form == 1:
            yield 10, data
    for folder in ("status-lists", "trust"):
        for _, vector in vectors(folder):
            for kind in KINDS[vector["object"]]:
                yield kind, b64(vector["bytes"])
    example = json.loads((FIXTURES / "worked-example.json").read_text())
    yield 10, example["publicKeyPEM"].encode()
    for _, vector in vectors("status-lists"):
        if "held" in vector:
            held = vector["held"]
            yield 12, (held["sequence"].to_bytes(8, "little") + held["shard"].to_bytes(8, "little")
                       + bytes.fromhex(held["root"]) + vector["now"].to_bytes(8, "little")
                       + vector["organization"].encode())


def ledger_inputs():
    for _, data in license_inputs():
        yield INSTALL, data
    for folder in ("status-lists", "trust", "sync"):
        for _, vector in vectors(folder):
            if "bytes" in vector:
                yield INSTALL, b64(vector["bytes"])
    yield EXCHANGE, b"ABCD-1234\0press"


def keys():
    """The keys that most vectors trust, first those that most do; each key id once."""
    count = collections.Counter(
        key for folder in ("licenses", "status-lists", "sync") for _, vector in vectors(folder)
        if vector["expected"]["outcome"] != "refused" for key in vector.get("keys", []))
    return [bytes.fromhex(key) for key, _ in count.most_common(MAX_KEYS)]


def held_list():
    """The list from which most deltas lead."""
    count = collections.Counter(
        vector["heldList"] for _, vector in vectors("status-lists")
        if "heldList" in vector and "keys" in vector
        and vector["expected"]["outcome"] == "accepted")
    return b64(count.most_common(1)[0][0])


def main(subject, corpus, setup):
    inputs = {"verifier": verifier_inputs, "ledger": ledger_inputs}[subject]()
    for number, (kind, data) in enumerate(inputs):
        if len(data) <= MAX_BYTES:
            (Path(corpus) / f"{number:04}").write_bytes(bytes([kind]) + data)
    (Path(setup) / "keys").write_bytes(b"".join(keys()))
    (Path(setup) / "list").write_bytes(held_list())


main(*sys.argv[1:])
