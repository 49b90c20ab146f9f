// A zlib stream (RFC 1950, RFC 1951) of a size that is known beforehand; undefined where it is
// anything else. No more than that size is ever produced.

class Broken extends Error {}

export function inflate(bytes, size) {
  try {
    return inflated(bytes, size);
  } catch (error) {
    if (error instanceof Broken) return undefined;
    throw error;
  }
}

function check(holds) {
  if (!holds) throw new Broken();
}

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

function inflated(bytes, size) {
  const [method, flags] = bytes;
  const isMethod = (method & 15) === 8 && method >> 4 < 8 && !(flags & 32);
  check(bytes.length > 6 && isMethod && (method * 256 + flags) % 31 === 0);
  const state = { bytes, at: 2, held: 0, count: 0, output: new Uint8Array(size), made: 0 };
  let isLast = 0;
  while (!isLast) {
    isLast = bits(state, 1);
    const type = bits(state, 2);
    check(type < 3);
    if (type === 0) stored(state);
    else if (type === 1) compressed(state, codes(fixedLengths), codes(Array(32).fill(5)));
    else dynamic(state);
  }
  const { at, output } = state;
  check(state.made === size && bytes.length === at + 4);
  check(new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0) === adler(output));
  return output;
}

function bits(state, count) {
  while (state.count < count) {
    check(state.at < state.bytes.length);
    state.held |= state.bytes[state.at++] << state.count;
    state.count += 8;
  }
  const value = state.held & ((1 << count) - 1);
  state.held >>>= count;
  state.count -= count;
  return value;
}

function stored(state) {
  const { bytes: input, output, made } = state;
  state.held = state.count = 0;
  const length = bits(state, 16);
  check((length ^ bits(state, 16)) === 0xffff);
  check(length <= input.length - state.at && length <= output.length - made);
  output.set(input.subarray(state.at, state.at + length), made);
  state.at += length;
  state.made += length;
}

function dynamic(state) {
  const literals = bits(state, 5) + 257;
  const distant = bits(state, 5) + 1;
  const order = bits(state, 4) + 4;
  check(literals <= 286 && distant <= 30);
  const own = Array(19).fill(0);
  for (const place of lengthOrder.slice(0, order)) own[place] = bits(state, 3);
  const code = codes(own);
  const found = [];
  while (found.length < literals + distant) {
    const symbol = symbolOf(state, code);
    check(symbol !== 16 || found.length);
    const value = symbol < 16 ? symbol : symbol === 16 ? found.at(-1) : 0;
    const [least, more] = [[3, 2], [3, 3], [11, 7]][symbol - 16] ?? [1, 0];
    found.push(...Array(least + bits(state, more)).fill(value));
  }
  check(found.length === literals + distant && found[256]);
  compressed(state, codes(found.slice(0, literals), true), codes(found.slice(literals), true));
}

function compressed(state, literals, distant) {
  const { output } = state;
  for (let symbol; (symbol = symbolOf(state, literals)) !== 256; ) {
    let length = symbol < 256 ? 1 : extended(state, copyLengths[symbol - 257]);
    check(length <= output.length - state.made);
    if (symbol < 256) {
      output[state.made++] = symbol;
      continue;
    }
    const distance = extended(state, distances[symbolOf(state, distant)]);
    check(distance <= state.made);
    for (; length; length -= 1, state.made += 1) output[state.made] = output[state.made - distance];
  }
}

function extended(state, range) {
  check(range);
  return range[0] + bits(state, range[1]);
}

// Canonical codes: those of one length are consecutive, and follow the shorter ones.
function symbolOf(state, { counts, symbols }) {
  let code = 0;
  let index = 0;
  for (let length = 1; length < 16; length += 1) {
    code = 2 * code + bits(state, 1);
    if (code < counts[length]) return symbols[index + code];
    code -= counts[length];
    index += counts[length];
  }
  throw new Broken();
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
  return b * 65536 + a;
}
