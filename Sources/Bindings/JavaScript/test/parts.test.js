// The parts that nobody sees from outside, against the platform's own and against each other.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { constants, deflateSync, inflateSync } from "node:zlib";

import { base32, base64url, precedes } from "../src/bytes.js";
import { decode } from "../src/cbor.js";
import { isReduced, isStrongPoint } from "../src/ed25519.js";
import { inflate } from "../src/inflate.js";
import { sha256 } from "../src/sha256.js";
import { explain } from "../latchkey-sentences.js";
import { encodeHex } from "./encoder.js";
import { fixtureJSON, vectors } from "./fixtures.js";

test("SHA-256 is the platform's, for each length up to four blocks", () => {
  for (let length = 0; length <= 256; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => 7 * index + length);
    const wanted = createHash("sha256").update(bytes).digest();
    assert.deepEqual(Buffer.from(sha256(bytes)), wanted);
    const half = length >> 1;
    assert.deepEqual(Buffer.from(sha256(bytes.subarray(0, half), bytes.subarray(half))), wanted);
  }
});

test("inflate gives what zlib gives, and refuses what it refuses", () => {
  const patterns = [
    (index) => 0,
    (index) => index & 0xff,
    (index) => (index * index) >> 5,
    (index) => Math.imul(index, 2654435761) >>> 24,
    (index) => (index % 997 ? 0 : 1 << (index % 7)),
  ];
  const { Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
  const strategies = [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE];
  for (const pattern of patterns) {
    for (const level of [0, 1, 6, 9]) {
      for (const strategy of strategies) {
        const plain = Uint8Array.from({ length: 40000 }, (_, index) => pattern(index));
        const stream = new Uint8Array(deflateSync(plain, { level, strategy }));
        assert.deepEqual(inflate(stream, plain.length), plain);
        assert.equal(inflate(stream, plain.length - 1), undefined);
        assert.equal(inflate(stream, plain.length + 1), undefined);
        assert.equal(inflate(stream.subarray(0, -1), plain.length), undefined);
        assert.equal(inflate(Uint8Array.of(...stream, 0), plain.length), undefined);
      }
    }
  }
});

test("inflate and zlib agree about each changed byte of a stream", () => {
  const plain = Uint8Array.from({ length: 300 }, (_, index) => (index % 11 ? index % 3 : index & 0xff));
  const stream = deflateSync(plain);
  for (let at = 0; at < stream.length; at += 1) {
    for (let change = 1; change < 256; change += 1) {
      const changed = Uint8Array.from(stream);
      changed[at] ^= change;
      let wanted;
      try {
        const { buffer, engine } = inflateSync(changed, { info: true, maxOutputLength: plain.length });
        const isWhole = engine.bytesWritten === changed.length;
        if (isWhole && buffer.length === plain.length) wanted = new Uint8Array(buffer);
      } catch {
        wanted = undefined;
      }
      assert.deepEqual(inflate(changed, plain.length), wanted, `byte ${at}, change ${change}`);
    }
  }
});

// The curve itself (RFC 8032 section 5.1), to see that the list of weak points is whole.
const prime = 2n ** 255n - 19n;
const mod = (value) => ((value % prime) + prime) % prime;
function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base); exponent; exponent >>= 1n, square = mod(square * square)) {
    if (exponent & 1n) result = mod(result * square);
  }
  return result;
}
const inverse = (value) => power(value, prime - 2n);
const d = mod(-121665n * inverse(121666n));

function sum([x1, y1], [x2, y2]) {
  const product = mod(d * x1 * x2 * y1 * y2);
  return [
    mod((x1 * y2 + x2 * y1) * inverse(1n + product)),
    mod((y1 * y2 + x1 * x2) * inverse(1n - product)),
  ];
}

// A point with the given y, or undefined where there is none.
function pointAt(y) {
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n));
  let x = power(square, (prime + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * power(2n, (prime - 1n) / 4n));
  return mod(x * x) === square ? [x, y] : undefined;
}

