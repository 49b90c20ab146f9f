// Judges every vector in the browser, and tells the server that gave it this page what came out.

import { verdicts } from "/test/verdicts.js";

// With members in one order, so that equal objects have equal texts.
const ordered = (value) => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  return Object.fromEntries(names.sort().map((name) => [name, ordered(value[name])]));
};

async function judged({ folder, vector }) {
  try {
    return JSON.stringify(ordered(await verdicts[folder](vector)));
  } catch (error) {
    return `${error}`;
  }
}

const failures = [];
const inputs = await (await fetch("/vectors.json")).json();
for (const input of inputs) {
  const [found, wanted] = [await judged(input), JSON.stringify(ordered(input.vector.expected))];
  if (found !== wanted) failures.push({ path: input.vector.path, found, wanted });
}
await fetch("/result", { method: "POST", body: JSON.stringify({ count: inputs.length, failures }) });
