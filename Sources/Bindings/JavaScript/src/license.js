// From a license key to a verified license (Token-Format section 7, steps 6 to 12).

import { argument } from "./argument.js";
import { base64url, hex } from "./bytes.js";
import { readClaims, readExtensions } from "./claims.js";
import { signedBytes } from "./envelope.js";
import { refuseKey, refusing } from "./error.js";
import { evaluate } from "./evaluate.js";
import { pinned } from "./key.js";
import { LicenseKey } from "./license-key.js";
import { Sealed, inside, seal } from "./seal.js";
import { sha256 } from "./sha256.js";
import { VerifiedAffirmationList, VerifiedTrustBundle } from "./trust.js";

// The keys whose licenses a program takes: pinned, or those of a trust bundle.
export class TrustedKeys extends Sealed {
  static pin(keys) {
    return pinned(TrustedKeys, keys);
  }

  static from(bundle, affirmations = []) {
    const { authorized } = inside(bundle, VerifiedTrustBundle, "bundle");
    const { organization } = bundle;
    argument(Array.isArray(affirmations), "affirmations", "an array");
    const lists = affirmations.map((list) => {
      const { digests } = inside(list, VerifiedAffirmationList, "affirmations");
      return { key: list.key, digests: list.organization === organization ? digests : new Set() };
    });
    const isAffirmed = (message) =>
      lists.some(({ key, digests }) => key === message.keyID && digests.has(digestOf(message)));
    return seal(TrustedKeys, {}, {
      find: (id) => issuing(authorized.get(id)),
      check: (message, claims) =>
        checkIssuer(authorized.get(message.keyID), organization, claims, () => isAffirmed(message)),
    });
  }

  // `understood` are the labels of critical extensions that the program acts on.
  async verify(license, understood = []) {
    const { find, check } = inside(this, TrustedKeys);
    const message = inside(license, LicenseKey, "license");
    const isLabel = (label) => Number.isSafeInteger(label) || typeof label === "bigint";
    const areLabels = Array.isArray(understood) && understood.every(isLabel);
    argument(areLabels, "understood", "an array of whole numbers");
    const labels = understood.map(BigInt);
    const key = find(message.keyID) ?? refuseKey("unknown-issuer");
    if (!(await key.verify(message.signature, signedBytes(message)))) refuseKey("signature");
    const claims = readClaims(message.payload, labels);
    if ((license.prefix ?? claims.prefix) !== claims.prefix) refuseKey("prefix-changed");
    check(message, claims);
    return seal(VerifiedLicense, { claims, keyID: message.keyID }, message);
  }
}

export class VerifiedLicense extends Sealed {
  // The license's one text, also where it came as carrier or in a file.
  get text() {
    return `${this.claims.prefix}_${base64url.encode(messageOf(this).bytes)}`;
  }

  get digest() {
    return digestOf(messageOf(this));
  }

  get extensions() {
    return readExtensions(messageOf(this).payload);
  }

  evaluate(facts, at) {
    messageOf(this);
    return evaluate(this, facts, at);
  }
}

const messageOf = (license) => inside(license, VerifiedLicense);
const digestOf = ({ bytes }) => hex(sha256(bytes).subarray(0, 16));

// A key of another role issues nothing, whatever it signed.
function issuing(entry) {
  return entry && entry.role !== "issue" ? refuseIssuer("role") : entry?.key;
}

const refuseIssuer = refusing("issuer");

// Trust-Bundle section 5.
function checkIssuer(entry, organization, claims, isAffirmed) {
  const { issuedAt, expiresAt = Infinity, benefit, statusIndex } = claims;
  const { benefits = [benefit], longestLifetime = Infinity } = entry;
  if (organization !== claims.organization) refuseIssuer("organization");
  if (entry.compromisedAt !== undefined && !isAffirmed()) refuseIssuer("compromised");
  if (issuedAt < entry.notBefore || issuedAt >= entry.notAfter) refuseIssuer("window");
  if (!benefits.includes(benefit)) refuseIssuer("benefit");
  if (expiresAt - issuedAt > longestLifetime) refuseIssuer("lifetime");
  if (entry.requiresStatusIndex && statusIndex === undefined) refuseIssuer("status-index");
}
