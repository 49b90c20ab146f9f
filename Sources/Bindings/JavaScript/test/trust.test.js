import assert from "node:assert/strict";
import { test } from "node:test";

import { checkMembers, vectors } from "./fixtures.js";
import { verdicts } from "./verdicts.js";

const members = [
  "name", "description", "object", "roots", "threshold", "before", "bundle", "affirmations", "bytes", "now",
  "expected",
];
const expectations = ["outcome", "code", "bundle", "affirmation", "claims"];
const all = vectors("trust");

test("there are vectors of trust", () => assert.ok(all.length > 100));

for (const { path, ...vector } of all) {
  test(`${path}: ${vector.description}`, async () => {
    checkMembers(vector, members, path);
    checkMembers(vector.expected, expectations, path);
    assert.deepEqual(await verdicts.trust(vector), vector.expected);
  });
}
