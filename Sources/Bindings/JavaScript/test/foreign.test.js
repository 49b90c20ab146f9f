// Vectors that others wrote. They lie beside the project; where they are absent, that is said.

import assert from "node:assert/strict";
import { test } from "node:test";

import { base64url } from "../src/bytes.js";
import { decode } from "../src/cbor.js";
import { readMessage, signedBytes } from "../src/envelope.js";
import { LatchkeyError as RefusedBySources, refuseKey } from "../src/error.js";
import { inflate } from "../src/inflate.js";
import { encodeHex } from "./encoder.js";
import { foreignJSON, fromHex, isForeignMissing } from "./fixtures.js";
import { latchkey } from "./subject.js";

const { LatchkeyError, VerificationKey } = latchkey;
const skip = isForeignMissing;

async function isValid(publicKey, message, signature) {
  try {
    return await new VerificationKey(fromHex(publicKey)).verify(fromHex(signature), fromHex(message));
  } catch (error) {
    if (error instanceof LatchkeyError) return false;
    throw error;
  }
}

test("RFC 8032: known answers", { skip }, async () => {
  for (const name of ["rfc8032-7.1-ed25519", "sign-input-0-128"]) {
    for (const { publicKey, message, signature } of foreignJSON(`rfc8032/${name}.json`).vectors) {
      assert.equal(await isValid(publicKey, message, signature), true);
    }
  }
  const others = foreignJSON("rfc8032/rfc8032-other-modes-must-fail.json").vectors;
  for (const { publicKey, message, signature } of others) {
    assert.equal(await isValid(publicKey, message, signature), false);
  }
});

test("Wycheproof: Ed25519", { skip }, async () => {
  let count = 0;
  for (const { publicKey, tests } of foreignJSON("wycheproof/ed25519_test.json").testGroups) {
    for (const { tcId, msg, sig, result } of tests) {
      assert.match(result, /^(valid|invalid)$/);
      assert.equal(await isValid(publicKey.pk, msg, sig), result === "valid", `tcId ${tcId}`);
      count += 1;
    }
  }
  assert.equal(count, 151);
});

test("ed25519-speccheck: our rule for each edge case", { skip }, async () => {
  const { our_rule: rules } = foreignJSON("speccheck/measured.json");
  const cases = foreignJSON("speccheck/cases.json");
  assert.equal(cases.length, rules.length);
  for (const [index, { pub_key, message, signature }] of cases.entries()) {
    assert.match(rules[index], /^(accept|refuse)$/);
    assert.equal(await isValid(pub_key, message, signature), rules[index] === "accept", `case ${index}`);
  }
});

const limits = { depth: 6, entries: 64 };
const item = (hex) => decode(fromHex(hex), limits);

test("CBOR: the profile", { skip }, () => {
  for (const { hex, rule } of foreignJSON("cbor/accepted-by-our-profile.json").tests) {
    assert.equal(encodeHex(item(hex)), hex, rule);
  }
  for (const { hex, rule } of foreignJSON("cbor/refused-by-our-profile.json").tests) {
    assert.equal(item(hex), undefined, rule);
  }
  for (const { hex, description, our_profile: profile } of foreignJSON("cbor/well-formed.json").tests) {
    assert.match(profile, /^(accept|refuse|either)$/);
    const read = item(hex);
    if (profile !== "either") assert.equal(read !== undefined, profile === "accept", description);
    if (read !== undefined) assert.equal(encodeHex(read), hex, description);
  }
  for (const { hex, description } of foreignJSON("cbor/malformed.json").tests) {
    assert.equal(item(hex), undefined, description);
  }
  for (const { hex } of foreignJSON("cbor/appendix_a.json")) {
    const read = item(hex);
    if (read !== undefined) assert.equal(encodeHex(read), hex);
  }
});

function isRefused(hex, name) {
  assert.throws(() => readMessage(fromHex(hex), 1 << 20, refuseKey), RefusedBySources, name);
}

const examples = ["eddsa-01", "eddsa-02", "eddsa-sig-01", "eddsa-sig-02"];
for (const number of ["01", "02", "03", "04", "06", "07"]) examples.push(`sign-fail-${number}`);
for (const number of ["01", "02", "03"]) examples.push(`sign-pass-${number}`);

test("COSE: the examples are refused by the profile, and their Sig_structure is ours", { skip }, async () => {
  for (const name of examples) {
    const { output } = foreignJSON(`cose-examples/${name}.json`);
    isRefused(output.cbor, name);
  }
  const { input, intermediates, output } = foreignJSON("cose-examples/eddsa-sig-01.json");
  // The array behind tag 18.
  const bytes = fromHex(output.cbor);
  const [header, , payload, signature] = decode(bytes.subarray(1), limits);
  const signed = signedBytes({ header, payload });
  assert.equal(Buffer.from(signed).toString("hex"), intermediates.ToBeSign_hex.toLowerCase());
  assert.ok(await new VerificationKey(fromHex(input.sign0.key.x_hex)).verify(signature, signed));
});

test("CWT: the examples of RFC 8392 are refused by the profile", { skip }, () => {
  for (const name of ["A_3", "A_4", "A_5", "A_6", "A_7"]) {
    const { input, output } = foreignJSON(`cwt/${name}.json`);
    isRefused(output.cbor, name);
    // Their claims are of the profile, but for a time that is a float.
    if (input.plaintext_hex && name !== "A_6") {
      assert.equal(item(input.plaintext_hex) !== undefined, name !== "A_7", name);
    }
  }
});

test("Token Status List: lists of two bits, and inflation of the others", { skip }, () => {
  const lists = foreignJSON("status-list/test-vectors.json");
  for (const { bits, size, nonzero, cbor_hex, lst_base64url } of lists) {
    if (bits === undefined) continue;
    const compressed = base64url.decode(lst_base64url).bytes;
    const statuses = inflate(compressed, (size * bits) / 8);
    assert.ok(statuses, `${bits} bits`);
    // The draft writes "bits" before "lst", which is not the order of their encodings.
    assert.equal(item(cbor_hex), undefined);
    assert.ok(cbor_hex.endsWith(Buffer.from(compressed).toString("hex")));
    const perByte = 8 / bits;
    const status = (index) =>
      (statuses[Math.floor(index / perByte)] >> (bits * (index % perByte))) & ((1 << bits) - 1);
    for (const [index, value] of Object.entries(nonzero)) assert.equal(status(Number(index)), value);
  }
  for (const { byte_array_hex, lst_base64url } of foreignJSON("status-list/small.json")) {
    const wanted = fromHex(byte_array_hex);
    assert.deepEqual(inflate(base64url.decode(lst_base64url).bytes, wanted.length), wanted);
  }
  for (const { cose_hex, name } of foreignJSON("status-list/signed-examples.json").tokens) {
    if (!cose_hex) continue;
    isRefused(cose_hex, name);
  }
});
