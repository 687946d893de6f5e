// Imports go one way, and nothing in the package names a vendor: it mounts what the module says.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { test } from "node:test";

/** The rooms, from the inside out: each may import what stands before it, and itself. */
const ROOMS = [
  "gen",
  "errors",
  "globals",
  "quietly",
  "deadline",
  "bytes",
  "clock",
  "entropy",
  "module",
  "tools",
  "validate",
  "directory",
  "keys",
  "offline",
  "mail/mailer",
  "mail/faults",
  "store",
  "mail",
  "conformance",
  "issuer",
  "handler",
  "node",
  "index",
  "entry",
];

/** The vendors' dialects. */
const DIALECTS = /["'`](?:rsa|recast|digitanium|native)["'`]/;

interface Source {
  /** Below `src`, with slashes. */
  readonly path: string;
  readonly text: string;
}

function sources(): readonly Source[] {
  const all = readdirSync("src", { recursive: true, encoding: "utf8" });
  const paths = all.filter((path) => path.endsWith(".ts") && !path.startsWith("gen"));
  return paths.map((path) => ({ path, text: readFileSync(join("src", path), "utf8") }));
}

/** Which room a file is of: the longest name that fits. */
function room(path: string): number {
  const is = (name: string) => path === `${name}.ts` || path === name || path.startsWith(`${name}/`);
  const fitting = ROOMS.filter((name) => is(name));
  const longest = fitting.sort((one, other) => other.length - one.length)[0];
  return longest === undefined ? -1 : ROOMS.indexOf(longest);
}

/** Every import that goes outwards, or to no room. */
function strays(all: readonly Source[]): readonly string[] {
  return all.flatMap(({ path, text }) => {
    const named = [...text.matchAll(/(?:from|import) "(\.[^"]+)"/g)].map((match) => match[1] ?? "");
    const targets = named.map((name) => normalize(join(path, "..", name)).replace(/\.js$/, ""));
    const outward = targets.filter((target) => room(target) > room(path) || room(target) < 0);
    return outward.map((target) => `${path} imports ${target}`);
  });
}

function foreign(all: readonly Source[]): readonly string[] {
  return all.filter(({ text }) => DIALECTS.test(text)).map(({ path }) => path);
}

test("imports go one way", () => {
  const all = sources();
  assert.ok(all.length > 50, `${all.length} sources`);
  assert.deepEqual(all.filter(({ path }) => room(path) < 0 && path !== "wasm.d.ts"), []);
  assert.deepEqual(strays(all), []);
  const planted = { path: "keys/keys.ts", text: 'import { Issuer } from "../issuer/issuer.js";' };
  assert.deepEqual(strays([planted]), ["keys/keys.ts imports issuer/issuer"]);
  const nowhere = { path: "keys/keys.ts", text: 'import { a } from "../elsewhere/a.js";' };
  assert.equal(strays([nowhere]).length, 1);
});

test("nothing names a vendor", () => {
  assert.deepEqual(foreign(sources()), []);
  const planted = { path: "handler/handler.ts", text: 'if (route.dialect === "rsa") return;' };
  assert.deepEqual(foreign([planted]), ["handler/handler.ts"]);
});

test("what is thrown is an error", () => {
  const literal = /\bthrow\s+["'`{[\d]/;
  assert.deepEqual(sources().filter(({ text }) => literal.test(text)), []);
  for (const planted of ['throw "no";', "throw `no`;", "throw { code: 1 };", "throw 7;"]) {
    assert.match(planted, literal);
  }
});

test("only the entry for files and what is for Node import Node's modules", () => {
  const isOurs = (path: string) => path === "entry/file.ts" || path.startsWith("node/");
  const asks = ({ path, text }: Source) => /from "node:/.test(text) && !isOurs(path);
  assert.deepEqual(sources().filter(asks).map(({ path }) => path), []);
  assert.ok(asks({ path: "store/sql/d1.ts", text: 'import { readFileSync } from "node:fs";' }));
});
