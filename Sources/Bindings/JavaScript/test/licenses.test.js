import assert from "node:assert/strict";
import { test } from "node:test";

import { checkMembers, factsOf, fixture, shownClaims, vectors, verdictOf } from "./fixtures.js";
import { latchkey } from "./subject.js";

const { LatchkeyError, LicenseFile, LicenseKey, TrustedKeys } = latchkey;
const members = [
  "name", "description", "keys", "understood", "text", "carrier", "file", "facts", "expected",
];
const expectations = ["outcome", "codes", "step", "warnings", "unknownTypes", "claims"];

function read({ text, carrier, file }) {
  if (text !== undefined) return [LicenseKey.parse(text), []];
  if (carrier !== undefined) return [LicenseKey.parseCarrier(carrier), []];
  const parsed = LicenseFile.parse(new Uint8Array(fixture(`licenses/${file}`)));
  return [parsed.license(), parsed.unknownTypes];
}

async function verdict({ keys, understood = [], facts, ...input }) {
  try {
    const [key, unknownTypes] = read(input);
    const license = await TrustedKeys.pin(keys).verify(key, understood);
    const decision = license.evaluate(...factsOf(facts));
    const found = { ...verdictOf(decision), claims: shownClaims(license) };
    if (unknownTypes.length) found.unknownTypes = [...unknownTypes];
    if (decision.reasons.length) found.step = decision.reasons[0].step;
    return found;
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return { outcome: "refused", codes: [error.code], step: error.step };
  }
}

const all = vectors("licenses");

test("there are license vectors", () => assert.ok(all.length > 300));

for (const { path, ...vector } of all) {
  test(`${path}: ${vector.description}`, async () => {
    checkMembers(vector, members, path);
    checkMembers(vector.expected, expectations, path);
    assert.deepEqual(await verdict(vector), vector.expected);
  });
}
