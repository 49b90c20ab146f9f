// Texts of public keys are read as the C library reads them. What that makes of each text of the table is
// in it, and the Python tests ask the library itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fixtureJSON } from "./fixtures.js";
import { latchkey } from "./subject.js";

const { VerificationKey } = latchkey;
const { publicKey, publicKeyPEM } = fixtureJSON("worked-example.json");
const table = JSON.parse(readFileSync(new URL("public-keys.json", import.meta.url)));

const read = (text) => {
  try {
    return new VerificationKey(text).hex;
  } catch ({ code }) {
    return code;
  }
};

test("each text of the table is taken or refused as in C", () => {
  assert.ok(table.length > 190);
  for (const { name, text, isTaken } of table) {
    if (isTaken) assert.equal(read(text), publicKey, name);
    else assert.match(read(text), /^public-key\.(form|weak)$/, name);
  }
});

test("4096 bytes of text are read, and no more", () => {
  const padded = (length) => publicKey.padStart(length);
  const cut = (length) => publicKeyPEM.replace("\n", "\n".repeat(length - publicKeyPEM.length + 1));
  for (const grown of [padded, cut]) {
    assert.equal(grown(4096).length, 4096);
    assert.equal(read(grown(4096)), publicKey);
    assert.equal(read(grown(4097)), "public-key.form");
  }
  assert.equal(read("\u3000".repeat(3000)), "public-key.form");
});

test("each half of a surrogate pair is refused", () => {
  for (const half of ["\ud800", "\udc00"]) {
    for (const text of [half + publicKey, publicKey + half, publicKeyPEM + half]) {
      assert.equal(read(text), "public-key.form");
    }
  }
});
