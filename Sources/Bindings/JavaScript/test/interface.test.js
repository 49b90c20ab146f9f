// What programs see: types that cannot be made up, arguments that are checked, errors that explain.

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";

import { explain } from "../latchkey-sentences.js";
import { fixtureJSON, fromHex } from "./fixtures.js";
import { latchkey } from "./subject.js";

const example = fixtureJSON("worked-example.json");
const { LatchkeyError, LicenseFile, LicenseKey, StatusKeys, TrustRoot, TrustedKeys } = latchkey;
const { VerificationKey } = latchkey;
const keys = TrustedKeys.pin([example.publicKey]);
const license = await keys.verify(LicenseKey.parse(example.text));
const facts = {
  organization: license.claims.organization,
  benefits: [license.claims.benefit],
  prefixes: ["ACME"],
  activation: "not judged",
  usage: 1,
};
const at = license.claims.issuedAt;

test("verified objects are made by verification only", () => {
  for (const [name, type] of Object.entries(latchkey)) {
    if (!/^(Verified|TrustedKeys|StatusKeys|TrustRoot|License|Paged)/.test(name)) continue;
    assert.throws(() => new type(), TypeError, name);
    assert.throws(() => new (class extends type {})(), TypeError, name);
  }
  const forged = Object.create(latchkey.VerifiedLicense.prototype, { claims: { value: license.claims } });
  assert.throws(() => forged.evaluate(facts, at), /this must be a VerifiedLicense/);
});

test("what was verified cannot be changed", () => {
  assert.throws(() => (license.claims.expiresAt = Infinity), TypeError);
  assert.throws(() => (license.claims = {}), TypeError);
  const decision = license.evaluate(facts, at + 400 * 86400);
  assert.throws(() => decision.reasons.push(1), TypeError);
  assert.throws(() => (decision.isAllowed = true), TypeError);
});

test("an error has a code, a step, a sentence and a next step", () => {
  for (const [text, code, step] of [["", "key.empty", 1], ["ACME", "key.no-separator", 2]]) {
    try {
      LicenseKey.parse(text);
      assert.fail();
    } catch (error) {
      assert.ok(error instanceof LatchkeyError && error instanceof Error);
      assert.equal(error.name, "LatchkeyError");
      assert.deepEqual([error.code, error.step, error.message], [code, step, code]);
      const { message, nextStep } = explain(error);
      assert.match(message, /^[a-z].*[^.]$/);
      assert.match(nextStep, /^[a-z].*[^.]$/);
    }
  }
});

test("a wrong argument is a TypeError that names it", async () => {
  const named = (name) => ({ name: "TypeError", message: new RegExp(`^${name} must be `) });
  const now = 1769817600;
  for (const wrong of [undefined, null, 7, {}, [], new Uint8Array(3), Symbol.iterator]) {
    assert.throws(() => LicenseKey.parse(wrong), named("text"));
    assert.throws(() => LicenseKey.parseCarrier(wrong), named("text"));
    await assert.rejects(keys.verify(wrong), named("license"));
  }
  for (const wrong of [undefined, null, 7, {}, [], "bytes", new ArrayBuffer(3)]) {
    assert.throws(() => LicenseKey.fromBytes(wrong), named("bytes"));
    await assert.rejects(StatusKeys.pin([]).verifyList(wrong), named("bytes"));
    await assert.rejects(TrustRoot.pin([example.publicKey], 1).accept(wrong, now), named("bytes"));
  }
  for (const wrong of [undefined, null, 7, {}]) {
    assert.throws(() => LicenseFile.parse(wrong), named("file"));
    assert.throws(() => TrustedKeys.pin(wrong), named("keys"));
    assert.throws(() => TrustedKeys.pin([wrong]), named("key"));
    assert.throws(() => TrustedKeys.from(wrong), named("bundle"));
    assert.throws(() => TrustRoot.pin(wrong, 1), named("roots"));
    assert.throws(() => TrustRoot.pin([example.publicKey], wrong === 7 ? 2 : wrong), named("threshold"));
  }
  assert.throws(() => TrustRoot.pin([example.publicKey, example.publicKey], 1), named("roots"));
  await assert.rejects(keys.verify(LicenseKey.parse(example.text), 32), named("understood"));
  await assert.rejects(TrustedKeys.prototype.verify.call({}, 1), named("this"));
});

