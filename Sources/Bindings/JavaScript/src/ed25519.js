// WebCrypto's Ed25519, and what Token-Format section 2 demands beyond it.

import { hex } from "./bytes.js";
import { refuse } from "./error.js";

const number = (bytes) => BigInt(`0x${hex(Uint8Array.from(bytes).reverse())}`);

const prime = 2n ** 255n - 19n;
const order = 2n ** 252n + 0x14def9dea2f79cd65812631a5cf5d3edn;

// Whether y is below the prime, and the point none of the eight of small order. Their y are 0, 1 and -1;
// and, for twice a point of order 8 has the y 0, the roots of d y^4 + 2 y^2 - 1, where d is
// -121665/121666. The top bit is the sign of x.
export function isStrongPoint(point) {
  // Few points have the second byte of one that is refused, and only those are worth the arithmetic.
  if (![0, 0x17, 0xe8, 0xff].includes(point[1])) return true;
  const y = number(point) % 2n ** 255n;
  const square = y * y;
  const quartic = 121665n * square * square - 243332n * square + 121666n;
  return y < prime && (y * (square - 1n) * quartic) % prime !== 0n;
}

// Nearly all are below 2^252, which their last byte tells.
export function isReduced(scalar) {
  return scalar[31] < 16 || number(scalar) < order;
}

// Node 18 has WebCrypto in a module only, which a browser must not be made to look for.
const nodeCrypto = "node:crypto";
const webCrypto = async () => globalThis.crypto ?? (await import(nodeCrypto)).webcrypto;

// Gives a function of signature and message.
export async function importPoint(point) {
  try {
    const { subtle } = await webCrypto();
    const key = await subtle.importKey("raw", point, "Ed25519", false, ["verify"]);
    return (signature, message) => subtle.verify("Ed25519", key, signature, message);
  } catch (error) {
    // Some import what is no point of the curve, and some do not. Under such a key nothing verifies.
    return error.name === "DataError" ? () => false : refuse("platform.no-ed25519");
  }
}
