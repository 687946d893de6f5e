/**
 * Runs workerd with a configuration.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "./tools.mjs";

/**
 * Serves a folder of modules as a worker, sends it one request, and ends it.
 *
 * @param main the name of the main module.
 * @returns the result of `read` with the response.
 */
export function requested(folder, main, request, read) {
  const config = configuration(folder, main);
  return running(folder, config, async (url) => read(await fetch(url, request)));
}

/**
 * Runs workerd with a configuration whose socket is called `http`, and ends it.
 *
 * @returns the result of `use` with its address.
 */
export async function running(folder, config, use) {
  const file = join(folder, "config.capnp");
  writeFileSync(file, config);
  // It reports its port on file descriptor 3.
  const child = spawn(program("workerd"), ["serve", "--experimental", "--control-fd=3", file], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  try {
    const port = await listening(child, ended);
    return await use(`http://127.0.0.1:${port}/`);
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

/** The main module and every wasm module, as a list for a configuration. */
export function modules(folder, main) {
  const wasm = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
  const all = [
    `(name = "${main}", esModule = embed "${main}")`,
    ...wasm.map((name) => `(name = "${name}", wasm = embed "${name}")`),
  ];
  return `[${all.join(", ")}]`;
}

function configuration(folder, main) {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = ${modules(folder, main)},
  compatibilityDate = "2026-01-01",
);
`;
}

function listening(child, ended) {
  return new Promise((resolve, reject) => {
    let output = "";
    child.on("error", reject);
    void ended.then((code) => reject(new Error(`workerd ended with ${code}`)));
    child.stdio[3].setEncoding("utf8").on("data", (text) => {
      output += text;
      for (const line of output.split("\n").slice(0, -1)) {
        const { event, socket, port } = JSON.parse(line);
        if (event === "listen" && socket === "http") resolve(port);
      }
    });
  });
}