function bytesOf(y, sign = 0n) {
  const digits = (y | (sign << 255n)).toString(16).padStart(64, "0");
  return Uint8Array.from(Buffer.from(digits, "hex").reverse());
}

const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

function multiple(point, factor) {
  let result = [0n, 1n];
  for (let double = point; factor; factor >>= 1n, double = sum(double, double)) {
    if (factor & 1n) result = sum(result, double);
  }
  return result;
}

test("the points of small order are refused, all of them and no others", () => {
  // What is left of a point after the order of the large group lies in the group of eight.
  const found = new Set();
  for (let y = 2n; found.size < 5; y += 1n) {
    const point = pointAt(y);
    if (!point) continue;
    for (let left = multiple(point, groupOrder), step = 0; step < 8; step += 1) {
      found.add(multiple(left, BigInt(step))[1]);
    }
  }
  assert.equal(found.size, 5);
  for (const y of found) {
    for (const sign of [0n, 1n]) assert.equal(isStrongPoint(bytesOf(y, sign)), false);
  }
  for (let y = 2n; y < 300n; y += 1n) assert.ok(isStrongPoint(bytesOf(y)));
});

test("y is below the prime, and S below the order", () => {
  for (const sign of [0n, 1n]) {
    for (let more = 0n; more < 19n; more += 1n) {
      assert.equal(isStrongPoint(bytesOf(prime + more, sign)), false);
    }
    assert.ok(isStrongPoint(bytesOf(prime - 2n, sign)));
  }
  for (const [scalar, wanted] of [
    [0n, true],
    [groupOrder - 1n, true],
    [groupOrder, false],
    [groupOrder + 1n, false],
    [2n ** 252n, true],
    [2n ** 253n, false],
    [2n ** 256n - 1n, false],
  ]) {
    assert.equal(isReduced(bytesOf(scalar)), wanted);
  }
});

test("what is decoded encodes to the same bytes", () => {
  const limits = { depth: 6, entries: 64 };
  const items = ["00", "20", "1b7fffffffffffffff", "3b7fffffffffffffff", "1b001fffffffffffff"];
  items.push("3b001fffffffffffff", "1b0020000000000000", "3b001ffffffffffffe");
  items.push(fixtureJSON("worked-example.json").payload);
  for (const hex of items) {
    assert.equal(encodeHex(decode(Buffer.from(hex, "hex"), limits)), hex);
  }
  for (const hex of ["1b8000000000000000", "3b8000000000000000", "1bffffffffffffffff"]) {
    assert.equal(decode(Buffer.from(hex, "hex"), limits), undefined);
  }
});

test("base64url and base32 have one text for each byte string", () => {
  for (let length = 0; length < 40; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => 37 * index + length);
    assert.equal(base64url.encode(bytes), Buffer.from(bytes).toString("base64url"));
    for (const alphabet of [base64url, base32]) {
      const text = alphabet.encode(bytes);
      assert.deepEqual(alphabet.decode(text).bytes, bytes);
      for (const last of "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") {
        const other = text.slice(0, -1) + last;
        const { bytes: read } = alphabet.decode(other);
        assert.ok(read === undefined || alphabet.encode(read) === other);
      }
    }
  }
});

test("the order of bytes is that of Buffer.compare", () => {
  const all = ["", "00", "0000", "01", "0100", "ff", "ff00"].map((hex) => Buffer.from(hex, "hex"));
  for (const a of all) for (const b of all) assert.equal(precedes(a, b), Buffer.compare(a, b) < 0);
});

test("every code of the vectors has a sentence and a next step", () => {
  const codes = new Set();
  for (const folder of ["licenses", "status-lists", "trust"]) {
    for (const { expected } of vectors(folder)) {
      const { code, codes: all = [], warnings = [], decision } = expected;
      const more = decision ? [...decision.codes, ...decision.warnings] : [];
      for (const each of [code, ...all, ...warnings, ...more]) if (each) codes.add(each);
    }
  }
  for (const code of codes) {
    const { message, nextStep } = explain({ code });
    assert.ok(message && nextStep, code);
  }
});
