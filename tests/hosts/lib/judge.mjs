/**
 * What is said of a host's answer: its row in the table, or why it has none.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";

const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0);

/**
 * The row of a host that answered.
 *
 * @param counts how many vectors there are by suite, counted from the files.
 * @returns its row, and every fault of it: a list that is empty where all is well.
 */
export function judged(host, answer, counts) {
  const { version, entry, differences, control } = answer;
  const faults = differences.map(
    ({ suite, name, at, expected, got }) =>
      `${suite} ${name}: \`${at}\`\n  expected ${expected}\n       got ${got}`,
  );
  const wanted = sorted(counts).filter(([suite]) => !(host.without ?? []).includes(suite));
  if (!isDeepStrictEqual(sorted(answer.counts), wanted)) {
    faults.push(`it was held against ${JSON.stringify(answer.counts)}`);
  }
  if (host.entry !== undefined && !(entry ?? "").endsWith(`/codemint/${host.entry}`)) {
    faults.push(`it took the entry ${entry}, not ${host.entry}`);
  }
  if (host.version !== undefined && !host.version.test(version)) {
    faults.push(`it is version ${version}`);
  }
  const caught = isCaught(control, differences);
  if (!caught) faults.push(`a flipped vector was not told: ${JSON.stringify(control)}`);
  const row = {
    host: host.name, version, vectors: sum(answer.counts), differences: differences.length, caught,
  };
  return { row, faults };
}

const sorted = (counts) => Object.entries(counts).toSorted();

/** Whether with a flipped vector the host parts in that one place more, and in no other. */
function isCaught(control, differences) {
  if (control === "told") return true;
  if (control === undefined) return false;
  const { must } = control;
  const is = ({ suite, name, at }) => isDeepStrictEqual({ suite, name, at }, must);
  const isAnother = ({ suite, name }) => suite !== must.suite || name !== must.name;
  const before = differences.filter(isAnother);
  const others = control.differences.filter((one) => !is(one));
  return control.differences.some(is) && isDeepStrictEqual(others, before);
}
