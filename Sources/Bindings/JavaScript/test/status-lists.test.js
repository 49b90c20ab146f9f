import assert from "node:assert/strict";
import { test } from "node:test";

import { checkMembers, factsOf, fromBase64url, vectors, verdictOf } from "./fixtures.js";
import { latchkey } from "./subject.js";

const { LatchkeyError, LicenseKey, PagedStatusList, StatusKeys, TrustRoot, TrustedKeys } = latchkey;
const members = [
  "name", "description", "object", "keys", "roots", "threshold", "bundle", "bytes", "now", "organization",
  "held", "heldList", "positions", "license", "issuers", "facts", "expected",
];
const expectations = ["outcome", "code", "claims", "statuses", "counts", "decision"];

async function keysOf({ keys, roots, threshold, bundle, now }) {
  if (keys) return StatusKeys.pin(keys);
  return StatusKeys.from(await TrustRoot.pin(roots, threshold).accept(fromBase64url(bundle), now));
}

const readers = {
  async list(keys, { bytes, organization, now, held }) {
    return (await keys.verifyList(fromBase64url(bytes))).check(organization, now, held);
  },
  staple: (keys, { bytes }) => keys.verifyStaple(fromBase64url(bytes)),
  async delta(keys, { bytes, heldList, organization, now }) {
    const delta = await keys.verifyDelta(fromBase64url(bytes));
    const held = await keys.verifyList(fromBase64url(heldList));
    return delta.apply(held).check(organization, now, held);
  },
  async pages(keys, { bytes, positions }) {
    const file = fromBase64url(bytes);
    const list = await PagedStatusList.open(keys, (at, length) => file.subarray(at, at + length));
    const entries = await Promise.all(positions.map((position) => list.entry(position)));
    return Object.assign(Object.create(list), { entries });
  },
};

function statusesOf(object, expected) {
  const status = (position) =>
    object.entries
      ? object.entries.find((entry) => entry.position === position).status
      : object.status(position);
  return Object.fromEntries(Object.keys(expected).map((position) => [position, status(Number(position))]));
}

async function decisionOf({ issuers, license, facts }, status) {
  const key = LicenseKey.fromBytes(fromBase64url(license));
  const [given, at] = factsOf(facts);
  return verdictOf((await TrustedKeys.pin(issuers).verify(key)).evaluate({ ...given, status }, at));
}

async function verdict(vector, expected) {
  try {
    const object = await readers[vector.object](await keysOf(vector), vector);
    const claims = { ...(vector.object === "pages" ? Object.getPrototypeOf(object) : object) };
    const found = { outcome: "accepted", claims };
    if (expected.statuses) found.statuses = statusesOf(object, expected.statuses);
    if (expected.counts) found.counts = object.counts;
    if (vector.license) found.decision = await decisionOf(vector, object);
    return found;
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return { outcome: "refused", code: error.code };
  }
}

const all = vectors("status-lists");

test("there are vectors of status lists", () => assert.ok(all.length > 200));

for (const { path, ...vector } of all) {
  test(`${path}: ${vector.description}`, async () => {
    checkMembers(vector, members, path);
    checkMembers(vector.expected, expectations, path);
    assert.deepEqual(await verdict(vector, vector.expected), vector.expected);
  });
}
