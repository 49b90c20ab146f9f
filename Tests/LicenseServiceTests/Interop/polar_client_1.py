"""Polar's own client for Python, generation 1.x, against the service: python polar_client_1.py
BASE TOKEN ORGANIZATION VERSION."""

import concurrent.futures
import importlib
import sys
import uuid

from polar_shop import BASE, ORGANIZATION, TOKEN, check, mint, refused

version = sys.argv[4]
module = importlib.import_module("polar." + version)
errors = importlib.import_module("polar." + version + ".errors")

shop = module.Polar(TOKEN, base_url=BASE, timeout=60)
# An app in the field has no token, and this client must have one.
app = module.Polar("none", base_url=BASE, timeout=60).customer_portal.license_keys

# A benefit with a prefix, an end, seats and a quota.
benefit = shop.benefits.create(
    type="license_keys",
    description="Editor, " + version,
    properties={
        "prefix": "myapp",
        "expires": {"ttl": 1, "timeframe": "month"},
        "activations": {"limit": 3, "enable_customer_admin": True},
        "limit_usage": 100,
    },
)
check(benefit.properties.expires.timeframe == "month", "the benefit expires")
check(shop.benefits.get(benefit.id).properties.activations.limit == 3, "the benefit has seats")
check(benefit.id in [found.id for found in shop.benefits.iter_list()], "the benefit is listed")

mail = "ada-%s@example.com" % uuid.uuid4()
customer = shop.customers.create(email=mail, name="Ada", external_id=mail)
check(shop.customers.get_external(mail).id == customer.id, "the customer is found")
check([found.id for found in shop.customers.list(email=mail).items] == [customer.id], "by e-mail")
renamed = shop.customers.update(customer.id, name="Ada L.", metadata={"n": 1, "f": 1.0, "t": True})
check(renamed.name == "Ada L.", "the customer has another name")
check([type(renamed.metadata[name]) for name in "nft"] == [int, float, bool], "types survive")

identifier, text = mint(benefit.id, customer.id)
check(text.startswith("MYAPP_"), "the key has its brand")

# Activation.
seat = app.activate(
    key=text,
    organization_id=ORGANIZATION,
    label="hello",
    conditions={"major_version": 1},
    meta={"ip": "84.19.145.194"},
)
check(seat.label == "hello" and seat.meta == {"ip": "84.19.145.194"}, "the seat is as asked for")
check(seat.license_key.key == text and seat.license_key.customer.id == customer.id, "its key")
check(seat.license_key.expires_at is not None, "the key expires")

# Validation, with conditions and usage.
valid = app.validate(
    key=text,
    organization_id=ORGANIZATION,
    activation_id=seat.id,
    conditions={"major_version": 1},
    increment_usage=15,
)
check((valid.usage, valid.validations, valid.limit_usage) == (15, 1, 100), "usage is counted")
check(valid.activation.id == seat.id, "the seat is valid")
check(valid.benefit_id == benefit.id, "an app can tell benefits apart")
if version == "v2027_01":
    check(valid.subscription is None and valid.order is None, "no sale is known")
for wrong in [{"major_version": 2}, {}]:
    refusal = refused(
        lambda: app.validate(
            key=text, organization_id=ORGANIZATION, activation_id=seat.id, conditions=wrong
        ),
        errors.ResourceNotFound,
    )
    check(refusal.error.detail == "License key does not match required conditions", "the reason")
refusal = refused(
    lambda: app.validate(key=text, organization_id=ORGANIZATION, increment_usage=86),
    errors.BadRequest,
)
check(refusal.error.detail == "License key only has 85 more usages.", "what is left")
refused(
    lambda: app.validate(key=text, organization_id=str(uuid.uuid4())), errors.ResourceNotFound
)
refused(lambda: app.validate(key=text, organization_id="x"), errors.HTTPValidationError)

# Many at once: two seats are left, and 85 units.
def activate(number):
    try:
        return app.activate(key=text, organization_id=ORGANIZATION, label=str(number)).id
    except errors.NotPermitted as refusal:
        check(refusal.error.detail == "License key activation limit already reached", "the limit")
        return None


def use(_):
    try:
        app.validate(key=text, organization_id=ORGANIZATION, increment_usage=10)
        return 10
    except errors.BadRequest:
        return 0


with concurrent.futures.ThreadPoolExecutor(10) as pool:
    taken = [seat for seat in pool.map(activate, range(10)) if seat]
    used = sum(pool.map(use, range(20)))
check(len(taken) == 2, "as many seats as are left")
check(used == 80, "as many units as are left")
check(shop.license_keys.get(identifier).usage == 95, "no unit is lost")