test("a wrong fact is a TypeError that names it", () => {
  const wrong = (change, name) =>
    assert.throws(() => license.evaluate({ ...facts, ...change }, at), {
      name: "TypeError",
      message: new RegExp(`^facts.${name} must be `),
    });
  for (const value of [undefined, null, 7, "ACME", license.claims.organization.toUpperCase()]) {
    wrong({ organization: value }, "organization");
  }
  for (const value of [undefined, null, "all", "", ["ACME"], {}]) wrong({ benefits: value }, "benefits");
  for (const value of [undefined, null, "ACME", [7], {}]) wrong({ prefixes: value }, "prefixes");
  for (const value of [null, 7, "none", { a: 1.5 }, { a: null }, { a: 2 ** 53 }]) {
    wrong({ conditions: value }, "conditions");
  }
  for (const value of [null, 7, {}, license]) wrong({ status: value }, "status");
  const seat = { license: license.claims.license, organization: facts.organization, isThisMachine: true };
  for (const value of [null, true, {}, { ...seat, isThisMachine: 1 }, { ...seat, leaseEnd: "never" }]) {
    wrong({ activation: value }, "activation");
  }
  wrong({ activation: { ...seat, lease: 1 } }, "activation");
  for (const value of [null, -1, 1.5, "1", NaN, Infinity]) wrong({ usage: value }, "usage");
  for (const value of [null, 7, {}, { releasedAt: 1 }]) wrong({ release: value }, "release");
  wrong({ usages: 1 }, "usages");
  for (const value of [undefined, null, "now", -1, 1.5, NaN, 253402300800, new Date(NaN)]) {
    assert.throws(() => license.evaluate(facts, value), /^TypeError: at must be /);
  }
  assert.throws(() => license.evaluate(undefined, at), /^TypeError: facts must be /);
});

test("time is a Date or seconds", () => {
  const whole = license.evaluate(facts, at);
  assert.deepEqual(license.evaluate(facts, new Date(at * 1000 + 999)), whole);
  assert.ok(whole.isAllowed);
});

test("a seat counts as the specification says", () => {
  const seat = { license: license.claims.license, organization: facts.organization, isThisMachine: true };
  const codes = (activation, usage = 1) => {
    const { reasons, warnings } = license.evaluate({ ...facts, activation, usage }, at);
    const isAboutSeat = ({ step }) => step !== 17 && step !== 16;
    return [...reasons, ...warnings].filter(isAboutSeat).map(({ code }) => code);
  };
  const other = "00000000-0000-0000-0000-000000000001";
  assert.deepEqual(codes(seat), []);
  assert.deepEqual(codes({ ...seat, leaseEnd: at }), ["activation.lease-ended"]);
  assert.deepEqual(codes({ ...seat, leaseEnd: at + 1 }), ["activation.lease-ends-soon"]);
  assert.deepEqual(codes({ ...seat, leaseEnd: at + 7 * 86400 + 1 }), []);
  assert.deepEqual(codes({ ...seat, license: other, isThisMachine: false, leaseEnd: 0 }), [
    "activation.other-license",
    "activation.other-machine",
    "activation.lease-ended",
  ]);
  assert.deepEqual(codes({ ...seat, organization: other }), ["activation.other-license"]);
  assert.deepEqual(codes({ ...seat, allowance: 1 }), ["usage.allowance-exhausted"]);
  assert.deepEqual(codes({ ...seat, allowance: 2 }), []);
  assert.deepEqual(codes({ ...seat, allowance: 1 }, 10000), ["usage.exhausted"]);
  assert.deepEqual(codes({ ...seat, licenseEnd: at }), ["license.expired"]);
  assert.deepEqual(codes({ ...seat, licenseEnd: at + 1 }), ["license.expires-soon"]);
  assert.deepEqual(codes("none"), ["activation.missing"]);
});

test("public keys come as bytes, hexadecimal, base64url and PEM", () => {
  const { publicKey, publicKeyPEM, keyID } = example;
  const bytes = fromHex(publicKey);
  const forms = [bytes, publicKey, Buffer.from(bytes).toString("base64url"), publicKeyPEM];
  for (const form of forms) {
    const key = new VerificationKey(form);
    assert.deepEqual([key.id, key.hex], [keyID, publicKey]);
  }
  const wrong = ["", publicKey.slice(2), `${publicKey}00`, publicKeyPEM.replace("MCow", "MCox")];
  for (const form of [...wrong, "PUBLIC KEY", bytes.subarray(1), Uint8Array.of(...bytes, 0)]) {
    assert.throws(() => new VerificationKey(form), { code: "public-key.form" });
  }
});

test("where WebCrypto has no Ed25519, that is said", async () => {
  const { subtle } = globalThis.crypto ?? webcrypto;
  const original = subtle.importKey;
  subtle.importKey = async () => {
    throw new DOMException("Unrecognized name", "NotSupportedError");
  };
  try {
    const others = TrustedKeys.pin([new VerificationKey(example.publicKey)]);
    await assert.rejects(others.verify(LicenseKey.parse(example.text)), { code: "platform.no-ed25519" });
  } finally {
    subtle.importKey = original;
  }
});
