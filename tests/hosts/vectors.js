/**
 * Compares the package with every shared vector. The same script runs in every host: it reads no file
 * and imports no package.
 *
 * @module
 */

import { firstDifference, flipBit, leaves, planted } from "./suites/compare.js";
import { dialectCases } from "./suites/dialects.js";
import { checkCases, entryCases, meantCases, shownCases } from "./suites/formats.js";
import { atRestCases, auditCases, deriveCases } from "./suites/keys.js";
import { mintCases, verifyCases } from "./suites/offline.js";

/** The content of the files, as read by `lib/load.mjs`, as suites of cases. */
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
 * Runs all vectors, and again with one bit of one vector flipped.
 *
 * @param codemint the package.
 * @param data the content of the files.
 * @param flip the number of the flipped vector, over all suites.
 * @returns the number of vectors by suite, the differences, and those of the second run with the place
 *   where one must be.
 */
export async function runVectors(codemint, data, flip) {
  const suites = suitesOf(data);
  const plain = await run(codemint, suites);
  const { suites: changed, must } = flipped(suites, flip);
  return { ...plain, control: { must, differences: (await run(codemint, changed)).differences } };
}

/** Runs every case of every suite: their numbers, and the first difference of each case. */
async function run(codemint, suites) {
  const routes = codemint.routes();
  const counts = {};
  const differences = [];
  for (const [suite, cases] of Object.entries(suites)) {
    counts[suite] = cases.length;
    for (const one of cases) {
      const difference = await differenceOf(codemint, routes, one);
      if (difference !== undefined) differences.push({ suite, name: one.name, ...difference });
    }
  }
  return { counts, differences };
}

async function differenceOf(codemint, routes, { expected, observe }) {
  try {
    return firstDifference("", expected, await observe(codemint, routes));
  } catch (error) {
    const got = `${error.code ?? error.name} ${error.path ?? ""}: ${error.message}`;
    return { at: "call", expected: "an answer", got };
  }
}

/** The suites with one bit of one vector flipped, in a text or in bytes where it has any. */
function flipped(suites, number) {
  const all = Object.entries(suites).flatMap(([suite, cases]) =>
    cases.map((one, place) => ({ suite, place, one })));
  const found = all[number];
  if (found === undefined) throw new Error(`the vectors have the numbers 0 to ${all.length - 1}`);
  const { suite, place, one } = found;
  const at = (path) => path.reduce((value, name) => value[name], one.expected);
  const places = leaves(one.expected);
  const texts = places.filter((path) => at(path)?.length > 0);
  const path = texts[number % texts.length] ?? places[0];
  const expected = planted(one.expected, path, (leaf) => flipBit(leaf, number));
  const cases = suites[suite].with(place, { ...one, expected });
  const must = { suite, name: one.name, at: firstDifference("", expected, one.expected).at };
  return { suites: { ...suites, [suite]: cases }, must };
}
