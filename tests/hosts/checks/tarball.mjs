/**
 * Checks the tarball: no unexpected files, and the module once.
 *
 * @module
 */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { tool } from "../lib/tools.mjs";

const folderOf = (folder) => join(folder, "node_modules", "codemint");

const filesOf = (at) =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Scripts, declarations, one wasm module, and documents. Shared chunks have a hash as their name. */
const EXPECTED =
  /^(?:dist\/(?:[a-z0-9-]+\/)*[a-z0-9-]+\.(?:js|d\.ts)|dist\/shared\/[A-Z0-9]{8}\.js|dist\/gen\/codemint\.wasm|package\.json|README\.md|LICENSE-(?:MIT|APACHE))$/u;

export async function containsTheModuleOnce(folder) {
  const at = folderOf(folder);
  const names = filesOf(at).map((file) => file.slice(at.length + 1));
  assert.deepEqual(names.filter((name) => !EXPECTED.test(name)), []);
  const wasm = names.filter((name) => name.endsWith(".wasm"));
  assert.deepEqual(wasm, ["dist/gen/codemint.wasm"]);
  for (const name of ["package.json", "LICENSE-MIT", "LICENSE-APACHE"]) {
    assert.ok(names.includes(name), `${name} is missing`);
  }
  // The base64 text for browsers is the same module.
  const { base64 } = await import(pathToFileURL(join(at, "dist", "gen", "inline.js")));
  assert.ok(readFileSync(join(at, wasm[0])).equals(Buffer.from(base64, "base64")));
}

export function hasNoDependencies(folder) {
  const about = JSON.parse(readFileSync(join(folderOf(folder), "package.json"), "utf8"));
  for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"]) {
    assert.equal(about[kind], undefined, `it has ${kind}`);
  }
  for (const name of ["preinstall", "install", "postinstall"]) {
    assert.equal(about.scripts?.[name], undefined, `it runs a script at ${name}`);
  }
}

/** A classic script has no top-level await, so converting a module that has one into a script fails. */
export async function hasNoTopLevelAwait(folder) {
  const { transform } = await tool("esbuild");
  const waits = async (text) => {
    try {
      await transform(text, { format: "iife", logLevel: "silent" });
      return false;
    } catch (error) {
      assert.match(String(error), /top-level await/iu);
      return true;
    }
  };
  assert.ok(await waits("export const here = await 0;"), "a planted await was not detected");
  const scripts = filesOf(join(folderOf(folder), "dist")).filter((name) => name.endsWith(".js"));
  // Six entries, the glue, the module's text, and shared chunks: a host reads each file separately.
  assert.ok(scripts.length >= 8 && scripts.length <= 16, `${scripts.length} scripts`);
  for (const script of scripts) {
    assert.ok(!(await waits(readFileSync(script, "utf8"))), `${script} has a top-level await`);
  }
}

/** TypeScript's `any` turns off the checks of the code that uses it. */
export function hasNoAny(folder) {
  const text = "declare const planted: any;\n/** any */ declare const fine: string;";
  assert.deepEqual(anys(text), [": any"]);
  const types = filesOf(join(folderOf(folder), "dist")).filter((name) => name.endsWith(".d.ts"));
  assert.ok(types.length > 50, `${types.length} declarations`);
  for (const name of types) assert.deepEqual(anys(readFileSync(name, "utf8")), [], name);
}

/** The uses of `any` in declarations, comments aside. */
const anys = (text) =>
  text.replace(/\/\*[\s\S]*?\*\//gu, "").match(/(?:[:<|,]|\bas)\s*any\b/gu) ?? [];
