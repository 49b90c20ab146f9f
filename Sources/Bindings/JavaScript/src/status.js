// Status lists, deltas and staples (Status-List sections 2 to 9).

import { argument, copied, day, isCount, isText, isUUID, later, maxTime, seconds } from "./argument.js";
import { ascii, fourBytes, fromHex, hex } from "./bytes.js";
import { decode } from "./cbor.js";
import { ownType, readMessage, signedBytes, typeOf } from "./envelope.js";
import { refusing } from "./error.js";
import { bytes, integer, isBytes, isMap, maxSpan, readAll, text, time, uuid, where } from "./fields.js";
import { inflate } from "./inflate.js";
import { pinned } from "./key.js";
import { maxObject } from "./license-key.js";
import { Sealed, inside, seal } from "./seal.js";
import { sha256 } from "./sha256.js";
import { VerifiedTrustBundle } from "./trust.js";

export const listType = typeOf("statuslist");
export const stapleType = ownType("staple");
export const deltaType = ownType("delta");
export const positions = 2 ** 20;
export const pageSize = 4096;
const size = positions / 4;
const refuseDelta = refusing("status-delta");
const refuseList = refusing("status-list");

// The keys whose word about a status a program takes: pinned, or those of a trust bundle.
export class StatusKeys extends Sealed {
  static pin(keys) {
    return pinned(StatusKeys, keys);
  }

  static from(bundle) {
    const { authorized } = inside(bundle, VerifiedTrustBundle, "bundle");
    const entryOf = (id) => {
      const entry = authorized.get(id);
      return entry?.role === "status" && entry.compromisedAt === undefined ? entry : undefined;
    };
    const check = (id, { issuedAt, organization = bundle.organization, shard, sequence }) => {
      const { notBefore, notAfter } = entryOf(id);
      if (issuedAt < notBefore || issuedAt >= notAfter) refuseList("window");
      if (organization !== bundle.organization) refuseList("other-organization");
      if (sequence < (bundle.listFloors?.[shard] ?? 0)) refuseList("rollback");
    };
    return seal(StatusKeys, {}, { find: (id) => entryOf(id)?.key, check });
  }

  async verifyList(input) {
    const { compressed, ...claims } = await verifiedClaims(this, input, { [listType]: listClaims });
    const statuses = inflate(compressed, size) ?? refuseList("compression");
    return seal(VerifiedStatusList, claims, { statuses });
  }

  async verifyStaple(input) {
    const claims = await verifiedClaims(this, input, { [stapleType]: stapleClaims });
    return seal(VerifiedStatusStaple, claims);
  }

  async verifyDelta(input) {
    const { changes, ...claims } = await verifiedClaims(this, input, { [deltaType]: deltaClaims });
    return seal(VerifiedStatusDelta, claims, { changes });
  }
}

export class VerifiedStatusList extends Sealed {
  status(position) {
    const { statuses } = inside(this, VerifiedStatusList);
    return statusIn(statuses, checkedPosition(position));
  }

  // How many of all positions have each of the four values.
  get counts() {
    const counts = [0, 0, 0, 0];
    for (const byte of inside(this, VerifiedStatusList).statuses) {
      for (let shift = 0; shift < 8; shift += 2) counts[(byte >> shift) & 3] += 1;
    }
    return counts;
  }

  // Section 5. `held` is the list that the device has taken before, or what was kept of it.
  check(organization, at, held) {
    const { statuses } = inside(this, VerifiedStatusList);
    argument(isUUID(organization), "organization", "a UUID");
    if (this.organization !== organization) refuseList("other-organization");
    if (this.issuedAt > later(seconds(at), day)) refuseList("future");
    if (rootOf(this, statuses) !== this.root) refuseList("root");
    if (held === undefined) return this;
    const isHeld = Number.isInteger(held?.shard) && Number.isInteger(held.sequence);
    argument(isHeld && isText(held.root), "held", "a list or its shard, sequence and root");
    if (held.shard !== this.shard) refuseList("other-shard");
    if (this.sequence < held.sequence) refuseList("rollback");
    const isSame = this.sequence > held.sequence || this.root === held.root;
    return isSame ? this : refuseList("equivocation");
  }
}

export class VerifiedStatusDelta extends Sealed {
  // The list that it leads to (section 9), yet to be checked like any other.
  apply(list) {
    const { changes } = inside(this, VerifiedStatusDelta);
    const statuses = inside(list, VerifiedStatusList, "list").statuses.slice();
    if (this.organization !== list.organization) refuseList("other-organization");
    if (this.shard !== list.shard || this.uri !== list.uri) refuseDelta("other-list");
    if (this.sequence < list.sequence) refuseList("rollback");
    const isHeld = this.sequence === list.sequence;
    if (isHeld && this.root !== list.root) refuseList("equivocation");
    if (this.from > list.sequence) refuseDelta("gap");
    for (const [position, status] of changes) {
      const shift = 2 * (position & 3);
      statuses[position >> 2] = (statuses[position >> 2] & ~(3 << shift)) | (status << shift);
    }
    if (rootOf(this, statuses) !== this.root) refuseDelta("root");
    const { from, ...claims } = this;
    return isHeld ? list : seal(VerifiedStatusList, claims, { statuses });
  }
}

