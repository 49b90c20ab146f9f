// The CBOR of Token-Format section 2: one encoding for each value, and nothing that the formats do
// not need. Integers are numbers, or bigints beyond 2^53; byte strings are views of the input.

import { precedes } from "./bytes.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const maxInteger = 2n ** 63n - 1n;

export class Malformed extends Error {}

export class CBORReader {
  constructor(bytes, limits = {}) {
    this.bytes = bytes;
    this.limits = { depth: 0, entries: 0, ...limits };
    this.at = 0;
  }

  // The major type and the number of a head, which must be in its shortest form.
  head() {
    const first = this.byte();
    const short = first & 31;
    if (short > 27) throw new Malformed();
    let number = short;
    if (short > 23) {
      number = 0n;
      for (let left = 1 << (short - 24); left; left -= 1) {
        number = (number << 8n) | BigInt(this.byte());
      }
      const least = short === 24 ? 24n : 1n << BigInt(4 << (short - 24));
      if (number < least) throw new Malformed();
      if (number <= Number.MAX_SAFE_INTEGER) number = Number(number);
    }
    return [first >> 5, number];
  }

  byte() {
    if (this.at >= this.bytes.length) throw new Malformed();
    return this.bytes[this.at++];
  }

  // Bounded by what is there, before anything is taken for it.
  take(length) {
    if (length > this.bytes.length - this.at) throw new Malformed();
    return this.bytes.subarray(this.at, (this.at += length));
  }

  item(depth = 0) {
    const [major, number] = this.head();
    switch (major) {
      case 0:
      case 1:
        return this.integer(number, major);
      case 2:
        return this.take(number);
      case 3:
        return this.text(number);
      case 4:
        return this.array(number, depth + 1);
      case 5:
        return this.map(number, depth + 1);
      case 7:
        if (number === 20 || number === 21) return number === 21;
    }
    throw new Malformed();
  }

  // The first bit of 64 is the sign.
  integer(number, isNegative) {
    if (number > maxInteger) throw new Malformed();
    if (!isNegative) return number;
    const negative = -1n - BigInt(number);
    return number < Number.MAX_SAFE_INTEGER ? Number(negative) : negative;
  }

  text(length) {
    const bytes = this.take(length);
    try {
      return utf8.decode(bytes);
    } catch {
      throw new Malformed();
    }
  }

  array(count, depth) {
    this.enter(count, depth);
    const items = [];
    while (items.length < count) items.push(this.item(depth));
    return items;
  }

  map(count, depth) {
    this.enter(count, depth);
    const map = new Map();
    let last;
    while (map.size < count) {
      const start = this.at;
      const key = this.item(depth);
      const encoded = this.bytes.subarray(start, this.at);
      if (typeof key === "object" || typeof key === "boolean") throw new Malformed();
      if (last && !precedes(last, encoded)) throw new Malformed();
      last = encoded;
      map.set(key, this.item(depth));
    }
    return map;
  }

  enter(count, depth) {
    if (depth > this.limits.depth) throw new Malformed();
    if (count > this.limits.entries) throw new Malformed("entries");
  }
}

// One item that fills all of the bytes; undefined where it is malformed.
export function decode(bytes, limits) {
  try {
    const reader = new CBORReader(bytes, limits);
    const item = reader.item();
    return reader.at === bytes.length ? item : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
