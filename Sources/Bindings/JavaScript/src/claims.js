// What a license says (Token-Format section 3).

import { isScalar, isText, maxTime } from "./argument.js";
import { decode, maxInteger } from "./cbor.js";
import { refuseKey, refusing } from "./error.js";
import {
  checkLabels, integer, isMap, isWithin, list, matching, maxCount, maxSpan, readFields, time,
  uuid, where,
} from "./fields.js";

export const prefixPattern = /^[A-Z][A-Z\d]{0,15}$/;
const nameOfCondition = /^[a-z][a-z\d._-]{0,63}$/;
const entitlement = matching(/^[a-z\d][a-z\d._:-]{0,63}$/);
const span = integer(0, maxSpan);
const limits = { depth: 6, entries: 64 };
const licenseLabel = -65537;

// In the order in which they are read: of several faults, the first is reported.
const licenseClaim = [licenseLabel, "license", where(isMap), true];
const times = [
  [6, "issuedAt", time, true],
  [5, "notBefore", time],
  [4, "expiresAt", time],
];
const required = [
  [16, "license", uuid, true],
  [2, "organization", uuid, true],
  [3, "benefit", uuid, true],
  [1, "prefix", matching(prefixPattern), true],
];
const optional = [
  [9, "customer", uuid],
  [10, "offline", span],
  [11, "grace", span],
  [4, "activationLimit", integer(0, maxCount)],
  [5, "usageLimit", integer(1, maxCount)],
  [6, "conditions", readConditions],
  [7, "entitlements", ascending(list(64, entitlement))],
  [8, "statusIndex", integer(0, 2 ** 32 - 1)],
  [13, "updatesUntil", time],
  [14, "maxMajorVersion", integer(0, maxCount)],
  [15, "enforcement", (value) => (value === 1 ? "advise" : undefined)],
  [12, "critical", ascending(list(64, integer(32, maxInteger)))],
];
const outer = [licenseClaim, ...times];
const inner = [...required, ...optional];
const refuseClaim = refusing("claims");
const isExtension = (label) => label >= 32;

export function readClaims(payload, understood) {
  const map = decode(payload, limits) ?? refuseKey("payload");
  if (!isMap(map)) refuseClaim("out-of-range");
  checkLabels(map, outer, refuseClaim);
  const { license } = readFields(map, [licenseClaim], refuseClaim);
  checkLabels(license, inner, refuseClaim, isExtension);
  const claims = readFields(license, required, refuseClaim);
  readFields(map, times, refuseClaim, claims);
  readFields(license, optional, refuseClaim, claims);
  const { issuedAt, expiresAt = maxTime + 1, notBefore = issuedAt, critical = [] } = claims;
  const isInOrder = issuedAt <= notBefore && notBefore < expiresAt;
  if (!isInOrder || hasEmpty(license) || critical.some((label) => !license.has(label))) {
    refuseClaim("out-of-range");
  }
  if (critical.some((label) => !understood.includes(BigInt(label)))) refuseClaim("critical");
  return claims;
}

// The extensions of a license that was verified, fresh for each caller.
export function readExtensions(payload) {
  const license = decode(payload, limits).get(licenseLabel);
  return new Map([...license].filter(([label]) => isExtension(label)));
}

function readConditions(map) {
  if (!isMap(map) || !map.size || map.size > 32) return undefined;
  for (const [name, value] of map) {
    if (!isText(name) || !nameOfCondition.test(name) || !isConditionValue(value)) {
      return undefined;
    }
  }
  // Without a prototype, so that no name is there but the license's own.
  return { __proto__: null, ...Object.fromEntries(map) };
}

function isConditionValue(value) {
  if (isText(value)) return !/[\0-\x1f\x7f-\x9f]/.test(value) && isWithin(256, value);
  return isScalar(value);
}

function ascending(read) {
  return (value) => {
    const items = read(value);
    return items?.every((item, index) => !index || items[index - 1] < item) ? items : undefined;
  };
}

// What is empty is left out, so there is one encoding.
function hasEmpty(value) {
  if (isMap(value)) return !value.size || [...value.values()].some(hasEmpty);
  return Array.isArray(value) && (!value.length || value.some(hasEmpty));
}
