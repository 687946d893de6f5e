// Imports go in one direction, without circles, and no source names a vendor: routes come from the
// module.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { test } from "node:test";

/** Folders and files in layers: each may import those before it, and itself. */
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

/** The layer of a file: that of the longest matching name. */
function room(path: string): number {
  const is = (name: string) => path === `${name}.ts` || path === name || path.startsWith(`${name}/`);
  const fitting = ROOMS.filter((name) => is(name));
  const longest = fitting.sort((one, other) => other.length - one.length)[0];
  return longest === undefined ? -1 : ROOMS.indexOf(longest);
}

/** The files that a source imports, types included, as paths below `src` without an ending. */
function imports({ path, text }: Source): readonly string[] {
  const names = [...text.matchAll(/(?:from|import) "(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  return names.map((name) => normalize(join(path, "..", name)).replace(/\.js$/, ""));
}

/** The imports of a later layer, or of no layer. */
function strays(all: readonly Source[]): readonly string[] {
  return all.flatMap((source) => {
    const { path } = source;
    const outward = imports(source).filter(
      (target) => room(target) > room(path) || room(target) < 0,
    );
    return outward.map((target) => `${path} imports ${target}`);
  });
}

/** The circles of files that import each other. */
function circles(all: readonly Source[]): readonly string[] {
  const graph = new Map(all.map((source) => [source.path.replace(/\.ts$/, ""), imports(source)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(" > "));
    if (start >= 0 || done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

function naming(all: readonly Source[]): readonly string[] {
  return all.filter(({ text }) => DIALECTS.test(text)).map(({ path }) => path);
}

test("imports go in one direction", () => {
  const all = sources();
  assert.ok(all.length > 50, `${all.length} sources`);
  assert.deepEqual(all.filter(({ path }) => room(path) < 0 && path !== "wasm.d.ts"), []);
  assert.deepEqual(strays(all), []);
  const planted = { path: "keys/keys.ts", text: 'import { Issuer } from "../issuer/issuer.js";' };
  assert.deepEqual(strays([planted]), ["keys/keys.ts imports issuer/issuer"]);
  const nowhere = { path: "keys/keys.ts", text: 'import { a } from "../elsewhere/a.js";' };
  assert.equal(strays([nowhere]).length, 1);
});

test("no two files import each other, directly or through others", () => {
  assert.deepEqual(circles(sources()), []);
  const source = (path: string, ...targets: readonly string[]): Source => ({
    path: `store/${path}.ts`,
    text: targets.map((target) => `import type { T } from "./${target}.js";`).join("\n"),
  });
  const diamond = [source("a", "b", "c"), source("b", "d"), source("c", "d"), source("d")];
  assert.deepEqual(circles(diamond), []);
  const planted = [source("a", "b"), source("b", "c"), source("c", "b", "d"), source("d")];
  assert.deepEqual(circles(planted), ["store/b > store/c > store/b"]);
});

test("no source names a vendor", () => {
  assert.deepEqual(naming(sources()), []);
  const planted = { path: "handler/handler.ts", text: 'if (route.dialect === "rsa") return;' };
  assert.deepEqual(naming([planted]), ["handler/handler.ts"]);
});

test("only errors are thrown", () => {
  const literal = /\bthrow\s+["'`{[\d]/;
  assert.deepEqual(sources().filter(({ text }) => literal.test(text)), []);
  for (const planted of ['throw "no";', "throw `no`;", "throw { code: 1 };", "throw 7;"]) {
    assert.match(planted, literal);
  }
});

test("only the entry point for files and the listener for Node import Node's modules", () => {
  const isAllowed = (path: string) => path === "entry/file.ts" || path.startsWith("node/");
  const strays = ({ path, text }: Source) => /from "node:/.test(text) && !isAllowed(path);
  assert.deepEqual(sources().filter(strays).map(({ path }) => path), []);
  assert.ok(strays({ path: "store/sql/d1.ts", text: 'import { readFileSync } from "node:fs";' }));
});
