/**
 * The packed package in every host: the table, and whatever else can be asked of a tarball. Ends
 * with 1 if anything parts, or did not run.
 *
 * `CODEMINT_FLIP` is the number of the vector that is flipped for the control, else one is chosen.
 * `CODEMINT_BLESS=1` writes the table into the README.
 *
 * @module
 */

import { bundled, bundlers, runsAsAWorker, runsBundled } from "./checks/bundlers.mjs";
import { seesEverything, seesStrangers } from "./checks/comparison.mjs";
import { isRequired, isSlimInChromium, isSlimInNode, needsOneWordOfAPolicy }
  from "./checks/entries.mjs";
import { tellsAnotherTable, tellsWhatIsWrong } from "./checks/judge.mjs";
import { isLinted, isTyped, isUsable } from "./checks/published.mjs";
import { embedsInNode, worksAtTheEdge } from "./checks/examples.mjs";
import { holdsTheModuleOnce, namesNoAny, needsNothing, waitsNowhere } from "./checks/tarball.mjs";
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
  ["the tarball holds the module once, and nothing strange", () => holdsTheModuleOnce(folder)],
  ["the package needs no other", () => needsNothing(folder)],
  ["its types have no `any`", () => namesNoAny(folder)],
  ["nothing waits at its top level", () => waitsNowhere(folder)],
  ["the comparison sees every member", () => seesEverything(folder, data)],
  ["the comparison sees strange members and missing ones", () => seesStrangers(folder, data)],
  ["a host that answers wrongly is told", () => tellsWhatIsWrong()],
  ["`require`, in Node 20 and 24", () => isRequired(folder)],
  ["`codemint/slim`, in Node 20 and 24", () => isSlimInNode(folder)],
  ["`codemint/slim`, in Chromium", () => isSlimInChromium(folder)],
  ["'wasm-unsafe-eval' is needed, and enough", () => needsOneWordOfAPolicy(folder)],
  ["publint", () => isLinted(folder)],
  ["are the types wrong?", () => isTyped(folder)],
  ["a user's TypeScript", () => isUsable(folder)],
  ...bundlers.map((name) => [`bundled by ${name}, in Chromium`, () => runsBundled(pages, name)]),
  ["bundled by wrangler, in workerd", () => runsAsAWorker(pages)],
  ["the README's page, in Chromium", () => showsInABrowser(folder)],
  ["the README's Worker, in workerd", worksInAWorker],
  ["the README's program, in Node 24", runsInNode],
  ["examples/embed-node", embedsInNode],
  ["examples/edge-worker, in workerd", worksAtTheEdge],
];

let failed = 0;

function say(name, faults, since) {
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${faults.length === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  for (const fault of faults.slice(0, 10)) {
    console.log(`       ${fault.replaceAll("\n", "\n       ")}`);
  }
  if (faults.length > 10) console.log(`       and ${faults.length - 10} more`);
  if (faults.length > 0) failed += 1;
}

/** Everything in one line each; the table is last. */
for (const [name, check] of CHECKS) {
  const since = performance.now();
  const faults = Promise.resolve().then(check).then(() => [], (error) => [String(error.stack)]);
  say(name, await faults, since);
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
    say(host.name, faults, since);
  } catch (error) {
    rows.push({ host: host.name });
    say(host.name, [`it did not run: ${error.stack}`], since);
  }
}

const markdown = table(rows);
keep(markdown);
console.log(`\n${markdown}`);
if (process.env.CODEMINT_BLESS === "1" && failed === 0) bless(markdown);
if (failed === 0 && !isInReadme(markdown)) {
  console.log("FAILED the README has another table: `CODEMINT_BLESS=1 make vectors` writes it");
  failed += 1;
}
tellsAnotherTable(rows);
process.exitCode = failed === 0 ? 0 : 1;
