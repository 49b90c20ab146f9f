// What the module makes of a vector, in the members of `expected`. The vectors' tests and the comparison
// with the Swift verifier share it.

import { encodeHex } from "./encoder.js";
import { fixture, fromBase64url } from "./fixtures.js";
import { latchkey } from "./subject.js";

const {
  LatchkeyError, LicenseFile, LicenseKey, PagedStatusList, StatusKeys, TrustRoot, TrustedKeys,
} = latchkey;

// A refusal is a verdict; anything else that is thrown is a mistake.
async function verdictOr(refused, judge) {
  try {
    return await judge();
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return { outcome: "refused", ...refused(error) };
  }
}

const withCode = ({ code }) => ({ code });

function factsOf({ at, benefits = "any", prefixes = "any", ...others }) {
  return [{ benefits, prefixes, ...others }, at];
}

function shownDecision({ isAllowed, reasons, warnings }) {
  const codes = (findings) => findings.map(({ code }) => code);
  return { outcome: isAllowed ? "allowed" : "denied", codes: codes(reasons), warnings: codes(warnings) };
}

// What a license says, in the members of the vectors.
function shownClaims({ claims, extensions }) {
  const shown = { ...claims };
  if (claims.conditions) shown.conditions = { ...claims.conditions };
  if (extensions.size) shown.extensions = encodeHex(extensions);
  return shown;
}

// Licenses

function read({ text, carrier, file, fileBytes }) {
  if (text !== undefined) return [LicenseKey.parse(text), []];
  if (carrier !== undefined) return [LicenseKey.parseCarrier(carrier), []];
  const isNamed = fileBytes === undefined;
  const parsed = LicenseFile.parse(
    isNamed ? new Uint8Array(fixture(`licenses/${file}`)) : fromBase64url(fileBytes),
  );
  return [parsed.license(), parsed.unknownTypes];
}

const licenses = ({ keys, understood = [], facts, ...input }) =>
  verdictOr(({ code, step }) => ({ codes: [code], step }), async () => {
    const [key, unknownTypes] = read(input);
    const license = await TrustedKeys.pin(keys).verify(key, understood);
    const decision = license.evaluate(...factsOf(facts));
    const found = { ...shownDecision(decision), claims: shownClaims(license) };
    if (unknownTypes.length) found.unknownTypes = [...unknownTypes];
    if (decision.reasons.length) found.step = decision.reasons[0].step;
    return found;
  });

// A bundle that only leads to what is judged is taken whatever the clock says.
const always = new Date("9999-12-31T23:59:59Z");

// Status lists

async function statusKeysOf({ keys, roots, threshold, bundle }) {
  if (keys) return StatusKeys.pin(keys);
  return StatusKeys.from(await TrustRoot.pin(roots, threshold).accept(fromBase64url(bundle), always));
}

const statusReaders = {
  async list(keys, { bytes, organization, now, held }) {
    return (await keys.verifyList(fromBase64url(bytes))).check(organization, now, held);
  },
  staple: (keys, { bytes }) => keys.verifyStaple(fromBase64url(bytes)),
  async delta(keys, { bytes, heldList, organization, now }) {
    const held = await keys.verifyList(fromBase64url(heldList));
    const delta = await keys.verifyDelta(fromBase64url(bytes));
    return delta.apply(held).check(organization, now, held);
  },
  async pages(keys, { bytes, positions }) {
    const file = fromBase64url(bytes);
    const list = await PagedStatusList.open(keys, (at, length) => file.subarray(at, at + length));
    const entries = [];
    for (const position of positions) entries.push(await list.entry(position));
    return { claims: { ...list }, entry: (position) => list.entry(position), entries };
  },
};

async function statusesOf(object, named) {
  const found = {};
  for (const name of Object.keys(named)) {
    const position = Number(name);
    found[name] = object.entries ? (await object.entry(position)).status : object.status(position);
  }
  return found;
}

async function decisionOf({ issuers, license, facts }, status) {
  const key = LicenseKey.fromBytes(fromBase64url(license));
  const [given, at] = factsOf(facts);
  return shownDecision((await TrustedKeys.pin(issuers).verify(key)).evaluate({ ...given, status }, at));
}

const statusLists = (vector) =>
  verdictOr(withCode, async () => {
    const object = await statusReaders[vector.object](await statusKeysOf(vector), vector);
    const { statuses, counts } = vector.expected ?? {};
    const found = { outcome: "accepted", claims: object.claims ?? { ...object } };
    if (statuses) found.statuses = await statusesOf(object, statuses);
    if (counts) found.counts = object.counts;
    if (vector.license && !object.entries) found.decision = await decisionOf(vector, object);
    return found;
  });

// Trust

const plain = (object) =>
  JSON.parse(JSON.stringify(object, (_, value) => (typeof value === "bigint" ? Number(value) : value)));

const trustReaders = {
  async bundle(root, { bytes, now }) {
    return { bundle: plain(await root.accept(fromBase64url(bytes), now)) };
  },
  async affirmation(root, { bytes }) {
    return { affirmation: plain(await root.verifyAffirmations(fromBase64url(bytes))) };
  },
  async license(root, { bundle, affirmations = [], bytes }) {
    const lists = [];
    const accepted = await root.accept(fromBase64url(bundle), always);
    for (const list of affirmations) lists.push(await root.verifyAffirmations(fromBase64url(list)));
    const keys = TrustedKeys.from(accepted, lists);
    return { claims: shownClaims(await keys.verify(LicenseKey.fromBytes(fromBase64url(bytes)))) };
  },
};

const trust = (vector) =>
  verdictOr(withCode, async () => {
    let root = TrustRoot.pin(vector.roots, vector.threshold);
    for (const bytes of vector.before ?? []) root = await root.accept(fromBase64url(bytes), always);
    return { outcome: "accepted", ...(await trustReaders[vector.object](root, vector)) };
  });

export const verdicts = { licenses, "status-lists": statusLists, trust };
