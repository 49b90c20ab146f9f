// The modules as statements of one.

import { readFileSync } from "node:fs";

import { classify, closes, mark, opens, partners, tokens } from "./tokens.js";

export function modules(name, found = new Map()) {
  const text = readFileSync(new URL(`../src/${name}`, import.meta.url), "utf8");
  for (const [, next] of text.matchAll(/ from "\.\/(.+)";/g)) {
    if (!found.has(next)) modules(next, found);
  }
  return found.set(name, text);
}

export function joined(texts) {
  const withoutImports = texts.join("\n").replace(/^import [^;]*;/gm, "");
  return classify(tokens(withoutImports.replace(/^export /gm, "")));
}

export function statements(list) {
  const result = [[]];
  let depth = 0;
  list.forEach((item, index) => {
    if (opens(item)) depth += 1;
    if (closes(item)) depth -= 1;
    result.at(-1).push(item);
    const isEnd = item.value === ";" || (item.value === "}" && !item.isGlued && list[index + 1]?.value !== ";");
    if (depth === 0 && isEnd && !/^[,.]$/.test(list[index + 1]?.value)) result.push([]);
  });
  return result.filter((part) => part.length);
}
