"""Polar's own client for Python, generation 0.x, against the service: python polar_client_0.py
BASE TOKEN ORGANIZATION."""

import concurrent.futures
import uuid

from polar_sdk import Polar, models
from polar_shop import BASE, ORGANIZATION, TOKEN, check, mint, refused

shop = Polar(access_token=TOKEN, server_url=BASE)
app = Polar(server_url=BASE).customer_portal.license_keys

benefit = shop.benefits.create(
    request={
        "type": "license_keys",
        "description": "Editor of old",
        "properties": {
            "prefix": "myapp",
            "expires": {"ttl": 30, "timeframe": "day"},
            "activations": {"limit": 3, "enable_customer_admin": True},
            "limit_usage": 100,
        },
    }
)
check(benefit.properties.limit_usage == 100, "the benefit has a quota")
mail = "ada-%s@example.com" % uuid.uuid4()
customer = shop.customers.create(request={"email": mail, "name": "Ada", "external_id": mail})
check(shop.customers.get_external(external_id=mail).id == customer.id, "the customer is found")
identifier, text = mint(benefit.id, customer.id)

seat = app.activate(
    request={
        "key": text,
        "organization_id": ORGANIZATION,
        "label": "hello",
        "conditions": {"major_version": 1},
        "meta": {"ip": "84.19.145.194"},
    }
)
check(seat.meta == {"ip": "84.19.145.194"} and seat.license_key.id == identifier, "a seat")
valid = app.validate(
    request={
        "key": text,
        "organization_id": ORGANIZATION,
        "activation_id": seat.id,
        "conditions": {"major_version": 1},
        "increment_usage": 15,
    }
)
check((valid.usage, valid.validations) == (15, 1), "usage is counted")
refusal = refused(
    lambda: app.validate(
        request={"key": text, "organization_id": ORGANIZATION, "activation_id": seat.id}
    ),
    models.ResourceNotFound,
)
check(refusal.data.detail == "License key does not match required conditions", "the reason")
refusal = refused(
    lambda: app.validate(
        request={"key": text, "organization_id": ORGANIZATION, "increment_usage": 86}
    ),
    models.SDKError,
)
check(refusal.status_code == 400 and "only has 85 more usages" in refusal.body, "what is left")
refused(
    lambda: app.validate(request={"key": text, "organization_id": "x"}),
    models.HTTPValidationError,
)


def activate(number):
    try:
        return app.activate(
            request={"key": text, "organization_id": ORGANIZATION, "label": str(number)}
        ).id
    except models.NotPermitted:
        return None


with concurrent.futures.ThreadPoolExecutor(8) as pool:
    taken = [seat for seat in pool.map(activate, range(8)) if seat]
check(len(taken) == 2, "as many seats as are left")
app.deactivate(
    request={"key": text, "organization_id": ORGANIZATION, "activation_id": taken[0]}
)
read = shop.license_keys.get(id=identifier)
check(len(read.activations) == 2 and read.customer.id == customer.id, "the key with its seats")
check(
    shop.license_keys.get_activation(id=identifier, activation_id=seat.id).id == seat.id, "a seat"
)

changed = shop.license_keys.update(
    id=identifier, license_key_update={"status": "disabled", "limit_usage": None}
)
# This client says usage 0 with every change.
check((changed.status.value, changed.usage, changed.limit_usage) == ("disabled", 0, None), "change")
refused(
    lambda: app.activate(
        request={"key": text, "organization_id": ORGANIZATION, "label": "x"}
    ),
    models.NotPermitted,
)
shop.license_keys.update(id=identifier, license_key_update={"status": "granted"})
check(
    shop.license_keys.validate(request={"key": text, "organization_id": ORGANIZATION}).usage == 0,
    "the merchant validates",
)
page = shop.license_keys.list(benefit_id=benefit.id, limit=1)
check(page.result.pagination.total_count == 1 and page.next() is None, "the list")
session = shop.customer_sessions.create(request={"customer_id": customer.id})
own = Polar(server_url=BASE).customer_portal
security = {"customer_session": session.token}
listed = own.license_keys.list(security=security)
check([key.id for key in listed.result.items] == [identifier], "the customer's keys")
shown = own.license_keys.get(security=security, id=identifier)
check(len(shown.activations) == 2, "the customer's seats")
grants = own.benefit_grants.list(security=security)
check(len(grants.result.items) == 1, "the customer's grants")
check(len(shop.benefits.grants(id=benefit.id).result.items) == 1, "the merchant's grants")
for state in [
    shop.customers.get_state(id=customer.id),
    shop.customers.get_state_external(external_id=mail),
]:
    check((state.id, state.email) == (customer.id, mail), "the state")
    check([given.benefit_id for given in state.granted_benefits] == [benefit.id], "what is granted")
shop.benefits.delete(id=benefit.id)
check(shop.license_keys.get(id=identifier).status.value == "revoked", "revoked with its benefit")
shop.customers.delete(id=customer.id)
print("all as promised")
