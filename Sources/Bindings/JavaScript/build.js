// Makes latchkey.js out of src/: one module without comments, with short names. The same sources give
// the same bytes. `node build.js --check` fails where latchkey.js is not what the sources give.
//
// No grammar is needed, only tokens and brackets: a variable gets one new name in the whole statement
// of the top level in which it is, and a member one in the whole module, so that whatever names
// meant the same, or hid one another, still do.

import { readFileSync, writeFileSync } from "node:fs";

import { withAliases } from "./build/aliases.js";
import { withoutConstants } from "./build/constants.js";
import { asDeclaration, declarations } from "./build/declarations.js";
import { joined, modules, statements } from "./build/modules.js";
import { rename } from "./build/names.js";
import { printed } from "./build/print.js";
import { shorter } from "./build/shorter.js";

function build() {
  const texts = modules("index.js");
  const lists = [...texts.get("index.js").matchAll(/\{ ([^}]+) \}/g)];
  const exported = lists.flatMap(([, names]) => names.split(", "));
  texts.delete("index.js");
  const parts = statements(joined([...texts.values()]));
  const declared = declarations(parts);
  // Functions come first, so that what follows finds them, as it found them before.
  const isFunction = ([{ value }]) => value === "function" || value === "async";
  const inOrder = [...parts.filter(isFunction), ...parts.filter((part) => !isFunction(part))];
  const nothing = [{ value: "undefined", isName: true, role: "variable" }];
  const names = exported.map((value) => [{ value, isName: true, role: "variable" }]);
  const short = inOrder.map((part) => shorter(asDeclaration(part, exported)));
  const whole = withAliases(withoutConstants(short));
  const all = [nothing, ...whole.parts, ...names];
  const code = rename(all, new Set([...declared, ...whole.names])).map(printed);
  const exports = code.splice(-names.length).map((name, index) => `${name} as ${exported[index]}`);
  const heading = "// Made by build.js from src/.\n";
  return `${heading}let ${inLines(code)};\nexport{${exports}};\n`;
}

// Long lines, so that few bytes end them, and yet lines, so that a change shows where it is.
function inLines(code) {
  return code.reduce((text, part) => {
    const isFull = text.length - text.lastIndexOf("\n") > 800;
    return text + (isFull ? ",\n" : ",") + part;
  });
}

const result = build();
const output = new URL("./latchkey.js", import.meta.url);
if (process.argv.includes("--check")) {
  if (readFileSync(output, "utf8") !== result) throw new Error("latchkey.js is not what src/ gives");
} else {
  writeFileSync(output, result);
}
console.log(`latchkey.js: ${Buffer.byteLength(result)} bytes`);
