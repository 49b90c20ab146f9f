// The CBOR of Token-Format section 2: one encoding for each value, and nothing that the formats do
// not need. Integers are numbers, or bigints beyond 2^53; byte strings are views of the input.

import { hex, precedes } from "./bytes.js";
import { malformed, unlessMalformed } from "./malformed.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const maxInteger = 2n ** 63n - 1n;
const maxNumber = Number.MAX_SAFE_INTEGER;

// Reads one item after another, from `at` on.
export function cborReader(bytes, limits, at = 0) {
  // Bounded by what is there, before anything is taken for it.
  const take = (length) => {
    if (length > bytes.length - at) malformed();
    return bytes.subarray(at, (at += length));
  };
  // The major type and the number of a head, which must be in its shortest form.
  const head = () => {
    const first = bytes[at++] ?? malformed();
    const short = first & 31;
    if (short < 24) return [first >> 5, short];
    if (short > 27) malformed();
    const digits = take(1 << (short - 24));
    let number = 0;
    for (const digit of digits) number = 256 * number + digit;
    if (number > maxNumber) number = BigInt(`0x${hex(digits)}`);
    if (number < (short > 24 ? 2 ** (4 << (short - 24)) : 24)) malformed();
    return [first >> 5, number];
  };
  const item = (depth = 0) => {
    const [major, number] = head();
    const enter = () => {
      if (depth >= limits.depth) malformed();
      if (number > limits.entries) malformed("entries");
    };
    switch (major) {
      case 0:
      case 1:
        return integerOf(number, major);
      case 2:
        return take(number);
      case 3:
        return textOf(take(number));
      case 4:
        enter();
        return Array.from({ length: number }, () => item(depth + 1));
      case 5:
        enter();
        return map(number, depth + 1);
      case 7:
        if (number === 20 || number === 21) return number === 21;
    }
    return malformed();
  };
  const map = (count, depth) => {
    const found = new Map();
    let last;
    while (found.size < count) {
      const start = at;
      const key = item(depth);
      const encoded = bytes.subarray(start, at);
      if (typeof key === "object" || typeof key === "boolean") malformed();
      if (last && !precedes(last, encoded)) malformed();
      last = encoded;
      found.set(key, item(depth));
    }
    return found;
  };
  return { item, position: () => at };
}

// The first bit of 64 is the sign.
function integerOf(number, isNegative) {
  if (number > maxInteger) malformed();
  if (!isNegative) return number;
  return number < maxNumber ? -1 - number : -1n - BigInt(number);
}

function textOf(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    return malformed();
  }
}

// One item that fills all of the bytes; undefined where it is malformed.
export function decode(bytes, limits) {
  return unlessMalformed(() => {
    const { item, position } = cborReader(bytes, limits);
    const found = item();
    return position() === bytes.length ? found : undefined;
  });
}
