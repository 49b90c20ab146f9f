// Makes latchkey.js out of src/: one module without comments, with short names. The same sources give
// the same bytes. `node build.js --check` fails where latchkey.js is not what the sources give.
//
// No grammar is needed, only tokens and brackets: a variable gets one new name in the whole statement
// of the top level in which it stands, and a member one in the whole module, so that whatever names
// meant the same, or hid one another, still do.

import { readFileSync, writeFileSync } from "node:fs";

const words = (text) => new Set(text.trim().split(/\s+/));
const language = words(`
  async await case catch class const constructor continue default do else extends finally for get if
  import in instanceof let new null of return static super switch this throw try typeof void while
`);
const platformVariables = words(`
  Array ArrayBuffer BigInt DataView Date Error Infinity Int32Array Int8Array Map Math Number Object Set
  TextDecoder TextEncoder TypeError Uint8Array WeakMap globalThis parseInt
`);
// Members get new names, but for these. Who forgets one sees the tests of latchkey.js fail.
const platformMembers = words(`
  __proto__ MAX_SAFE_INTEGER add asIntN assign at buffer byteOffset charCodeAt constructor create crypto
  decode encode endsWith entries every exec fatal fill filter find flatMap floor forEach freeze from
  fromEntries get getInt32 getTime getUint32 has hasOwn ignoreBOM importKey includes indexOf isArray
  isInteger isSafeInteger isView keys length map match max message min name of padEnd padStart
  prototype push reduce repeat replace replaceAll reverse set setInt32 setUint32 size slice some sort
  split startsWith subarray subtle target test then toLowerCase toString trim values verify webcrypto
  ceil
`);
// What programs see and pass, and members that strings name too.
const visible = words(`
  accept activation activationLimit allowance apply benefit benefits changes check claims code
  compressed compromisedAt conditions counts critical customer digest digests enforcement entitlements
  entry evaluate expiresAt extensions fromBytes grace hex id isAllowed isThisMachine issuedAt key keyID
  leaseEnd license licenseEnd listFloors longestLifetime majorVersion masked maxMajorVersion notAfter
  notBefore objects offline open organization own parse parseCarrier pin position prefix prefixes
  reasons release releasedAt requiresStatusIndex role root roots sequence serviceURLs shard status
  statusBase statusIndex step text threshold timeToLive type unknownTypes updatesUntil uri usage
  usageLimit verifyAffirmations verifyDelta verifyList verifyStaple version warnings bytes
`);
// Strings that are called like a member and do not name it.
const onlyTexts = words("header signature held read");
const keptVariables = new Set([...language, ...platformVariables]);
const keptMembers = new Set([...platformMembers, ...visible]);

// Tokens

