/** Compares the rules of this suite with those of the Rust SDK. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { storeCases } from "../../src/conformance/index.js";

/** A rule of the Rust suite: its name, and the module of its check. */
const RULE = /\(\s*"([^"]+)",\s*(\w+)::\w+,?\s*\)/g;

function rustRules(): (readonly [name: string, module: string])[] {
  const path = new URL("../../../../rust/src/store/conformance.rs", import.meta.url);
  const source = readFileSync(path, "utf8");
  const checks = source.slice(source.indexOf("pub const CHECKS"));
  return [...checks.matchAll(RULE)].map(([, name = "", module = ""]) => [name, module] as const);
}

test("both suites have the same rules in the same order, except those about resealing", () => {
  const rules = rustRules();
  assert.ok(rules.length > 60, "the Rust suite was not parsed");
  const wanted = rules.filter(([, module]) => module !== "reseal").map(([name]) => name);
  assert.deepEqual(storeCases.map(({ name }) => name), wanted);
  assert.equal(rules.length - wanted.length, 5, "the rules of resealing");
});
