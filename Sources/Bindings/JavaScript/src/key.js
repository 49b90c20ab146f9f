// A public key: 32 bytes, their id, and the only way to verify a signature.

import { argument } from "./argument.js";
import { base64, base64url, fromHex, hex } from "./bytes.js";
import { importPoint, isReduced, isStrongPoint } from "./ed25519.js";
import { refuse } from "./error.js";
import { isBytes } from "./fields.js";
import { sha256 } from "./sha256.js";

// What comes before the key in a COSE_Key.
const coseKey = fromHex("a301012006215820");

// A SubjectPublicKeyInfo (RFC 8410) is 44 bytes, of which the first 12 are always the same.
const pem = /^-----BEGIN PUBLIC KEY-----\s+MCowBQYDK2VwAyEA(.{43})=\s+-----END PUBLIC KEY-----$/;

export class VerificationKey {
  #point;
  #imported;

  constructor(key) {
    argument(typeof key === "string" || isBytes(key), "key", "a Uint8Array or a string");
    const point = typeof key === "string" ? readText(key) : Uint8Array.from(key.subarray(0, 33));
    if (point?.length !== 32) refuse("public-key.form");
    if (!isStrongPoint(point)) refuse("public-key.weak");
    this.#point = point;
    this.id = hex(sha256(coseKey, point).subarray(0, 8));
    this.hex = hex(point);
    Object.freeze(this);
  }

  async verify(signature, message) {
    argument(isBytes(signature), "signature", "a Uint8Array");
    argument(isBytes(message), "message", "a Uint8Array");
    this.#imported ??= importPoint(this.#point);
    const isValid = (await this.#imported)(signature, message);
    // While another thread is at it.
    const isStrict =
      signature.length === 64 && isReduced(signature.subarray(32)) && isStrongPoint(signature.subarray(0, 32));
    return (await isValid) && isStrict;
  }
}

// Hexadecimal, base64url, or PEM.
function readText(text) {
  if (text.length > 4096) return undefined;
  text = text.trim();
  if (text.length === 64) return fromHex(text);
  if (text.length === 43) return base64url.decode(text).bytes;
  return base64.decode(pem.exec(text)?.[1] ?? "").bytes;
}

// Keys by their ids. Two keys with one id are refused, because an id must choose one.
export function keysByID(keys, name) {
  argument(Array.isArray(keys), name, "an array");
  const found = new Map();
  for (const given of keys) {
    const key = given instanceof VerificationKey ? given : new VerificationKey(given);
    if ((found.get(key.id) ?? key).hex !== key.hex) refuse("public-key.same-id");
    found.set(key.id, key);
  }
  return found;
}
