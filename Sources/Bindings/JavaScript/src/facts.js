// What a program presents and knows. What it leaves out counts against a license that asks for it.

import { argument, isCount, isScalar, isText, isTime, isUUID } from "./argument.js";
import { VerifiedStatusEntry } from "./pages.js";
import { inside } from "./seal.js";
import { VerifiedStatusList, VerifiedStatusStaple } from "./status.js";

export const notJudged = "not judged";

// An object of another kind, such as a Map, or one with hidden members, says what nobody here would hear.
const isObject = (value) =>
  value &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value)) &&
  Reflect.ownKeys(value).length === Object.keys(value).length;
const isAnyOr = (holds) => (value) => value === "any" || (Array.isArray(value) && value.every(holds));
// A fact that may be left to be judged elsewhere, or be said in a word.
const orWord = (holds, words, otherwise) => [
  (value) => value === notJudged || value === otherwise || holds(value),
  `${words} or "not judged"`,
  otherwise,
];
const optionally = (holds) => (value) => value === undefined || holds(value);
// A name that is not known is a mistake in writing, and would leave a fact out.
const hasMembers = (rules) => (value) =>
  isObject(value) &&
  Object.keys({ ...rules, ...value }).every(
    (name) => Object.hasOwn(rules, name) && rules[name](value[name]),
  );
const isPresentable = (value) => isText(value) || isScalar(value);
const areConditions = (value) => isObject(value) && Object.values(value).every(isPresentable);
const isSeat = hasMembers({
  license: isUUID,
  organization: isUUID,
  isThisMachine: (value) => typeof value === "boolean",
  leaseEnd: optionally(isTime),
  allowance: optionally(isCount),
  licenseEnd: optionally(isTime),
});
const isBuild = hasMembers({ releasedAt: isTime, majorVersion: isCount });

// What each must be, in words, and what it is where it is left out.
const rules = {
  organization: [isUUID, "a UUID"],
  benefits: [isAnyOr(isUUID), 'UUIDs or "any"'],
  prefixes: [isAnyOr(isText), 'strings or "any"'],
  conditions: orWord(areConditions, "strings, whole numbers or booleans by name,", {}),
  status: [optionally(isStatement), "a verified status list, entry or staple"],
  activation: orWord(isSeat, 'a seat, "none"', "none"),
  usage: orWord(isCount, 'a whole number, "unknown"', "unknown"),
  release: orWord(isBuild, 'releasedAt and majorVersion, "unknown"', "unknown"),
};

export function readFacts(given) {
  argument(isObject(given), "facts", "a plain object");
  for (const name in given) {
    argument(Object.hasOwn(rules, name), `facts.${name}`, `one of ${Object.keys(rules)}`);
  }
  const facts = {};
  for (const name in rules) {
    const [holds, wanted, otherwise] = rules[name];
    const { [name]: value = otherwise } = given;
    argument(holds(value), `facts.${name}`, wanted);
    facts[name] = value;
  }
  return facts;
}

function isStatement(value) {
  const type = [VerifiedStatusList, VerifiedStatusStaple, VerifiedStatusEntry].find(
    (type) => value instanceof type,
  );
  return type && inside(value, type, "facts.status");
}
