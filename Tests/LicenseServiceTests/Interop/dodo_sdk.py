"""Runs the official client of Dodo Payments against a service, as a shop and its apps use it.

usage: dodo_sdk.py BASE-URL SHOP-JSON
SHOP-JSON names the merchant's token, a customer, two products (the second with another limit), an
entitlement, and keys that were sold: SHOP["sold"] is a list of {id, key, grant}.
Each function whose name begins with `promise_` is run, and its doc line printed when it holds. Every
answer is checked against the client's own models; leaves with 1 when one promise does not hold.
"""

import json
import sys
import time
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import dodopayments
import httpx
from dodopayments import DodoPayments

# Shops keep using what the client calls deprecated.
warnings.simplefilter("ignore", DeprecationWarning)

BASE, SHOP = sys.argv[1], json.loads(sys.argv[2])
requests_sent: list[httpx.Request] = []


def client(token: str, **options) -> DodoPayments:
    counting = httpx.Client(event_hooks={"request": [requests_sent.append]})
    return DodoPayments(
        bearer_token=token, base_url=BASE, http_client=counting,
        _strict_response_validation=True, **options)


merchant = client(SHOP["token"])
# What an app is shipped with: nobody is to look at its token.
app = client("dummy")
serial = iter(range(1, 1_000_000))


def new_key(**terms) -> dodopayments.types.LicenseKey:
    """A key of its own for each promise, imported as a merchant brings keys along."""
    return merchant.license_keys.create(
        customer_id=SHOP["customer"], product_id=SHOP["product"],
        key=f"LEGACY-{next(serial)}-{time.monotonic_ns()}", **terms)


def refused(kind, code: str, call) -> dict:
    """The body of the refusal that a call must meet."""
    try:
        call()
    except kind as error:
        assert type(error) is kind, f"{type(error)} instead of {kind}"
        assert set(error.body) == {"code", "message"}, error.body
        assert error.body["code"] == code, error.body
        return error.body
    raise AssertionError(f"{code} was expected")


def at(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc)


# Keys that are sold, and what an app does with them.


def promise_activation():
    """an app activates a key and learns its instance, customer and product"""
    sold = SHOP["sold"][0]
    taken = app.licenses.activate(license_key=sold["key"], name="Ann's laptop")
    assert taken.license_key_id == sold["id"] and taken.name == "Ann's laptop"
    assert taken.customer.customer_id == SHOP["customer"]
    assert taken.customer.email == "ann@example.com" and taken.customer.name == "Ann"
    assert taken.product.product_id == SHOP["product"] and taken.product.name == "pro"
    assert app.licenses.validate(
        license_key=sold["key"], license_key_instance_id=taken.id).valid is True
    assert app.licenses.deactivate(
        license_key=sold["key"], license_key_instance_id=taken.id) is None
    assert app.licenses.validate(
        license_key=sold["key"], license_key_instance_id=taken.id).valid is False


def promise_offline_key():
    """a key that is sold is one that proves itself offline"""
    key = merchant.license_keys.retrieve(SHOP["sold"][1]["id"])
    assert key.key.startswith("ACME_") and len(key.key) > 200
    assert key.source == "auto" and key.payment_id == "sale-2" and key.status == "active"
    assert key.expires_at is not None and key.expires_at > at(datetime.now(timezone.utc))


def promise_limit():
    """as many devices at once as the limit says, and no more"""
    key = new_key(activations_limit=2)
    first = app.licenses.activate(license_key=key.key, name="same name")
    app.licenses.activate(license_key=key.key, name="same name")
    refused(
        dodopayments.UnprocessableEntityError, "LICENSE_KEY_LIMIT_REACHED",
        lambda: app.licenses.activate(license_key=key.key, name="third"))
    assert app.licenses.validate(license_key=key.key).valid is True
    app.licenses.deactivate(license_key=key.key, license_key_instance_id=first.id)
    app.licenses.activate(license_key=key.key, name="third")
    assert merchant.license_keys.retrieve(key.id).instances_count == 2


