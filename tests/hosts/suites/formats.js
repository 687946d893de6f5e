/**
 * Codes as they are typed, shown and spoken: `tests/formats`.
 *
 * @module
 */

import { closed, present, required } from "./read.js";

const CHECK = { title: required, alphabet: required, check: required, drawn: required, code: required };
const ENTRY = { title: required, format: required, typed: required, answer: required };
const MEANT = { typed: required, codes: required };
const SHOWN = {
  title: required, format: required, code: required, display: required, en: required, de: required,
  fi: required,
};
/** The files' names for the kinds of faulty entries. */
const FAULTS = { "never used": "never-used", "too long": "too-long" };

/** A complete code consists of the drawn symbols and their check symbols. */
export const checkCases = (vectors) =>
  vectors.map((vector, place) => {
    const { title, alphabet, check, drawn, code } = closed("check", vector, CHECK);
    if (!code.startsWith(drawn)) throw new Error(`\`${title}\` does not begin with the drawn symbols`);
    const format = { alphabet, check, length: drawn.length };
    return {
      name: `${place}: ${title}`,
      expected: { kind: "code", code },
      observe: (codemint) => codemint.readEntry(format, code),
    };
  });

export const entryCases = (vectors) =>
  vectors.map((vector, place) => {
    const { title, format, typed, answer } = closed("entry", vector, ENTRY);
    const { fault, ...rest } = answer;
    const kind = fault === undefined ? "code" : FAULTS[fault] ?? fault;
    return {
      name: `${place}: ${title}`,
      expected: present({ kind, ...rest }),
      observe: (codemint) => codemint.readEntry(format, typed),
    };
  });

/**
 * The codes that a text may mean before its policy is known: the package lists them in the needs of a
 * request that presents the text.
 */
export const meantCases = (vectors) =>
  vectors.map((vector) => {
    const { typed, codes } = closed("meant", vector, MEANT);
    return {
      name: JSON.stringify(typed),
      expected: codes,
      observe: (codemint, routes) => presented(codemint, routes, typed),
    };
  });

function presented(codemint, routes, code) {
  const route = routes.findIndex((it) => it.dialect === "native" && it.name === "check");
  const call = { route, tenant: "", actor: "anonymous", seesCodes: false };
  const body = JSON.stringify({ tenant: "demo", subject: "alice@example.com", code });
  const planned = codemint.plan(call, new TextEncoder().encode(body));
  return planned.kind === "needs" ? planned.needs.presented : [];
}

/** The displayed code, and the spoken code in each language, by a language tag. */
export const shownCases = (vectors) =>
  vectors.map((vector) => {
    const { title, format, code, ...expected } = closed("shown", vector, SHOWN);
    return {
      name: title,
      expected,
      observe: (codemint) => ({
        display: codemint.groupCode(format, code),
        en: codemint.speakCode(format, code),
        de: codemint.speakCode(format, code, "de-AT"),
        fi: codemint.speakCode(format, code, "fi_FI"),
      }),
    };
  });
