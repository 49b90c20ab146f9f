// Objects that only this module can make, and nobody can change. What is inside them is kept apart, so
// that an object which merely looks like a verified one has nothing inside.

import { argument } from "./argument.js";

// Who knows it is this module.
const word = {};

export let inside;

export class Sealed {
  #content;

  constructor(given, fields, content) {
    if (given !== word) throw new TypeError(`${new.target.name} is not made with new`);
    this.#content = content;
    frozen(Object.assign(this, fields));
  }

  static {
    inside = (object, type, name = "this") => {
      argument(object instanceof type && #content in object, name, `a ${type.name}`);
      return object.#content;
    };
  }
}

export const seal = (type, fields, content = {}) => new type(word, fields, content);

// Bytes cannot be frozen; they are copies, or nothing depends on them any more.
export function frozen(value) {
  if (Object(value) !== value || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
