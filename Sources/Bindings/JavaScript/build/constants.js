// A number that is no longer than a name stands itself where its name stood.

const lengthOfName = 2;
const isNumber = ({ value }) => /^\d[\w.]*$/.test(value);

// The name and the number of `name=1`; undefined for any other statement.
function constant(part) {
  const [name, equals, number, ...more] = part.filter(({ value }) => value !== ";");
  const isWhole = name?.isName && equals?.value === "=" && number && !more.length;
  return isWhole && isNumber(number) ? [name.value, number] : undefined;
}

export function withoutConstants(parts) {
  const numbers = new Map(parts.map(constant).filter(Boolean));
  const uses = new Map();
  const isUse = ({ isName, value }) => isName && numbers.has(value);
  for (const item of parts.flat()) if (isUse(item)) uses.set(item.value, [...(uses.get(item.value) ?? []), item]);
  for (const [name, number] of numbers) {
    const [, ...places] = uses.get(name);
    const saved = lengthOfName + 2 + number.value.length;
    const isShorter = places.length * (number.value.length - lengthOfName) <= saved;
    // As a member, or a member and a variable at once, a name says something else.
    if (!isShorter || places.some(({ role }) => role !== "variable")) numbers.delete(name);
  }
  const left = parts.filter((part) => !numbers.has(constant(part)?.[0]));
  return left.map((part) => part.map((item) => (isUse(item) ? { ...numbers.get(item.value) } : item)));
}
