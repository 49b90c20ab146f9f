// A text as a list of tokens, each with what it is.

import { keptVariables } from "./words.js";

const token = new RegExp(
  [
    /(?<comment>\/\/.*)/,
    /(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/,
    /(?<template>`(?:[^`\\]|\\.)*`)/,
    /(?<pattern>(?<=[([=:,!&|?>]\s*)\/(?:\[(?:[^\]\\]|\\.)*\]|[^[/\\\n]|\\.)+\/[a-z]*)/,
    /(?<number>\d[\w.]*)/,
    /(?<name>#?[A-Za-z_$][\w$]*)/,
    /(?<space>\s+)/,
    /(?<mark>=>|\.\.\.|\?\.|\+\+|--|[^])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

export const mark = (value) => ({ value });
const literals = { true: "!0", false: "!1", const: "let" };

export function tokens(text) {
  return [...text.matchAll(token)].flatMap(({ 0: value, groups }) => {
    if (groups.comment || groups.space) return [];
    if (groups.name) return Object.hasOwn(literals, value) ? nameOrMark(value) : { value, isName: true };
    if (!groups.template) return { value, isText: groups.text !== undefined };
    // What is in ${} is code.
    return value.split(/(\$\{[^}]*\})/).flatMap((part) => {
      if (!part.startsWith("${")) return { value: part, isGlued: true };
      return [{ value: "${", isGlued: true }, ...tokens(part.slice(2, -1)), { value: "}", isGlued: true }];
    });
  });
}

function nameOrMark(value) {
  return value === "const" ? { value: "let", isName: true } : mark(literals[value]);
}

export const opens = ({ value }) => /^(\$?\{|[([])$/.test(value);
export const closes = ({ value }) => /^[)\]}]$/.test(value);

// Where each bracket is closed, and which one each closes.
export function partners(list) {
  const found = new Map();
  const open = [];
  list.forEach((item, index) => {
    if (opens(item)) open.push(index);
    if (!closes(item)) return;
    found.set(index, open.at(-1));
    found.set(open.pop(), index);
  });
  if (open.length) throw new Error("a bracket is not closed");
  return found;
}

// Says of each name whether it is a variable, a member, or both at once, as in { name }.
export function classify(list) {
  const frames = [{}];
  let isClass = false;
  list.forEach((item, index) => {
    const { value, isName } = item;
    const [last, next] = [list[index - 1]?.value, list[index + 1]?.value];
    const frame = frames.at(-1);
    if (opens(item)) {
      frame.isAtKey = false;
      const isBlock = /^(\)|=>|[;{}]|do|else|try|catch|finally|static)$/.test(last ?? ";");
      const kind = value !== "{" ? "other" : isClass ? "class" : isBlock ? "block" : "object";
      if (value === "{") isClass = false;
      item.kind = kind;
      frames.push({ kind, isAtKey: kind === "class" || kind === "object" });
    } else if (closes(item)) {
      frames.pop();
      const outer = frames.at(-1);
      outer.isAtKey = outer.kind === "class" && value === "}";
    } else if (!isName) {
      frame.isAtKey = { class: ";", object: "," }[frame.kind] === value;
    } else if (value[0] === "#" || last === "." || last === "?.") {
      item.role = "member";
      frame.isAtKey = false;
    } else if (frame.isAtKey) {
      if (/^(get|static|async)$/.test(value) && /^[\w#{]/.test(next)) return;
      item.role = frame.kind === "object" && /^[,}=]$/.test(next) ? "both" : "member";
      frame.isAtKey = false;
    } else {
      if (value === "class") isClass = true;
      item.role = keptVariables.has(value) ? undefined : "variable";
    }
  });
  return list;
}

// Where the semicolon is of the statement that begins there.
export function endOfStatement(list, start) {
  const partner = partners(list);
  let index = start;
  while (index < list.length && list[index].value !== ";") {
    index = (opens(list[index]) ? partner.get(index) : index) + 1;
  }
  return index;
}
