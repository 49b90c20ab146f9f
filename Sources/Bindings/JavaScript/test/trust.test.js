import assert from "node:assert/strict";
import { createPrivateKey, sign } from "node:crypto";
import { test } from "node:test";

import { encode } from "./encoder.js";
import { checkMembers, fixtureJSON, fromHex, vectors } from "./fixtures.js";
import { latchkey } from "./subject.js";
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

const example = fixtureJSON("trust/worked-example.json");

// The bundle of the worked example with another role, signed by its root.
function bundleOf(role) {
  const der = Buffer.from(`302e020100300506032b657004220420${example.seed}`, "hex");
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const [before, behind] = example.payload.split("0201031a");
  const payload = Uint8Array.of(...fromHex(before), 2, ...encode(role), 3, 0x1a, ...fromHex(behind));
  const header = fromHex(example.protected);
  const signed = encode(["Signature1", header, new Uint8Array(0), payload]);
  const signature = new Uint8Array(sign(null, Uint8Array.from(signed), key));
  const parts = [header, new Map(), payload, signature].flatMap(encode);
  return Uint8Array.of(0xd2, 0x84, ...parts);
}

test("a role is one of three whole numbers and nothing that reads like one", async () => {
  const root = latchkey.TrustRoot.pin([example.publicKey], 1);
  const accept = (role) => root.accept(bundleOf(role), 1769817600);
  assert.equal((await accept(1)).keys[0].role, "issue");
  const wrong = [
    0, 4, -1, 2n ** 53n, true, false, "", "0", "1", "2", "3", "issue", "length", "at", "map", "__proto__",
    "constructor", "toString", [], [1], ["1"], [[1]], new Map(), new Map([[1, 1]]), new Uint8Array(0),
    Uint8Array.of(1), Uint8Array.of(0x31),
  ];
  for (const role of wrong) await assert.rejects(accept(role), { code: "trust.bundle" }, `${role}`);
});
