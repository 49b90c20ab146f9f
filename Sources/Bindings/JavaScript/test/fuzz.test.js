// fuzz.js itself, for a comparison that sees no difference would be worth nothing.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { fixture, vectors } from "./fixtures.js";

const program = fileURLToPath(new URL("../fuzz.js", import.meta.url));

function line(folder, { path, file, ...vector }) {
  if (file) vector.fileBytes = fixture(`licenses/${file}`).toString("base64url");
  const { unknownTypes, ...verdict } = vector.expected;
  return { folder, vector, verdict };
}

function run(lines, ...options) {
  const input = lines.map((each) => `${JSON.stringify(each)}\n`).join("");
  const { status, stdout } = spawnSync(process.execPath, [program, ...options], { input, maxBuffer: 1 << 26 });
  return { status, text: stdout.toString() };
}

const lines = ["licenses", "status-lists", "trust"].flatMap((folder) =>
  vectors(folder)
    .filter((_, index) => index % 5 === 0)
    .map((vector) => line(folder, vector)),
);

test("equal verdicts end with status 0", () => {
  const { status, text } = run(lines, "--count", String(lines.length));
  assert.equal(status, 0, text);
  assert.match(text, /, 0 differences\n$/);
});

test("a verdict that differs ends with status 1 and its input", () => {
  const changed = structuredClone(lines);
  const input = changed.find(({ verdict }) => verdict.codes?.length > 1);
  input.verdict.codes.reverse();
  const { status, text } = run(changed);
  assert.equal(status, 1);
  assert.ok(text.includes(JSON.stringify(input)));
});

test("fewer inputs than there must be end with status 1, and so does none", () => {
  assert.equal(run(lines.slice(1), "--count", String(lines.length)).status, 1);
  assert.equal(run([]).status, 1);
});
