/**
 * workerd itself, with a configuration of its own kind.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "./tools.mjs";

/**
 * Serves a folder of modules as a worker, puts one request to it, and ends it.
 *
 * @param main the name of the module that answers.
 * @returns what `read` makes of the response.
 */
export async function asked(folder, main, request, read) {
  const file = join(folder, "config.capnp");
  writeFileSync(file, configuration(folder, main));
  // It says where it listens on the descriptor 3.
  const child = spawn(program("workerd"), ["serve", "--control-fd=3", file], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  try {
    const port = await listening(child, ended);
    return await read(await fetch(`http://127.0.0.1:${port}/`, request));
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

/** The module that answers, and beside it every module of wasm. */
function configuration(folder, main) {
  const wasm = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
  const modules = [
    `(name = "${main}", esModule = embed "${main}")`,
    ...wasm.map((name) => `(name = "${name}", wasm = embed "${name}")`),
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = "2026-01-01",
);
`;
}

function listening(child, ended) {
  return new Promise((resolve, reject) => {
    let told = "";
    child.on("error", reject);
    void ended.then((code) => reject(new Error(`workerd ended with ${code}`)));
    child.stdio[3].setEncoding("utf8").on("data", (text) => {
      told += text;
      for (const line of told.split("\n").slice(0, -1)) {
        const { event, socket, port } = JSON.parse(line);
        if (event === "listen" && socket === "http") resolve(port);
      }
    });
  });
}
