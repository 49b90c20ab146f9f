// The vectors of Fixtures/, and of others where they are at hand.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../../../../", import.meta.url);

export const fixture = (path) => readFileSync(new URL(`Fixtures/${path}`, root));

export const fixtureJSON = (path) => JSON.parse(fixture(path).toString());

// Every vector of a folder, whatever it is called.
export function vectors(folder) {
  return readdirSync(new URL(`Fixtures/${folder}/`, root))
    .filter((name) => name.endsWith(".json") && name !== "worked-example.json")
    .sort()
    .map((name) => ({ path: `${folder}/${name}`, ...fixtureJSON(`${folder}/${name}`) }));
}

const foreign = process.env.LATCHKEY_VECTORS ?? fileURLToPath(new URL("../shared/vectors", root));

// Vectors that nobody here wrote are read where they are, and never copied.
export const isForeignMissing =
  !existsSync(foreign) && "the foreign vectors are not here; LATCHKEY_VECTORS may name their folder";

export const foreignJSON = (path) => JSON.parse(readFileSync(`${foreign}/${path}`, "utf8"));

export const fromBase64url = (text) => new Uint8Array(Buffer.from(text, "base64url"));

export const fromHex = (text) => new Uint8Array(Buffer.from(text, "hex"));

// A vector that says more than a test understands must not pass.
export function checkMembers(object, known, where) {
  const unknown = Object.keys(object ?? {}).filter((name) => !known.includes(name));
  if (unknown.length) throw new Error(`${where}: unknown ${unknown}`);
}
