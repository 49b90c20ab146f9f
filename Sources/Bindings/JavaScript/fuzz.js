// Compares verdicts with another verifier's. Reads lines of `folder`, `vector` and `verdict`, as
// DifferentialFuzzer writes them, and ends with status 1 after the first that differs.
//
//     swift run DifferentialFuzzer --count 100000 --seed 1 | node fuzz.js
//
// `--count` says how many there must be, so that a writer that stopped is noticed; `--keep-going` shows
// every difference; `--codes` says how often each verdict came.

import { isDeepStrictEqual } from "node:util";
import { createInterface } from "node:readline";

import { verdicts } from "./test/verdicts.js";

const keepsGoing = process.argv.includes("--keep-going");
const wanted = process.argv[process.argv.indexOf("--count") + 1];
const isCounted = process.argv.includes("--count");

// As JSON says it: integers beyond 2^53 are the nearest doubles on both sides.
const plain = (object) =>
  JSON.parse(JSON.stringify(object, (_, value) => (typeof value === "bigint" ? Number(value) : value)));

async function ours({ folder, vector }) {
  try {
    const { unknownTypes, ...verdict } = await verdicts[folder](vector);
    return plain(verdict);
  } catch (error) {
    return { thrown: `${error}` };
  }
}

const codes = new Map();
let count = 0;
let differences = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const input = JSON.parse(line);
  const found = await ours(input);
  count += 1;
  const headline = `${input.folder} ${found.codes?.[0] ?? found.code ?? found.outcome}`;
  codes.set(headline, (codes.get(headline) ?? 0) + 1);
  if (isDeepStrictEqual(found, input.verdict)) continue;
  differences += 1;
  console.log(`differs: ${line}\nours: ${JSON.stringify(found)}`);
  if (!keepsGoing) process.exit(1);
}

if (process.argv.includes("--codes")) {
  for (const [code, times] of [...codes].sort()) console.log(`${String(times).padStart(8)} ${code}`);
}
console.log(`${count} inputs, ${codes.size} verdicts, ${differences} differences`);
if (isCounted && count !== Number(wanted)) console.log(`there must be ${wanted}`);
process.exitCode = differences || !count || (isCounted && count !== Number(wanted)) ? 1 : 0;
