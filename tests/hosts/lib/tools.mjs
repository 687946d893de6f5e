/**
 * Paths, and running programs.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));
/** The folder into which `tests/hosts/prepare` installs, and in which the package is tested. */
export const tools = join(root, "target", "hosts");
/** The sources of this folder. */
export const here = join(root, "tests", "hosts");

const required = createRequire(join(tools, "package.json"));

/** A tool as a module, as installed by `prepare`. */
export const tool = async (name) => import(pathToFileURL(required.resolve(name)));

/** A tool's executable. */
export const program = (name) => join(tools, "node_modules", ".bin", name);

export const node24 = join(tools, "node_modules", "node", "bin", "node");

/** Node 20: as installed by `prepare`, or else the one of this machine. */
const own = join(tools, "node20", "node_modules", "node", "bin", "node");
export const node20 = existsSync(own) ? own : "node";

/** A hanging program is killed after this time, in milliseconds: nothing takes a tenth of it. */
const PATIENCE = 240_000;

/**
 * Runs a program to its end.
 *
 * @returns its output.
 * @throws {Error} when it fails, with its output.
 */
export async function ran(command, args, { cwd = tools, env = {}, input } = {}) {
  const child = spawn(command, args, {
    cwd, env: { ...process.env, NO_COLOR: "1", ...env }, timeout: PATIENCE, killSignal: "SIGKILL",
  });
  const out = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => (out[name] += text));
  }
  child.stdin.on("error", () => {}).end(input);
  const code = await new Promise((resolve, reject) =>
    child.on("error", reject).on("close", (code, signal) => resolve(code ?? signal)));
  if (code === 0) return out;
  throw new Error(`${command} ${args.join(" ")}: ended with ${code}\n${out.stderr}${out.stdout}`);
}
