// Compiled by `tsc --strict`, never run: the declarations say what programs write.

import {
  LatchkeyError,
  LicenseFile,
  LicenseKey,
  PagedStatusList,
  StatusKeys,
  TrustRoot,
  TrustedKeys,
  VerificationKey,
  VerifiedLicense,
} from "../latchkey.js";
import type { Decision, Facts, Finding, VerifiedStatusList, VerifiedTrustBundle } from "../latchkey.js";
import { explain } from "../latchkey-sentences.js";

export async function check(text: string, key: Uint8Array, facts: Facts): Promise<Decision> {
  const trusted = TrustedKeys.pin([key, new VerificationKey("00".repeat(32))]);
  const license: VerifiedLicense = await trusted.verify(LicenseKey.parse(text), [32]);
  const { expiresAt, conditions = {} } = license.claims;
  const end: number | undefined = expiresAt;
  return license.evaluate({ ...facts, conditions, usage: end ?? "unknown", activation: "not judged" }, new Date());
}

export function shown(findings: readonly Finding[]): string[] {
  return findings.map((finding) => explain(finding)?.message ?? finding.code);
}

export async function lists(bundle: VerifiedTrustBundle, bytes: Uint8Array): Promise<VerifiedStatusList> {
  const keys = StatusKeys.from(bundle);
  const pages = await PagedStatusList.open(keys, (offset, length) => bytes.subarray(offset, offset + length));
  const status: 0 | 1 | 2 | 3 = (await pages.entry(7)).status;
  const list = await keys.verifyList(bytes);
  const { shard, sequence, root } = list;
  return status ? (await keys.verifyDelta(bytes)).apply(list) : list.check(bundle.organization, 0, { shard, sequence, root });
}

export async function trust(bytes: Uint8Array): Promise<TrustedKeys> {
  const bundle = await TrustRoot.pin(["00".repeat(32)], 1).accept(bytes, new Date());
  const next = await bundle.accept(bytes, new Date());
  return TrustedKeys.from(next, [await next.verifyAffirmations(bytes)]);
}

export function refusal(file: Uint8Array): string {
  try {
    return LicenseFile.parse(file).license().masked;
  } catch (error) {
    if (error instanceof LatchkeyError) return `${error.code} in step ${error.step ?? 0}`;
    throw error;
  }
}

// @ts-expect-error a license is not verified because its form is right
export const unverified: VerifiedLicense = LicenseKey.parse("");
// @ts-expect-error only verification makes one
export const forged = new VerifiedLicense();
// @ts-expect-error who sold it must be said
export const facts: Facts = { benefits: "any", prefixes: "any" };
// @ts-expect-error claims cannot be changed
export const change = (license: VerifiedLicense) => (license.claims.expiresAt = 0);
