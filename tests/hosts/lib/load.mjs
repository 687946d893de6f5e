/**
 * The shared vectors, read once for every host.
 *
 * @module
 */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./tools.mjs";

const json = (path) => JSON.parse(readFileSync(path, "utf8"));

/** What is in all files, for `vectors.js`. */
export function load() {
  const folder = join(root, "tests", "vectors");
  const dialects = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, stories(join(folder, name))]);
  const shared = (name) => json(join(root, "tests", name, "vectors.json"));
  return {
    dialects: Object.fromEntries(dialects.toSorted()),
    formats: shared("formats"),
    offline: shared("offline"),
  };
}

const stories = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => ({ name: file.slice(0, -5), vector: json(join(folder, file)) }));

/** How many vectors there are, by suite, counted from the files and not by the runner. */
export function counted({ dialects, formats, offline }) {
  const stories = Object.entries(dialects).map(([name, vectors]) => [name, vectors.length]);
  return {
    ...Object.fromEntries(stories),
    "formats/check": formats.check.length,
    "formats/entry": formats.entry.length,
    "formats/meant": formats.meant.length,
    "formats/shown": formats.shown.length,
    "offline/mint": offline.mint.length,
    "offline/verify": offline.verify.length,
  };
}
