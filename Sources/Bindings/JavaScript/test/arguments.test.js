// Arguments of a wrong type, or of one that only looks right: each is a TypeError that names it, and none
// leaves a promise behind that nobody waits for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import { fixtureJSON, fromBase64url, fromHex, vectors } from "./fixtures.js";
import { latchkey } from "./subject.js";

const {
  LicenseFile, LicenseKey, PagedStatusList, StatusKeys, TrustRoot, TrustedKeys, VerificationKey,
} = latchkey;
const example = fixtureJSON("worked-example.json");
const message = fromHex(example.message);
const point = fromHex(example.publicKey);
const keys = TrustedKeys.pin([example.publicKey]);
const key = LicenseKey.parse(example.text);
const license = await keys.verify(key);
const facts = {
  organization: license.claims.organization,
  benefits: [license.claims.benefit],
  prefixes: ["ACME"],
  activation: "not judged",
  usage: 1,
};
const at = license.claims.issuedAt;
const bundle = fixtureJSON("trust/worked-example.json");
const roots = TrustRoot.pin([bundle.publicKey], 1);
const pages = vectors("status-lists").find(
  ({ object, expected }) => object === "pages" && expected.outcome === "accepted",
);

const named = (name) => ({ name: "TypeError", message: new RegExp(`^${name} must be `) });

// Promises that are left alone. Each test file runs in a process of its own.
const left = [];
process.on("unhandledRejection", (reason) => left.push(reason));