def promise_single_user():
    """a limit of one is for one user"""
    key = new_key(activations_limit=1)
    app.licenses.activate(license_key=key.key, name="only")
    refused(
        dodopayments.UnprocessableEntityError, "LICENSE_KEY_LIMIT_REACHED",
        lambda: app.licenses.activate(license_key=key.key, name="other"))


def promise_unlimited():
    """without a limit there is no cap on activations"""
    key = new_key()
    assert key.activations_limit is None
    for number in range(12):
        app.licenses.activate(license_key=key.key, name=f"device {number}")
    assert merchant.license_keys.retrieve(key.id).instances_count == 12


def promise_concurrency():
    """many devices at once never get more seats than there are"""
    key = new_key(activations_limit=5)
    quick = client("dummy", max_retries=0)

    def take(number: int) -> bool:
        try:
            quick.licenses.activate(license_key=key.key, name=f"device {number}")
            return True
        except dodopayments.UnprocessableEntityError:
            return False

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(take, range(40))) == 5
    assert merchant.license_keys.retrieve(key.id).instances_count == 5


def promise_unknown():
    """a key that nobody has is no error to validate, and one to activate"""
    assert app.licenses.validate(license_key="nothing").valid is False
    refused(
        dodopayments.NotFoundError, "LICENSE_KEY_NOT_FOUND",
        lambda: app.licenses.activate(license_key="nothing", name="x"))
    refused(
        dodopayments.NotFoundError, "LICENSE_KEY_NOT_FOUND",
        lambda: app.licenses.deactivate(
            license_key="nothing", license_key_instance_id="lki_x"))


def promise_deactivation():
    """a seat is given back once, by its own key only"""
    key, other = new_key(), new_key()
    mine = app.licenses.activate(license_key=key.key, name="mine")
    refused(
        dodopayments.PermissionDeniedError, "LICENSE_KEY_NOT_FOUND",
        lambda: app.licenses.deactivate(license_key=other.key, license_key_instance_id=mine.id))
    app.licenses.deactivate(license_key=key.key, license_key_instance_id=mine.id)
    refused(
        dodopayments.PermissionDeniedError, "LICENSE_KEY_NOT_FOUND",
        lambda: app.licenses.deactivate(license_key=key.key, license_key_instance_id=mine.id))
    refused(
        dodopayments.NotFoundError, "NOT_FOUND",
        lambda: merchant.license_key_instances.retrieve(mine.id))


# What the merchant does.


def promise_expiry():
    """a key is good for the time that was chosen, and perpetual where none was"""
    perpetual = new_key()
    assert perpetual.expires_at is None
    day = datetime.now(timezone(timedelta(hours=5, minutes=30))) + timedelta(days=30)
    key = new_key(expires_at=day)
    assert at(key.expires_at) == at(day).replace(microsecond=0)
    past = datetime.now(timezone.utc) - timedelta(seconds=1)
    expired = merchant.license_keys.update(key.id, expires_at=past)
    assert expired.status == "expired"
    assert app.licenses.validate(license_key=key.key).valid is False
    refused(
        dodopayments.PermissionDeniedError, "INACTIVE_LICENSE_KEY",
        lambda: app.licenses.activate(license_key=key.key, name="late"))
    revived = merchant.license_keys.update(key.id, expires_at=None)
    assert revived.status == "active" and revived.expires_at is None
    assert app.licenses.validate(license_key=key.key).valid is True


def promise_expiry_comes_by_itself():
    """nobody has to write anything for a key to expire"""
    end = datetime.now(timezone.utc) + timedelta(seconds=2)
    key = new_key(expires_at=end)
    while app.licenses.validate(license_key=key.key).valid:
        pass
    assert datetime.now(timezone.utc) >= end.replace(microsecond=0)
    assert merchant.license_keys.retrieve(key.id).status == "expired"
    assert key.id in [k.id for k in merchant.license_keys.list(status="expired").items]