// The status of one license.
export class VerifiedStatusStaple extends Sealed {}

// The claims of an object whose type is one of those for which there is a reader (section 4).
export async function verifiedClaims(keys, input, readers) {
  const { find, check } = inside(keys, StatusKeys, "keys");
  const message = readMessage(copied(input), maxObject, () => refuseList("form"));
  if (!Object.hasOwn(readers, message.type)) refuseList("type");
  const key = find(message.keyID) ?? refuseList("unknown-key");
  if (!(await key.verify(message.signature, signedBytes(message)))) refuseList("signature");
  const map = decode(message.payload, { depth: 2, entries: 8 }) ?? refuseList("payload");
  const claims = readers[message.type](map);
  check(message.keyID, claims);
  return claims;
}

const refuseClaims = () => refuseList("claims");
const shardNumber = [2, "shard", integer(0, 4095), true];
const sequence = (label, name = "sequence") => [label, name, integer(1, maxTime), true];
const own = (label) => [label, "own", where(isMap), true];
const lasting = [
  [4, "expiresAt", time, true],
  [6, "issuedAt", time, true],
];
const placed = [...lasting, [2, "uri", text, true], [65534, "timeToLive", integer(1, maxSpan), true]];
const listOuter = [...placed, own(-65538), [65533, "compressed", readLst, true]];
const listOwn = [
  [1, "organization", uuid, true],
  shardNumber,
  sequence(3),
  [4, "root", bytes(32), true],
];
const stapleOuter = [...lasting, own(-65544)];
const stapleOwn = [
  [1, "digest", bytes(16), true],
  [2, "status", integer(0, 3), true],
  [3, "shard", integer(0, 4095), true],
  sequence(4),
];
const deltaOuter = [...placed, [-65548, "own", where(Array.isArray), true]];
const deltaOwn = [
  [1, "organization", uuid, true],
  shardNumber,
  sequence(3, "from"),
  sequence(4),
  [5, "root", bytes(32), true],
  [6, "changes", where(isBytes), true],
];

export const listClaims = (map) => readOwn(map, listOuter, listOwn);
const stapleClaims = (map) => readOwn(map, stapleOuter, stapleOwn);

export function deltaClaims(map) {
  const claims = readOwn(map, deltaOuter, deltaOwn);
  if (claims.from >= claims.sequence) refuseClaims();
  return { ...claims, changes: readChanges(claims.changes) };
}

function readOwn(map, outerTable, ownTable) {
  const { own, ...outer } = readAll(map, outerTable, refuseClaims);
  // The members of an array are labeled from 1 on.
  const members = isMap(own) ? own : new Map(own.map((member, index) => [index + 1, member]));
  const claims = { ...outer, ...readAll(members, ownTable, refuseClaims) };
  const { uri, issuedAt, expiresAt, shard, sequence } = claims;
  const isPlaced = uri === undefined || uri.endsWith(`/${shard}`);
  return isPlaced && issuedAt < expiresAt && sequence <= issuedAt ? claims : refuseClaims();
}

function readLst(map) {
  const lst = isMap(map) && map.size === 2 && map.get("bits") === 2 && map.get("lst");
  return isBytes(lst) ? lst : undefined;
}

function readChanges(changes) {
  const fail = () => refuseDelta("changes");
  const found = [];
  let next = 0;
  for (let at = 0; at < changes.length; ) {
    let number = 0;
    let shift = 0;
    let byte;
    do {
      if (shift > 21 || at === changes.length) fail();
      byte = changes[at++];
      number |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    if (!byte && shift > 7) fail();
    const position = next + (number >> 2);
    if (position >= positions || found.length === 65536) fail();
    found.push([position, number & 3]);
    next = position + 1;
  }
  return found;
}

export function checkedPosition(position) {
  argument(isCount(position) && position < positions, "position", "a whole number below 2^20");
  return position;
}

export const statusIn = (statuses, position) => (statuses[position >> 2] >> (2 * (position & 3))) & 3;

export const hashOf = (page) => sha256([0], page);

function rootOf(claims, statuses) {
  const page = (_, number) => hashOf(statuses.subarray(number * pageSize, (number + 1) * pageSize));
  return rootOfHashes(claims, Array.from({ length: size / pageSize }, page));
}

export function rootOfHashes({ organization, shard }, hashes) {
  const name = ascii("latchkey status list");
  const id = fromHex(organization.replaceAll("-", ""));
  const sizes = [[2], fourBytes(positions), fourBytes(pageSize)];
  return hex(sha256([1], name, id, fourBytes(shard), ...sizes, ...hashes));
}