# Seats are given back, once.
app.deactivate(key=text, organization_id=ORGANIZATION, activation_id=taken[0])
refused(
    lambda: app.deactivate(key=text, organization_id=ORGANIZATION, activation_id=taken[0]),
    errors.ResourceNotFound,
)
check(len(shop.license_keys.get(identifier).activations) == 2, "the seat is free")
check(
    shop.license_keys.get_activation(identifier, seat.id).license_key.id == identifier,
    "a seat is read",
)

# The merchant changes, disables, enables and revokes.
changed = shop.license_keys.update(identifier, usage=4, limit_usage=10, limit_activations=5)
check((changed.usage, changed.limit_usage, changed.limit_activations) == (4, 10, 5), "limits")
for status in ["disabled", "revoked"]:
    check(shop.license_keys.update(identifier, status=status).status == status, status)
    refusal = refused(
        lambda: app.validate(key=text, organization_id=ORGANIZATION), errors.ResourceNotFound
    )
    check(refusal.error.detail == "License key is no longer active.", "it is " + status)
    refused(
        lambda: app.activate(key=text, organization_id=ORGANIZATION, label="x"),
        errors.NotPermitted,
    )
grants = [grant for grant in shop.benefits.grants(benefit.id).items]
check([grant.is_revoked for grant in grants] == [True], "the grant is revoked")
if hasattr(shop.license_keys, "rotate"):
    refused(lambda: shop.license_keys.rotate(identifier), errors.RotateNotPermitted)
back = shop.license_keys.update(identifier, status="granted")
check((back.status, back.limit_usage, back.limit_activations) == ("granted", 100, 3), "as sold")
check(shop.license_keys.validate(key=back.key, organization_id=ORGANIZATION).usage == 4, "usage")

# The end of a key.
ended = shop.license_keys.update(identifier, expires_at="2026-01-01T00:00:00")
check(ended.status == "granted", "an ended key stays granted")
refusal = refused(
    lambda: app.validate(key=text, organization_id=ORGANIZATION), errors.ResourceNotFound
)
check(refusal.error.detail == "License key has expired.", "it has ended")
shop.license_keys.update(identifier, expires_at=None)

# The customer's own view.
session = shop.customer_sessions.create(customer_id=customer.id)
check(session.token.startswith("polar_cst_") and session.customer.id == customer.id, "a session")
own = module.Polar(session.token, base_url=BASE, timeout=60).customer_portal
check([key.id for key in own.license_keys.list().items] == [identifier], "the customer's keys")
check(len(own.license_keys.get(identifier).activations) == 2, "the customer's seats")
check(len(own.benefit_grants.list().items) == 1, "the customer's grants")
if hasattr(own.license_keys, "rotate"):
    rotated = own.license_keys.rotate(identifier)
    check(rotated.key != text and rotated.id == identifier, "another key")
    refused(
        lambda: app.validate(key=text, organization_id=ORGANIZATION), errors.ResourceNotFound
    )
    check(app.validate(key=rotated.key, organization_id=ORGANIZATION).id == identifier, "works")
refused(lambda: shop.customer_portal.license_keys.list(), errors.Unauthorized)

for state in [shop.customers.get_state(customer.id), shop.customers.get_state_external(mail)]:
    check((state.id, state.email, state.type) == (customer.id, mail, "individual"), "the state")
    check([given.benefit_id for given in state.granted_benefits] == [benefit.id], "what is granted")
    check(state.granted_benefits[0].benefit_type == "license_keys", "its type")
    check((state.active_subscriptions, state.active_meters) == ([], []), "the shop's own")
refused(lambda: shop.customers.get_state(str(uuid.uuid4())), errors.ResourceNotFound)

# Filters, pages, and what is gone.
listed = shop.license_keys.list(benefit_id=benefit.id, status="granted", limit=1)
check((len(listed.items), listed.pagination.max_page) == (1, 1), "the list")
plain = shop.benefits.create(type="license_keys", description="Plain", properties={})
bare, bare_text = mint(plain.id)
refused(
    lambda: app.activate(key=bare_text, organization_id=ORGANIZATION, label="x"),
    errors.NotPermitted,
)
check(shop.license_keys.get(bare).customer.email is None, "a key without a customer")
shop.benefits.delete(benefit.id)
check(shop.license_keys.get(identifier).status == "revoked", "revoked with its benefit")
shop.customers.delete(customer.id)
refused(lambda: shop.customers.get(customer.id), errors.ResourceNotFound)
print("all as promised")
