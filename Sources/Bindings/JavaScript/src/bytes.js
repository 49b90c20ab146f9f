// Texts of bytes, and bytes of texts.

const pairs = Array.from({ length: 256 }, (_, byte) => (byte + 256).toString(16).slice(1));

export function hex(bytes) {
  let text = "";
  for (const byte of bytes) text += pairs[byte];
  return text;
}

// Of an even number of digits.
export function fromHex(text) {
  if (/[^\da-f]/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

export function joined(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

// White space of ASCII is trimmed, and no other.
export const trimmed = (text) => /^[\t-\r ]*([^]*[^\t-\r ])?/.exec(text)[1] ?? "";

export const ascii = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));

// An unsigned number in four bytes, the highest first.
export const fourBytes = (number) => Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);

export function uuidText(bytes) {
  return hex(bytes).replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function equal(a, b) {
  return hex(a) === hex(b);
}

// Whether a comes before b in the order of bytes; of two where one begins the other, the shorter.
export function precedes(a, b) {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return index < b.length && !(a[index] > b[index]);
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const shared = letters + letters.toLowerCase() + "0123456789";
export const base64 = alphabet(shared + "+/", 6);
export const base64url = alphabet(shared + "-_", 6);
export const base32 = alphabet(letters + "234567", 5);

// What can be wrong is said by name, because a license key has a code for each.
function alphabet(characters, bits) {
  const values = new Int8Array(128).fill(-1);
  [...characters].forEach((character, value) => (values[character.charCodeAt(0)] = value));
  return {
    decode(text) {
      const bytes = new Uint8Array((text.length * bits) >> 3);
      let held = 0;
      let count = 0;
      let at = 0;
      for (let index = 0; index < text.length; index += 1) {
        const value = values[text.charCodeAt(index)] ?? -1;
        if (value < 0) return { fault: "character" };
        held = ((held << bits) | value) & 0xfff;
        count += bits;
        if (count >= 8) {
          count -= 8;
          bytes[at++] = held >> count;
        }
      }
      // A last character that begins no byte adds nothing.
      if (count >= bits) return { fault: "length" };
      if (held & ((1 << count) - 1)) return { fault: "unused-bits" };
      return { bytes };
    },
    encode(bytes) {
      let text = "";
      let held = 0;
      let count = 0;
      for (const byte of bytes) {
        held = ((held << 8) | byte) & 0xffff;
        count += 8;
        while (count >= bits) {
          count -= bits;
          text += characters[(held >> count) & ((1 << bits) - 1)];
        }
      }
      return count ? text + characters[(held << (bits - count)) & ((1 << bits) - 1)] : text;
    },
  };
}
