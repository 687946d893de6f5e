// Has the command line of the gateway (`demo`, `serve`), but serves with the npm package, so that the
// end-to-end tests of the gateway can be run against it. Any other command is delegated to the real
// program (CODEMINT_GATEWAY), which prepares folders, imports directories and verifies trails.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { demoSite } from "./demo.mjs";
import { serve } from "./serve.mjs";
import { configuredSite } from "./site.mjs";

const program = process.env.CODEMINT_GATEWAY;
if (program === undefined) throw new Error("CODEMINT_GATEWAY must name the gateway's program");

const [command, ...rest] = process.argv.slice(2);

/** The value of an option, if it is given. */
function option(name) {
  const place = rest.indexOf(name);
  return place < 0 ? undefined : rest[place + 1];
}

/** Runs the real program with the same arguments, to its end. */
function delegate() {
  const { status, signal } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
  process.exit(signal === null ? (status ?? 1) : 1);
}

/**
 * Lets the real program set up its demo (keys, directory, database, tokens), and stops it.
 *
 * @returns the variables in `demo.env`.
 */
async function prepared(data) {
  const child = spawn(program, process.argv.slice(2), { stdio: ["ignore", "pipe", "pipe"] });
  let [output, log] = ["", ""];
  child.stdout.on("data", (piece) => (output += piece));
  child.stderr.on("data", (piece) => (log += piece));
  const ended = once(child, "close");
  await Promise.race([once(child.stdout, "data"), ended]);
  child.kill("SIGTERM");
  await ended;
  if (!output.includes("codemint listening on ")) {
    process.stdout.write(output);
    process.stderr.write(log);
    process.exit(1);
  }
  const lines = readFileSync(join(data, "demo.env"), "utf8").split("\n");
  const assignments = lines.flatMap((line) => /^([A-Z_]+)='(.*)'$/.exec(line)?.slice(1, 3) ?? []);
  const pairs = [];
  for (let at = 0; at < assignments.length; at += 2) pairs.push(assignments.slice(at, at + 2));
  return Object.fromEntries(pairs);
}

if (command === "demo") {
  const data = option("--data");
  const environment = await prepared(data);
  await serve(await demoSite(data, environment, rest.includes("--plain-http"), option("--smtp")));
} else if (command === "serve") {
  const site = await configuredSite(option("--config"), option("--listen")).catch((fault) => {
    process.stderr.write(`${fault.message}\n`);
    process.exit(1);
  });
  await serve(site);
} else {
  delegate();
}
