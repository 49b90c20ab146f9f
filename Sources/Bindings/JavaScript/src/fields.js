// Claims of every kind: a table has for each label its name, what its value may be, and true where
// it must be there.

import { isText, maxTime } from "./argument.js";
import { hex, uuidText } from "./bytes.js";

export const maxSpan = 315619200;
export const maxCount = Number.MAX_SAFE_INTEGER;

// Each of these gives what the program sees, or undefined for a value out of range.
export const isInteger = (value) => typeof value === "number" || typeof value === "bigint";
export const integer = (least, most) => (value) =>
  isInteger(value) && value >= least && value <= most ? value : undefined;
export const time = integer(0, maxTime);
export const isBytes = (value) => value instanceof Uint8Array;
export const isMap = (value) => value instanceof Map;
export const where = (holds) => (value) => (holds(value) ? value : undefined);
export const bytes = (length) => (value) =>
  isBytes(value) && value.length === length ? hex(value) : undefined;
export const uuid = (value) =>
  bytes(16)(value) && value.some((byte) => byte) ? uuidText(value) : undefined;
export const matching = (pattern) => where((value) => isText(value) && pattern.test(value));
export const text = where((value) => isText(value) && value && isWithin(1024, value));
export const list = (most, element) => (value) => {
  if (!Array.isArray(value) || !value.length || value.length > most) return undefined;
  const items = value.map((item) => element(item));
  return items.includes(undefined) ? undefined : items;
};

// Whether a text has no more bytes than that in UTF-8, where each unit of a string has three at most.
export const encoder = new TextEncoder();
export const isWithin = (limit, value) =>
  3 * value.length <= limit || (value.length <= limit && encoder.encode(value).length <= limit);

export function checkLabels(map, table, fail, isExtension = () => false) {
  for (const label of map.keys()) {
    if (isText(label)) fail("text-label");
    if (!isExtension(label) && !table.some((row) => row[0] === label)) fail("unknown");
  }
}

export function readFields(map, table, fail, fields = {}) {
  for (const [label, name, check, isRequired] of table) {
    const value = map.get(label);
    if (value !== undefined) fields[name] = check(value) ?? fail("out-of-range");
    else if (isRequired) fail("missing");
  }
  return fields;
}

// Where every fault has one code.
export function readAll(map, table, fail) {
  if (!isMap(map)) fail();
  checkLabels(map, table, fail);
  return readFields(map, table, fail);
}