def promise_disable():
    """a key that is disabled is good for nothing at once, and comes back whole"""
    key = new_key(activations_limit=3)
    mine = app.licenses.activate(license_key=key.key, name="mine")
    assert merchant.license_keys.update(key.id, disabled=True).status == "disabled"
    assert app.licenses.validate(license_key=key.key).valid is False
    refused(
        dodopayments.PermissionDeniedError, "INACTIVE_LICENSE_KEY",
        lambda: app.licenses.activate(license_key=key.key, name="other"))
    assert merchant.license_keys.update(key.id, disabled=True).status == "disabled"
    assert merchant.license_keys.update(key.id, disabled=False).status == "active"
    assert app.licenses.validate(
        license_key=key.key, license_key_instance_id=mine.id).valid is True


def promise_new_limit():
    """a limit is raised, lowered to what is taken, removed, and not lowered below that"""
    key = new_key(activations_limit=1)
    app.licenses.activate(license_key=key.key, name="one")
    merchant.license_keys.update(key.id, activations_limit=2)
    app.licenses.activate(license_key=key.key, name="two")
    refused(
        dodopayments.UnprocessableEntityError, "ACTIVATION_LIMIT_LESS_THAN_CURRENT_AMOUNT",
        lambda: merchant.license_keys.update(key.id, activations_limit=1))
    assert merchant.license_keys.update(key.id, activations_limit=2).activations_limit == 2
    assert merchant.license_keys.update(key.id, activations_limit=None).activations_limit is None


def promise_nothing_changed():
    """an update that says nothing changes nothing"""
    key = new_key(activations_limit=4)
    assert merchant.license_keys.update(key.id) == merchant.license_keys.retrieve(key.id) == key


def promise_subscription():
    """the key of a subscription has no expiry date of its own"""
    sold = SHOP["subscribed"]
    refused(
        dodopayments.BadRequestError, "NO_EXPIRY_ON_SUBSCRIPTION_LICENSE_KEYS",
        lambda: merchant.license_keys.update(
            sold["id"], expires_at=datetime(2030, 1, 1, tzinfo=timezone.utc)))
    key = merchant.license_keys.update(sold["id"], expires_at=None)
    assert key.subscription_id == "sale-3" and key.payment_id is None


def promise_details():
    """the merchant sees key, product, customer, purchase date, status and instances"""
    key = new_key(activations_limit=3)
    mine = app.licenses.activate(license_key=key.key, name="mine")
    shown = merchant.license_keys.retrieve(key.id)
    assert (shown.customer_id, shown.product_id) == (SHOP["customer"], SHOP["product"])
    assert shown.key == key.key and shown.status == "active" and shown.instances_count == 1
    assert shown.activations_limit - shown.instances_count == 2
    assert abs(at(shown.created_at) - datetime.now(timezone.utc)) < timedelta(minutes=5)
    assert shown.brand_id and shown.business_id == mine.business_id
    (instance,) = merchant.license_key_instances.list(license_key_id=key.id).items
    assert instance.id == mine.id and instance.created_at == mine.created_at


def promise_instances():
    """instances are listed, found and renamed"""
    key = new_key()
    ids = [app.licenses.activate(license_key=key.key, name=f"d{n}").id for n in range(3)]
    listed = merchant.license_key_instances.list(license_key_id=key.id, page_size=100).items
    assert {instance.id for instance in listed} == set(ids)
    renamed = merchant.license_key_instances.update(ids[0], name="the new laptop")
    assert renamed.name == "the new laptop"
    assert merchant.license_key_instances.retrieve(ids[0]) == renamed
    assert merchant.license_key_instances.list(license_key_id="lic_none").items == []
    app.licenses.activate(license_key=SHOP["sold"][1]["key"], name="granted")
    (granted,) = merchant.license_key_instances.list(grant_id=SHOP["sold"][1]["grant"]).items
    assert granted.name == "granted"


