import assert from "node:assert/strict";
import { test } from "node:test";

import { checkMembers, fromBase64url, shownClaims, vectors } from "./fixtures.js";
import { latchkey } from "./subject.js";

const { LatchkeyError, LicenseKey, TrustRoot, TrustedKeys } = latchkey;
const members = [
  "name", "description", "object", "roots", "threshold", "before", "bundle", "affirmations", "bytes", "now",
  "expected",
];
const expectations = ["outcome", "code", "bundle", "affirmation", "claims"];

const readers = {
  async bundle(root, { bytes, now }) {
    return { bundle: plain(await root.accept(fromBase64url(bytes), now)) };
  },
  async affirmation(root, { bytes }) {
    return { affirmation: plain(await root.verifyAffirmations(fromBase64url(bytes))) };
  },
  async license(root, { bundle, affirmations = [], bytes, now }) {
    const accepted = await root.accept(fromBase64url(bundle), now);
    const lists = [];
    for (const list of affirmations) lists.push(await root.verifyAffirmations(fromBase64url(list)));
    const keys = TrustedKeys.from(accepted, lists);
    return { claims: shownClaims(await keys.verify(LicenseKey.fromBytes(fromBase64url(bytes)))) };
  },
};

const plain = (object) => JSON.parse(JSON.stringify(object));

async function verdict(vector) {
  try {
    let root = TrustRoot.pin(vector.roots, vector.threshold);
    for (const bytes of vector.before ?? []) root = await root.accept(fromBase64url(bytes), vector.now);
    return { outcome: "accepted", ...(await readers[vector.object](root, vector)) };
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return { outcome: "refused", code: error.code };
  }
}

const all = vectors("trust");

test("there are vectors of trust", () => assert.ok(all.length > 100));

for (const { path, ...vector } of all) {
  test(`${path}: ${vector.description}`, async () => {
    checkMembers(vector, members, path);
    checkMembers(vector.expected, expectations, path);
    assert.deepEqual(await verdict(vector), vector.expected);
  });
}
