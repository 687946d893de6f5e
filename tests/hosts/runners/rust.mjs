/**
 * The core as a library and in wasmtime: what the tests of `tests/contract` said, line by line, in
 * the file that `CODEMINT_SUMMARY` named.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/tools.mjs";

export const ofRust = (host) => async () => {
  const path = process.env.CODEMINT_SUMMARY;
  if (path === undefined) throw new Error("CODEMINT_SUMMARY names no file: `make vectors` does");
  const lines = readFileSync(path, "utf8").split("\n").filter((line) => line !== "");
  const told = lines.map((line) => JSON.parse(line)).filter((line) => line.host === host);
  const suites = told.filter((line) => line.vectors !== undefined);
  // What parts is printed by the test itself; here it is only counted.
  const differences = suites.flatMap(({ suite, differences: many }) =>
    Array.from({ length: many }, () => ({ suite, name: "", at: "told by the test above" })));
  return {
    version: host === "wasmtime" ? locked("wasmtime") : locked("codemint-core"),
    counts: Object.fromEntries(suites.map(({ suite, vectors }) => [suite, vectors])),
    differences,
    // The test flips vectors and asserts what is told; it says so once all of it was.
    control: told.some((line) => line.flipped === "told") ? "told" : undefined,
  };
};

/** The version of a crate that the lock file has. */
function locked(name) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  const found = new RegExp(`name = "${name}"\\nversion = "([^"]+)"`, "u").exec(lock);
  return found?.[1] ?? "";
}
