/**
 * Runs the packed package in every host and prints the table, and checks the tarball. Ends with 1 if
 * anything differs, or did not run.
 *
 * `CODEMINT_FLIP` is the number of the vector that is flipped for the control; by default it is random.
 * `CODEMINT_BLESS=1` writes the table into tests/hosts/README.md.
 *
 * @module
 */

import { bundled, bundlers, runsAsAWorker, runsBundled } from "./checks/bundlers.mjs";
import { detectsEveryChange, detectsUnknownMembers } from "./checks/comparison.mjs";
import { isRequired, isSlimInChromium, isSlimInNode, needsWasmUnsafeEval }
  from "./checks/entries.mjs";
import { detectsAnotherTable, detectsFaults } from "./checks/judge.mjs";
import { isLinted, isTyped, isUsable } from "./checks/published.mjs";
import { embedsInNode, worksAtTheEdge } from "./checks/examples.mjs";
import { containsTheModuleOnce, hasNoAny, hasNoDependencies, hasNoTopLevelAwait } from "./checks/tarball.mjs";
import { hosts } from "./lib/hosts.mjs";
import { judged } from "./lib/judge.mjs";
import { counted, load } from "./lib/load.mjs";
import { runsInNode, showsInABrowser, worksInAWorker } from "./checks/readme.mjs";
import { staged } from "./lib/stage.mjs";
import { bless, isInReadme, keep, table } from "./lib/table.mjs";

const data = load();
const folder = await staged(data);
const pages = await bundled();

const CHECKS = [
  ["the tarball contains the module once, and nothing unexpected", () => containsTheModuleOnce(folder)],
  ["the package has no dependencies", () => hasNoDependencies(folder)],
  ["its types have no `any`", () => hasNoAny(folder)],
  ["its scripts have no top-level await", () => hasNoTopLevelAwait(folder)],
  ["the comparison detects a change of any member", () => detectsEveryChange(folder, data)],
  ["the comparison detects unknown and missing members", () => detectsUnknownMembers(folder, data)],
  ["a host with wrong answers is detected", () => detectsFaults()],
  ["`require`, in Node 20 and 24", () => isRequired(folder)],
  ["`codemint/slim`, in Node 20 and 24", () => isSlimInNode(folder)],
  ["`codemint/slim`, in Chromium", () => isSlimInChromium(folder)],
  ["'wasm-unsafe-eval' is required, and sufficient", () => needsWasmUnsafeEval(folder)],
  ["publint", () => isLinted(folder)],
  ["are the types wrong?", () => isTyped(folder)],
  ["a user's TypeScript", () => isUsable(folder)],
  ...bundlers.map((name) => [`bundled by ${name}, in Chromium`, () => runsBundled(pages, name)]),
  ["bundled by wrangler, in workerd", () => runsAsAWorker(pages)],
  ["the README's page, in Chromium", () => showsInABrowser(folder)],
  ["the package README's Worker, in workerd", worksInAWorker],
  ["the package README's program, in Node 24", runsInNode],
  ["examples/embed-node", embedsInNode],
  ["examples/edge-worker, in workerd", worksAtTheEdge],
];

let failed = 0;

function print(name, faults, since) {
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${faults.length === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  for (const fault of faults.slice(0, 10)) {
    console.log(`       ${fault.replaceAll("\n", "\n       ")}`);
  }
  if (faults.length > 10) console.log(`       and ${faults.length - 10} more`);
  if (faults.length > 0) failed += 1;
}

/** One line for each check; the table is last. */
for (const [name, check] of CHECKS) {
  const since = performance.now();
  const faults = Promise.resolve().then(check).then(() => [], (error) => [String(error.stack)]);
  print(name, await faults, since);
}

const counts = counted(data);
const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
const flip = Number(process.env.CODEMINT_FLIP ?? Math.floor(Math.random() * all));
console.log(`\n${all} vectors, the flipped one is ${flip}: ${JSON.stringify(counts)}\n`);

const rows = [];
for (const host of hosts) {
  const since = performance.now();
  try {
    const { row, faults } = judged(host, await host.run(folder, flip, data), counts);
    rows.push(row);
    print(host.name, faults, since);
  } catch (error) {
    rows.push({ host: host.name });
    print(host.name, [`it did not run: ${error.stack}`], since);
  }
}

const markdown = table(rows);
keep(markdown);
console.log(`\n${markdown}`);
if (process.env.CODEMINT_BLESS === "1" && failed === 0) bless(markdown);
if (failed === 0 && !isInReadme(markdown)) {
  console.log("FAILED tests/hosts/README.md has another table: `CODEMINT_BLESS=1 make vectors` updates it");
  failed += 1;
}
detectsAnotherTable(rows);
process.exitCode = failed === 0 ? 0 : 1;