const token = new RegExp(
  [
    /(?<comment>\/\/.*)/,
    /(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/,
    /(?<template>`(?:[^`\\]|\\.)*`)/,
    /(?<pattern>(?<=[(=:,!&|?>]\s*)\/(?:\[(?:[^\]\\]|\\.)*\]|[^[/\\\n]|\\.)+\/[a-z]*)/,
    /(?<number>\d[\w.]*)/,
    /(?<name>#?[A-Za-z_$][\w$]*)/,
    /(?<space>\s+)/,
    /(?<mark>=>|\.\.\.|\?\.|\+\+|--|[^])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

const mark = (value) => ({ value });
const literals = { true: "!0", false: "!1", const: "let" };

function tokens(text) {
  return [...text.matchAll(token)].flatMap(({ 0: value, groups }) => {
    if (groups.comment || groups.space) return [];
    if (groups.name) return Object.hasOwn(literals, value) ? nameOrMark(value) : { value, isName: true };
    if (!groups.template) return { value, isText: groups.text !== undefined };
    // What stands in ${} is code.
    return value.split(/(\$\{[^}]*\})/).flatMap((part) => {
      if (!part.startsWith("${")) return { value: part, isGlued: true };
      return [{ value: "${", isGlued: true }, ...tokens(part.slice(2, -1)), { value: "}", isGlued: true }];
    });
  });
}

function nameOrMark(value) {
  return value === "const" ? { value: "let", isName: true } : mark(literals[value]);
}

const opens = ({ value }) => /^(\$?\{|[([])$/.test(value);
const closes = ({ value }) => /^[)\]}]$/.test(value);

// Where each bracket is closed, and which one each closes.
function partners(list) {
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
function classify(list) {
  const frames = [{}];
  let isClass = false;
  list.forEach((item, index) => {
    const { value, isName } = item;
    const [last, next] = [list[index - 1]?.value, list[index + 1]?.value];
    const frame = frames.at(-1);
    if (opens(item)) {
      frame.isAtKey = false;
      const isBlock = /^(\)|=>|[;{}]|do|else|try|catch|finally)$/.test(last ?? ";");
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
      if (/^(get|static|async)$/.test(value) && /^[\w#]/.test(next)) return;
      item.role = frame.kind === "object" && /^[,}=]$/.test(next) ? "both" : "member";
      frame.isAtKey = false;
    } else {
      if (value === "class") isClass = true;
      item.role = keptVariables.has(value) ? undefined : "variable";
    }
  });
  return list;
}

// Modules and statements

function modules(name, found = new Map()) {
  const text = readFileSync(new URL(`./src/${name}`, import.meta.url), "utf8");
  for (const [, next] of text.matchAll(/ from "\.\/(.+)";/g)) {
    if (!found.has(next)) modules(next, found);
  }
  return found.set(name, text);
}

function joined(texts) {
  const withoutImports = texts.join("\n").replace(/^import [^;]*;/gm, "");
  return classify(tokens(withoutImports.replace(/^export /gm, "")));
}

function statements(list) {
  const result = [[]];
  let depth = 0;
  list.forEach((item, index) => {
    if (opens(item)) depth += 1;
    if (closes(item)) depth -= 1;
    result.at(-1).push(item);
    const isEnd = item.value === ";" || (item.value === "}" && list[index + 1]?.value !== ";");
    if (depth === 0 && isEnd && !/^[,.]$/.test(list[index + 1]?.value)) result.push([]);
  });
  return result.filter((part) => part.length);
}

// Where the semicolon of the statement stands that begins there.
function endOfStatement(list, start) {
  const partner = partners(list);
  let index = start;
  while (index < list.length && list[index].value !== ";") index = (opens(list[index]) ? partner.get(index) : index) + 1;
  return index;
}

// `function f(a) { return b; }` becomes `f = (a) => b`. None of them has a `this` of its own.
function asArrow(part) {
  const isAsync = part[0].value === "async";
  const [, name, ...rest] = isAsync ? part.slice(1) : part;
  const end = partners(rest).get(0);
  const [parameters, body] = [rest.slice(0, end + 1), rest.slice(end + 1)];
  const head = [name, mark("="), ...(isAsync ? [part[0]] : []), ...parameters, mark("=>")];
  const isLone = body[1].value === "return" && endOfStatement(body, 1) === body.length - 2;
  if (!isLone) return [...head, ...body];
  const value = body.slice(2, -2);
  return [...head, ...(value[0].value === "{" ? [mark("("), ...value, mark(")")] : value)];
}

// Shorter ways to say the same

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

// Texts and names of the platform that occur often get a name of their own.
function withAliases(parts) {
  const isKey = (item, index, part) => part[index + 1]?.value === ":" && /^[{,]$/.test(part[index - 1]?.value);
  const canBe = (item, index, part) =>
    (item.isText && !isKey(item, index, part)) || (item.isName && !item.role && platformVariables.has(item.value));
  const wanted = parts.flatMap((part) => part.filter(canBe));
  const aliases = new Map();
  for (const [value, count] of countOf(wanted, () => true)) {
    if (count * (value.length - 2) <= value.length + 4) continue;
    const { isText } = wanted.find((item) => item.value === value);
    aliases.set(value, { name: { value: `alias of ${value}`, isName: true, role: "variable" }, isText });
  }
  const rest = parts.map((part) =>
    part.map((item, index) => (canBe(item, index, part) && aliases.get(item.value)?.name) || item),
  );
  const made = [...aliases].map(([value, { name, isText }]) => [name, mark("="), { value, isText, isName: !isText }]);
  return { parts: [...made, ...rest], names: [...aliases.values()].map(({ name }) => name.value) };
}

// Names

function countOf(list, isWanted) {
  const counts = new Map();
  for (const item of list) {
    if (isWanted(item)) counts.set(item.value, (counts.get(item.value) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_";

function short(number) {
  const high = Math.floor(number / letters.length);
  return (high ? letters[high - 1] : "") + letters[number % letters.length];
}

function assign(counts, taken, wish = () => undefined) {
  const names = new Map();
  const used = new Set(taken);
  const take = (name, to) => names.set(name, to) && used.add(to);
  for (const [name] of counts) {
    const wanted = wish(name);
    if (wanted && !used.has(wanted)) take(name, wanted);
  }
  let next = 0;
  for (const [name] of counts) {
    if (names.has(name)) continue;
    while (used.has(short(next))) next += 1;
    take(name, short(next));
  }
  return names;
}

const isVariable = ({ role, value }) => (role === "variable" || role === "both") && !keptVariables.has(value);
const isMember = ({ role }) => role === "member" || role === "both";

function rename(parts, declared) {
  const all = parts.flat();
  const isRenamed = (item) => isMember(item) && !keptMembers.has(item.value);
  const isMade = ({ role }, index) => role === "both" || all[index - 1].value !== "." || all[index + 1].value === "=";
  const made = new Set(all.filter((item, index) => isMember(item) && isMade(item, index)).map(({ value }) => value));
  for (const item of all) {
    if (isRenamed(item) && !made.has(item.value)) throw new Error(`${item.value} is nobody's member here`);
  }
  const members = assign(countOf(all, isRenamed), keptMembers);
  const privates = assign(countOf(all, ({ value }) => value[0] === "#"), []);
  const memberName = (name) => (name[0] === "#" ? `#${privates.get(name)}` : members.get(name) ?? name);
  for (const { value, isText } of all) {
    const isName = isText && members.has(value.slice(1, -1)) && !onlyTexts.has(value.slice(1, -1));
    if (isName) throw new Error(`${value} is a member, and must be kept`);
  }
  const shared = assign(countOf(all, (item) => isVariable(item) && declared.has(item.value)), keptVariables);
  return parts.map((part) => {
    const counts = countOf(part, (item) => isVariable(item) && !declared.has(item.value));
    const usedHere = part.map(({ value }) => shared.get(value)).filter(Boolean);
    // In { name } a variable that is called like the member needs no more than that.
    const pairs = new Map(countOf(part, ({ role }) => role === "both"));
    const wish = (name) => {
      const count = counts.find(([other]) => other === name)[1];
      const member = memberName(name);
      const isCheaper = count * member.length <= count + 2 * pairs.get(name);
      return pairs.has(name) && (member.length === 1 || isCheaper) ? member : undefined;
    };
    const here = assign(counts, [...keptVariables, ...usedHere], wish);
    const variableName = (name) => shared.get(name) ?? here.get(name) ?? name;
    return part.map((item) => ({ ...item, value: renamed(item, memberName, variableName) }));
  });
}

