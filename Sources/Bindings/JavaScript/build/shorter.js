// Fewer words for the same statements.

import { withBareArrows, withConditions } from "./expressions.js";
import { withoutNeedlessParentheses } from "./parentheses.js";
import { closes, endOfStatement, mark, opens, partners } from "./tokens.js";

const isStart = /^(let|class|if|for|while|do|try|switch)$/;

// `if (a) { b; }` without the braces, where b is a single statement that declares nothing.
function withoutBraces(list) {
  const partner = partners(list);
  const dropped = new Set();
  list.forEach(({ kind }, index) => {
    const head = list[partner.get(index - 1) - 1]?.value;
    if (kind !== "block" || !(/^(if|for|while)$/.test(head) || list[index - 1]?.value === "else")) return;
    const end = partner.get(index);
    const body = list.slice(index + 1, end);
    if (!body.length || endOfStatement(body, 0) !== body.length - 1 || isStart.test(body[0].value)) return;
    dropped.add(index).add(end);
  });
  return list.filter((_, index) => !dropped.has(index));
}

// `(a) => (b ? c : d)` without the parentheses.
function withoutParentheses(list) {
  const partner = partners(list);
  const dropped = new Set();
  list.forEach(({ value }, index) => {
    const end = partner.get(index);
    const isBody = list[index - 1]?.value === "=>" && value === "(" && list[index + 1].value !== "{";
    if (isBody && /^[,;)\]}]$/.test(list[end + 1]?.value ?? ";")) dropped.add(index).add(end);
    const isLone = value === "(" && end === index + 2 && list[index + 1].isName;
    if (isLone && list[end + 1]?.value === "=>") dropped.add(index).add(end);
  });
  return list.filter((_, index) => !dropped.has(index));
}

// `let a; let b;` as `let a, b;`, also `return undefined;` as `return;`.
function withLessWords(list) {
  const frames = [{}];
  const result = [];
  list.forEach((item, index) => {
    const [last, next] = [list[index - 1], list[index + 1]];
    const frame = frames.at(-1);
    frame.start ??= item.value;
    const isBare = item.value === "undefined" && last?.value === "return" && next.value === ";";
    const isSecond = item.value === "let" && frame.isBehindLet && last?.value === ";";
    if (isSecond) result.splice(-1, 1, mark(","));
    else if (!isBare) result.push(item);
    if (opens(item)) frames.push({ isClosed: item.kind !== "block" });
    if (closes(item)) frames.pop();
    if (item.value === ";") {
      frame.isBehindLet = frame.start === "let" && !frame.isClosed;
      frame.start = undefined;
    }
    // A block that ends may end a statement; who begins behind it is not known to be a `let`.
  });
  return result;
}

// Whether `a += 1` is there, where nothing but a statement or a list ends it.
function isStep(list, index) {
  const [before, item] = [list[index - 1]?.value, list[index]];
  const [sign, equals, one, end] = list.slice(index + 1, index + 5).map(({ value }) => value);
  const isWhole = /^[;{})(,]$/.test(before) && /^[;)},]$/.test(end);
  return isWhole && item?.role === "variable" && sign + equals + one === "+=1";
}

// `a += 1` as `++a`, and numbers in their shortest form.
function withShortNumbers(list) {
  return list.flatMap((item, index) => {
    if (isStep(list, index)) return [mark("++"), item];
    if ([1, 2, 3].some((back) => isStep(list, index - back))) return [];
    return [/^(0x[\da-f]+|\d+)$/.test(item.value) ? { ...item, value: shortest(item.value) } : item];
  });
}

// `typeof a === "text"` with two signs: both sides are texts.
function withShortComparisons(list) {
  const isSign = (index) => [0, 1, 2].every((offset) => list[index + offset]?.value === "=");
  return list.filter((item, index) => {
    const start = list[index - 2]?.value === "." ? index - 4 : index - 2;
    const isOfType = list[start]?.value === "typeof" && list[index - 1]?.isName;
    return !(isOfType && isSign(index) && list[index + 3]?.isText);
  });
}

function shortest(text) {
  const plain = String(Number(text));
  const zeros = /0{3,}$/.exec(plain)?.[0].length;
  return zeros ? `${plain.slice(0, -zeros)}e${zeros}` : plain;
}

export function shorter(list) {
  const bare = withShortNumbers(withoutNeedlessParentheses(withoutParentheses(withoutBraces(withShortComparisons(list)))));
  return withLessWords(withBareArrows(withConditions(withBareArrows(withConditions(bare)))));
}
