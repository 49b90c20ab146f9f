/** Seconds since 1970-01-01T00:00:00Z, up to the year 9999. */
export type Seconds = number;
/** A UUID in small letters, `650cb459-f95e-4d8c-8c65-800175f814b1`. */
export type UUID = string;
/** Bytes as hexadecimal digits in small letters. */
export type Hex = string;
/** 32 bytes; or 64 hexadecimal digits, 43 characters of base64url, or PEM. */
export type PublicKey = Uint8Array | string | VerificationKey;

/**
 * Why an input was refused. Everything else that this module throws is a `TypeError` about an argument.
 *
 * Decide by `code`, which is stable and is the `message` too. `explain` of latchkey-sentences.js has a
 * sentence and a next step for each.
 */
export class LatchkeyError extends Error {
  readonly name: "LatchkeyError";
  /** A stable name, such as `key.signature`. */
  readonly code: string;
  /** The step of Token-Format section 7 that failed, where it is one. */
  readonly step: number | undefined;
  private constructor();
}

/** A public key that may be trusted to verify: canonical, and of no small order. */
export class VerificationKey {
  /** Throws `public-key.form` or `public-key.weak`. */
  constructor(key: Uint8Array | string);
  /** How signed objects name it: the first 8 bytes of its COSE Key Thumbprint. */
  readonly id: Hex;
  readonly hex: Hex;
  /** Whether 64 bytes are the Ed25519 signature of a message, as strictly as Token-Format section 2 demands. */
  verify(signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

/** A license that has the right form. It may be shown, and nothing in it may be trusted. */
export class LicenseKey {
  private constructor();
  /** Reads `PREFIX_…`. White space at both ends is trimmed; nothing else is forgiven. */
  static parse(text: string): LicenseKey;
  /** Reads `LK1:…`, the form for QR codes. */
  static parseCarrier(text: string): LicenseKey;
  /** Reads the signed object itself. */
  static fromBytes(bytes: Uint8Array): LicenseKey;
  /** The prefix of the text; undefined where there was none. */
  readonly prefix: string | undefined;
  /** How a key is displayed: `****-` and its last six characters. */
  readonly masked: string;
}

/** The signed object in a carrier text (`LK1:…`), of whatever kind. */
export function readCarrier(text: string): Uint8Array;

/** A signed object of a license file, not verified. */
export interface SignedObject {
  /** 61 for a license, else a media type. */
  readonly type: number | string;
  readonly bytes: Uint8Array;
}

/** A license file (`.lic`), whose objects are each to be verified as if they had come alone. */
export class LicenseFile {
  private constructor();
  static parse(file: Uint8Array | string): LicenseFile;
  /** The objects that this module can read, in the order of the file. */
  readonly objects: readonly SignedObject[];
  /** The types of the objects that were skipped. */
  readonly unknownTypes: readonly (number | string)[];
  /** The first license. Throws `file.no-license` where there is none. */
  license(): LicenseKey;
}

/** What an issuer asserts about a license (Token-Format section 3). */
export interface LicenseClaims {
  readonly license: UUID;
  readonly organization: UUID;
  readonly benefit: UUID;
  readonly prefix: string;
  readonly issuedAt: Seconds;
  readonly notBefore?: Seconds;
  /** Good while now is before this; absent: perpetual. */
  readonly expiresAt?: Seconds;
  readonly customer?: UUID;
  /** How old a device's knowledge of the status may be, in seconds. */
  readonly offline?: number;
  /** How long the license is still good after its end, in seconds. */
  readonly grace?: number;
  /** Absent: good on any machine. 0: each machine needs a seat, of which there are any number. */
  readonly activationLimit?: number;
  readonly usageLimit?: number;
  readonly conditions?: Readonly<Record<string, ConditionValue>>;
  readonly entitlements?: readonly string[];
  readonly statusIndex?: number;
  readonly updatesUntil?: Seconds;
  readonly maxMajorVersion?: number;
  readonly enforcement?: "advise";
  /** Labels of extensions that the program must understand. */
  readonly critical?: readonly (number | bigint)[];
}

export type ConditionValue = string | number | boolean;

/** A value of an extension. Integers beyond 2^53 are bigints. */
export type CBORValue =
  | number
  | bigint
  | string
  | boolean
  | Uint8Array
  | CBORValue[]
  | Map<number | bigint | string, CBORValue>;

/** The keys whose licenses a program takes. */
export class TrustedKeys {
  private constructor();
  /** Pins issuing keys, which may issue anything. */
  static pin(keys: readonly PublicKey[]): TrustedKeys;
  /** Takes the issuing keys of a bundle, each within its window and constraints. */
  static from(bundle: VerifiedTrustBundle, affirmations?: readonly VerifiedAffirmationList[]): TrustedKeys;
  /**
   * Checks who signed a license and what they signed; whether it may be used now is `evaluate`'s answer.
   *
   * @param understood labels of critical extensions that the program acts on
   */
  verify(license: LicenseKey, understood?: readonly (number | bigint)[]): Promise<VerifiedLicense>;
}

/** A license whose form and signature were checked. Only `TrustedKeys.verify` makes one. */
export class VerifiedLicense {
  private constructor();
  readonly claims: LicenseClaims;
  /** The id of the key that signed it. */
  readonly keyID: Hex;
  /** The license's one text. */
  readonly text: string;
  /** The first 16 bytes of the SHA-256 of the signed object. */
  readonly digest: Hex;
  /** The extensions, with their labels from 32 on. */
  readonly extensions: Map<number | bigint, CBORValue>;
  /** Whether it may be used at a moment: a function of the arguments and of nothing else. */
  evaluate(facts: Facts, at: Date | Seconds): Decision;
}

/** What a program presents and knows, as a plain object. What is left out counts against a license that asks for it. */
export interface Facts {
  /** Who must have sold the license. */
  organization: UUID;
  benefits: readonly UUID[] | "any";
  prefixes: readonly string[] | "any";
  /** The conditions that hold here; none where left out. */
  conditions?: Readonly<Record<string, ConditionValue>> | "not judged";
  /** The newest word about the status. One that is not about this license says nothing. */
  status?: VerifiedStatusList | VerifiedStatusStaple | VerifiedStatusEntry;
  /** The machine's seat, as its activation certificate says; "none" where left out. */
  activation?: Seat | "none" | "not judged";
  /** Units used; "unknown" where left out. */
  usage?: number | "unknown" | "not judged";
  /** The build of the program; "unknown" where left out. */
  release?: { releasedAt: Seconds; majorVersion: number } | "unknown" | "not judged";
}

export interface Seat {
  license: UUID;
  organization: UUID;
  isThisMachine: boolean;
  leaseEnd?: Seconds;
  /** How far this machine may count units before it reports. */
  allowance?: number;
  /** Ends the license earlier than it says itself. */
  licenseEnd?: Seconds;
}

export interface Decision {
  readonly isAllowed: boolean;
  /** Everything that speaks against the license, in the order of the steps; the first is the headline. */
  readonly reasons: readonly Finding[];
  /** What should be shown although it denies nothing. */
  readonly warnings: readonly Finding[];
}

export interface Finding {
  /** A stable name, such as `license.expired`. */
  readonly code: string;
  /** The step of Token-Format section 8. */
  readonly step: number;
}

/** The root keys that a program pins, and how many of them must sign. */
export class TrustRoot {
  private constructor();
  static pin(roots: readonly PublicKey[], threshold: number): TrustRoot;
  /** Verifies the first bundle. */
  accept(bytes: Uint8Array, at: Date | Seconds): Promise<VerifiedTrustBundle>;
  verifyAffirmations(bytes: Uint8Array): Promise<VerifiedAffirmationList>;
}

/** A trust bundle that enough root keys have signed. */
export class VerifiedTrustBundle {
  private constructor();
  readonly organization: UUID;
  readonly version: number;
  readonly issuedAt: Seconds;
  /** When a newer one is due. An expired bundle still says what its keys may do. */
  readonly expiresAt: Seconds;
  readonly keys: readonly BundleKey[];
  readonly roots: readonly Hex[];
  readonly threshold: number;
  readonly statusBase?: string;
  readonly serviceURLs?: readonly string[];
  /** The lowest sequence of each list, by its shard. */
  readonly listFloors?: Readonly<Record<string, number | bigint>>;
  /** Verifies the next bundle, which the roots of this one have signed. Keep the newer one. */
  accept(bytes: Uint8Array, at: Date | Seconds): Promise<VerifiedTrustBundle>;
  verifyAffirmations(bytes: Uint8Array): Promise<VerifiedAffirmationList>;
}

export interface BundleKey {
  readonly key: Hex;
  readonly role: "issue" | "activate" | "status";
  readonly notBefore: Seconds;
  readonly notAfter: Seconds;
  readonly benefits?: readonly UUID[];
  readonly longestLifetime?: number | bigint;
  readonly compromisedAt?: Seconds;
  readonly requiresStatusIndex?: true;
}

/** Licenses of a stolen key that stay good. */
export class VerifiedAffirmationList {
  private constructor();
  readonly organization: UUID;
  /** The id of the stolen key. */
  readonly key: Hex;
}

/** The keys whose word about a status a program takes. */
export class StatusKeys {
  private constructor();
  static pin(keys: readonly PublicKey[]): StatusKeys;
  static from(bundle: VerifiedTrustBundle): StatusKeys;
  /** Status-List section 4. Whether the list may take the place of another one is for `check` to say. */
  verifyList(bytes: Uint8Array): Promise<VerifiedStatusList>;
  verifyStaple(bytes: Uint8Array): Promise<VerifiedStatusStaple>;
  verifyDelta(bytes: Uint8Array): Promise<VerifiedStatusDelta>;
}

/** What lists, deltas and files of pages say of themselves. */
interface StatusListClaims {
  readonly organization: UUID;
  readonly shard: number;
  readonly sequence: number;
  readonly uri: string;
  readonly issuedAt: Seconds;
  readonly expiresAt: Seconds;
  readonly timeToLive: number;
  readonly root: Hex;
}

/** 0 valid, 1 revoked, 2 suspended, 3 application-specific. */
export type Status = 0 | 1 | 2 | 3;

/** What a device keeps of a list, so that nobody can lead it back to an older one. */
export interface HeldList {
  readonly shard: number;
  readonly sequence: number;
  readonly root: Hex;
}

export interface VerifiedStatusList extends StatusListClaims {}
export class VerifiedStatusList {
  private constructor();
  /** The status at a position from 0 to 2^20 - 1. */
  status(position: number): Status;
  /** How many positions have each of the four values. */
  readonly counts: [number, number, number, number];
  /** Status-List section 5: gives this list, or throws where it must not take the place of `held`. */
  check(organization: UUID, at: Date | Seconds, held?: HeldList): VerifiedStatusList;
}

export interface VerifiedStatusDelta extends StatusListClaims {}
export class VerifiedStatusDelta {
  private constructor();
  /** The sequence of the oldest list that it can be applied to. */
  readonly from: number;
  /** The list that it leads to, which is to be checked like any other. */
  apply(list: VerifiedStatusList): VerifiedStatusList;
}

/** The status of one license. */
export class VerifiedStatusStaple {
  private constructor();
  /** The digest of the license. */
  readonly digest: Hex;
  readonly status: Status;
  readonly shard: number;
  readonly sequence: number;
  readonly issuedAt: Seconds;
  readonly expiresAt: Seconds;
}

/** A status list in a file of pages, of which an answer reads one (Status-List section 10). */
export interface PagedStatusList extends StatusListClaims {}
export class PagedStatusList {
  private constructor();
  /** @param read gives a number of bytes of the file from an offset on, or fewer where it ends */
  static open(
    keys: StatusKeys,
    read: (offset: number, length: number) => Uint8Array | Promise<Uint8Array>,
  ): Promise<PagedStatusList>;
  entry(position: number): Promise<VerifiedStatusEntry>;
}

/** What a list in pages says of one position. */
export interface VerifiedStatusEntry extends StatusListClaims {}
export class VerifiedStatusEntry {
  private constructor();
  readonly position: number;
  readonly status: Status;
}
