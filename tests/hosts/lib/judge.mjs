/**
 * Judges a host's answer: its row in the table, and its faults.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";

const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0);

/**
 * The row of a host that answered.
 *
 * @param counts the number of vectors by suite, counted from the files.
 * @returns its row, and the list of its faults, empty if there are none.
 */
export function judged(host, answer, counts) {
  const { version, entry, differences, control } = answer;
  const faults = differences.map(
    ({ suite, name, at, expected, got }) =>
      `${suite} ${name}: \`${at}\`\n  expected ${expected}\n       got ${got}`,
  );
  const wanted = sorted(counts).filter(([suite]) => !(host.without ?? []).includes(suite));
  if (!isDeepStrictEqual(sorted(answer.counts), wanted)) {
    faults.push(`it ran these vectors: ${JSON.stringify(answer.counts)}`);
  }
  if (host.entry !== undefined && !(entry ?? "").endsWith(`/codemint/${host.entry}`)) {
    faults.push(`it loaded the entry ${entry}, not ${host.entry}`);
  }
  if (host.version !== undefined && !host.version.test(version)) {
    faults.push(`it is version ${version}`);
  }
  const caught = isCaught(control, differences);
  if (!caught) faults.push(`the flipped vector was not detected: ${JSON.stringify(control)}`);
  const row = {
    host: host.name, version, vectors: sum(answer.counts), differences: differences.length, caught,
  };
  return { row, faults };
}

const sorted = (counts) => Object.entries(counts).toSorted();

/** Whether the flipped vector adds a difference at its place, and no other. */
function isCaught(control, differences) {
  if (control === "detected") return true;
  if (control === undefined) return false;
  const { must } = control;
  const is = ({ suite, name, at }) => isDeepStrictEqual({ suite, name, at }, must);
  const isAnother = ({ suite, name }) => suite !== must.suite || name !== must.name;
  const before = differences.filter(isAnother);
  const others = control.differences.filter((one) => !is(one));
  return control.differences.some(is) && isDeepStrictEqual(others, before);
}
