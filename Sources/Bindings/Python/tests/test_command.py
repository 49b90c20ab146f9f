"""``python -m latchkey verify``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, List

import pytest

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


_VERIFY = [sys.executable, "-m", "latchkey", "verify", "--key", KEY]
TEXT = str(MINIMAL["text"])
_BAD = b"\xff\xfe"


def _ended(arguments: "List[Any]", **options: Any) -> "tuple[int, str]":
    """How a command ended, and what it complained."""
    options.setdefault("stdout", subprocess.DEVNULL)
    done = subprocess.run(arguments, stderr=subprocess.PIPE, timeout=60, **options)
    complaint = done.stderr.decode("utf-8", "replace")
    assert "Traceback" not in complaint and "Exception ignored" not in complaint, complaint
    assert done.returncode in (0, 1) or "error: " in complaint
    return done.returncode, complaint


@pytest.mark.parametrize(
    "status, more",
    [
        (64, ["--prefix", "", TEXT]),
        (64, ["--prefix", _BAD, TEXT]),
        (64, ["--at", "0001-01-01", TEXT]),
        (64, ["--at", "9999-12-31T23:59:59-12:00", TEXT]),
        (64, ["--at", _BAD, TEXT]),
        (64, ["--nothing", _BAD, TEXT]),
        (64, []),
        (65, [_BAD]),
        (65, [""]),
        (65, [_BAD * 3000]),
        (65, ["--key", "", TEXT]),
        (65, ["--key", _BAD, TEXT]),
        (65, ["--list", KEY, TEXT]),
        (66, ["--key", _BAD + b"/x", TEXT]),
        (66, ["--key", "a/b" * 2000, TEXT]),
        (66, ["--list", "", TEXT]),
        (66, ["--list", "/", TEXT]),
        (66, ["--list", _BAD, TEXT]),
        (66, ["--list", "x" * 5000, TEXT]),
        (65, ["--list", "/dev/zero", TEXT]),
        (1, ["--prefix", "ACME", TEXT]),
        (0, [TEXT]),
    ],
)
def test_no_argument_ends_in_a_traceback(status: int, more: "List[Any]", tmp_path: Path) -> None:
    assert _ended([*_VERIFY, *more], cwd=tmp_path)[0] == status


def test_half_of_a_pair_that_no_shell_gives(capsys: "pytest.CaptureFixture[str]") -> None:
    from latchkey.__main__ import main

    for status, arguments in ((66, [TEXT + "\ud800"]), (66, ["--key", "\ud800", TEXT])):
        assert main(["verify", "--key", KEY, *arguments]) == status
        assert "error: " in capsys.readouterr().err


def _closed(*descriptors: int) -> Any:
    def close() -> None:
        for each in descriptors:
            os.close(each)

    return close


def test_input_that_cannot_be_read(tmp_path: Path) -> None:
    assert _ended([*_VERIFY, "-"], preexec_fn=_closed(0))[0] == 66
    with open(os.devnull, "w") as unreadable:
        assert _ended([*_VERIFY, "-"], stdin=unreadable)[0] == 66
    assert _ended([*_VERIFY, "-"], stdin=subprocess.DEVNULL)[0] == 65


@pytest.mark.parametrize("more", [[TEXT], ["--json", TEXT], ["--json", "--prefix", "ACME", TEXT]])
def test_output_that_cannot_be_written(more: List[str]) -> None:
    with open("/dev/full", "w") as full:
        assert _ended([*_VERIFY, *more], stdout=full)[0] == 74
    assert _ended([*_VERIFY, *more], preexec_fn=_closed(1), stdout=None)[0] == 74
    (reading, writing) = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:
        assert _ended([*_VERIFY, *more], stdout=pipe)[0] == 74


def test_help_that_cannot_be_written() -> None:
    with open("/dev/full", "w") as full:
        assert _ended([*_VERIFY, "--help"], stdout=full)[0] == 74


def test_complaints_that_cannot_be_written() -> None:
    for status, more in ((65, ["x"]), (64, ["--prefix", "", TEXT]), (64, []), (1, ["--prefix", "A", TEXT])):
        with open("/dev/full", "w") as full:
            done = subprocess.run([*_VERIFY, *more], stdout=subprocess.PIPE, stderr=full)
        assert done.returncode == status
        done = subprocess.run([*_VERIFY, *more], stdout=subprocess.PIPE, preexec_fn=_closed(2))
        assert done.returncode == status
        assert status == 1 or done.stdout == b""


@pytest.mark.skipif(sys.version_info < (3, 10), reason="Python does not say how it was called")
def test_a_missing_library_is_said(tmp_path: Path) -> None:
    package = Path(latchkey.__file__).parent
    shutil.copytree(package, tmp_path / "latchkey", ignore=shutil.ignore_patterns("*.so*", "__pycache__"))
    environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    environment["PYTHONPATH"] = str(tmp_path)
    (status, complaint) = _ended([*_VERIFY, TEXT], cwd=tmp_path, env=environment)
    if status == 0:
        pytest.skip("the system has the library")
    assert status == 69
    assert "cannot be loaded" in complaint and "hint: " in complaint
    program = [sys.executable, "-c", "import latchkey"]
    done = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert "LibraryError" in done.stderr


def test_output_in_any_encoding() -> None:
    for encoding in ("ascii", "latin-1", "utf-8", "cp1252"):
        environment = dict(os.environ, PYTHONIOENCODING=encoding)
        arguments = [*_VERIFY, "--prefix", "ACME", TEXT]
        done = subprocess.run(arguments, capture_output=True, env=environment)
        assert (done.returncode, done.stderr) == (1, b"")
        arrow = "\u2192" if encoding == "utf-8" else "->"
        assert f"      {arrow} " in done.stdout.decode(encoding)
        done = subprocess.run([*arguments, "--json"], capture_output=True, env=environment)
        assert (done.returncode, done.stderr) == (1, b"")
        assert json.loads(done.stdout.decode(encoding))["outcome"] == "denied"
