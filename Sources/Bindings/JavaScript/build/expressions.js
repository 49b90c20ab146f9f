// Statements as expressions: `if (a) b();` as `a && b();`, `if (a) return b; return c;` as
// `return a ? b : c;`, and functions that do nothing else as arrows without a block.

import { closes, endOfStatement, mark, opens, partners } from "./tokens.js";

const nothing = { value: "undefined", isName: true, role: "variable" };
const startsStatement = /^(let|class|if|for|while|do|try|switch|throw|return|continue|break|else|\{)$/;

// What is outside of brackets, with n for each operand.
export function shape(list) {
  let depth = 0;
  let text = "";
  for (const { value, ...item } of list) {
    if (closes({ value })) depth -= 1;
    if (!depth) text += item.isName || /^["'`/]?.*\w/.test(value) || item.isGlued ? " n " : value;
    if (opens({ value })) depth += 1;
  }
  return text.replaceAll("?.", ".");
}

// How loosely the operators of an expression bind: commas, assignments, ?:, ?? and ||, &&, all others.
export function rank(list) {
  const text = shape(list);
  if (text.includes(",")) return 0;
  if (/=>|(^|[^=!<>])=(?!=)|(<<|>>)=(?!=)/.test(text)) return 1;
  if (/\?/.test(text.replaceAll("??", ""))) return 2;
  if (text.includes("??") || text.includes("||")) return 3;
  return text.includes("&&") ? 4 : 5;
}

const mixes = (list) => shape(list).includes("??");

// What follows `!`, where nothing but it is negated.
function negated([first, ...rest]) {
  if (first.value !== "!" || !/^( n |\(\))(\. n |\(\)|\[\])*$/.test(shape(rest))) return undefined;
  const isGroup = rest[0].value === "(" && partners(rest).get(0) === rest.length - 1;
  const inner = rest.slice(1, -1);
  return isGroup && rank(inner) >= 3 && !mixes(inner) ? inner : rest;
}

function either(condition, yes, no) {
  const opposite = negated(condition);
  const [first, a, b] = opposite ? [opposite, no, yes] : [condition, yes, no];
  return [...first, mark("?"), ...a, mark(":"), ...b];
}

// The expression statement that begins there, or a block of such, and where it ends.
function statementAt(list, start) {
  const isBlock = list[start].value === "{" && list[start].kind === "block";
  const end = isBlock ? partners(list).get(start) : endOfStatement(list, start);
  if (!isBlock && startsStatement.test(list[start].value)) return undefined;
  if (!isBlock) return { end, code: list.slice(start, end) };
  const parts = expressionsIn(list.slice(start + 1, end));
  if (!parts?.length) return undefined;
  return { end, code: [mark("("), ...withCommas(parts), mark(")")] };
}

// The expressions of a block that has nothing else.
function expressionsIn(list) {
  const parts = [];
  for (let at = 0; at < list.length; ) {
    const end = endOfStatement(list, at);
    const part = list.slice(at, end);
    if (!part.length || startsStatement.test(part[0].value) || rank(part) < 1) return undefined;
    parts.push(part);
    at = end + 1;
  }
  return parts;
}

const withCommas = (parts) => parts.flatMap((part, index) => (index ? [mark(","), ...part] : part));

// Inner ones first, so that what they become counts for the outer ones.
export function withConditions(list) {
  let result = list;
  for (let at = list.length - 1; at >= 0; at -= 1) {
    if (result[at].value !== "if" || result[at].role) continue;
    const close = partners(result).get(at + 1);
    const found = conditionAt(result, result.slice(at + 2, close), close + 1);
    if (found) result = [...result.slice(0, at), ...found.code, ...result.slice(found.end)];
  }
  return result;
}

function conditionAt(list, condition, start) {
  if (list[start].value === "return") return choiceOfResults(list, condition, start);
  const statement = statementAt(list, start);
  if (!statement) return undefined;
  const { code, end } = statement;
  const isBlock = list[end].value === "}";
  const next = list[end + 1]?.value;
  if (next === "else") {
    const other = isBlock || rank(code) < 1 ? undefined : statementAt(list, end + 2);
    if (!other || rank(other.code) < 1 || rank(condition) < 3) return undefined;
    return { code: either(condition, code, other.code), end: other.end };
  }
  // What comes behind a block needs the semicolon that it had not.
  const behind = isBlock ? [mark(";")] : [];
  const opposite = negated(condition);
  const after = isBlock ? end + 1 : end;
  if (opposite) {
    const isLoose = rank(code) < 3 || mixes(code);
    const action = isLoose ? [mark("("), ...code, mark(")")] : code;
    return { code: [...opposite, mark("|"), mark("|"), ...action, ...behind], end: after };
  }
  if (rank(condition) < 4 || rank(code) < 4) return undefined;
  return { code: [...condition, mark("&"), mark("&"), ...code, ...behind], end: after };
}

function choiceOfResults(list, condition, start) {
  const middle = endOfStatement(list, start);
  if (list[middle + 1]?.value !== "return" || rank(condition) < 3) return undefined;
  const end = endOfStatement(list, middle + 1);
  const results = [list.slice(start + 1, middle), list.slice(middle + 2, end)];
  if (results.some((result) => result.length && rank(result) < 1)) return undefined;
  const [yes, no] = results.map((result) => (result.length ? result : [nothing]));
  return { code: [list[start], ...either(condition, yes, no)], end };
}

// `a => { b; return c; }` as `a => (b, c)`.
export function withBareArrows(list) {
  let result = list;
  for (let at = list.length - 1; at > 0; at -= 1) {
    if (result[at].value !== "{" || result[at].kind !== "block" || result[at - 1].value !== "=>") continue;
    const end = partners(result).get(at);
    const value = valueOf(result.slice(at + 1, end));
    if (value) result = [...result.slice(0, at), ...value, ...result.slice(end + 1)];
  }
  return result;
}

function valueOf(block) {
  const isResult = (index) => block[index].value === "return" && isStartOfStatement(block, index);
  const last = [...block.keys()].reverse().find(isResult) ?? -1;
  if (last < 0 || endOfStatement(block, last) !== block.length - 1) return undefined;
  const before = expressionsIn(block.slice(0, last));
  const value = block.slice(last + 1, -1);
  if (!before || !value.length || rank(value) < 1) return undefined;
  if (!before.length && value[0].value !== "{") return value;
  return [mark("("), ...withCommas([...before, value]), mark(")")];
}

function isStartOfStatement(block, index) {
  let depth = 0;
  for (const item of block.slice(0, index)) depth += opens(item) ? 1 : closes(item) ? -1 : 0;
  return depth === 0 && (index === 0 || block[index - 1].value === ";");
}
