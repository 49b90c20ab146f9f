"""What it costs to verify and decide in each language, beside what others offer to Python.

    python verify.py SWIFT-PROGRAM C-PROGRAM

CPU time of one run, the programs one after another in turns, the least of several rounds each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Dict, List

import jwt
import pyseto
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import latchkey

ROOT = Path(__file__).resolve().parents[2]
VECTOR = json.loads((ROOT / "Fixtures" / "licenses" / "minimal.json").read_text())
ROUNDS, TURNS = 2000, 7
NOW = 1_800_000_000


def _measured(call: Callable[[], object]) -> float:
    start = time.process_time_ns()
    for _ in range(ROUNDS):
        call()
    return (time.process_time_ns() - start) / ROUNDS


def _program(path: str) -> Callable[[], float]:
    command = [path, VECTOR["text"], VECTOR["keys"][0], str(ROUNDS)]
    return lambda: float(subprocess.run(command, capture_output=True, check=True).stdout)


def _latchkey() -> Callable[[], float]:
    trust = latchkey.Trust.pin(VECTOR["keys"][0])
    facts = latchkey.Facts(prefixes="DEMO")
    text = VECTOR["text"]

    def check() -> None:
        assert trust.verify(text).evaluate(facts, NOW)

    return lambda: _measured(check)


def _others() -> Dict[str, Callable[[], float]]:
    key = Ed25519PrivateKey.generate()
    public = key.public_key()
    message = latchkey.Trust.pin(VECTOR["keys"][0]).verify(VECTOR["text"]).object
    signature = key.sign(message)
    claims = {"sub": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "iss": "acme", "iat": 1_700_000_000}
    token = jwt.encode(claims, key, algorithm="EdDSA")
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    sealed = pyseto.encode(pyseto.Key.new(4, "public", private), json.dumps(claims).encode())
    opener = pyseto.Key.new(4, "public", pem)
    return {
        "cryptography, Ed25519 alone": lambda: _measured(lambda: public.verify(signature, message)),
        "PyJWT, EdDSA": lambda: _measured(lambda: jwt.decode(token, public, algorithms=["EdDSA"])),
        "pyseto, v4.public": lambda: _measured(lambda: pyseto.decode(opener, sealed)),
    }


def main(swift: str, c: str) -> int:
    """Prints the table; 1 where Python costs more than it may."""
    subjects: Dict[str, Callable[[], float]] = {
        "Swift": _program(swift), "C": _program(c), "Python": _latchkey(), **_others(),
    }
    results: Dict[str, List[float]] = {name: [] for name in subjects}
    for _ in range(TURNS):
        for name, measure in subjects.items():
            results[name].append(measure())
    best = {name: min(values) / 1000 for name, values in results.items()}
    for name, microseconds in best.items():
        print(f"{name:28} {microseconds:7.1f} us   {microseconds / best['Swift']:5.2f} x Swift")
    overhead = best["Python"] - best["Swift"]
    print(f"Python's overhead            {overhead:7.1f} us")
    return 0 if best["Python"] <= 1.25 * best["Swift"] and overhead <= 15 else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
