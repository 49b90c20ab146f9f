// Deterministic CBOR, to write what the module has read. In the tests only.

export function encode(value) {
  if (typeof value === "boolean") return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === "string") return withLength(3, Buffer.from(value));
  if (value instanceof Uint8Array) return withLength(2, value);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encode)]);
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => [encode(key), encode(item)]);
    entries.sort(([a], [b]) => Buffer.compare(a, b));
    return Buffer.concat([head(5, entries.length), ...entries.flat()]);
  }
  const number = BigInt(value);
  return number < 0n ? head(1, -1n - number) : head(0, number);
}

const withLength = (major, bytes) => Buffer.concat([head(major, bytes.length), bytes]);

function head(major, argument) {
  const number = BigInt(argument);
  const first = major << 5;
  if (number < 24n) return Buffer.from([first | Number(number)]);
  const width = [1, 2, 4, 8].find((width) => number < 1n << BigInt(8 * width));
  const digits = number.toString(16).padStart(2 * width, "0");
  return Buffer.concat([Buffer.from([first | (24 + Math.log2(width))]), Buffer.from(digits, "hex")]);
}
