/// What makes the browser itself check a license key; where it cannot, the form goes to the service.
///
/// Everything that it needs comes with the page or right after it, so the network may then be off.
/// It says of a key what `latchkey verify` says.
enum CheckScript {
    /// - Parameters:
    ///   - verifier: the name of latchkey.js beside this file.
    ///   - sentences: the name of latchkey-sentences.js.
    static func text(verifier: String, sentences: String) -> String {
        """
        import { LatchkeyError, LicenseFile, LicenseKey, StatusKeys, TrustRoot, TrustedKeys } from "./\(verifier)";
        import { explain } from "./\(sentences)";

        \(rest)
        """
    }

    private static let rest = #"""
        const form = document.querySelector("form[data-check]");
        const vendor = JSON.parse(form.dataset.check);
        const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
        const time = (seconds) => moment.format(new Date(seconds * 1000));

        const pinned = TrustedKeys.pin(vendor.keys.map(({ key }) => key));
        const retired = new Map(vendor.keys.map(({ id, retiredAt }) => [id, retiredAt ?? Infinity]));
        const bundled = vendor.bundle && (await keysOf(vendor.bundle));
        const statusKeys = StatusKeys.pin(vendor.statusKeys);
        const lists = vendor.lists.map(fetchList);

        async function keysOf({ content, roots, threshold, affirmations }) {
          const root = TrustRoot.pin(roots, threshold);
          const bundle = await root.accept(bytes(content), new Date());
          const lists = affirmations.map((list) => bundle.verifyAffirmations(bytes(list)));
          return TrustedKeys.from(bundle, await Promise.all(lists));
        }

        async function fetchList(address) {
          try {
            const answer = await fetch(address);
            const list = await statusKeys.verifyList(new Uint8Array(await answer.arrayBuffer()));
            return list.check(vendor.organization, new Date());
          } catch {
            return undefined;
          }
        }

        class Refusal extends Error {
          constructor(code) {
            super(code);
            this.code = code;
          }
        }

        async function readKey() {
          const file = form.elements.file.files[0];
          const text = file ? await file.text() : form.elements.key.value;
          if (text.includes("-----BEGIN LATCHKEY LICENSE-----")) return LicenseFile.parse(text.trim() + "\n").license();
          const whole = text.replace(/\s+/g, "");
          return whole.startsWith("LK1:") ? LicenseKey.parseCarrier(whole) : LicenseKey.parse(whole);
        }

        async function verify(key) {
          const license = await pinned.verify(key);
          if (license.claims.organization !== vendor.organization) throw new Refusal("issuer.organization");
          if (license.claims.issuedAt >= retired.get(license.keyID)) throw new Refusal("issuer.window");
          await bundled?.verify(key);
          return license;
        }

        async function judge(license) {
          const { organization, statusIndex } = license.claims;
          const shard = statusIndex === undefined ? -1 : statusIndex >>> 20;
          const status = (await Promise.all(lists)).find((list) => list?.shard === shard);
          const facts = { organization, benefits: "any", prefixes: "any", status };
          for (const name of ["conditions", "activation", "usage", "release"]) facts[name] = "not judged";
          return { status, ...license.evaluate(facts, new Date()) };
        }

        function element(name, className, ...content) {
          const made = document.createElement(name);
          if (className) made.className = className;
          made.append(...content);
          return made;
        }

        function sentence(code) {
          const { message, nextStep } = explain({ code }) ?? { message: code, nextStep: "ask the vendor" };
          return `${message[0].toUpperCase()}${message.slice(1)}: ${nextStep}.`;
        }

        function show(tone, heading, lines, claims) {
          for (const old of document.querySelectorAll("main .notice, #said, #verdict")) old.remove();
          const texts = lines.map((line) => element("p", "", line));
          const notice = element("div", `notice ${tone}`, element("p", "", element("strong", "", heading)), ...texts);
          notice.id = "verdict";
          notice.tabIndex = -1;
          notice.setAttribute("role", tone === "danger" ? "alert" : "status");
          document.querySelector("main .head").after(notice);
          if (claims) form.parentElement.before(facts(claims));
          notice.focus();
        }

        function facts(claims) {
          const { activationLimit: seats, usageLimit: units } = claims;
          const rows = [
            ["License", element("code", "", claims.license)],
            ["Issued", time(claims.issuedAt)],
            ["Ends", claims.expiresAt === undefined ? "never" : time(claims.expiresAt)],
            ["Devices", seats === undefined ? "not used" : seats === 0 ? "unlimited" : `${seats.toLocaleString("en")} device${seats === 1 ? "" : "s"}`],
            ["Units", units?.toLocaleString("en") ?? "any number"],
          ];
          const terms = rows.map(([name, value]) => element("div", "", element("dt", "", name), element("dd", "", value)));
          const part = element("div", "part", element("h2", "", "What it says"), element("dl", "details", ...terms));
          part.id = "said";
          return part;
        }

        async function check() {
          try {
            const license = await verify(await readKey());
            const { isAllowed, reasons, warnings, status } = await judge(license);
            const found = [...reasons, ...warnings].map(({ code }) => sentence(code));
            const list = status ? ` and its list of revoked licenses of ${time(status.issuedAt)}` : "";
            const how = `Checked in this browser, with the public keys of ${vendor.name}${list}.`;
            const tone = isAllowed ? "good" : "danger";
            show(tone, isAllowed ? "Genuine and good." : "Genuine, but not good now.", [...found, how], license.claims);
          } catch (error) {
            if (!(error instanceof LatchkeyError || error instanceof Refusal)) throw error;
            // A short key is known to the vendor alone, and an old browser verifies nothing.
            const isForVendor = ["key.no-separator", "platform.no-ed25519"].includes(error.code);
            if (isForVendor && navigator.onLine) return form.requestSubmit(ask);
            show("danger", `Not a license of ${vendor.name}.`, [sentence(error.code)]);
          }
        }

        const ask = element("button", "plain", `Ask ${vendor.name} too`);
        form.querySelector(".submit").append(ask);
        form.addEventListener("submit", (event) => {
          if (event.submitter === ask) return;
          event.preventDefault();
          // Later, since a form that is being submitted is not submitted once more.
          setTimeout(() => check().catch(() => form.requestSubmit(ask)), 0);
        });

        """#
}
