// Texts and names of the platform that occur often get a name of their own; `a.name` becomes `a[name]`.

import { countOf } from "./names.js";
import { mark } from "./tokens.js";
import { keptMembers, platformVariables } from "./words.js";

const isKey = (part, index) => part[index + 1]?.value === ":" && /^[{,]$/.test(part[index - 1]?.value);
const isVariable = ({ isName, role, value }) => isName && !role && platformVariables.has(value);
const textOf = (value) => `"${value}"`;

// How a member is named there: behind a point, or as a key of an object or a pattern.
function placeOf(part, index) {
  const { role, value } = part[index];
  if ((role !== "member" && role !== "both") || !keptMembers.has(value)) return undefined;
  const last = part[index - 1]?.value;
  if (last === "." || last === "?.") return last;
  if (role === "both") return "both";
  return isKey(part, index) ? "key" : undefined;
}

const lengthOfName = 2;

// How long a member is there with what `[a]` replaces.
const lengthAt = (place, name) => (place === "." ? 1 : 0) + name.length;

export function withAliases(parts) {
  const isText = (part, index) => part[index].isText && !isKey(part, index);
  const savings = new Map();
  const save = (name, bytes) => savings.set(name, (savings.get(name) ?? -4 - name.length) + bytes);
  for (const part of parts) {
    part.forEach((item, index) => {
      const place = placeOf(part, index);
      const isWhole = isText(part, index) || isVariable(item);
      if (place) save(textOf(item.value), lengthAt(place, item.value) - lengthOfName - 2);
      else if (isWhole) save(item.value, item.value.length - lengthOfName);
    });
  }
  const worthwhile = [...savings].filter(([, bytes]) => bytes > 0);
  const chosen = worthwhile.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const nameOf = (value) => ({ value: `alias of ${value}`, isName: true, role: "variable" });
  const aliases = new Map(chosen.map(([value]) => [value, nameOf(value)]));
  const bracket = (value) => [mark("["), aliases.get(value), mark("]")];
  const aliased = (part) =>
    part.flatMap((item, index) => {
      const next = part[index + 1];
      const follows = next && placeOf(part, index + 1);
      if (item.value === "." && follows === "." && aliases.has(textOf(next.value))) return [];
      const place = placeOf(part, index);
      if (place && aliases.has(textOf(item.value))) {
        const key = bracket(textOf(item.value));
        return place === "both" ? [...key, mark(":"), { ...item, role: "variable" }] : key;
      }
      const isWhole = isText(part, index) || isVariable(item);
      return isWhole && aliases.has(item.value) ? [aliases.get(item.value)] : [item];
    });
  const made = [...aliases].map(([value, name]) => {
    const isText = value.startsWith('"');
    return [name, mark("="), { value, isText, isName: !isText }];
  });
  return { parts: [...made, ...parts.map(aliased)], names: [...aliases.values()].map(({ value }) => value) };
}
