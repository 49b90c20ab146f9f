// Whether a license may be used now (Token-Format section 8): a function of the license, of facts and
// of the time. Every reason is reported, in the order of the steps.

import { day, later, seconds } from "./argument.js";
import { notJudged, readFacts } from "./facts.js";
import { frozen } from "./seal.js";
import { found } from "./error.js";

export function evaluate(license, given, at) {
  const now = seconds(at);
  const facts = readFacts(given);
  const reasons = [];
  const warnings = [];
  const deny = (code) => reasons.push(found(code));
  const warn = (code) => warnings.push(found(code));
  const { claims } = license;
  judgeScope(claims, facts, deny);
  judgeTime(claims, facts.activation, now, deny, warn);
  judgeStatus(claims, statementAbout(license, facts.status), now, deny, warn);
  judgeConditions(claims, facts.conditions, deny, warn);
  judgeActivation(claims, facts.activation, now, deny, warn);
  judgeUsage(claims, facts, deny, warn);
  judgeRelease(claims, facts.release, deny, warn);
  // A license that advises is allowed whatever is found, but only for what it was sold for.
  const denies = ({ step }) => claims.enforcement !== "advise" || step === 13;
  return frozen({ isAllowed: !reasons.some(denies), reasons, warnings });
}

function judgeScope(claims, { organization, benefits, prefixes }, deny) {
  const accepts = (accepted, value) => accepted === "any" || accepted.includes(value);
  if (claims.organization !== organization) deny("license.other-organization");
  if (!accepts(benefits, claims.benefit)) deny("license.other-benefit");
  if (!accepts(prefixes, claims.prefix)) deny("license.other-prefix");
}

// Steps 14 and 15. A seat may end the license earlier than it says, never later.
function judgeTime({ issuedAt, notBefore, expiresAt, grace = 0 }, { licenseEnd }, now, deny, warn) {
  if (now < issuedAt - day) deny("clock.behind");
  else if (now < issuedAt) warn("clock.slightly-behind");
  if (now < notBefore) deny("license.not-yet-valid");
  const end = Math.min(expiresAt ?? Infinity, licenseEnd ?? Infinity);
  if (end === Infinity) return;
  if (now >= later(end, grace)) deny("license.expired");
  else if (now >= end) warn("license.in-grace");
  else if (now >= end - 30 * day) warn("license.expires-soon");
}

const denials = ["", "revoked", "suspended", "not-understood"];

// Steps 16 and 17. A license is itself the statement "valid when minted".
function judgeStatus({ issuedAt, offline = Infinity, statusIndex }, statement, now, deny, warn) {
  const known = statement ?? { issuedAt };
  const isTooOld = now > later(known.issuedAt, offline);
  if (statement && now < known.issuedAt - day) deny("clock.behind");
  if (isTooOld) deny("status.too-old");
  else if (!statement) statusIndex !== undefined && warn("status.not-known");
  else if (now >= known.expiresAt) warn("status.list-expired");
  else if (now >= later(known.issuedAt, known.timeToLive ?? Infinity)) warn("status.list-due");
  if (known.status) deny(`status.${denials[known.status]}`);
}

// What is known beyond the license. A statement that is older says nothing about it, nor does one
// about another license.
function statementAbout(license, known) {
  const { claims } = license;
  const { organization, statusIndex = -1 } = claims;
  if (!known || known.issuedAt < claims.issuedAt) return undefined;
  if (known.digest) return known.digest === license.digest ? known : undefined;
  const isOfList = known.organization === organization && known.shard === statusIndex >>> 20;
  if (statusIndex < 0 || !isOfList) return undefined;
  const position = statusIndex & 0xfffff;
  if (known.position === undefined) return { ...known, status: known.status(position) };
  return known.position === position ? known : undefined;
}

// One reason for each name: those of the license, in its order, then those presented.
function judgeConditions({ conditions = {} }, presented, deny, warn) {
  if (presented === notJudged) {
    return Object.keys(conditions).length && warn("conditions.not-judged");
  }
  for (const [name, value] of Object.entries(conditions)) {
    if (!Object.hasOwn(presented, name)) deny("condition.missing");
    else if (presented[name] !== value) deny("condition.differs");
  }
  for (const name of Object.keys(presented)) {
    if (!Object.hasOwn(conditions, name)) deny("condition.unknown");
  }
}

function judgeActivation(claims, seat, now, deny, warn) {
  if (claims.activationLimit === undefined) return;
  if (seat === notJudged) warn("activation.not-judged");
  else if (seat === "none") deny("activation.missing");
  else judgeSeat(claims, seat, now, deny, warn);
}

function judgeSeat(claims, { license, organization, isThisMachine, leaseEnd = Infinity }, now, deny, warn) {
  const isOfLicense = license === claims.license && organization === claims.organization;
  if (!isOfLicense) deny("activation.other-license");
  if (!isThisMachine) deny("activation.other-machine");
  if (now >= leaseEnd) deny("activation.lease-ended");
  else if (now >= leaseEnd - 7 * day) warn("activation.lease-ends-soon");
}

function judgeUsage({ usageLimit }, { usage, activation: { allowance = Infinity } }, deny, warn) {
  if (usageLimit === undefined) return;
  if (usage === notJudged) warn("usage.not-judged");
  else if (usage === "unknown") deny("usage.unknown");
  else if (usage >= usageLimit) deny("usage.exhausted");
  else if (usage >= allowance) deny("usage.allowance-exhausted");
}

function judgeRelease({ updatesUntil, maxMajorVersion }, build, deny, warn) {
  if (updatesUntil === undefined && maxMajorVersion === undefined) return;
  if (build === notJudged) warn("release.not-judged");
  else if (build === "unknown") deny("release.unknown");
  if (build.releasedAt > updatesUntil) deny("release.too-late");
  if (build.majorVersion > maxMajorVersion) deny("release.major-version");
}
