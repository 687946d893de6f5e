/**
 * The shared vectors, read once for every host.
 *
 * @module
 */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tools.mjs";

/** Parses JSON, with the numbers of trail entries as strings: they reach 2^63 - 1. */
const json = (path) =>
  JSON.parse(readFileSync(path, "utf8").replace(/^(\s*"seq": )([0-9]+)/gmu, '$1"$2"'));

/** The content of all files, for `vectors.js`. */
export function load() {
  const folder = join(root, "tests", "vectors");
  const dialects = readdirSync(folder, { withFileTypes: true })
    // `nonsense` is not a dialect: the SDKs' own tests use its files.
    .filter((entry) => entry.isDirectory() && entry.name !== "nonsense")
    .map(({ name }) => [name, stories(join(folder, name))]);
  const shared = (name) => json(join(root, "tests", name, "vectors.json"));
  return {
    dialects: Object.fromEntries(dialects.toSorted()),
    formats: shared("formats"),
    offline: shared("offline"),
    atRest: shared("at-rest"),
    audit: shared("audit"),
  };
}

const stories = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => ({ name: file.slice(0, -5), vector: json(join(folder, file)) }));

/** The number of vectors by suite, counted from the files and not by the runner. */
export function counted({ dialects, formats, offline, atRest, audit }) {
  const stories = Object.entries(dialects).map(([name, vectors]) => [name, vectors.length]);
  return {
    ...Object.fromEntries(stories),
    "formats/check": formats.check.length,
    "formats/entry": formats.entry.length,
    "formats/meant": formats.meant.length,
    "formats/shown": formats.shown.length,
    "offline/mint": offline.mint.length,
    "offline/verify": offline.verify.length,
    "offline/derive": offline.derive.length,
    "at-rest": atRest.length,
    audit: audit.reduce((sum, { entries }) => sum + entries.length, 0),
  };
}
