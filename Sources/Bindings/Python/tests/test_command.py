"""``python -m latchkey verify``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import List

import latchkey
from vectors import ROOT, vectors

(MINIMAL,) = (vector for vector in vectors("licenses") if vector["name"] == "minimal")
KEY = str(ROOT / "Keys" / "demo-issuer.pub")


def _run(arguments: List[str], stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "latchkey", *arguments], input=stdin, capture_output=True, text=True
    )


def test_verifies(tmp_path: Path) -> None:
    text = MINIMAL["text"]
    done = _run(["verify", "--key", KEY, text])
    assert (done.returncode, done.stdout) == (0, "allowed\n")
    path = tmp_path / "license.key"
    path.write_text(text + "\n")
    assert _run(["verify", "--key", MINIMAL["keys"][0], str(path)]).returncode == 0
    assert _run(["verify", "--key", KEY, "-"], text).returncode == 0
    done = _run(["verify", "--key", KEY, "--prefix", "ACME", "--json", text])
    assert done.returncode == 1
    assert json.loads(done.stdout)["reasons"][0]["code"] == "license.other-prefix"


def test_refuses() -> None:
    text = MINIMAL["text"]
    done = _run(["verify", "--key", KEY, text[:-4] + "AAAA"])
    assert done.returncode == 65
    assert "code: key.signature" in done.stderr
    assert _run(["verify", text]).returncode == 64
    assert _run(["verify", "--key", "nonsense", text]).returncode == 65


def test_versions() -> None:
    assert latchkey.library_version() == latchkey.__version__


def test_a_long_key_is_no_name_of_a_file() -> None:
    done = _run(["verify", "--key", KEY, MINIMAL["text"] + "A" * 300])
    assert done.returncode == 65
