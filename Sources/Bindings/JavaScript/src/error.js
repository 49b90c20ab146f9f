import { explain } from "./sentences.js";

// Why an input was refused. All that this module throws, but for TypeErrors.
export class LatchkeyError extends Error {
  constructor(code) {
    const { step, message, nextStep } = explain(code);
    super(message);
    this.code = code;
    this.step = step;
    this.nextStep = nextStep;
  }

  get name() {
    return "LatchkeyError";
  }
}

export function refuse(code) {
  throw new LatchkeyError(code);
}
