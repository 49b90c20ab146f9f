// SHA-256 (FIPS 180-4), so that all but the signature is synchronous. What it hashes is public, and
// the tests compare it with WebCrypto's.

import { fourBytes, joined } from "./bytes.js";

// The first 32 bits behind the point of the roots of the first primes, for which doubles suffice.
function roots(power, count) {
  const words = [];
  for (let prime = 2; words.length < count; prime += 1) {
    let divisor = 2;
    while (prime % divisor) divisor += 1;
    if (divisor === prime) words.push((prime ** (1 / power) % 1) * 2 ** 32);
  }
  return Int32Array.from(words, (word) => word | 0);
}

const initial = roots(2, 8);
const rounds = roots(3, 64);
const words = new Int32Array(64);

export function sha256(...parts) {
  const message = joined(...parts);
  const padded = new Uint8Array((message.length + 72) & ~63);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);
  const state = Int32Array.from(initial);
  for (let at = 0; at < padded.length; at += 64) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      words[i] = i < 16 ? view.getInt32(at + 4 * i) : words[i - 16] + words[i - 7] + spread(i);
      const first = (h + turns(e, 6, 11, 25) + (g ^ (e & (f ^ g))) + rounds[i] + words[i]) | 0;
      const second = turns(a, 2, 13, 22) + ((a & b) ^ (c & (a ^ b)));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] += word));
  }
  return joined(...Array.from(state, fourBytes));
}

function spread(i) {
  const [early, late] = [words[i - 15], words[i - 2]];
  return (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
}

const turn = (word, bits) => (word >>> bits) | (word << (32 - bits));
const turns = (word, x, y, z) => turn(word, x) ^ turn(word, y) ^ turn(word, z);
