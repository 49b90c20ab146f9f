"""Webhooks both ways, signed and verified by what others wrote.

usage: webhooks_sdk.py BASE-URL SHOP-JSON
SHOP-JSON has the merchant's token, its organization, a benefit's id and the product that Dodo's client
calls it, and the secrets of two shops that point their webhooks here; for both, product "prod_1" stands
for the benefit. Messages come in as the library of Standard Webhooks signs them, and what is sent goes
to a receiver on this machine that hands it to each client's own helper. Leaves with 0 when all hold.
"""

import base64
import json
import queue
import sys
import threading
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from dodopayments import DodoPayments
from polar.v2026_10.webhooks import PolarWebhookVerificationError, validate_event
from standardwebhooks import Webhook, WebhookVerificationError

BASE, SHOP = sys.argv[1], json.loads(sys.argv[2])


def check(condition, what):
    if not condition:
        raise SystemExit("not as promised: " + what)


def call(method, path, body=None, headers=None):
    """A request and its answer: the status, and the body where there is one."""
    request = urllib.request.Request(
        BASE + path, method=method, data=body,
        headers={"Content-Type": "application/json", **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        status, text = refusal.code, refusal.read()
    return status, json.loads(text) if text else None


def manage(method, path, **members):
    status, answer = call(
        method, "/manage/v1" + path, json.dumps(members).encode(),
        {"Authorization": "Bearer " + SHOP["token"]})
    check(status < 300, f"{method} {path} is answered with {status}: {answer}")
    return answer


# Where messages of the service come in: one queue for each place.


class Receiver(BaseHTTPRequestHandler):
    inbox = {"/dodo": queue.Queue(), "/polar": queue.Queue()}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.inbox[self.path].put((body.decode(), dict(self.headers)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
HERE = f"http://127.0.0.1:{server.server_port}"


def received(path):
    return Receiver.inbox[path].get(timeout=60)


# What shops send.


def sent(shop, key, type, data, at=None, id=None, spoil=lambda body: body):
    """Signs an event as a shop does, sends it, and gives the status and the answer's word."""
    id = id or "msg_" + uuid.uuid4().hex
    at = at or datetime.now(timezone.utc)
    body = json.dumps(
        {"type": type, "timestamp": at.isoformat(), "business_id": "bus_1", "data": data})
    status, answer = call(
        "POST", "/hooks/" + shop, spoil(body).encode(),
        {"webhook-id": id, "webhook-timestamp": str(int(at.timestamp())),
         "webhook-signature": Webhook(key).sign(id, at, body)})
    return status, answer.get("outcome") or answer.get("code")


# Polar's merchants hand the library their secret's bytes in base64, and Dodo's the secret itself.
POLAR = base64.b64encode(SHOP["polar_secret"].encode()).decode()
DODO = SHOP["dodo_secret"]
PERSON = {"id": str(uuid.uuid4()), "name": "Ada", "email": "ada@example.com"}
SUBSCRIPTION = str(uuid.uuid4())
BUYER = {"customer_id": "cus_1", "name": "Ann", "email": "ann@example.com"}


def subscription(status):
    return {"id": SUBSCRIPTION, "status": status, "product_id": "prod_1", "customer": PERSON,
            "customer_id": PERSON["id"], "product": {"id": "prod_1", "benefits": []}}


payment = {"payment_id": "pay_1", "customer": BUYER, "subscription_id": None,
           "product_cart": [{"product_id": "prod_1", "quantity": 1}]}

# Endpoints: one made by Dodo's client, one for a receiver of Polar's.
shop = DodoPayments(bearer_token=SHOP["token"], base_url=BASE, _strict_response_validation=True)
endpoint = shop.webhooks.create(url=HERE + "/dodo", description="keys")
secret = shop.webhooks.retrieve_secret(endpoint.id).secret
listener = DodoPayments(bearer_token="none", base_url=BASE, webhook_key=secret)
mirror = manage(
    "POST", "/webhook-endpoints?organization_id=" + SHOP["organization"], url=HERE + "/polar",
    format="polar", key_derivation="text")

# A subscription at Polar makes a key, of which both receivers hear.
check(sent("polar", POLAR, "subscription.active", subscription("active")) == (200, "taken"),
      "Polar's signature is taken")
body, headers = received("/dodo")
event = listener.webhooks.unwrap(body, headers=headers)
check(event.type == "license_key.created", "Dodo's client reads the event")
check(event.data.source == "auto" and event.data.status == "active", "with the key's state")
check(event.data.subscription_id == SUBSCRIPTION, "and what it was sold through")
check(event.data.product_id == SHOP["product"], "and its product")
check(listener.licenses.validate(license_key=event.data.key).valid, "and the key, which is good")
for spoiled in (body.replace("active", "activf"), body + " "):
    try:
        listener.webhooks.unwrap(spoiled, headers=headers)
    except WebhookVerificationError:
        continue
    check(False, "a changed message is refused by the client")

body, headers = received("/polar")
grant = validate_event(body, headers, mirror["secret"])
check(grant.type == "benefit_grant.created" and grant.data.is_granted, "Polar's client reads it")
check(grant.data.subscription_id == SUBSCRIPTION, "and of which sale it is")
for key, spoiled in ((mirror["secret"], body + " "), (secret, body)):
    try:
        validate_event(spoiled, headers, key)
    except PolarWebhookVerificationError:
        continue
    check(False, "a message that another secret has signed, or none, is refused by the client")

# It ends, and the key with it.
ended = subscription("canceled")
check(sent("polar", POLAR, "subscription.revoked", ended) == (200, "taken"), "the end is taken")
body, headers = received("/dodo")
revoked = listener.webhooks.unwrap(body, headers=headers)
check(revoked.type == "license_key.revoked", "Dodo's client reads events of ours")
check(not listener.licenses.validate(license_key=event.data.key).valid, "the key is good no more")
body, headers = received("/polar")
check(validate_event(body, headers, mirror["secret"]).type == "benefit_grant.revoked", "taken back")

# A payment at Dodo, whose receiver gets signatures of two secrets from now on.
place = "/webhook-endpoints?organization_id=" + SHOP["organization"]
(same,) = [found for found in manage("GET", place)["items"] if found["url"] == endpoint.url]
manage("POST", f"/webhook-endpoints/{same['id']}/rotate-secret")
check(sent("dodo", DODO, "payment.succeeded", payment, id="msg_1") == (200, "taken"), "it is taken")
check(sent("dodo", DODO, "payment.succeeded", payment, id="msg_1") == (200, "repeated"), "once")
body, headers = received("/dodo")
newest = shop.webhooks.retrieve_secret(endpoint.id).secret
check(newest != secret, "the secret is another one")
for key in (secret, newest):
    sold = listener.webhooks.unwrap(body, headers=headers, key=key)
    check(sold.type == "license_key.created", f"it is told of, and not {sold.type}")
    check(sold.data.payment_id == "pay_1" and sold.data.subscription_id is None, "and its payment")
imported = shop.license_keys.create(
    customer_id=sold.data.customer_id, product_id=SHOP["product"], key="LEGACY-1")
body, headers = received("/dodo")
told = listener.webhooks.unwrap(body, headers=headers, key=newest).data
check(told.id == imported.id and told.key == "LEGACY-1", "an imported key is told of")
check(told.source == "import" and told.payment_id is None, "as one")

# What no shop has signed, or signed too long ago, is refused.
now = datetime.now(timezone.utc)
other = "whsec_" + base64.b64encode(b"x" * 32).decode()
for where, key, expected, more in (
    ("dodo", other, (403, "hook.signature"), {}),
    ("polar", other, (403, "hook.signature"), {}),
    ("dodo", POLAR, (403, "hook.signature"), {}),
    ("polar", POLAR, (403, "hook.signature"), {"spoil": lambda body: body + " "}),
    ("dodo", DODO, (403, "hook.signature"), {"spoil": lambda body: body.replace("pay_1", "pay_2")}),
    ("dodo", DODO, (400, "hook.time"), {"at": now - timedelta(minutes=6)}),
    ("polar", POLAR, (400, "hook.time"), {"at": now + timedelta(minutes=6)}),
):
    answer = sent(where, key, "payment.succeeded", payment, **more)
    check(answer == expected, f"{where} answers {expected}, and not {answer}")
check(Receiver.inbox["/dodo"].empty(), "nothing came of what was refused")
print("all as promised")
