// What programs pass. A wrong argument is a mistake of the program and not of the input, and its name
// is said.

export function argument(holds, name, wanted) {
  if (!holds) throw new TypeError(`${name} must be ${wanted}`);
}

// Nothing that this module reads is longer than a license file may be.
export const maxFile = 64 << 20;

const arrays = Object.getPrototypeOf(Uint8Array.prototype);

// Bytes are copied when they come in: what is checked cannot be changed while a signature is awaited.
// One byte over the limit is copied, so that the reader of the copy sees that it is too long. What an
// array is counts and not what it says of itself: its getters are asked, and no method of its own.
export function copied(bytes, name = "bytes", most = maxFile + 1) {
  let copy;
  try {
    const members = ["buffer", "byteOffset", "length", Symbol.toStringTag];
    const [memory, start, length, type] = members.map((member) => Reflect.get(arrays, member, bytes));
    const content = ArrayBuffer.prototype.slice.call(memory, start, start + Math.min(length, most));
    copy = type === Uint8Array.name && new Uint8Array(content);
  } catch {
    // No array, or one whose memory was given away or is shared with other threads.
  }
  argument(copy, name, "a Uint8Array");
  return copy;
}

// The last second of the year 9999. Sums of times go no further.
export const maxTime = 253402300799;
export const day = 86400;
export const later = (time, span) => Math.min(time + span, maxTime);

export const isText = (value) => typeof value === "string";
export const isTime = (value) => Number.isInteger(value) && value >= 0 && value <= maxTime;
export const isScalar = (value) => typeof value === "boolean" || Number.isSafeInteger(value);
export const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
export const isUUID = (value) =>
  isText(value) && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);

export function seconds(time) {
  try {
    if (!isTime(time)) time = Math.floor(Date.prototype.getTime.call(time) / 1000);
  } catch {
    // Not a Date.
  }
  argument(isTime(time), "at", "a Date or seconds since 1970");
  return time;
}