function detached() {
  const bytes = Uint8Array.from(message);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

// What is no array of bytes of one's own.
const wrongBytes = {
  detached: detached(),
  proxy: new Proxy(message, {}),
  "of that prototype": Object.create(Uint8Array.prototype),
  "with that name": { __proto__: Uint8Array.prototype, [Symbol.toStringTag]: "Uint8Array", length: 3 },
  "shared memory": new Uint8Array(new SharedArrayBuffer(64)),
  "other numbers": new Int8Array(64),
  "clamped numbers": new Uint8ClampedArray(64),
  "words": new Uint16Array(64),
  view: new DataView(new ArrayBuffer(64)),
  buffer: new ArrayBuffer(64),
  array: [...message],
  nothing: null,
  symbol: Symbol("bytes"),
};

// What says of itself what is not so.
class Odd extends Uint8Array {
  static get [Symbol.species]() {
    return Array;
  }
  get length() {
    return 3;
  }
  get buffer() {
    return new ArrayBuffer(3);
  }
  get byteOffset() {
    return 1;
  }
  subarray() {
    return new Uint8Array(3);
  }
  *[Symbol.iterator]() {}
}

test("bytes that are none are named wherever they are given", async () => {
  const statusKeys = StatusKeys.pin([example.publicKey]);
  const signer = new VerificationKey(example.publicKey);
  const held = await roots.accept(fromHex(bundle.message), 1769817600);
  for (const [what, wrong] of Object.entries(wrongBytes)) {
    assert.throws(() => LicenseKey.fromBytes(wrong), named("bytes"), what);
    assert.throws(() => LicenseFile.parse(wrong), named("file"), what);
    assert.throws(() => new VerificationKey(wrong), named("key"), what);
    assert.throws(() => TrustedKeys.pin([wrong]), named("key"), what);
    for (const root of [roots, held]) {
      await assert.rejects(root.accept(wrong, 1769817600), named("bytes"), what);
      await assert.rejects(root.verifyAffirmations(wrong), named("bytes"), what);
    }
    for (const name of ["verifyList", "verifyStaple", "verifyDelta"]) {
      await assert.rejects(statusKeys[name](wrong), named("bytes"), what);
    }
    await assert.rejects(signer.verify(wrong, message), named("signature"), what);
    await assert.rejects(signer.verify(new Uint8Array(64), wrong), named("message"), what);
    for (const read of [() => wrong, async () => wrong]) {
      await assert.rejects(PagedStatusList.open(statusKeys, read), named("what read gives"), what);
    }
  }
});

test("a file of pages is not read before its arguments are checked", async () => {
  const unread = () => assert.fail("nothing is to be read");
  for (const wrong of [undefined, null, {}, keys, [example.publicKey], Object.create(StatusKeys.prototype)]) {
    await assert.rejects(PagedStatusList.open(wrong, unread), named("keys"));
  }
  for (const wrong of [undefined, null, {}, new Uint8Array(9)]) {
    await assert.rejects(PagedStatusList.open(StatusKeys.pin([]), wrong), named("read"));
  }
});

test("bytes count as what they are", async () => {
  const large = new Uint8Array(message.length + 9);
  large.set(message, 5);
  const elsewhere = runInNewContext("new Uint8Array(list)", { list: [...message] });
  for (const bytes of [
    Buffer.from(message),
    large.subarray(5, 5 + message.length),
    Odd.from(message),
    elsewhere,
  ]) {
    assert.equal((await keys.verify(LicenseKey.fromBytes(bytes))).text, example.text);
  }
  assert.equal(new VerificationKey(Odd.from(point)).hex, example.publicKey);
  const octets = fromBase64url(pages.bytes);
  const list = await PagedStatusList.open(StatusKeys.pin(pages.keys), (offset, length) =>
    Odd.from(octets.subarray(offset, offset + length)),
  );
  assert.equal((await list.entry(0)).position, 0);
});

test("a key that is only called so verifies nothing", async () => {
  const signer = new VerificationKey(example.publicKey);
  const forged = Object.create(VerificationKey.prototype, {
    id: { value: signer.id },
    verify: { value: async () => true },
  });
  assert.throws(() => TrustedKeys.pin([forged]), named("key"));
  class Yes extends VerificationKey {
    async verify() {
      return true;
    }
  }
  const signed = message.slice();
  signed[signed.length - 1] ^= 1;
  const pinned = TrustedKeys.pin([new Yes(example.publicKey)]);
  await assert.rejects(pinned.verify(LicenseKey.fromBytes(signed)), {
    code: "key.signature",
  });
});

// None of these has members that anybody would look at.
const noObjects = {
  map: new Map([["region", "us"]]),
  set: new Set(["region"]),
  date: new Date(0),
  promise: Promise.resolve({ region: "us" }),
  array: ["us"],
  "empty array": [],
  bytes: new Uint8Array(2),
  buffer: new ArrayBuffer(2),
  instance: new (class Conditions {
    #region = "us";
    get region() {
      return this.#region;
    }
  })(),
  inherited: Object.create({ region: "us" }),
  "inherited from nothing": Object.create(Object.create(null, { region: { value: "us" } })),
  hidden: Object.create(Object.prototype, { region: { value: "us" } }),
  symbol: { [Symbol("region")]: "us" },
  text: "region",
  textObject: new String("us"),
  number: 7,
  truth: true,
  function: () => ({ region: "us" }),
  weak: new WeakMap(),
  expression: /us/,
  error: new Error("us"),
};

test("an object of another kind is named, and never counts as an empty one", () => {
  for (const [what, wrong] of Object.entries(noObjects)) {
    assert.throws(() => license.evaluate(wrong, at), named("facts"), what);
    for (const name of ["organization", "conditions", "status", "activation", "release"]) {
      const given = { ...facts, [name]: wrong };
      assert.throws(() => license.evaluate(given, at), named(`facts.${name}`), `${name}: ${what}`);
    }
    for (const name of ["benefits", "prefixes", "usage"]) {
      if (what === "empty array" || (name === "prefixes" && what === "array")) continue;
      if (name === "usage" && what === "number") continue;
      const given = { ...facts, [name]: wrong };
      assert.throws(() => license.evaluate(given, at), named(`facts.${name}`), `${name}: ${what}`);
    }
    const given = { ...facts, conditions: { region: wrong } };
    if (["text", "number", "truth"].includes(what)) continue;
    assert.throws(() => license.evaluate(given, at), named("facts.conditions"), what);
  }
});

test("each wrong member of a seat and a build is refused", () => {
  const seat = {
    license: license.claims.license,
    organization: facts.organization,
    isThisMachine: true,
    leaseEnd: at,
    allowance: 1,
    licenseEnd: at,
  };
  const release = { releasedAt: at, majorVersion: 1 };
  const check = (name, whole) => {
    license.evaluate({ ...facts, [name]: whole }, at);
    license.evaluate({ ...facts, [name]: { __proto__: null, ...whole } }, at);
    for (const member of Object.keys(whole)) {
      for (const wrong of [null, "1", [], {}, NaN, -1, 1n, new Date(0), Symbol("x"), new Number(1)]) {
        const given = { ...facts, [name]: { ...whole, [member]: wrong } };
        assert.throws(() => license.evaluate(given, at), named(`facts.${name}`), member);
      }
    }
  };
  check("activation", seat);
  check("release", release);
});

test("plain objects are those of this program, with or without a prototype", () => {
  const conditions = { __proto__: null, region: "us" };
  const { reasons } = license.evaluate({ __proto__: null, ...facts, conditions }, at);
  assert.ok(reasons.some(({ code }) => code.startsWith("condition.")));
});

test("labels that a program understands are whole numbers in an array", async () => {
  const wrong = [null, 32, "32", {}, new Set([32]), new Map(), new Uint8Array(1), { length: 1, 0: 32 }];
  for (const labels of [...wrong, ["32"], [{}], [null], [1.5], [NaN], [2 ** 53], [[32]], [undefined]]) {
    await assert.rejects(keys.verify(key, labels), named("understood"));
  }
  for (const labels of [[], [32], [-1], [32n, 2n ** 60n]]) await keys.verify(key, labels);
});

test("critical labels are understood as numbers and bigints, as they were given", async () => {
  const vector = vectors("licenses").find(
    ({ understood, text, expected }) => understood?.length && text && expected.claims,
  );
  const trusted = TrustedKeys.pin(vector.keys);
  const parsed = LicenseKey.parse(vector.text);
  for (const labels of [vector.understood, vector.understood.map(BigInt)]) {
    await trusted.verify(parsed, labels);
    const promise = trusted.verify(parsed, labels);
    labels.fill(0);
    await promise;
    await assert.rejects(trusted.verify(parsed, []), { code: "claims.critical" });
  }
});

test("a time is a Date, of whatever realm, or seconds", async () => {
  class Late extends Date {
    getTime() {
      return 0;
    }
  }
  const whole = license.evaluate(facts, at);
  for (const time of [new Late(at * 1000), runInNewContext("new Date(time)", { time: at * 1000 })]) {
    assert.deepEqual(license.evaluate(facts, time), whole);
  }
  const wrong = [Object.create(Date.prototype), new Proxy(new Date(), {}), { getTime: () => 0 }, 1n, "1", []];
  for (const time of wrong) {
    assert.throws(() => license.evaluate(facts, time), named("at"));
    await assert.rejects(roots.accept(fromHex(bundle.message), time), named("at"));
  }
});

test("a Date that changes while a bundle is verified changes nothing", async () => {
  const time = new Date("2026-06-01T00:00:00Z");
  const promise = roots.accept(fromHex(bundle.message), time);
  time.setTime(0);
  assert.equal((await promise).version, 1);
});

test("bytes that change while they are verified change nothing", async () => {
  const signer = new VerificationKey(example.publicKey);
  const signature = fromHex(example.signature);
  const signed = fromHex(example.signed);
  const promise = signer.verify(signature, signed);
  signature.fill(0);
  signed.fill(0);
  assert.equal(await promise, true);
});

test("a message is verified as a whole, however long it is", async () => {
  const signer = new VerificationKey(example.publicKey);
  const signed = fromHex(example.signed);
  assert.equal(await signer.verify(fromHex(example.signature), signed), true);
  assert.equal(await signer.verify(fromHex(example.signature), Uint8Array.of(...signed, 0)), false);
  for (const length of [0, 63, 65]) assert.equal(await signer.verify(new Uint8Array(length), signed), false);
});

test("nothing that was caught comes back as a promise that nobody waits for", async () => {
  const signer = new VerificationKey(example.publicKey);
  for (const wrong of Object.values(wrongBytes)) {
    await signer.verify(wrong, message).catch(() => {});
    await signer.verify(new Uint8Array(64), wrong).catch(() => {});
  }
  const { subtle } = globalThis.crypto ?? (await import("node:crypto")).webcrypto;
  const { importKey, verify } = subtle;
  try {
    subtle.verify = async () => {
      throw new DOMException("broken", "OperationError");
    };
    for (const bytes of [message, wrongBytes.proxy]) {
      await new VerificationKey(point).verify(new Uint8Array(64), bytes).catch(() => {});
    }
    subtle.importKey = async () => {
      throw new DOMException("Unrecognized name", "NotSupportedError");
    };
    for (const bytes of [message, wrongBytes.proxy]) {
      await new VerificationKey(point).verify(new Uint8Array(64), bytes).catch(() => {});
    }
  } finally {
    Object.assign(subtle, { importKey, verify });
  }
  await new Promise((done) => setTimeout(done, 50));
  assert.deepEqual(left, []);
});
