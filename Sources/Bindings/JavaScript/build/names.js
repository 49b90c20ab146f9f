// New names: one for each variable in a whole statement of the top level, and one for each member in the
// whole module.

import { keptMembers, keptVariables, onlyTexts } from "./words.js";

export function countOf(list, isWanted) {
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

export function rename(parts, declared) {
  const all = parts.flat();
  const isRenamed = (item) => isMember(item) && !keptMembers.has(item.value);
  const isMade = ({ role }, index) =>
    role === "both" || all[index - 1].value !== "." || all[index + 1].value === "=";
  const makers = all.filter((item, index) => isMember(item) && isMade(item, index));
  const made = new Set(makers.map(({ value }) => value));
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
