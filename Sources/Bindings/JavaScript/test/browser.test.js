// The module that ships in headless Chromium: every vector, from a page on the loopback.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { fixture, vectors } from "./fixtures.js";

const names = ["chromium", "chromium-browser", "google-chrome"];
const browser = names.find((name) => !spawnSync(name, ["--version"]).error);
const isRequired = process.env.LATCHKEY_BROWSER === "required";
const skip = browser || isRequired ? false : `none of ${names} is here; LATCHKEY_BROWSER=required refuses that`;

const folder = new URL("../", import.meta.url);
const types = { js: "text/javascript", html: "text/html" };

function allVectors() {
  return ["licenses", "status-lists", "trust"].flatMap((folder) =>
    vectors(folder).map(({ file, ...vector }) => {
      if (file) vector.fileBytes = fixture(`licenses/${file}`).toString("base64url");
      return { folder, vector };
    }),
  );
}

// Serves the module, its tests and the vectors, and gives what the page posts.
function serve(inputs) {
  const { promise, resolve } = withResolvers();
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (path === "/result") {
      let text = "";
      request.on("data", (part) => (text += part));
      request.on("end", () => response.end() && resolve(JSON.parse(text)));
    } else if (path === "/vectors.json") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(inputs));
    } else if (/^(\/[\w-]+)*\/[\w-]+\.(js|html)$/.test(path)) {
      response.setHeader("content-type", types[path.split(".")[1]]);
      response.end(readFileSync(new URL(`.${path}`, folder)));
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  return new Promise((started) =>
    server.listen(0, "127.0.0.1", () => started({ server, result: promise, port: server.address().port })),
  );
}

function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

test("every vector in headless Chromium", { skip, timeout: 120_000 }, async () => {
  const inputs = allVectors();
  const { server, result, port } = await serve(inputs);
  const profile = mkdtempSync(join(tmpdir(), "latchkey-browser-"));
  const page = `http://127.0.0.1:${port}/test/browser/page.html`;
  const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
  // A process group of its own, so that its children end with it.
  const child = spawn(browser, [...options, `--user-data-dir=${profile}`, page], {
    stdio: "ignore",
    detached: true,
  });
  try {
    const ended = new Promise((_, reject) => child.on("exit", () => reject(new Error("the browser ended"))));
    const { count, failures } = await Promise.race([result, ended]);
    assert.deepEqual(failures, []);
    assert.equal(count, inputs.length);
  } finally {
    child.removeAllListeners("exit");
    const ended = new Promise((resolve) => child.on("exit", resolve));
    if (child.exitCode === null) process.kill(-child.pid);
    await ended;
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});
