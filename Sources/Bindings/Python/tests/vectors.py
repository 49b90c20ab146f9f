"""The vectors of the repository's ``Fixtures``."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any, Dict, List

Vector = Dict[str, Any]

ROOT = Path(__file__).resolve().parents[4]
FIXTURES = ROOT / "Fixtures"


def vectors(folder: str) -> List[Vector]:
    """All vectors of a folder; one without a verdict fails the run."""
    # The worked example is an explanation, and has no verdict.
    paths = (path for path in (FIXTURES / folder).glob("*.json") if path.stem != "worked-example")
    loaded: List[Vector] = [json.loads(path.read_text()) for path in sorted(paths)]
    without = [vector["name"] for vector in loaded if "expected" not in vector]
    assert loaded and not without, without
    return loaded


def octets(text: str) -> bytes:
    """Bytes in base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_known(vector: Vector, *names: str) -> None:
    """A member that nobody knows may change the verdict, so it fails the run."""
    unknown = set(vector) - {"name", "description", "expected", *names}
    assert not unknown, f"unknown members: {unknown}"
