// Trust bundles and affirmation lists: what root keys sign (Trust-Bundle sections 2 to 5).

import { argument, copied, day, isCount, later, seconds } from "./argument.js";
import { equal, hex } from "./bytes.js";
import { decode, maxInteger } from "./cbor.js";
import { ownType, readMessages, signedBytes } from "./envelope.js";
import { refusing } from "./error.js";
import {
  bytes, integer, isBytes, isMap, list, maxCount, readAll, text, time, uuid, where,
} from "./fields.js";
import { keysByID, VerificationKey } from "./key.js";
import { Sealed, inside, seal } from "./seal.js";

export const bundleType = ownType("trust");
export const affirmationType = ownType("affirmation");
const refuseBundle = () => refuseTrust("bundle");
const maxBundle = 65536;
const maxAffirmation = 16777216;
const refuseTrust = refusing("trust");

// The root keys that a program pins, and how many of them must sign.
export class TrustRoot extends Sealed {
  static pin(roots, threshold) {
    const keys = keysByID(roots, "roots");
    argument(keys.size === roots.length && keys.size <= 16, "roots", "at most 16 different keys");
    const isThreshold = isCount(threshold) && threshold > 0 && threshold <= keys.size;
    argument(isThreshold, "threshold", "from 1 to the number of roots");
    return seal(TrustRoot, {}, { keys, threshold });
  }

  async accept(input, at) {
    const root = inside(this, TrustRoot);
    const now = seconds(at);
    return onTime(await verifyBundle(root, readBundleMessages(input)), now);
  }

  verifyAffirmations(input) {
    return verifyAffirmations(inside(this, TrustRoot), input);
  }
}

export class VerifiedTrustBundle extends Sealed {
  // The next bundle, which the roots of this one have signed; or this one, given again.
  async accept(input, at) {
    const held = inside(this, VerifiedTrustBundle);
    const now = seconds(at);
    const messages = readBundleMessages(input);
    if (messages.length && equal(messages[0].payload, held.payload)) return onTime(this, now);
    const next = onTime(await verifyBundle(held, messages), now);
    if (next.organization !== this.organization) refuseTrust("other-organization");
    if (next.version < this.version) refuseTrust("rollback");
    return next.version === this.version ? refuseTrust("equivocation") : next;
  }

  verifyAffirmations(input) {
    return verifyAffirmations(inside(this, VerifiedTrustBundle), input);
  }
}

// Licenses that the vendor keeps although their key was stolen.
export class VerifiedAffirmationList extends Sealed {}

const readBundleMessages = (input) => readSigned(input, maxBundle);

function readSigned(input, maxPayload) {
  return readMessages(copied(input), maxPayload, () => refuseTrust("form"));
}

function onTime(bundle, now) {
  return bundle.issuedAt > later(now, day) ? refuseTrust("future") : bundle;
}

async function verifyBundle(root, messages) {
  const payload = await agreedPayload(root, messages, bundleType);
  const { fields, ...content } = readBundle(payload);
  // The new roots have a say in their own appointment.
  if ((await signers(content.keys, messages)) < content.threshold) refuseTrust("new-roots");
  return seal(VerifiedTrustBundle, fields, { ...content, payload });
}

async function verifyAffirmations(root, input) {
  const payload = await agreedPayload(root, readSigned(input, maxAffirmation), affirmationType);
  const { own } = readAll(decode(payload, { depth: 2, entries: 3 }), affirmationClaims, refuseBundle);
  const { digests, ...fields } = readAll(own, affirmationFields, refuseBundle);
  return seal(VerifiedAffirmationList, fields, { digests });
}

// The one payload that enough roots have signed.
async function agreedPayload({ keys, threshold }, messages, type) {
  if (!messages.length) refuseTrust("empty");
  const [{ payload }] = messages;
  for (const message of messages) {
    if (message.type !== type) refuseTrust("type");
    if (!equal(message.payload, payload)) refuseTrust("payloads-differ");
  }
  return (await signers(keys, messages)) < threshold ? refuseTrust("threshold") : payload;
}