def promise_filters():
    """keys are found by customer, product, status, source and time"""
    key = new_key()
    keys = merchant.license_keys
    assert keys.list(customer_id=SHOP["customer"], source="import").items[0].id == key.id
    assert keys.list(customer_id="cus_none").items == []
    assert keys.list(product_id=SHOP["other_product"]).items == []
    assert key.id in [k.id for k in keys.list(product_id=SHOP["product"]).items]
    assert all(k.source == "auto" for k in keys.list(source="auto").items)
    assert keys.list(source="manual").items == []
    merchant.license_keys.update(key.id, disabled=True)
    assert key.id in [k.id for k in keys.list(status="disabled").items]
    assert key.id not in [k.id for k in keys.list(status="active").items]
    made = at(key.created_at)
    around = keys.list(
        created_at_gte=made, created_at_lte=made.astimezone(timezone(timedelta(hours=-7))),
        page_size=100)
    assert key.id in [k.id for k in around.items]
    assert key.id not in [
        k.id for k in keys.list(created_at_gte=made + timedelta(microseconds=1), page_size=100)
        .items]


def promise_pages():
    """pages begin at 0; the client's own loop leaves page 1 out, and large pages do not"""
    ids = [new_key().id for _ in range(35)]
    newest = list(reversed(ids))
    keys = merchant.license_keys
    walked = []
    number = 0
    while items := keys.list(page_number=number, page_size=10, source="import").items:
        walked += [key.id for key in items]
        number += 1
        if len(walked) >= 35:
            break
    assert walked[:35] == newest
    everything = [key.id for key in keys.list(page_size=100, source="import").items]
    assert everything[:35] == newest
    assert keys.list(page_number=10_000).items == []
    # Asked for no page, the client goes from the first to the third.
    looped = [key.id for key in keys.list(source="import")]
    assert looped[:10] == newest[:10] and looped[10:20] == newest[20:30]
    assert not set(looped) & set(newest[10:20])


def promise_import():
    """a key that was sold elsewhere still works, and is taken only once"""
    key = new_key(activations_limit=2, expires_at="2031-01-01T00:00:00.123456Z")
    assert key.source == "import" and key.payment_id is None and key.subscription_id is None
    assert key.activations_limit == 2 and at(key.expires_at).year == 2031
    app.licenses.activate(license_key=key.key, name="old friend")
    before = len(requests_sent)
    refused(
        dodopayments.ConflictError, "LICENSE_KEY_ALREADY_EXISTS",
        lambda: merchant.license_keys.create(
            customer_id=SHOP["customer"], product_id=SHOP["product"], key=key.key))
    assert len(requests_sent) == before + 1, "the client repeated a request that cannot succeed"
    refused(
        dodopayments.NotFoundError, "NOT_FOUND",
        lambda: merchant.license_keys.create(
            customer_id="cus_none", product_id=SHOP["product"], key="x"))
    refused(
        dodopayments.NotFoundError, "NOT_FOUND",
        lambda: merchant.license_keys.create(
            customer_id=SHOP["customer"], product_id="pdt_none", key="x"))


def promise_tokens():
    """what is the merchant's needs the merchant's token"""
    for token in ["wrong", SHOP["token"][:-1] + "x"]:
        other = client(token)
        for call in [
            lambda: other.license_keys.list(),
            lambda: other.license_keys.retrieve("lic_none"),
            lambda: other.license_key_instances.list(),
        ]:
            refused(dodopayments.AuthenticationError, "UNAUTHORIZED", call)
    reader = client(SHOP["reader"])
    assert reader.license_keys.list().items
    refused(
        dodopayments.PermissionDeniedError, "FORBIDDEN",
        lambda: reader.license_keys.update(SHOP["sold"][0]["id"], disabled=True))


def promise_grants():
    """grants are listed and taken back with their keys"""
    sold = SHOP["sold"][2]
    listed = merchant.customers.list_entitlement_grants(SHOP["customer"], page_size=100).items
    (grant,) = [grant for grant in listed if grant.id == sold["grant"]]
    assert grant.license_key.key == sold["key"] and grant.status == "Delivered"
    assert grant.license_key.id == sold["id"] and grant.license_key.status == "active"
    same = merchant.entitlements.grants.list(SHOP["entitlement"], status="Delivered").items
    assert sold["grant"] in [grant.id for grant in same]
    gone = merchant.entitlements.grants.revoke(sold["grant"], id=SHOP["entitlement"])
    assert gone.status == "Revoked" and gone.revoked_at is not None
    assert merchant.entitlements.grants.revoke(sold["grant"], id=SHOP["entitlement"]) == gone
    assert app.licenses.validate(license_key=sold["key"]).valid is False
    assert merchant.license_keys.retrieve(sold["id"]).status == "disabled"
    refused(
        dodopayments.UnprocessableEntityError, "INVALID_REQUEST_PARAMETERS",
        lambda: merchant.license_keys.update(sold["id"], disabled=False))


