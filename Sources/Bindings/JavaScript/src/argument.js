// What programs pass. A wrong argument is a mistake of the program and not of the input, and its name
// is said.

export function argument(holds, name, wanted) {
  if (!holds) throw new TypeError(`${name} must be ${wanted}`);
}

// Nothing that this module reads is longer than a license file may be.
export const maxFile = 64 << 20;

// Bytes are copied when they come in: what is checked cannot be changed while a signature is awaited.
// One byte over the limit is copied, so that the reader of the copy sees that it is too long.
export function copied(bytes) {
  argument(bytes instanceof Uint8Array, "bytes", "a Uint8Array");
  return new Uint8Array(bytes.subarray(0, maxFile + 1));
}

// The last second of the year 9999. Sums of times go no further.
export const maxTime = 253402300799;
export const day = 86400;
export const later = (time, span) => Math.min(time + span, maxTime);

export const isTime = (value) => Number.isInteger(value) && value >= 0 && value <= maxTime;
export const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
export const isUUID = (value) =>
  typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);

export function seconds(time) {
  if (time instanceof Date) time = Math.floor(time.getTime() / 1000);
  argument(isTime(time), "at", "a Date or seconds since 1970");
  return time;
}
