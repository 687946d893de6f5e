/**
 * Holds the package against every shared vector that it can answer. The same text runs in every
 * host: it reads no file, and imports no package.
 *
 * @module
 */

import { leaves, parting, planted, turned } from "./suites/compare.js";
import { dialectCases } from "./suites/dialects.js";
import { checkCases, entryCases, meantCases, shownCases } from "./suites/formats.js";
import { atRestCases, auditCases, deriveCases } from "./suites/keys.js";
import { mintCases, verifyCases } from "./suites/offline.js";

/** What is in the files, as `lib/load.mjs` reads them, as suites of cases. */
export function suitesOf({ dialects, formats, offline, atRest, audit }) {
  const stories = Object.entries(dialects).map(([name, vectors]) => [name, dialectCases(vectors)]);
  return Object.fromEntries([
    ...stories,
    ["formats/check", checkCases(formats.check)],
    ["formats/entry", entryCases(formats.entry)],
    ["formats/meant", meantCases(formats.meant)],
    ["formats/shown", shownCases(formats.shown)],
    ["offline/mint", mintCases(offline.mint)],
    ["offline/verify", verifyCases(offline.verify)],
    ["offline/derive", deriveCases(offline.derive)],
    ["at-rest", atRestCases(atRest)],
    ["audit", auditCases(audit)],
  ]);
}

/**
 * Runs everything once, and once more with one bit of one vector turned over.
 *
 * @param codemint the package.
 * @param data what is in the files.
 * @param flip the number of the vector that is turned over, over all of them.
 * @returns how many vectors there are by suite, where the package and the vectors part, and the
 *   same for the second time beside the place where they must.
 */
export async function conformance(codemint, data, flip) {
  const suites = suitesOf(data);
  const plain = await run(codemint, suites);
  const { suites: changed, must } = flipped(suites, flip);
  return { ...plain, control: { must, differences: (await run(codemint, changed)).differences } };
}

/** Every case of every suite: how many there are, and the first place in each where it parts. */
async function run(codemint, suites) {
  const routes = codemint.routes();
  const counts = {};
  const differences = [];
  for (const [suite, cases] of Object.entries(suites)) {
    counts[suite] = cases.length;
    for (const one of cases) {
      const difference = await held(codemint, routes, one);
      if (difference !== undefined) differences.push({ suite, name: one.name, ...difference });
    }
  }
  return { counts, differences };
}

async function held(codemint, routes, { expected, observe }) {
  try {
    return parting("", expected, await observe(codemint, routes));
  } catch (error) {
    const got = `${error.code ?? error.name} ${error.path ?? ""}: ${error.message}`;
    return { at: "call", expected: "an answer", got };
  }
}

/** The suites with one bit of one vector turned over, in a text or in bytes where it has any. */
function flipped(suites, number) {
  const all = Object.entries(suites).flatMap(([suite, cases]) =>
    cases.map((one, place) => ({ suite, place, one })));
  const found = all[number];
  if (found === undefined) throw new Error(`there are vectors 0 to ${all.length - 1}`);
  const { suite, place, one } = found;
  const at = (path) => path.reduce((value, name) => value[name], one.expected);
  const places = leaves(one.expected);
  const texts = places.filter((path) => at(path)?.length > 0);
  const path = texts[number % texts.length] ?? places[0];
  const expected = planted(one.expected, path, (leaf) => turned(leaf, number));
  const cases = suites[suite].with(place, { ...one, expected });
  const must = { suite, name: one.name, at: parting("", expected, one.expected).at };
  return { suites: { ...suites, [suite]: cases }, must };
}
