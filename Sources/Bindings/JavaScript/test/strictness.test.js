// What makes a verifier strict: no flipped bit, no prefix and no noise is taken.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fixtureJSON, fromBase64url, fromHex, vectors } from "./fixtures.js";
import { latchkey } from "./subject.js";

const { LatchkeyError, LicenseFile, LicenseKey, StatusKeys, TrustRoot, TrustedKeys, readCarrier } = latchkey;
const license = fixtureJSON("worked-example.json");
const bundle = fixtureJSON("trust/worked-example.json");
const delta = fixtureJSON("status-lists/worked-example.json");
const keys = TrustedKeys.pin([license.publicKey]);
const statusKeys = StatusKeys.pin([delta.publicKey]);
const root = TrustRoot.pin([bundle.publicKey], 1);
const list = vectors("status-lists").find(({ name }) => name === "small-window");
const listKeys = StatusKeys.pin(list.keys);
const staple = vectors("status-lists").find(({ name }) => name === "staple");
const stapleKeys = StatusKeys.pin(staple.keys);
const now = 1769817600;

const golden = {
  license: [fromHex(license.message), async (bytes) => keys.verify(LicenseKey.fromBytes(bytes))],
  bundle: [fromHex(bundle.message), (bytes) => root.accept(bytes, now)],
  delta: [fromHex(delta.message), (bytes) => statusKeys.verifyDelta(bytes)],
  list: [fromBase64url(list.bytes), (bytes) => listKeys.verifyList(bytes)],
  staple: [fromBase64url(staple.bytes), (bytes) => stapleKeys.verifyStaple(bytes)],
};

const refused = (promise, what) => assert.rejects(promise, LatchkeyError, what);

for (const [name, [bytes, verify]] of Object.entries(golden)) {
  test(`the golden ${name} is taken`, () => verify(bytes));

  test(`each flipped bit of a ${name} is refused`, async () => {
    for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] ^= 1 << (bit & 7);
      await refused(verify(flipped), `bit ${bit}`);
    }
  });

  test(`each prefix of a ${name} is refused, and each byte behind it`, async () => {
    for (let length = 0; length < bytes.length; length += 1) {
      await refused(verify(bytes.subarray(0, length)), `${length} bytes`);
    }
    for (let byte = 0; byte < 256; byte += 1) {
      await refused(verify(Uint8Array.of(...bytes, byte)), `byte ${byte} behind`);
    }
  });
}

test("each changed, left out or added character of a license key is refused", async () => {
  const { text } = license;
  const verify = async (changed) => keys.verify(LicenseKey.parse(changed));
  assert.equal((await verify(text)).text, text);
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === "A" ? "B" : "A";
    await refused(verify(text.slice(0, at) + other + text.slice(at + 1)), `changed ${at}`);
    await refused(verify(text.slice(0, at) + text.slice(at + 1)), `left out ${at}`);
    await refused(verify(text.slice(0, at) + other + text.slice(at)), `added ${at}`);
  }
});

test("the carrier form gives the license and its one text", async () => {
  assert.deepEqual(readCarrier(license.carrier), fromHex(license.message));
  const verified = await keys.verify(LicenseKey.parseCarrier(license.carrier));
  assert.equal(verified.text, license.text);
  assert.equal(verified.digest, license.digest);
  assert.equal(verified.keyID, license.keyID);
});

// A small generator with a seed, so that a failure can be repeated.
function* noise(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state >>> 24;
  }
}

test("noise is refused with our error and no other", async () => {
  for (let seed = 1; seed <= 2000; seed += 1) {
    const source = noise(seed);
    const length = source.next().value;
    const bytes = Uint8Array.from({ length }, () => source.next().value);
    // Every other begins like an envelope, so that the noise gets further in.
    if (seed % 2) bytes.set([0xd2, 0x84].slice(0, length));
    const text = Buffer.from(bytes).toString(seed % 3 ? "base64url" : "latin1");
    for (const [, verify] of Object.values(golden)) await refused(verify(bytes), `seed ${seed}`);
    for (const parse of [LicenseKey.parse, LicenseKey.parseCarrier, LicenseFile.parse]) {
      for (const given of [text, `ACME_${text}`, `LK1:${text}`]) {
        assert.throws(() => parse(given), LatchkeyError, `seed ${seed}`);
      }
    }
  }
});

test("64 MiB are refused before anything is made of them", async () => {
  const bytes = new Uint8Array((64 << 20) + 1).fill(0x0a);
  assert.throws(() => LicenseFile.parse(bytes), { code: "file.too-long" });
  assert.throws(() => LicenseFile.parse(bytes.subarray(1)), { code: "file.no-begin" });
  assert.throws(() => LicenseKey.parse("A".repeat(64 << 20)), { code: "key.too-long" });
  assert.throws(() => LicenseKey.fromBytes(bytes), { code: "key.not-signed" });
  await assert.rejects(root.accept(bytes, now), { code: "trust.form" });
  await assert.rejects(statusKeys.verifyList(bytes), { code: "status-list.form" });
});

test("bytes that change while a signature is checked change nothing", async () => {
  const bytes = fromHex(license.message);
  const promise = keys.verify(LicenseKey.fromBytes(bytes));
  bytes.fill(0);
  assert.equal((await promise).text, license.text);
});
