// A public key: 32 bytes, their id, and the only way to verify a signature.

import { argument, copied, isText } from "./argument.js";
import { base64, base64url, fromHex, hex, trimmed } from "./bytes.js";
import { importPoint, isReduced, isStrongPoint } from "./ed25519.js";
import { refuse } from "./error.js";
import { isWithin } from "./fields.js";
import { seal } from "./seal.js";
import { sha256 } from "./sha256.js";

// What comes before the key in a COSE_Key.
const coseKey = fromHex("a301012006215820");

// A SubjectPublicKeyInfo (RFC 8410) is 44 bytes, of which the first 12 are always the same. In PEM it may be
// cut by white space wherever that is.
const pem = /^-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----$/;
const keyInfo = /^MCowBQYDK2VwAyEA(.{43})=$/;

export class VerificationKey {
  #point;
  #imported;

  constructor(key) {
    const point = isText(key) ? readText(key) : copied(key, "key", 33);
    if (point?.length !== 32) refuse("public-key.form");
    if (!isStrongPoint(point)) refuse("public-key.weak");
    this.#point = point;
    this.id = hex(sha256(coseKey, point).subarray(0, 8));
    this.hex = hex(point);
    Object.freeze(this);
  }

  async verify(signature, message) {
    signature = copied(signature, "signature", 65);
    message = copied(message, "message", Infinity);
    const isValid = (await (this.#imported ??= importPoint(this.#point)))(signature, message);
    // While another thread is at it. Of copies this throws nothing, and so leaves no promise alone.
    const isStrict =
      signature.length === 64 && isReduced(signature.subarray(32)) && isStrongPoint(signature.subarray(0, 32));
    return (await isValid) && isStrict;
  }
}

// Hexadecimal, base64url, or PEM.
function readText(text) {
  if (!isWithin(4096, text)) return undefined;
  text = trimmed(text);
  if (text.length === 64) return fromHex(text);
  if (text.length === 43) return base64url.decode(text).bytes;
  const content = pem.exec(text)?.[1].replace(/[\t-\r ]/g, "");
  return base64.decode(keyInfo.exec(content)?.[1] ?? "").bytes;
}

// What a program pins may sign anything.
export function pinned(type, keys) {
  const found = keysByID(keys, "keys");
  return seal(type, {}, { find: (id) => found.get(id), check() {} });
}

// Keys by their ids. Two keys with one id are refused, because an id must choose one.
export function keysByID(keys, name) {
  argument(Array.isArray(keys), name, "an array");
  const found = new Map();
  for (const given of keys) {
    // Made anew, so that nothing but this module says what it verifies.
    const key = new VerificationKey(given instanceof VerificationKey ? given.hex : given);
    if ((found.get(key.id) ?? key).hex !== key.hex) refuse("public-key.same-id");
    found.set(key.id, key);
  }
  return found;
}
