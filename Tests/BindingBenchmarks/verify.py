"""What it costs to verify and decide in each language, held to bounds.

    python verify.py SWIFT-PROGRAM C-PROGRAM [--others]

CPU time of one run, the programs in turns, the quickest batch of each: what else the machine does only
adds. Ends with the first turn after which every bound is held; where the last one leaves a bound
exceeded, it fails. With --others it measures beside it what others offer to Python.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Dict, List, Tuple

import latchkey

ROOT = Path(__file__).resolve().parents[2]
VECTOR = json.loads((ROOT / "Fixtures" / "licenses" / "minimal.json").read_text())
BATCHES, BATCH, LEAST_TURNS, MOST_TURNS = 40, 40, 3, 25
# C and Python beside Swift, and what Python may add, in microseconds.
C_RATIO, PYTHON_RATIO, PYTHON_OVERHEAD = 1.02, 1.25, 15.0
NOW = 1_800_000_000


def _measured(call: Callable[[], object]) -> float:
    least = float("inf")
    for _ in range(BATCHES):
        start = time.process_time_ns()
        for _ in range(BATCH):
            call()
        least = min(least, (time.process_time_ns() - start) / BATCH)
    return least


def _program(path: str) -> Callable[[], float]:
    command = [path, VECTOR["text"], VECTOR["keys"][0], str(BATCHES)]
    return lambda: float(subprocess.run(command, capture_output=True, check=True).stdout)


def _latchkey() -> Callable[[], float]:
    trust = latchkey.Trust.pin(VECTOR["keys"][0])
    facts = latchkey.Facts(prefixes="DEMO")
    text = VECTOR["text"]

    def check() -> None:
        assert trust.verify(text).evaluate(facts, NOW)

    return lambda: _measured(check)


def _others() -> Dict[str, Callable[[], float]]:
    import jwt
    import pyseto
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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


def _rows(best: Dict[str, float]) -> List[Tuple[str, float, float]]:
    """What is bounded, with its bound."""
    return [
        ("C beside Swift", best["C"] / best["Swift"], C_RATIO),
        ("Python beside Swift", best["Python"] / best["Swift"], PYTHON_RATIO),
        ("Python's overhead, us", best["Python"] - best["Swift"], PYTHON_OVERHEAD),
    ]


def main(swift: str, c: str, *options: str) -> int:
    """Prints the tables; 75 where a bound is not held."""
    subjects: Dict[str, Callable[[], float]] = {
        "Swift": _program(swift), "C": _program(c), "Python": _latchkey(),
        **(_others() if "--others" in options else {}),
    }
    best: Dict[str, float] = {}
    turn = 0
    while turn < LEAST_TURNS or (
        turn < MOST_TURNS and any(value > bound for _, value, bound in _rows(best))
    ):
        turn += 1
        for name, measure in subjects.items():
            best[name] = min(measure() / 1000, best.get(name, float("inf")))
    for name, microseconds in best.items():
        print(f"{name:28} {microseconds:7.1f} us   {microseconds / best['Swift']:5.2f} x Swift")
    for name, value, bound in _rows(best):
        note = "" if value <= bound else "   EXCEEDED"
        print(f"{name:28} {value:7.3f}   at most {bound:g}{note}")
    print(f"after {turn} turns")
    return 0 if all(value <= bound for _, value, bound in _rows(best)) else 75


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
