#!/usr/bin/env python3
"""Writes the vectors of Fixtures/ into a directory, as inputs that the fuzzer begins with."""
import base64
import json
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "Fixtures"
# The first byte of an input says which function it is for; see fuzz.c.
KINDS = {"list": 6, "delta": 6, "pages": 7, "staple": 8, "bundle": 9, "affirmation": 9,
         "license": 4}
MAX_BYTES = 8192


def inputs():
    for path in sorted(FIXTURES.glob("licenses/*.json")):
        vector = json.loads(path.read_text())
        if "file" in vector:
            yield 3, (path.parent / vector["file"]).read_bytes()
        elif "carrier" in vector:
            yield 2, vector["carrier"].encode()
        else:
            yield 1, vector["text"].encode()
            yield 10, vector["text"].encode()
    for folder in ("status-lists", "trust"):
        for path in sorted(FIXTURES.glob(f"{folder}/*.json")):
            vector = json.loads(path.read_text())
            if "object" in vector:
                text = vector["bytes"]
                yield KINDS[vector["object"]], base64.urlsafe_b64decode(
                    text + "=" * (-len(text) % 4))
    example = json.loads((FIXTURES / "worked-example.json").read_text())
    yield 10, example["publicKeyPEM"].encode()


for number, (kind, data) in enumerate(inputs()):
    if len(data) <= MAX_BYTES:
        (Path(sys.argv[1]) / f"{number:04}").write_bytes(bytes([kind]) + data)
