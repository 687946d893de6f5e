/**
 * The core as a library and in wasmtime: the results that the tests of `tests/contract` appended to
 * the file that `CODEMINT_SUMMARY` names.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/tools.mjs";

export const ofRust = (host) => async () => {
  const path = process.env.CODEMINT_SUMMARY;
  if (path === undefined) throw new Error("CODEMINT_SUMMARY is not set: run `make vectors`");
  const lines = readFileSync(path, "utf8").split("\n").filter((line) => line !== "");
  const results = lines.map((line) => JSON.parse(line)).filter((line) => line.host === host);
  const suites = results.filter((line) => line.vectors !== undefined);
  // The test itself prints the differences; here they are only counted.
  const differences = suites.flatMap(({ suite, differences: many }) =>
    Array.from({ length: many }, () => ({ suite, name: "", at: "see the test above" })));
  return {
    version: host === "wasmtime" ? locked("wasmtime") : locked("codemint-core"),
    counts: Object.fromEntries(suites.map(({ suite, vectors }) => [suite, vectors])),
    differences,
    // The test flips vectors and asserts the differences; it reports this once all were detected.
    control: results.some((line) => line.flipped === "detected") ? "detected" : undefined,
  };
};

/** The version of a crate in the lock file. */
function locked(name) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  const found = new RegExp(`name = "${name}"\\nversion = "([^"]+)"`, "u").exec(lock);
  return found?.[1] ?? "";
}
