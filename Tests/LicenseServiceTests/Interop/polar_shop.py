"""What both generations of Polar's clients need from around them: keys, which Polar sells by itself."""

import json
import sys
import urllib.request

BASE, TOKEN, ORGANIZATION = sys.argv[1:4]


def mint(benefit, customer=None):
    """Mints a license key through the service's own interface, and gives its id and text."""
    body = {"benefit_id": benefit}
    if customer is not None:
        body["customer_id"] = customer
    request = urllib.request.Request(
        BASE + "/manage/v1/license-keys",
        data=json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        key = json.load(answer)
    return key["id"], key["key"]


def check(condition, what):
    if not condition:
        raise SystemExit("not as promised: " + what)


def refused(call, error):
    """Makes a call that must be refused with an error, and gives it."""
    try:
        call()
    except error as refusal:
        return refusal
    raise SystemExit("not refused: " + error.__name__)
