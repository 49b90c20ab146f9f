import assert from "node:assert/strict";
import { test } from "node:test";

import { checkMembers, vectors } from "./fixtures.js";
import { verdicts } from "./verdicts.js";

const members = [
  "name", "description", "object", "keys", "roots", "threshold", "bundle", "bytes", "now", "organization",
  "held", "heldList", "positions", "license", "issuers", "facts", "expected",
];
const expectations = ["outcome", "code", "claims", "statuses", "counts", "decision"];
const all = vectors("status-lists");

test("there are vectors of status lists", () => assert.ok(all.length > 200));

for (const { path, ...vector } of all) {
  test(`${path}: ${vector.description}`, async () => {
    checkMembers(vector, members, path);
    checkMembers(vector.expected, expectations, path);
    assert.deepEqual(await verdicts["status-lists"](vector), vector.expected);
  });
}