def promise_fulfillment():
    """a grant that has its key takes no other by hand"""
    refused(
        dodopayments.UnprocessableEntityError, "INVALID_REQUEST_PARAMETERS",
        lambda: merchant.entitlements.grants.fulfill_license_key(
            SHOP["sold"][0]["grant"], key="BY-HAND", activations_limit=3))
    refused(
        dodopayments.NotFoundError, "NOT_FOUND",
        lambda: merchant.entitlements.grants.fulfill_license_key("entg_none", key="BY-HAND"))
    assert app.licenses.validate(license_key="BY-HAND").valid is False


def promise_webhooks():
    """receivers of webhooks are added, found, changed, switched off and removed"""
    hooks = merchant.webhooks
    made = hooks.create(
        url="https://example.com/keys", description="keys", disabled=True,
        filter_types=["license_key.created", "entitlement_grant.revoked"], metadata={"team": "a"},
        headers={"X-Place": "eu", "Authorization": "Bearer x"}, rate_limit=10)
    assert made.id.startswith("ep_") and made.url == "https://example.com/keys"
    assert made.description == "keys" and made.metadata == {"team": "a"}
    assert made.disabled is True and made.filter_types == [
        "license_key.created", "entitlement_grant.revoked"]
    assert hooks.retrieve(made.id) == made
    changed = hooks.update(made.id, disabled=False, url="https://example.com/new")
    assert changed.disabled is False and changed.url == "https://example.com/new"
    assert changed.metadata == {"team": "a"} and changed.created_at == made.created_at
    assert hooks.update(made.id, filter_types=[]).filter_types is None
    assert hooks.retrieve_secret(made.id).secret.startswith("whsec_")
    shown = hooks.headers.retrieve(made.id)
    assert shown.headers == {"X-Place": "eu"} and shown.sensitive == ["Authorization"]
    assert hooks.headers.update(made.id, headers={"x-place": "us", "X-Name": "n"}) is None
    shown = hooks.headers.retrieve(made.id)
    assert shown.headers == {"x-place": "us", "X-Name": "n"}
    assert shown.sensitive == ["Authorization"]
    more = [hooks.create(url=f"https://example.com/{number}") for number in range(4)]
    # The client's own loop, page by page.
    listed = [found.id for found in hooks.list(limit=2)]
    assert len(listed) == 5 and set(listed) == {hook.id for hook in [made, *more]}
    refused(
        dodopayments.UnprocessableEntityError, "INVALID_REQUEST_PARAMETERS",
        lambda: hooks.create(url="https://example.com/sixth"))
    for hook in [made, *more]:
        assert hooks.delete(hook.id) is None
    assert list(hooks.list()) == []
    for call in [hooks.retrieve, hooks.delete, hooks.retrieve_secret, hooks.headers.retrieve]:
        refused(dodopayments.NotFoundError, "NOT_FOUND", lambda: call(made.id))
    for url in ["http://example.com", "https://127.0.0.1/", "nothing"]:
        refused(
            dodopayments.UnprocessableEntityError, "INVALID_REQUEST_PARAMETERS",
            lambda: hooks.create(url=url))
    refused(
        dodopayments.PermissionDeniedError, "FORBIDDEN",
        lambda: client(SHOP["reader"]).webhooks.list())


