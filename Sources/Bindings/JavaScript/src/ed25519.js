// WebCrypto's Ed25519, and what Token-Format section 2 demands beyond it.

import { hex } from "./bytes.js";
import { refuse } from "./error.js";

// The y of the eight points of small order; bytes as they are sent.
const smallOrder = [
  "00".repeat(32),
  "01" + "00".repeat(31),
  "ec" + "ff".repeat(30) + "7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];

// Whether y is below the prime and the point is none of small order. The top bit is the sign of x.
export function isStrongPoint(point) {
  const y = Uint8Array.from(point);
  y[31] &= 0x7f;
  const text = hex(y);
  return !smallOrder.includes(text) && !/^(e[d-f]|f.)f{60}7f$/.test(text);
}

// The order of the group, the highest byte first.
const order = "10".padEnd(32, "0") + "14def9dea2f79cd65812631a5cf5d3ed";

export function isReduced(scalar) {
  return hex(Uint8Array.from(scalar).reverse()) < order;
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
