// What each code says to a person, and what that person can do. Codes are stable; sentences may be
// reworded. Each row has the next step and the codes that share it. Independent of latchkey.js, so that
// programs with sentences of their own need not carry these.

const copyAgain = "copy the key again from where you received it, whole and on one line";
const fileAgain = "take the .lic file again from where you received it";
const askVendor = "ask the vendor for a new key, and quote this code";
const update = "update this program: the key was made for a newer version";
const ownKey = "use the license key that was sold for this product";
const setClock = "set the clock of this machine to the right date and time";
const newerList = "bring a newer status list to this machine, by network or by file";
const listAgain = "fetch or copy the status list again";
const fullList = "fetch the full status list";
const bundleAgain = "fetch or copy the trust bundle again";
const moreRoots = "have it signed by more of the root keys";
const twoFiles = "keep both files and tell the vendor: a key may be stolen";
const activate = "activate this machine, online or with an activation request";
const elsewhere = "let the licensed program decide, on the machine that it runs on";
const ownList = "take the status list of this product from its vendor";
const ownBundle = "take the trust bundle of this product from its vendor";
const keepNewer = "keep the newer one; nothing is to be done";
const renew = "renew the license";

const rows = [
  ["update this browser or runtime, and open the page by https", {
    "platform.no-ed25519": "this browser or runtime cannot check Ed25519 signatures",
  }],
  ["take the public key from its owner again", {
    "public-key.form": "this is not an Ed25519 public key as raw bytes, hexadecimal, base64url or PEM",
    "public-key.weak": "this public key is one under which anyone can sign, or not in its standard form",
    "public-key.same-id": "two public keys have the same id",
  }],
  ["paste the whole license key, and nothing else", {
    "key.empty": "there is no license key",
    "key.too-long": "the text is longer than any license key",
  }],
  [fileAgain, { "file.too-long": "the file is larger than any license file" }],
  [copyAgain, {
    "key.no-separator": "a license key has an underscore, and this text has none",
    "key.prefix": "the part before the first underscore is not a prefix of capital letters and digits",
  }],
  [copyAgain, {
    "key.character": "a character in the text does not belong in a license key",
    "key.length": "the key is cut off",
    "key.unused-bits": "the last character of the key is wrong",
    "key.carrier": "the code that begins with LK1: is damaged",
  }],
  [fileAgain, {
    "file.no-begin": "the file has no line that begins a license",
    "file.no-end": "the file ends before the line that ends the license",
    "file.second-block": "a second license begins in the file",
    "file.line": "a line of the file is damaged",
    "file.no-license": "the file holds no license",
  }],
  [copyAgain, {
    "key.not-signed": "the key does not hold a signed object",
    "key.envelope": "the key is damaged or cut off",
    "key.element-type": "a part of the signed object has the wrong type",
    "key.unprotected-header": "the signed object has content that is not signed",
    "key.payload-too-long": "the license is longer than allowed",
    "key.signature-length": "the signature does not have 64 bytes",
  }],
  [copyAgain, {
    "key.header": "the header of the signed object is malformed",
    "key.header-labels": "the header of the signed object is not that of a license",
    "key.algorithm": "the key was not signed with Ed25519",
  }],
  ["look for the license key itself, or the .lic file", {
    "key.type": "this is a signed object of another kind, not a license",
  }],
  ["check that the key belongs to this product; a newer program may know who signed it", {
    "key.unknown-issuer": "the key was signed by somebody who is not trusted here",
  }],
  [copyAgain, {
    "key.signature": "the signature does not fit: the key was changed, or it is not genuine",
  }],
  [askVendor, { "key.payload": "the signed content is malformed" }],
  [askVendor, {
    "claims.missing": "a required claim is missing",
    "claims.out-of-range": "a claim is out of its range",
  }],
  [update, {
    "claims.unknown": "a claim is not known to this version",
    "claims.text-label": "a claim is named by a text",
    "claims.critical": "the license has an extension that this program must understand, and does not",
  }],
  [copyAgain, { "key.prefix-changed": "the prefix of the key is not the one that was signed" }],
  [askVendor, {
    "issuer.role": "the key that signed this does not issue licenses",
    "issuer.organization": "the license names another organization than the key that signed it",
    "issuer.compromised": "the key that signed this was stolen",
    "issuer.window": "the license was made when the key that signed it was not in use",
    "issuer.benefit": "the key that signed this is not for this product",
    "issuer.lifetime": "the license lasts longer than the key that signed it may give",
    "issuer.status-index": "the license cannot be revoked, and the key that signed it requires that",
  }],
  [ownKey, {
    "license.other-organization": "the license was sold by another organization",
    "license.other-benefit": "the license is for another product",
    "license.other-prefix": "the license is of another brand",
  }],
  [setClock, {
    "clock.behind": "the clock of this machine is behind the time at which something was signed",
    "clock.slightly-behind": "the clock of this machine is a little behind the time of issue",
  }],
  ["wait until then, or ask the vendor for a license that begins earlier", {
    "license.not-yet-valid": "the license is not valid yet",
  }],
  [renew, {
    "license.expired": "the license has expired",
    "license.in-grace": "the license has expired and still works for its grace period",
    "license.expires-soon": "the license expires soon",
  }],
  ["install the vendor's newest trust bundle on this machine, online or from a file", {
    "trust.bundle-too-old": "the trust bundle is older than it may be here",
    "trust.bundle-expired": "the trust bundle has expired, so it is not known whether a key was withdrawn",
    "trust.bundle-due": "a newer trust bundle should be here by now",
  }],
  [newerList, {
    "status.too-old": "whether the license was revoked has not been checked for too long",
    "status.list-due": "a newer status list should be here by now",
    "status.list-expired": "the status list has expired, so a later revocation is not known",
    "status.not-known": "whether the license was revoked is not known here",
  }],
  ["enter the newest key of the license, or ask the vendor", {
    "status.revoked": "this key was revoked or replaced by a newer one",
  }],
  ["ask the vendor, and bring a newer status list afterwards", {
    "status.suspended": "the license is suspended",
    "status.not-understood": "the license has a status that this program does not know",
  }],
  ["use the license where it was sold for, or ask the vendor to change it", {
    "condition.missing": "the license requires a condition that is not presented",
    "condition.differs": "a condition has another value than the license requires",
    "condition.unknown": "a condition is presented that the license does not name",
  }],
  [elsewhere, { "conditions.not-judged": "the conditions of the license were not checked here" }],
  [activate, {
    "activation.missing": "the license needs an activation, and this machine has none",
    "activation.other-license": "the activation of this machine is for another license",
    "activation.other-machine": "the activation was given to another machine",
    "activation.lease-ended": "the activation of this machine has ended",
    "activation.lease-ends-soon": "the activation of this machine ends soon",
  }],
  [elsewhere, { "activation.not-judged": "the activation of the license was not checked here" }],
  ["let the program count usage on this machine", {
    "usage.unknown": "the license is metered, and nothing here counts usage",
  }],
  ["ask the vendor for more units", { "usage.exhausted": "all units are used" }],
  ["report what was used, online or by file, and take the answer", {
    "usage.allowance-exhausted": "this machine has used all that it may before it reports",
  }],
  [elsewhere, { "usage.not-judged": "the usage of the license was not checked here" }],
  ["update this program", {
    "release.unknown": "the license covers certain builds, and this one does not say its own",
  }],
  ["renew the updates, or install a build that the license covers", {
    "release.too-late": "this build is newer than the updates paid for",
    "release.major-version": "the license does not cover this major version",
  }],
  [elsewhere, { "release.not-judged": "whether the license covers this build was not checked here" }],
  [ownList, {
    "status-list.type": "this is a signed object of another kind, not a status list",
    "status-list.other-organization": "the status list belongs to another organization",
    "status-list.other-shard": "this is another list of the organization",
  }],
  ["update this program or its trust bundle; they may know the key", {
    "status-list.unknown-key": "the status list was signed by a key that is not trusted for it",
  }],
  [listAgain, {
    "status-list.form": "the status list is damaged",
    "status-list.signature": "the signature does not fit the status list",
    "status-list.payload": "the signed content is malformed",
    "status-list.claims": "the signed claims are not those of a status list",
    "status-list.compression": "the statuses are not one whole list",
    "status-list.root": "the statuses are not those that were signed for",
    "status-list.window": "the status list was signed when its key was not in use",
  }],
  [setClock, {
    "status-list.future": "the status list was signed at a time that this clock has not reached",
    "trust.future": "the trust bundle was made at a time that this clock has not reached",
  }],
  [keepNewer, {
    "status-list.rollback": "the status list is older than allowed",
    "trust.rollback": "the trust bundle is older than the one that is held",
  }],
  [twoFiles, {
    "status-list.equivocation": "two status lists with one number say different things",
    "trust.equivocation": "two trust bundles of one version say different things",
  }],
  [fullList, {
    "status-delta.changes": "the changes in the delta are malformed",
    "status-delta.other-list": "the delta is for another list",
    "status-delta.gap": "the delta begins later than the list that is held",
    "status-delta.root": "the delta does not lead to the statuses that were signed for",
    "status-pages.form": "this is not a file of pages that this version can read",
    "status-pages.table": "the pages are not those that were signed for",
    "status-pages.page": "a page of the status list is damaged",
    "status-pages.unreadable": "the pages of the status list cannot be read",
  }],
  [ownBundle, {
    "trust.empty": "there is no trust bundle",
    "trust.type": "this is a signed object of another kind",
    "trust.other-organization": "the trust bundle belongs to another organization",
  }],
  [bundleAgain, {
    "trust.form": "a message of the trust bundle is damaged",
    "trust.signature": "the signature of a root key does not fit",
    "trust.payloads-differ": "the signatures belong to different contents",
    "trust.bundle": "the signed content is not what root keys sign",
  }],
  [moreRoots, {
    "trust.threshold": "too few of the root keys have signed",
    "trust.new-roots": "too few of the new root keys have signed",
  }],
];

const sentences = new Map();
for (const [nextStep, messages] of rows) {
  for (const [code, message] of Object.entries(messages)) {
    sentences.set(code, Object.freeze({ message, nextStep }));
  }
}

export function explain({ code }) {
  return sentences.get(code);
}
