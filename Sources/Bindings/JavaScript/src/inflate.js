// A zlib stream (RFC 1950, RFC 1951) of a size that is known beforehand; undefined where it is
// anything else. No more than that size is ever produced.

import { equal, fourBytes } from "./bytes.js";
import { malformed, unlessMalformed } from "./malformed.js";

export function inflate(bytes, size) {
  return unlessMalformed(() => inflated(bytes, size));
}

const check = (holds) => holds || malformed();

const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const copyLengths = [...ranges(28, 4, 3), [258, 0]];
const distances = ranges(30, 2, 1);
const fixedLengths = [[144, 8], [112, 9], [24, 7], [8, 8]].flatMap(([n, bits]) => Array(n).fill(bits));

// Where each length or distance code begins, and how many bits follow it.
function ranges(count, group, start) {
  return Array.from({ length: count }, (_, code) => {
    const bits = Math.max(0, Math.floor(code / group) - 1);
    start += 1 << bits;
    return [start - (1 << bits), bits];
  });
}

// The parts share what they read from and write to.
function inflated(bytes, size) {
  const [method, flags] = bytes;
  const isMethod = (method & 15) === 8 && method >> 4 < 8 && !(flags & 32);
  check(bytes.length > 6 && isMethod && (method * 256 + flags) % 31 === 0);
  const output = new Uint8Array(size);
  // In bits. Behind the end there are zeros, which give nothing without end, and at last we see how far
  // the stream went.
  let at = 16;
  let made = 0;
  const bits = (count) => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, at += 1) {
      value |= ((bytes[at >> 3] >> (at & 7)) & 1) << bit;
    }
    return value;
  };
  // Canonical codes: those of one length are consecutive, and follow the shorter ones.
  const symbolOf = ({ counts, symbols }) => {
    let code = 0;
    let index = 0;
    for (let length = 1; length < 16; length += 1) {
      code = 2 * code + bits(1);
      if (code < counts[length]) return symbols[index + code];
      code -= counts[length];
      index += counts[length];
    }
    return check();
  };
  const extended = (range) => {
    check(range);
    return range[0] + bits(range[1]);
  };
  const stored = () => {
    at = (at + 7) & ~7;
    const length = bits(16);
    check((length ^ bits(16)) === 0xffff && length <= size - made);
    output.set(bytes.subarray(at / 8, at / 8 + length), made);
    at += 8 * length;
    made += length;
  };
  const compressed = (literals, distant) => {
    for (let symbol; (symbol = symbolOf(literals)) !== 256; ) {
      let length = symbol < 256 ? 1 : extended(copyLengths[symbol - 257]);
      check(length <= size - made);
      if (symbol < 256) {
        output[made++] = symbol;
        continue;
      }
      const distance = extended(distances[symbolOf(distant)]);
      check(distance <= made);
      for (; length; length -= 1, made += 1) output[made] = output[made - distance];
    }
  };
  const dynamic = () => {
    const literals = bits(5) + 257;
    const distant = bits(5) + 1;
    const order = bits(4) + 4;
    check(literals < 287 && distant < 31);
    const own = Array(19).fill(0);
    for (const place of lengthOrder.slice(0, order)) own[place] = bits(3);
    const code = codes(own);
    const found = [];
    while (found.length < literals + distant) {
      const symbol = symbolOf(code);
      check(symbol !== 16 || found.length);
      const value = symbol < 16 ? symbol : symbol === 16 ? found.at(-1) : 0;
      const [least, more] = [[3, 2], [3, 3], [11, 7]][symbol - 16] ?? [1, 0];
      found.push(...Array(least + bits(more)).fill(value));
    }
    check(found.length === literals + distant && found[256]);
    compressed(codes(found.slice(0, literals), true), codes(found.slice(literals), true));
  };
  for (let isLast = 0; !isLast; ) {
    isLast = bits(1);
    const type = bits(2);
    check(type < 3);
    if (type === 0) stored();
    else if (type === 1) compressed(codes(fixedLengths), codes(Array(32).fill(5)));
    else dynamic();
  }
  const end = (at + 7) >> 3;
  check(made === size && bytes.length === end + 4 && equal(bytes.subarray(end), adler(output)));
  return output;
}

// More codes than there is room for are refused; fewer only where a single code of one bit may
// stand alone.
function codes(lengthOf, mayBeSingle = false) {
  const counts = Array(16).fill(0);
  for (const length of lengthOf) counts[length] += 1;
  const used = lengthOf.length - counts[0];
  let room = 1;
  for (const count of counts.slice(1)) {
    room = 2 * room - count;
    check(room >= 0);
  }
  check(!room || !used || (mayBeSingle && used === 1 && counts[1]));
  const inUse = [...lengthOf.keys()].filter((symbol) => lengthOf[symbol]);
  return { counts, symbols: inUse.sort((a, b) => lengthOf[a] - lengthOf[b] || a - b) };
}

function adler(bytes) {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return fourBytes(b * 65536 + a);
}
