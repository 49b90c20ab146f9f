// Why an input was refused. All that this module throws, but for TypeErrors. The sentences of each code
// are in latchkey-sentences.js.
export class LatchkeyError extends Error {
  constructor(code) {
    super(code);
    Object.assign(this, found(code));
  }

  get name() {
    return "LatchkeyError";
  }
}

export function refuse(code) {
  throw new LatchkeyError(code);
}

// For a group of codes: gives what refuses with one of them.
export const refusing = (group) => (fault) => refuse(`${group}.${fault}`);
export const refuseKey = refusing("key");

// Which codes each step of Token-Format sections 7 and 8 has, in their order; the first that fits counts.
const steps = [
  /^(key|file).(empty|too-l)/,
  /key.(no-s|prefix$)/,
  /^file|key.(ch|l|unu|ca)/,
  /key.(e|not|unp|[ps].*-l)/,
  /key.(h|al)/,
  /key.t/,
  /key.unk/,
  /key.signature$/,
  /key.payload$/,
  /^cla/,
  /key.pr/,
  /^is/,
  /^l.*other/,
  /^cl/,
  /^l/,
  /^status\.(t|not-k|l)/,
  /^status\./,
  /^co/,
  /^a/,
  /^us/,
  /^r/,
];

// What is said of a code, as error, reason or warning.
export function found(code) {
  return { code, step: steps.findIndex((pattern) => pattern.test(code)) + 1 || undefined };
}
