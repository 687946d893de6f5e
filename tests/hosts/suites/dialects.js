/**
 * The vectors of every dialect: a call, what was found, the exact answer.
 *
 * @module
 */

import { expectedOf, observedOf } from "./answer.js";
import { callOf, findingsOf, usualFormat } from "./call.js";
import { firstDifference } from "./compare.js";
import { closed, required } from "./read.js";

const VECTOR = { title: required, call: required, facts: null, expected: required };

/** One case for each of a dialect's vectors. */
export function dialectCases(vectors) {
  return vectors.map(({ name, vector }) => {
    const { call, facts, expected } = closed(name, vector, VECTOR);
    return {
      name,
      expected: expectedOf(expected),
      observe: (codemint, routes) => observe(codemint, routes, call, facts),
    };
  });
}

/** Runs a call on the package: once, or twice if facts are needed. */
function observe(codemint, routes, given, facts) {
  const { call, body } = callOf(given, routes);
  const planned = codemint.plan(call, body);
  if (planned.kind === "finished") {
    if (facts !== null) throw new Error("the vector has facts, but the package needs none");
    const { reply } = closed("planned", planned, { kind: required, reply: required });
    return observedOf(null, reply, null, null);
  }
  if (facts === null) throw new Error("the vector has no facts, but the package needs some");
  const { needs } = closed("planned", planned, { kind: required, needs: required });
  const settled = (settle) => {
    const answer = settle(call, body, findingsOf(facts));
    const { reply, commit } = closed("settled", answer, { reply: required, commit: required });
    return observedOf(needs, reply, commit, usualFormat(facts));
  };
  // Findings are passed as bytes or as objects: both must give the same result.
  const [observed, byObjects] = [settled(codemint.settle), settled(codemint.settleByObjects)];
  const difference = firstDifference("", observed, byObjects);
  if (difference === undefined) return observed;
  const { at, expected, got } = difference;
  throw new Error(`by objects \`${at}\` is ${got}, not ${expected}`);
}
