// How parsers stop at the first fault: it passes through all of them, and no further.

export class Malformed extends Error {}

export function malformed(what) {
  throw new Malformed(what);
}

// What is read, or undefined where it is malformed.
export function unlessMalformed(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
