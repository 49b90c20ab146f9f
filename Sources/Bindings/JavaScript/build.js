// Makes latchkey.js out of src/: one module without comments, with short names. The same sources give
// the same bytes. `node build.js --check` fails where latchkey.js is not what the sources give.

import { readFileSync, writeFileSync } from "node:fs";

// Every name is renamed everywhere, as variable and as member alike, but for these. Who forgets one
// sees the tests of latchkey.js fail.
const words = (text) => text.trim().split(/\s+/);
const language = words(`
  async await case catch class const constructor continue default do else export extends false
  for from function get if import in instanceof let new null of return static super switch
  target this throw true try typeof undefined void while __proto__ _
`);
const platform = words(`
  Array ArrayBuffer BigInt DataView Date Error Infinity Int32Array Int8Array MAX_SAFE_INTEGER Map Math
  Number Object Set TextDecoder TextEncoder TypeError Uint8Array WeakMap add asIntN assign at
  buffer byteOffset ceil charCodeAt create crypto decode encode endsWith entries every exec fatal fill
  filter find flatMap floor forEach freeze fromEntries getInt32 getTime getUint32 globalThis has hasOwn
  ignoreBOM importKey includes indexOf isArray isInteger isSafeInteger isView keys length map match max
  message min name now padEnd parseInt prototype push reduce repeat replace replaceAll reverse set
  setInt32 setUint32 size slice some sort split startsWith subarray subtle test then toLowerCase
  toString trim values verify webcrypto
`);
// What programs see and pass, and members that are named by strings too.
const visible = words(`
  LatchkeyError LicenseFile LicenseKey PagedStatusList StatusKeys TrustRoot TrustedKeys VerificationKey
  VerifiedAffirmationList VerifiedLicense VerifiedStatusDelta VerifiedStatusEntry VerifiedStatusList
  VerifiedStatusStaple VerifiedTrustBundle accept activation activationLimit allowance apply benefit
  benefits bytes check claims code compromisedAt conditions counts critical customer digest enforcement
  entitlements entry evaluate expiresAt extensions fromBytes grace hex id isAllowed isThisMachine
  issuedAt key keyID leaseEnd license licenseEnd listFloors longestLifetime majorVersion masked
  maxMajorVersion nextStep notAfter notBefore objects offline open organization parse parseCarrier pin
  position prefix prefixes readCarrier reasons release releasedAt requiresStatusIndex role root roots
  sequence serviceURLs shard status statusBase statusIndex step text threshold timeToLive type
  unknownTypes updatesUntil uri usage usageLimit verifyAffirmations verifyDelta verifyList verifyStaple
  version warnings own compressed changes digests
`);
const kept = new Set([...language, ...platform, ...visible]);