function renamed({ value, role }, memberName, variableName) {
  if (role === "member") return memberName(value);
  if (role === "variable") return variableName(value);
  if (role !== "both") return value;
  const [member, variable] = [memberName(value), variableName(value)];
  return member === variable ? member : `${member}:${variable}`;
}

function printed(list) {
  let text = "";
  list.forEach((item, index) => {
    const { value, isGlued } = item;
    const behind = list[index + 1]?.value;
    // Nothing depends on the last semicolon of a block, nor on the last comma of a list.
    if (value === ";" && behind === "}") return;
    if (value === "," && /^[)\]}]$/.test(behind)) return;
    const last = text.at(-1) ?? "";
    const wouldJoin = /[\w$]/.test(last) && /^[\w$#]/.test(value);
    if (!isGlued && (wouldJoin || (/^[+-]/.test(value) && last === value[0]))) text += " ";
    text += value;
  });
  return text;
}

// The name that each statement of the top level declares.
function declarations(parts) {
  const declared = new Set(["undefined"]);
  for (const part of parts) {
    const name = part.find(({ isName, value }) => isName && !/^(let|class|function|async)$/.test(value));
    const isDeclaration = /^(let|class|function|async)$/.test(part[0].value);
    if (!isDeclaration || part[1].value === "{") throw new Error(`no declaration: ${printed(part)}`);
    if (declared.has(name.value)) throw new Error(`two modules declare ${name.value}`);
    declared.add(name.value);
  }
  return declared;
}

// Everything as one declaration: `name = class Name ...` too, for a class says its own name.
function asDeclaration(part, exported) {
  if (part[0].value === "let") return part.slice(1, -1);
  if (part[0].value !== "class") return asArrow(part);
  const [head, name, ...rest] = part;
  const ownName = exported.includes(name.value) ? [{ value: name.value, isName: true }] : [];
  return [name, mark("="), head, ...ownName, ...rest];
}

function build() {
  const texts = modules("index.js");
  const lists = [...texts.get("index.js").matchAll(/\{ ([^}]+) \}/g)];
  const exported = lists.flatMap(([, names]) => names.split(", "));
  texts.delete("index.js");
  const parts = statements(joined([...texts.values()]));
  const declared = declarations(parts);
  // Functions stand first, so that what follows finds them, as it found them before.
  const isFunction = ([{ value }]) => value === "function" || value === "async";
  const inOrder = [...parts.filter(isFunction), ...parts.filter((part) => !isFunction(part))];
  const shorter = (part) => withLessWords(withoutParentheses(withoutBraces(part)));
  const nothing = [{ value: "undefined", isName: true, role: "variable" }];
  const names = exported.map((value) => [{ value, isName: true, role: "variable" }]);
  const whole = withAliases(inOrder.map((part) => shorter(asDeclaration(part, exported))));
  const all = [nothing, ...whole.parts, ...names];
  const code = rename(all, new Set([...declared, ...whole.names])).map(printed);
  const exports = code.splice(-names.length).map((name, index) => `${name} as ${exported[index]}`);
  const heading = "// latchkey.js, made by build.js from src/. License keys that prove themselves offline.\n";
  return `${heading}let ${code.join(",\n")};\nexport{${exports}};\n`;
}

const result = build();
const output = new URL("./latchkey.js", import.meta.url);
if (process.argv.includes("--check")) {
  if (readFileSync(output, "utf8") !== result) throw new Error("latchkey.js is not what src/ gives");
} else {
  writeFileSync(output, result);
}
console.log(`latchkey.js: ${Buffer.byteLength(result)} bytes`);
