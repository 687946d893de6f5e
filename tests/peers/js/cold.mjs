/**
 * The time from the import of a package to its module's first result, in a new process each time.
 *
 * @module
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { time } from "./harness.mjs";

const ROUNDS = 15;
const FIRSTS = {
  "codemint.mjs": "first code",
  "hash-wasm.mjs": "hash-wasm, SHA-256",
  "brotli-wasm.cjs": "brotli-wasm",
};

/** The time of one process, in seconds. */
function started(file) {
  const path = fileURLToPath(new URL(`cold/${file}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8" });
  assert.equal(status, 0, `${file}: ${stderr}`);
  const { taken, good } = JSON.parse(stdout);
  assert.equal(good, true, `${file}: the answer is wrong`);
  return taken / 1e3;
}

export function rows() {
  const files = Object.keys(FIRSTS);
  const fastest = files.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, file] of files.entries()) {
      fastest[place] = Math.min(fastest[place], started(file));
    }
  }
  const [ours, ...others] = fastest;
  const peers = others.map((taken, place) => `${FIRSTS[files[place + 1]]} ${time(taken)}`);
  return [
    {
      what: "Node: cold start, from import to the first code",
      ours: time(ours),
      peer: peers.join(", "),
      figure: ours * 1e3,
      unit: " ms",
      promise: undefined,
    },
  ];
}