def promise_customers():
    """customers are listed and read, with all that a key's customer_id leads to"""
    found = merchant.customers.retrieve(SHOP["customer"])
    assert found.customer_id == SHOP["customer"] and found.name == "Ann"
    assert found.email == "ann@example.com" and found.business_id.startswith("bus_")
    key = new_key()
    assert merchant.customers.retrieve(key.customer_id) == found
    for page in [
        merchant.customers.list(page_size=100), merchant.customers.list(email="ann@example.com"),
        merchant.customers.list(name="AN"),
        merchant.customers.list(created_at_gte=found.created_at, created_at_lte=found.created_at),
    ]:
        assert found in page.items
    assert merchant.customers.list(email="nobody@example.com").items == []
    later = found.created_at + timedelta(microseconds=1)
    assert found not in merchant.customers.list(created_at_gte=later).items
    refused(
        dodopayments.NotFoundError, "NOT_FOUND", lambda: merchant.customers.retrieve("cus_none"))
    refused(
        dodopayments.PermissionDeniedError, "FORBIDDEN",
        lambda: client(SHOP["reader"]).customers.list())


def promise_products():
    """products are listed and read, with the limits of their keys"""
    found = merchant.products.retrieve(SHOP["product"])
    assert found.product_id == SHOP["product"] and found.name == "pro"
    assert found.license_key_enabled and found.license_key_activations_limit == 3
    assert (found.license_key_duration.count, found.license_key_duration.interval) == (1, "Year")
    assert [given.id for given in found.entitlements] == [SHOP["entitlement"]]
    key = new_key()
    assert merchant.products.retrieve(key.product_id) == found
    listed = merchant.products.list(page_size=100).items
    assert {SHOP["product"], SHOP["other_product"]} <= {product.product_id for product in listed}
    assert merchant.products.list(brand_id=found.brand_id).items
    for none in [
        merchant.products.list(archived=True), merchant.products.list(recurring=True),
        merchant.products.list(brand_id="bnd_other"),
    ]:
        assert none.items == []
    refused(
        dodopayments.NotFoundError, "NOT_FOUND", lambda: merchant.products.retrieve("pdt_none"))


def promise_order():
    """pages that are asked for by number have every key once, in the order of making"""
    made = [new_key().id for _ in range(7)]
    pages, number = [], 0
    while items := merchant.license_keys.list(page_size=3, page_number=number).items:
        pages += [key.id for key in items]
        number += 1
    assert len(pages) == len(set(pages)), "a key twice"
    assert pages[:7] == made[::-1], "another order"
    times = [merchant.license_keys.retrieve(key).created_at for key in made]
    assert times == sorted(set(times)), times


def promise_retries():
    """an activation that is sent again with an idempotency key takes one seat"""
    key = new_key(activations_limit=1)
    header = {"Idempotency-Key": "order 7, device 1"}
    first = app.licenses.activate(license_key=key.key, name="x", extra_headers=header)
    again = app.licenses.activate(license_key=key.key, name="x", extra_headers=header)
    assert first == again
    refused(
        dodopayments.UnprocessableEntityError, "IDEMPOTENCY_KEY_REUSED",
        lambda: app.licenses.activate(license_key=key.key, name="y", extra_headers=header))


def promise_async():
    """the client that does not block works alike"""
    import asyncio

    from dodopayments import AsyncDodoPayments

    key = new_key(activations_limit=2)

    async def use() -> list[bool]:
        async with AsyncDodoPayments(
            bearer_token="dummy", base_url=BASE + "/", _strict_response_validation=True
        ) as shop:
            taken = await shop.licenses.activate(license_key=key.key, name="async")
            before = await shop.licenses.validate(
                license_key=key.key, license_key_instance_id=taken.id)
            await shop.licenses.deactivate(
                license_key=key.key, license_key_instance_id=taken.id)
            after = await shop.licenses.validate(
                license_key=key.key, license_key_instance_id=taken.id)
            return [before.valid, after.valid]

    assert asyncio.run(use()) == [True, False]


def main() -> int:
    broken = 0
    promises = [value for name, value in globals().items() if name.startswith("promise_")]
    for promise in promises:
        try:
            promise()
            print("holds:", promise.__doc__)
        except Exception:  # whatever it is, the other promises are still looked at
            broken += 1
            print("BROKEN:", promise.__doc__)
            traceback.print_exc(file=sys.stdout)
    print(f"{len(promises) - broken} of {len(promises)} promises hold")
    return 1 if broken else 0


sys.exit(main())
