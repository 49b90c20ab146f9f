// The two texts of a license: the key and the carrier form (Token-Format section 4).

import { argument, copied, isText } from "./argument.js";
import { isWithin } from "./fields.js";
import { base32, base64url, trimmed } from "./bytes.js";
import { prefixPattern } from "./claims.js";
import { readMessage } from "./envelope.js";
import { refuseKey } from "./error.js";
import { Sealed, inside, seal } from "./seal.js";

export const licenseType = 61;
export const maxObject = 270336;
const maxLicense = 1536;

// A license that has the right form. It may be shown, and nothing in it may be trusted.
export class LicenseKey extends Sealed {
  static parse(text) {
    const bare = trim(text, 2331);
    const at = bare.indexOf("_");
    if (at < 0) refuseKey("no-separator");
    const prefix = bare.slice(0, at);
    if (!prefixPattern.test(prefix)) refuseKey("prefix");
    const { bytes, fault } = base64url.decode(bare.slice(at + 1));
    return fromBytes(fault ? refuseKey(fault) : bytes, prefix);
  }

  static parseCarrier(text) {
    return fromBytes(readCarrier(text));
  }

  static fromBytes(bytes) {
    return fromBytes(copied(bytes));
  }

  // How a key is displayed.
  get masked() {
    return "****-" + base64url.encode(inside(this, LicenseKey).bytes).slice(-6);
  }
}

// The object in a carrier text, of whatever kind.
export function readCarrier(text) {
  const bare = trim(text, 3391);
  if (!bare.startsWith("LK1:")) refuseKey("carrier");
  return base32.decode(bare.slice(4)).bytes ?? refuseKey("carrier");
}

function fromBytes(bytes, prefix) {
  const message = readMessage(bytes, maxLicense, refuseKey);
  if (message.type !== licenseType) refuseKey("type");
  return seal(LicenseKey, { prefix }, message);
}

// White space may be as long again as what it surrounds. Characters are counted as bytes of UTF-8.
function trim(text, limit) {
  argument(isText(text), "text", "a string");
  if (!isWithin(2 * limit, text)) refuseKey("too-long");
  const bare = trimmed(text) || refuseKey("empty");
  return isWithin(limit, bare) ? bare : refuseKey("too-long");
}
