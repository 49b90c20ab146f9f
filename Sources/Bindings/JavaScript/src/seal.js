// Objects that only this module can make, and nobody can change. What is inside them is kept apart, so
// that an object which merely looks like a verified one has nothing inside.

import { argument } from "./argument.js";

const contents = new WeakMap();

export class Sealed {
  constructor() {
    throw new TypeError(`${new.target.name} is not made with new`);
  }
}

export function seal(type, fields, content = {}) {
  const object = frozen(Object.assign(Object.create(type.prototype), fields));
  contents.set(object, content);
  return object;
}

export function inside(object, type, name = "this") {
  argument(object instanceof type && contents.has(object), name, `a ${type.name}`);
  return contents.get(object);
}

// Bytes cannot be frozen; they are copies, or nothing depends on them any more.
export function frozen(value) {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
