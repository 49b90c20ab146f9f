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

// The steps of Token-Format sections 7 and 8 by the codes, of which the first that fits counts.
const steps = [
  [1, /^(key|file).(empty|too-l)/],
  [2, /key.(no-s|prefix$)/],
  [3, /^file|key.(ch|l|unu|ca)/],
  [5, /key.(h|al)/],
  [6, /key.t/],
  [7, /key.unk/],
  [8, /key.signature$/],
  [9, /key.payload$/],
  [11, /key.pr/],
  [4, /^key/],
  [10, /^cla/],
  [12, /^is/],
  [13, /^l.*other/],
  [14, /^cl/],
  [15, /^l/],
  [17, /^status.(r|su|not-u)/],
  [16, /^status\./],
  [18, /^co/],
  [19, /^a/],
  [20, /^us/],
  [21, /^r/],
];

// What is said of a code, as error, reason or warning.
export function found(code) {
  return { code, step: steps.find(([, pattern]) => pattern.test(code))?.[0] };
}
