/**
 * Workers with a Durable Object: bundled by wrangler, as a deployment would, and run by workerd.
 *
 * @module
 */

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { node24, ran, tools } from "./tools.mjs";
import { modules } from "./workerd.mjs";

/**
 * Bundles a worker, with a name and a date of its own.
 *
 * @returns the folder with what would be deployed.
 */
export async function wranglered(folder, main) {
  await wrangling(folder, "--name", "codemint", "--compatibility-date", "2026-05-01", main);
  return join(folder, "out");
}

/**
 * Does all of a deployment but the sending; the folder's own `wrangler.toml` says what is not said here.
 *
 * @returns what wrangler said of it.
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

/** workerd's configuration for a worker with the class `Codes`, kept on disk in a new folder. */
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
