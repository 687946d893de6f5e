/**
 * Workers with a Durable Object: bundled by wrangler, as for a deployment, and run by workerd.
 *
 * @module
 */

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { node24, ran, tools } from "./tools.mjs";
import { modules } from "./workerd.mjs";

/**
 * Bundles a worker, with a fixed name and compatibility date.
 *
 * @returns the folder with the output.
 */
export async function wranglered(folder, main) {
  await wrangling(folder, "--name", "codemint", "--compatibility-date", "2026-05-01", main);
  return join(folder, "out");
}

/**
 * Runs a deployment without the upload; the folder's `wrangler.toml` has the rest of the options.
 *
 * @returns wrangler's output.
 */
export async function wrangling(folder, ...more) {
  const wrangler = join(tools, "node_modules", "wrangler", "bin", "wrangler.js");
  const home = join(tools, "scratch", "wrangler");
  const env = {
    WRANGLER_SEND_METRICS: "false", CI: "1", XDG_CONFIG_HOME: home, WRANGLER_LOG_PATH: home,
  };
  const args = ["deploy", "--dry-run", "--outdir", "out", ...more];
  return (await ran(node24, [wrangler, ...args], { cwd: folder, env })).stdout;
}

/** workerd's configuration for a worker with the class `Codes`, stored on disk in a new folder. */
export function durableConfiguration(folder, main, bindings) {
  const disk = join(folder, "disk");
  rmSync(disk, { recursive: true, force: true });
  mkdirSync(disk);
  const texts = Object.entries(bindings)
    .map(([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "disk", disk = (path = "disk", writable = true)),
  ],
  sockets = [(
    name = "http", address = "127.0.0.1:0", service = "main",
    http = (forwardedProtoHeader = "X-Forwarded-Proto"),
  )],
);
const worker :Workerd.Worker = (
  modules = ${modules(folder, main)},
  compatibilityDate = "2026-05-01",
  durableObjectNamespaces = [(className = "Codes", uniqueKey = "codes", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [(name = "CODES", durableObjectNamespace = "Codes"), ${texts.join(", ")}],
);
`;
}
