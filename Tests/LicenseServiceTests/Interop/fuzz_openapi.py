"""Sends what the OpenAPI document of a service allows, and what it does not, to every place in it.

usage: fuzz_openapi.py BASE-URL TOKEN
No answer may be a fault of the server, and each must have a status, a type and a shape that the
document names. Leaves with 0 when all do.
"""

import sys

import schemathesis
from schemathesis.cli import schemathesis as program

BASE, TOKEN = sys.argv[1:]

# Device messages are bytes to anybody who does not know them.
schemathesis.serializer.alias("application/cose", "application/octet-stream")

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
]

# What is not ready yet says so with 503, and what a fuzzer may not do is take its own token away.
EXCLUDED = ["/ready", "/manage/v1/tokens/{id}", "/manage/v1/tokens/{id}/rotate"]

program(
    ["run", f"{BASE}/openapi.json", "--header", f"Authorization: Bearer {TOKEN}",
     "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
     "--max-examples", "8", "--seed", "1", "--generation-database", "none", "--no-color",
     "--continue-on-failure", "--no-shrink", "--suppress-health-check", "all",
     "--warnings", "off", "--request-timeout", "20"]
    + [part for path in EXCLUDED for part in ("--exclude-path", path)])
