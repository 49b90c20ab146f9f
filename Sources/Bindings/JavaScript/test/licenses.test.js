import assert from "node:assert/strict";
import { test } from "node:test";

import { checkMembers, vectors } from "./fixtures.js";
import { verdicts } from "./verdicts.js";

const members = [
  "name", "description", "keys", "understood", "text", "carrier", "file", "facts", "expected",
];
const expectations = ["outcome", "codes", "step", "warnings", "unknownTypes", "claims"];
const all = vectors("licenses");

test("there are license vectors", () => assert.ok(all.length > 300));

for (const { path, ...vector } of all) {
  test(`${path}: ${vector.description}`, async () => {
    checkMembers(vector, members, path);
    checkMembers(vector.expected, expectations, path);
    assert.deepEqual(await verdicts.licenses(vector), vector.expected);
  });
}
