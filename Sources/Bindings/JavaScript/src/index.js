export { LatchkeyError } from "./error.js";
export { VerificationKey } from "./key.js";
export { LicenseKey, readCarrier } from "./license-key.js";
export { LicenseFile } from "./license-file.js";
export { TrustedKeys, VerifiedLicense } from "./license.js";
export { TrustRoot, VerifiedAffirmationList, VerifiedTrustBundle } from "./trust.js";
export { StatusKeys, VerifiedStatusDelta, VerifiedStatusList, VerifiedStatusStaple } from "./status.js";
export { PagedStatusList, VerifiedStatusEntry } from "./pages.js";
