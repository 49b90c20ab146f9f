// Names that mean something outside of the module.

const words = (text) => new Set(text.trim().split(/\s+/));
const language = words(`
  async await case catch class const constructor continue default do else extends finally for get if
  import in instanceof let new null of return static super switch this throw try typeof void while
`);
export const platformVariables = words(`
  Array ArrayBuffer BigInt DataView Date Error Infinity Int32Array Int8Array Map Math Number Object Reflect
  Set Symbol TextDecoder TextEncoder TypeError Uint8Array WeakMap globalThis parseInt
`);
// Members get new names, but for these. Who forgets one sees the tests of latchkey.js fail.
const platformMembers = words(`
  __proto__ MAX_SAFE_INTEGER add asIntN assign at buffer byteOffset charCodeAt constructor create crypto
  decode encode endsWith entries every exec fatal fill filter find flatMap floor forEach freeze from
  fromEntries get getInt32 getTime getUint32 has hasOwn ignoreBOM importKey includes indexOf isArray
  isInteger isSafeInteger isView keys length map match max message min name of padEnd padStart
  prototype push reduce repeat replace replaceAll reverse set setInt32 setUint32 size slice some sort
  split startsWith subarray subtle target test then toLowerCase toString trim values verify webcrypto
  call ceil findIndex getPrototypeOf ownKeys toStringTag
`);
// What programs see and pass, and members that strings name too.
const visible = words(`
  accept activation activationLimit allowance apply benefit benefits changes check claims code
  compressed compromisedAt conditions counts critical customer digest digests enforcement entitlements
  entry evaluate expiresAt extensions fromBytes grace hex id isAllowed isThisMachine issuedAt key keyID
  leaseEnd license licenseEnd listFloors longestLifetime majorVersion masked maxMajorVersion notAfter
  notBefore objects offline open organization own parse parseCarrier pin position prefix prefixes
  reasons release releasedAt requiresStatusIndex role root roots sequence serviceURLs shard status
  statusBase statusIndex step text threshold timeToLive type unknownTypes updatesUntil uri usage
  usageLimit verifyAffirmations verifyDelta verifyList verifyStaple version warnings bytes
`);
// Strings that are called like a member and do not name it.
export const onlyTexts = words("header signature held read payload table");
export const keptVariables = new Set([...language, ...platformVariables]);
export const keptMembers = new Set([...platformMembers, ...visible]);
