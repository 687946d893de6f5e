/**
 * Checks that the package can be used as it declares: publint, and "are the types wrong?".
 *
 * @module
 */

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tarball } from "../lib/stage.mjs";
import { program, ran, root, tool, tools } from "../lib/tools.mjs";

/** The package with a wrong path to its types, packed. */
async function broken(folder) {
  const at = join(tools, "scratch", "broken");
  rmSync(at, { recursive: true, force: true });
  cpSync(join(folder, "node_modules", "codemint"), at, { recursive: true });
  const file = join(at, "package.json");
  const about = JSON.parse(readFileSync(file, "utf8"));
  about.exports["."].types = "./dist/nowhere.d.ts";
  delete about.scripts;
  writeFileSync(file, JSON.stringify(about));
  const packed = join(at, "packed");
  mkdirSync(packed);
  await ran("npm", ["pack", "--silent", "--pack-destination", packed], { cwd: at });
  return join(packed, `codemint-${about.version}.tgz`);
}

/** publint's messages about a tarball. */
async function linted(file) {
  const { publint } = await tool("publint");
  const bytes = readFileSync(file);
  const pack = { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
  return (await publint({ pack, strict: true })).messages;
}

export async function isLinted(folder) {
  const found = await linted(await broken(folder));
  assert.ok(found.some(({ code }) => code === "FILE_DOES_NOT_EXIST"), "a planted fault was not detected");
  assert.deepEqual(await linted(tarball()), []);
}

/**
 * The profile is `esm-only`, like the package: it ignores CommonJS under Node 16, which cannot
 * `require` a module, and resolution without `exports`.
 */
async function typed(file) {
  const args = [file, "--profile", "esm-only", "--no-emoji", "--format", "ascii"];
  return ran(program("attw"), args).then(() => "", (error) => error.message);
}

export async function isTyped(folder) {
  assert.notEqual(await typed(await broken(folder)), "", "a planted fault was not detected");
  assert.equal(await typed(tarball()), "");
}

/**
 * Compiles users' TypeScript programs, in strict mode, against the installed package, its declarations
 * included: with the types of the DOM, without them, and with those of Node.
 */
export async function isUsable(folder) {
  const modules = join(root, "host", "js", "node_modules");
  const tsc = join(modules, ".bin", "tsc");
  for (const config of ["tsconfig.json", "tsconfig.bare.json"]) {
    await ran(tsc, ["--project", config], { cwd: folder });
  }
  const types = ["--typeRoots", join(modules, "@types")];
  await ran(tsc, ["--project", "tsconfig.node.json", ...types], { cwd: folder });
}
