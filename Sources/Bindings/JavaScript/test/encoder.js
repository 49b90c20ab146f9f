// Deterministic CBOR, to write what the module has read. In the tests only, and in browsers too.

export function encode(value) {
  if (typeof value === "boolean") return [value ? 0xf5 : 0xf4];
  if (typeof value === "string") return withLength(3, [...new TextEncoder().encode(value)]);
  if (value instanceof Uint8Array) return withLength(2, [...value]);
  if (Array.isArray(value)) return [...head(4, value.length), ...value.flatMap(encode)];
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => [encode(key), encode(item)]);
    entries.sort(([a], [b]) => (hexOf(a) < hexOf(b) ? -1 : 1));
    return [...head(5, entries.length), ...entries.flat(2)];
  }
  const number = BigInt(value);
  return number < 0n ? head(1, -1n - number) : head(0, number);
}

export const encodeHex = (value) => hexOf(encode(value));

const hexOf = (bytes) => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");

const withLength = (major, bytes) => [...head(major, bytes.length), ...bytes];

function head(major, argument) {
  const number = BigInt(argument);
  const first = major << 5;
  if (number < 24n) return [first | Number(number)];
  const width = [1, 2, 4, 8].find((width) => number < 1n << BigInt(8 * width));
  const digits = number.toString(16).padStart(2 * width, "0");
  return [first | (24 + Math.log2(width)), ...digits.match(/../g).map((pair) => parseInt(pair, 16))];
}
