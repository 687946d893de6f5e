/**
 * Codes as they are typed, shown and heard: `tests/formats`.
 *
 * @module
 */

import { closed, present, wanted } from "./read.js";

const CHECK = { title: wanted, alphabet: wanted, check: wanted, drawn: wanted, code: wanted };
const ENTRY = { title: wanted, format: wanted, typed: wanted, answer: wanted };
const MEANT = { typed: wanted, codes: wanted };
const SHOWN = {
  title: wanted, format: wanted, code: wanted, display: wanted, en: wanted, de: wanted, fi: wanted,
};
/** The words of the files for the kinds of a faulty entry. */
const FAULTS = { "never used": "never-used", "too long": "too-long" };

/** A whole code is read as what was drawn and its check symbols. */
export const checkCases = (vectors) =>
  vectors.map((vector, place) => {
    const { title, alphabet, check, drawn, code } = closed("check", vector, CHECK);
    if (!code.startsWith(drawn)) throw new Error(`\`${title}\` does not begin with what was drawn`);
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
 * What a text may mean before its policy is known: the package tells it in the needs of a request
 * that presents the text.
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
  const call = { route, tenant: "", actor: "anybody", seesCodes: false };
  const body = JSON.stringify({ tenant: "demo", subject: "alice@example.com", code });
  const planned = codemint.plan(call, new TextEncoder().encode(body));
  return planned.kind === "needs" ? planned.needs.presented : [];
}

/** How a code is shown, then how it is read out in each language, by a tag of it. */
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
