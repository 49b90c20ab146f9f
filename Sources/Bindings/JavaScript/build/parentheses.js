// Parentheses that change nothing, because what is in them binds more closely than what is beside.

import { rank, shape } from "./expressions.js";
import { partners } from "./tokens.js";

// From the loosest to the closest; those of `rank` come before.
const levels = [/^\|$/, /^\^$/, /^&$/, /^[!=]==$/, /^[<>]=?$/, /^(<<|>>>?)$/, /^[+-]$/, /^[*/%]$/];
const operator = /^(\*\*|>>>|>>|<<|[!=]==|&&|\|\||\?\?|[<>]=?|[*/%&^|+-])/;
const sign = /^[*/%<>=!&|?^~+-]$/;
const startsOperand = /^(return|case|[([,;{}:?=])$/;

function level(text) {
  const [found] = operator.exec(text) ?? [];
  if (found === "&&") return 4;
  if (found === "||" || found === "??") return 3;
  const index = levels.findIndex((pattern) => pattern.test(found));
  return index < 0 ? undefined : index + 5;
}

function levelInside(list) {
  const text = shape(list);
  if (rank(list) < 5) return text.includes("??") ? 1 : rank(list);
  if (/ n {2}n /.test(text) || text.includes("**")) return 0;
  const found = text.match(/(>>>|>>|<<|[!=]==|[<>]=?|[*/%&^|+-])/g) ?? [];
  return Math.min(20, ...found.map((text) => level(text) ?? 0));
}

function signs(list, from, step) {
  let text = "";
  let at = from;
  for (; sign.test(list[at]?.value) && !list[at].isText; at += step) {
    text = step > 0 ? text + list[at].value : list[at].value + text;
  }
  return { text, at };
}

// How closely what is before or behind binds; undefined where that is not for certain.
function levelBefore(list, index) {
  const { text, at } = signs(list, index - 1, -1);
  const last = list[at];
  if (!text) return !last || (startsOperand.test(last.value) && !last.isText) ? 0 : undefined;
  if (/^([+*/%&|^-]|<<|>>>?)?=$/.test(text)) return 0.5;
  if (text === "?") return 2.5;
  const isOperand = last && /^([)\]]|[\w$]+)$/.test(last.value) && last.value !== "return";
  return isOperand && operator.exec(text)?.[0] === text ? level(text) : undefined;
}

function levelBehind(list, index) {
  const next = list[index]?.value ?? ";";
  if (/^[)\]},;:]$/.test(next)) return 0;
  const { text } = signs(list, index, 1);
  if (text === "?") return 2.5;
  return /^[?=]/.test(text) && !/^(\?\?|===)/.test(text) ? undefined : level(text);
}

export function withoutNeedlessParentheses(list) {
  const partner = partners(list);
  const dropped = new Set();
  list.forEach(({ value }, index) => {
    if (value !== "(") return;
    const end = partner.get(index);
    const [before, behind] = [levelBefore(list, index), levelBehind(list, end + 1)];
    if (before === undefined || behind === undefined || end === index + 1) return;
    const inside = levelInside(list.slice(index + 1, end));
    const mixes = (before === 3 || behind === 3) && inside <= 4;
    if (inside > 0 && inside > before && inside >= behind && !mixes) dropped.add(index).add(end);
  });
  return list.filter((_, index) => !dropped.has(index));
}