// How many of the keys have signed. Other signers are passed over.
async function signers(keys, messages) {
  const found = new Set();
  for (const message of messages) {
    const key = keys.get(message.keyID);
    if (!key) continue;
    if (!(await key.verify(message.signature, signedBytes(message)))) refuseTrust("signature");
    found.add(key);
  }
  return found.size;
}

const roles = [undefined, "issue", "activate", "status"];
const keyFields = [
  [1, "key", readKey, true],
  [2, "role", (value) => roles[integer(1, 3)(value)], true],
  [3, "notBefore", time, true],
  [4, "notAfter", time, true],
  [5, "benefits", list(256, uuid)],
  [6, "longestLifetime", integer(1, maxInteger)],
  [7, "compromisedAt", time],
  [8, "requiresStatusIndex", where((value) => value === true)],
];
const bundleClaims = [
  [4, "expiresAt", time, true],
  [6, "issuedAt", time, true],
  [-65539, "own", where(isMap), true],
];
const bundleFields = [
  [1, "organization", uuid, true],
  [2, "version", integer(1, maxCount), true],
  [3, "keys", list(256, readBundleKey)],
  [4, "roots", list(16, readKey), true],
  [5, "threshold", integer(1, 16), true],
  [6, "statusBase", text],
  [7, "serviceURLs", list(8, text)],
  [8, "listFloors", readFloors],
];
const affirmationClaims = [[-65546, "own", where(isMap), true]];
const affirmationFields = [
  [1, "organization", uuid, true],
  [2, "key", bytes(8), true],
  [3, "digests", readDigests, true],
];

function readBundle(payload) {
  const map = decode(payload, { depth: 5, entries: 256 });
  const { own, ...times } = readAll(map, bundleClaims, refuseBundle);
  const fields = { keys: [], ...readAll(own, bundleFields, refuseBundle), ...times };
  const { keys, roots, threshold } = fields;
  const ids = [...keys.map(({ key }) => key.id), ...roots.map(({ id }) => id)];
  const isInOrder = times.issuedAt < times.expiresAt && threshold <= roots.length;
  if (!isInOrder || new Set(ids).size < ids.length) refuseBundle();
  fields.keys = keys.map((entry) => ({ ...entry, key: entry.key.hex }));
  fields.roots = roots.map((root) => root.hex);
  return {
    fields,
    threshold,
    keys: new Map(roots.map((root) => [root.id, root])),
    authorized: new Map(keys.map((entry) => [entry.key.id, entry])),
  };
}

// A COSE_Key of exactly key type, curve and point.
function readKey(map) {
  const isKey = isMap(map) && map.size === 3 && map.get(1) === 1 && map.get(-1) === 6;
  const point = isKey && map.get(-2);
  try {
    return isBytes(point) ? new VerificationKey(point) : undefined;
  } catch {
    return undefined;
  }
}

function readBundleKey(map) {
  const entry = readAll(map, keyFields, refuseBundle);
  const bounds = ["benefits", "longestLifetime", "requiresStatusIndex"];
  const isBound = bounds.some((name) => name in entry);
  return entry.notBefore < entry.notAfter && (entry.role === "issue" || !isBound) ? entry : undefined;
}

function readFloors(map) {
  if (!isMap(map) || !map.size) return undefined;
  for (const [shard, floor] of map) {
    if (integer(0, 4095)(shard) === undefined || !integer(1, maxInteger)(floor)) return undefined;
  }
  return Object.fromEntries(map);
}

function readDigests(value) {
  if (!isBytes(value) || !value.length || value.length % 16) return undefined;
  const digests = hex(value).match(/.{32}/g);
  const isAscending = digests.every((digest, index) => !index || digests[index - 1] < digest);
  return isAscending ? new Set(digests) : undefined;
}
