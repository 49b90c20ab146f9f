import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

test("latchkey.js is what build.js makes of the sources", () => {
  execFileSync(process.execPath, [fileURLToPath(new URL("../build.js", import.meta.url)), "--check"]);
});

test("latchkey.js has at most 25 kB", () => {
  assert.ok(Buffer.byteLength(read("../latchkey.js")) <= 25_000);
});

test("latchkey.js imports nothing, so that a browser can load it from anywhere", () => {
  assert.doesNotMatch(read("../latchkey.js"), /^import |\bfrom ["']|\brequire\(/m);
});

test("what is exported is declared, and what is declared is exported", async () => {
  const exported = Object.keys(await import("../latchkey.js"));
  const declarations = read("../latchkey.d.ts").matchAll(/^export (?:class|function) (\w+)/gm);
  const declared = [...declarations].map(([, name]) => name);
  assert.deepEqual(declared.sort(), exported.sort());
});