const token = new RegExp(
  [
    /(?<comment>\/\/.*)/,
    /(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/,
    /(?<template>`(?:[^`\\]|\\.)*`)/,
    /(?<pattern>(?<=[(=:,!&|?>]\s*)\/(?:\[(?:[^\]\\]|\\.)*\]|[^[/\\\n]|\\.)+\/[a-z]*)/,
    /(?<number>\d[\w.]*)/,
    /(?<name>#?[A-Za-z_$][\w$]*)/,
    /(?<space>\s+)/,
    /(?<mark>\+\+|--|[^])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

function tokens(text) {
  return [...text.matchAll(token)].flatMap(({ 0: value, groups }) => {
    if (groups.comment || groups.space) return [];
    if (!groups.template) return [{ value, isName: groups.name !== undefined }];
    // What stands in ${} is code.
    return value.split(/(\$\{[^}]*\})/).flatMap((part) => {
      if (!part.startsWith("${")) return [{ value: part, isGlued: true }];
      return [{ value: "${", isGlued: true }, ...tokens(part.slice(2, -1)), { value: "}", isGlued: true }];
    });
  });
}

// The modules, each behind those that it imports.
function modules(name, found = new Map()) {
  const text = readFileSync(new URL(`./src/${name}`, import.meta.url), "utf8");
  for (const [, next] of text.matchAll(/ from "\.\/(.+)";/g)) {
    if (!found.has(next)) modules(next, found);
  }
  return found.set(name, text);
}

function joined(texts) {
  const withoutImports = texts.join("\n").replace(/^import [^;]*;/gm, "");
  return tokens(withoutImports.replace(/^export /gm, ""));
}

// Statements of the top level, by the depth of brackets.
function statements(list) {
  const result = [[]];
  let depth = 0;
  for (const item of list) {
    if (/^(\$?\{|[([])$/.test(item.value)) depth += 1;
    if (/^[)\]}]$/.test(item.value)) depth -= 1;
    result.at(-1).push(item);
    if (depth === 0 && /^[;}]$/.test(item.value)) result.push([]);
  }
  return result;
}

// Names that are members somewhere, and so must be the same everywhere.
function memberNames(list) {
  const members = new Set();
  const brackets = [];
  list.forEach(({ value, isName }, index) => {
    const [last, next] = [list[index - 1]?.value, list[index + 1]?.value];
    if (/^(\$?\{|[([])$/.test(value)) brackets.push(value);
    if (/^[)\]}]$/.test(value)) brackets.pop();
    const isShorthand = brackets.at(-1) === "{" && /^[{,]$/.test(last) && /^[},=]$/.test(next);
    if (isName && (last === "." || next === ":" || isShorthand || value[0] === "#")) members.add(value);
  });
  return members;
}

// Short names, the commonest first: of all names that occur in several statements or as members, and
// then of the others, for each statement anew.
function rename(parts) {
  const shared = memberNames(parts.flat());
  const declared = parts.map((part) => part.find(({ isName, value }) => isName && !language.includes(value)));
  declared.forEach((name, index) => {
    const isDeclaration = /^(const|let|class|function|async)$/.test(parts[index][0]?.value);
    const first = declared.findIndex((other) => other?.value === name?.value);
    if (isDeclaration && first < index) throw new Error(`two modules declare ${name.value}`);
    shared.add(name?.value);
  });
  const home = new Map();
  parts.forEach((part, index) => {
    for (const { value, isName } of part) {
      if (!isName || kept.has(value)) continue;
      const isHere = (home.get(value) ?? index) === index && !shared.has(value);
      home.set(value, isHere ? index : -1);
    }
  });
  const everywhere = assign(parts.flat(), (name) => home.get(name) === -1, kept);
  return parts.flatMap((part, index) => {
    const taken = new Set([...kept, ...part.map(({ value }) => everywhere.get(value))]);
    const here = assign(part, (name) => home.get(name) === index, taken);
    return part.map((item) => {
      const name = item.isName && (everywhere.get(item.value) ?? here.get(item.value));
      return name ? { ...item, value: name } : item;
    });
  });
}

function assign(list, isWanted, taken) {
  const counts = new Map();
  for (const { value, isName } of list) {
    if (isName && isWanted(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$";
  const short = (number) => {
    const high = Math.floor(number / letters.length);
    return (high ? letters[high - 1] : "") + letters[number % letters.length];
  };
  let next = 0;
  return new Map(
    byCount.map(([name]) => {
      while (taken.has(short(next))) next += 1;
      return [name, (name[0] === "#" ? "#" : "") + short(next++)];
    }),
  );
}

const shorter = new Map([
  ["const", "let"],
  ["undefined", "void 0"],
  ["true", "!0"],
  ["false", "!1"],
]);

function isLoneParameter(list, index) {
  const start = list[index].value === "(" ? index : index - 2;
  const [open, name, close, arrow, head] = list.slice(start, start + 5);
  return open?.value === "(" && name?.isName && close?.value === ")" && arrow?.value + head?.value === "=>";
}

function printed(list) {
  let text = "";
  let depth = 0;
  list.forEach(({ value, isName, isGlued }, index) => {
    const next = (isName && shorter.get(value)) || value;
    const behind = list[index + 1]?.value;
    if (/^[([{]$/.test(next) || next === "${") depth += 1;
    if (/^[)\]}]$/.test(next)) depth -= 1;
    // A parameter alone needs no parentheses.
    if (isLoneParameter(list, index)) return;
    // Nothing depends on the last semicolon of a block, nor on the last comma of a list.
    if ((next === ";" && behind === "}") || (next === "," && /^[)\]}]$/.test(behind))) return;
    const last = text.at(-1) ?? "";
    const wouldJoin = /[\w$]/.test(last) && /^[\w$#]/.test(next);
    if (!isGlued && (wouldJoin || (/^[+-]/.test(next) && last === next[0]))) text += " ";
    text += next;
    if (depth === 0 && /^[;}]$/.test(next)) text += "\n";
  });
  return text;
}

const texts = modules("index.js");
const exported = [...texts.get("index.js").matchAll(/\{ ([^}]+) \}/g)].map(([, names]) => names);
texts.delete("index.js");
const heading = "// latchkey.js, made by build.js from src/. License keys that prove themselves offline.\n";
const code = printed(rename(statements(joined([...texts.values()]))));
const result = `${heading}${code}export { ${exported.join(", ")} };\n`;

const output = new URL("./latchkey.js", import.meta.url);
if (process.argv.includes("--check")) {
  if (readFileSync(output, "utf8") !== result) throw new Error("latchkey.js is not what src/ gives");
} else {
  writeFileSync(output, result);
}
console.log(`latchkey.js: ${result.length} bytes`);
