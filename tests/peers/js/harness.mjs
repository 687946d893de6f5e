/**
 * Measures in turn, so that load on the machine slows down both sides; and formats the table's rows, as
 * in `tests/peers/src/harness.rs`.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Counts results, so that no engine can optimise the work away. */
export const results = { count: 0 };

/**
 * The time of one run of each work in its fastest turn, in seconds: all in turn, `rounds` times, `runs` runs
 * each, after one round to warm up. Other load on the machine only adds to a time.
 */
export function inTurn(rounds, runs, works) {
  const fastest = works.map(() => Infinity);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [place, work] of works.entries()) {
      const begun = performance.now();
      for (let run = 0; run < runs; run += 1) results.count += work().length;
      const taken = (performance.now() - begun) / 1e3 / runs;
      if (round > 0) fastest[place] = Math.min(fastest[place], taken);
    }
  }
  return fastest;
}

/** A time in a readable unit. */
export function time(seconds) {
  const nanoseconds = Math.round(seconds * 1e9);
  if (nanoseconds < 1_000) return `${nanoseconds} ns`;
  if (nanoseconds < 1_000_000) return `${(seconds * 1e6).toFixed(1)} µs`;
  return `${(seconds * 1e3).toFixed(1)} ms`;
}

export const HEADER = "| work | ours | peer | measured | promised | |\n|---|---|---|---|---|---|";

/** Bounds that a figure must keep. */
export const atMost = (bound) => ({ sign: "≤", bound, holds: (figure) => figure <= bound });
export const atLeast = (bound) => ({ sign: "≥", bound, holds: (figure) => figure >= bound });

/** Whether a row's promise was kept; true without a promise. */
export const kept = ({ figure, promise }) => promise?.holds(figure) ?? true;

/** A line of the table. */
export function line(row) {
  const { what, ours, peer, figure, unit, promise } = row;
  const promised = promise === undefined ? "nothing" : `${promise.sign} ${promise.bound}${unit}`;
  const verdict = promise === undefined ? "" : kept(row) ? "kept" : "**missed**";
  return `| ${what} | ${ours} | ${peer} | ${figure.toFixed(2)}${unit} | ${promised} | ${verdict} |`;
}

/** Date, processor, number of cores, Node. */
export function machine() {
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${processor()}, ${availableParallelism()} cores, Node ${process.versions.node}`;
}

function processor() {
  try {
    const model = /^model name\s*: (.*)$/mu.exec(readFileSync("/proc/cpuinfo", "utf8"));
    return model?.[1] ?? "unknown processor";
  } catch {
    return "unknown processor";
  }
}
