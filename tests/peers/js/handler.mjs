/**
 * Requests per second of the fetch handler, in Node and in workerd, one code per request: the handler over
 * the store in memory, compared with one that only reads the request and answers.
 *
 * @module
 */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { OPERATOR_KEY, TENANT } from "./served/service.mjs";

const CONNECTIONS = 32;
const SECONDS = 3;
const ROUNDS = 3;

const here = dirname(fileURLToPath(import.meta.url));
const served = join(here, "served");
const environment = { ...process.env, OPERATOR_KEY, TENANT };

/** Starts a server process; resolves when it reports its address. */
async function started(program, args, port) {
  const stdio = ["ignore", "pipe", "inherit", "pipe"];
  const child = spawn(program, args, { stdio });
  const stream = port === undefined ? child.stdio[1] : child.stdio[3];
  for await (const line of createInterface({ input: stream })) {
    const url = port === undefined ? line : port(line);
    if (url !== undefined) return { child, url };
  }
  throw new Error(`${program} ended`);
}

const node = (what) => () => started(process.execPath, [join(served, "node.mjs"), what]);

/** workerd's list of modules: the worker's own, and those of the package at the paths it imports. */
function modules(names) {
  const dist = join(here, "node_modules", "codemint", "dist");
  const own = names.map((name) => [name, join(served, name)]);
  const ours = readdirSync(dist, { recursive: true })
    .filter((name) => /\.(?:js|wasm)$/u.test(name))
    .map((name) => [`codemint/${name}`, join(dist, name)]);
  return [...own, ...(names[0] === "worker.mjs" ? ours : [])].map(([name, file]) => {
    const kind = name.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = "${name}", ${kind} = embed "${relative(here, file)}")`;
  });
}

const workerd = (names) => () => {
  const config = join(here, `${names[0]}.capnp`);
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [${modules(names).join(", ")}],
  compatibilityDate = "2026-05-01",
);
`,
  );
  const program = join(here, "node_modules", "workerd", "bin", "workerd");
  // It reports its port on file descriptor 3.
  return started(program, ["serve", "--control-fd=3", config], (line) => {
    const { event, port } = JSON.parse(line);
    return event === "listen" ? `http://127.0.0.1:${port}` : undefined;
  });
};

/** Asserts that it does the measured work: returns a code, or for the peer an answer. */
async function check(url, what) {
  const body = JSON.stringify({ tenant: TENANT, subjects: [{ id: "user.0@example.com" }] });
  const headers = { "content-type": "application/json", authorization: `Bearer ${OPERATOR_KEY}` };
  const response = await fetch(`${url}/v1/codes`, { method: "POST", headers, body });
  const [result] = (await response.json()).results;
  assert.equal(response.status, 200);
  assert.equal(/^\d{9}$/u.test(result.code ?? ""), what === "ours", JSON.stringify(result));
}

/** Successful answers per second. */
function rate(url) {
  const args = ["-t1", `-c${CONNECTIONS}`, `-d${SECONDS}s`, "-s", join(served, "load.lua")];
  const { stdout, status } = spawnSync("wrk", [...args, `${url}/v1/codes`], {
    encoding: "utf8",
    env: environment,
  });
  assert.equal(status, 0, stdout);
  assert.doesNotMatch(stdout, /Non-2xx|Socket errors/u);
  return Number(/^Requests\/sec:\s*([\d.]+)$/mu.exec(stdout)[1]);
}

/** The row with the best of several alternating turns. */
async function row(host, starts) {
  const contenders = [];
  try {
    for (const [what, start] of Object.entries(starts)) {
      const contender = await start();
      contenders.push({ ...contender, best: 0 });
      await check(contender.url, what);
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const contender of contenders) contender.best = Math.max(contender.best, rate(contender.url));
    }
  } finally {
    for (const { child } of contenders) child.kill("SIGKILL");
  }
  const [ours, bare] = contenders.map(({ best }) => best);
  return {
    what: `${host}: one code a request, in memory, ${CONNECTIONS} connections`,
    ours: `${ours.toFixed(0)}/s`,
    peer: `a handler that only answers ${bare.toFixed(0)}/s`,
    figure: ours / bare,
    unit: "x",
    promise: undefined,
  };
}

export async function rows() {
  return [
    await row("Node", { ours: node("ours"), bare: node("bare") }),
    await row("workerd", {
      ours: workerd(["worker.mjs", "service.mjs"]),
      bare: workerd(["bare-worker.mjs", "bare.mjs"]),
    }),
  ];
}
