/**
 * A folder in which the packed package is installed as a user would, with the guests' code.
 *
 * @module
 */

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { here, ran, root, tools } from "./tools.mjs";

/** The packed package: `make package` creates exactly one. */
export function tarball() {
  const folder = join(root, "target", "js");
  const found = readdirSync(folder).filter((name) => /^codemint-.*\.tgz$/u.test(name));
  if (found.length !== 1) throw new Error(`${found.length} packages in ${folder}, not one`);
  return join(folder, found[0]);
}

/** Installs the package into a new folder of that name, offline: it has no dependencies. */
export async function installed(name, { type = "module" } = {}) {
  const folder = join(tools, "scratch", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type }));
  const quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  await ran("npm", ["install", ...quiet, tarball()], { cwd: folder });
  return folder;
}

/** The folder in which the hosts run: the package, the guests, and the vectors as one file. */
export async function staged(data) {
  const folder = await installed("hosts");
  for (const name of ["suites", "guests", "vectors.js"]) {
    const to = name === "guests" ? folder : join(folder, name);
    cpSync(join(here, name), to, { recursive: true });
  }
  writeFileSync(join(folder, "vectors.json"), JSON.stringify(data));
  return folder;
}

/** The file that the installed package exports for a condition, or for a subpath. */
export function exported(folder, condition, name = ".") {
  const at = join(folder, "node_modules", "codemint");
  const target = JSON.parse(readFileSync(join(at, "package.json"), "utf8")).exports[name];
  return join(at, typeof target === "string" ? target : target[condition] ?? target.default);
}
