/** What a code says to a person. Sentences have no full stop and may be reworded. */
export interface Explanation {
  readonly message: string;
  /** What that person can do. */
  readonly nextStep: string;
}

/** Explains an error, a reason or a warning of latchkey.js; undefined for a code that is not of its version. */
export function explain(found: { readonly code: string }): Explanation | undefined;
