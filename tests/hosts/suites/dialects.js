/**
 * The stories of every dialect: a call, what was found, the exact answer.
 *
 * @module
 */

import { expectedOf, observedOf } from "./answer.js";
import { callOf, findingsOf, usualFormat } from "./call.js";
import { parting } from "./compare.js";
import { closed, wanted } from "./read.js";

const VECTOR = { title: wanted, call: wanted, facts: null, expected: wanted };

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

/** Puts a call to the package: once, or twice if facts are needed. */
function observe(codemint, routes, given, facts) {
  const { call, body } = callOf(given, routes);
  const planned = codemint.plan(call, body);
  if (planned.kind === "finished") {
    if (facts !== null) throw new Error("there are facts, but nothing is needed");
    const { reply } = closed("planned", planned, { kind: wanted, reply: wanted });
    return observedOf(null, reply, null, null);
  }
  if (facts === null) throw new Error("there are no facts, but something is needed");
  const { needs } = closed("planned", planned, { kind: wanted, needs: wanted });
  const settled = (settle) => {
    const answer = settle(call, body, findingsOf(facts));
    const { reply, commit } = closed("settled", answer, { reply: wanted, commit: wanted });
    return observedOf(needs, reply, commit, usualFormat(facts));
  };
  // Findings cross as bytes or as objects: both ways, which must answer alike.
  const [observed, plainly] = [settled(codemint.settle), settled(codemint.settleByObjects)];
  const apart = parting("", observed, plainly);
  if (apart === undefined) return observed;
  throw new Error(`by objects \`${apart.at}\` is ${apart.got}, not ${apart.expected}`);
}
