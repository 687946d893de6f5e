// Every regular expression of the package takes linear time: callers choose the input, and one
// event loop serves all of them.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { literals } from "./regex/literals.js";
import { parse } from "./regex/pattern.js";
import { steps } from "./regex/steps.js";
import { worst } from "./regex/worst.js";

/** How often a part of the input is repeated. */
const TIMES = 250;

function sources(): readonly string[] {
  const all = readdirSync("src", { recursive: true, encoding: "utf8" });
  const paths = all.filter((path) => path.endsWith(".ts") && !path.startsWith("gen"));
  return paths.map((path) => readFileSync(join("src", path), "utf8"));
}

/** An input that takes too many steps for its length; `undefined` if none was found. */
function worseThanLinear(literal: string): string | undefined {
  const end = literal.lastIndexOf("/");
  const pattern = parse(literal.slice(1, end), literal.slice(end + 1));
  for (const input of worst(pattern, TIMES)) {
    const bound = 20 * input.length + 1500;
    if (steps(pattern, input) > bound) return JSON.stringify(input.slice(0, 80));
  }
  return undefined;
}

test("no regular expression takes more than linear time", () => {
  const found = sources().flatMap(literals);
  assert.ok(found.length > 15, `${found.length} expressions`);
  for (const literal of new Set(found)) {
    assert.equal(worseThanLinear(literal), undefined, literal);
  }
});

test("expressions that take longer are detected", () => {
  for (const planted of [
    "/^ +| +$/g",
    "/\\.+$/",
    "/\\{([^/}]*)\\}/g",
    "/-----BEGIN-----([\\s\\S]*)-----END-----/",
    "/^(?:a+)+$/",
    "/^\\p{White_Space}+|\\p{White_Space}+$/gu",
    "/^(?:a|a)*$/",
    "/^a*a*$/",
    "/(.*)=(.*)=/s",
  ]) {
    assert.notEqual(worseThanLinear(planted), undefined, planted);
  }
});

test("the scanner finds the literals, and only those", () => {
  const source = "const a = b / c / d; f(`${a}/x/${{ e: /[/]y/g }.e}`); // /no/\nif (a) return /z/;";
  assert.deepEqual(literals(source), ["/[/]y/g", "/z/"]);
});

test("all expressions are literals, which this test can parse", () => {
  const made = /\bRegExp\s*\(/;
  assert.deepEqual(sources().filter((text) => made.test(text)), []);
  assert.match('new RegExp("a")', made);
});
