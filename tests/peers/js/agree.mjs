/**
 * Whether the peer of the batch does what the module does, by the vectors of its route.
 *
 * @module
 */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { enroll } from "./handwritten/handwritten.mjs";

/** Faults that `JSON.parse` does not detect, and the peer therefore accepts. */
const UNSEEN = new Set([
  "049-exponent-as-validity",
  "057-duplicate-member",
  "058-duplicate-member-in-disguise",
  "059-duplicate-null-member",
  "063-lone-surrogate",
  "074-two-high-surrogates",
  "088-numbers-that-are-no-validity",
  "135-deep-nesting-in-an-unknown-member",
]);

/** The findings where a vector expects no look-up. */
const NOTHING = { now: 0, policy: { length: 9, mail_domains: [] }, live: [] };

const encoder = new TextEncoder();

function bodyOf({ body_json: json, body_text: text, body_hex: hex }) {
  if (json !== undefined) return encoder.encode(JSON.stringify(json));
  return hex === undefined ? encoder.encode(text ?? "") : Uint8Array.from(Buffer.from(hex, "hex"));
}

/** Findings as the peer looks them up. */
function findingsOf({ now, policy, subjects, live }) {
  const { length, max_tries: maxTries, min_validity: minValidity, max_validity: maxValidity } = policy;
  return {
    now,
    policy: {
      format: { alphabet: "decimal", length },
      maxTries,
      minValidity,
      maxValidity,
      issuingAllowed: policy.issuing_allowed ?? true,
      mailConfigured: policy.mail_configured ?? false,
      mailDomains: policy.mail_domains ?? [],
      linkBase: policy.link_base,
    },
    rows: subjects.map((row) => ({
      standing: row.standing,
      purposeAllowed: row.purpose_allowed,
      hasMail: row.has_mail ?? true,
    })),
    live,
  };
}

/** Codes and IDs differ each time: only their form is compared. */
export function masked(text) {
  const mask = (code) => code.replace(/\d/gu, "0");
  return text
    .replace(/(?<="(?:verify_code|code)":")\d+/gu, mask)
    .replace(/[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}/gu, "a UUID");
}

/** The parts of a commit that the peer and a vector both have. */
function shared(commit, of) {
  if (commit === null || commit === undefined) return undefined;
  const { superseded } = commit;
  const issued = commit.issued.map((one) => {
    return [one.subject, masked(JSON.stringify({ id: one.id, code: one.code })), ...of(one)];
  });
  const audit = commit.audit.map((entry) => [entry.subject ?? null, entry.event]);
  const mails = commit.mails.map((mail) => [mail.issued, mail.to ?? null]);
  return { issued, audit, mails, superseded };
}

/** Where the peer and a vector differ; the text about an invalid body is not compared. */
export function difference(vector) {
  const { call, facts, expected } = vector;
  let asked = null;
  const answer = enroll(bodyOf(call), (subjects) => {
    asked = subjects;
    const rows = subjects.map(() => ({ standing: "unknown" }));
    return findingsOf(facts ?? { ...NOTHING, subjects: rows });
  });
  const { status, body } = answer.reply;
  if (status !== expected.reply.status) return `status ${status}`;
  if (status !== 200) return undefined;
  const text = masked(new TextDecoder().decode(body));
  if (text !== masked(JSON.stringify(expected.reply.body_json))) return `body ${text}`;
  if (!isDeepStrictEqual(asked, expected.needs.subjects)) return `subjects ${asked}`;
  const ours = shared(answer.commit, (one) => [one.notBefore, one.notAfter, one.maxTries]);
  const theirs = shared(expected.commit, (one) => [one.not_before, one.not_after, one.max_tries]);
  return isDeepStrictEqual(ours, theirs) ? undefined : `commit ${JSON.stringify(ours)}`;
}

/** A fault that must be found: another status, of a user or of the whole. */
function planted(vector) {
  const copy = structuredClone(vector);
  const { reply } = copy.expected;
  if (reply.status === 200) reply.body_json[0].status += 1;
  else reply.status += 1;
  return copy;
}

/**
 * Runs the peer on every vector of its route.
 *
 * @returns the number of vectors on which they agree
 * @throws where they differ
 */
export function agreed(vectors) {
  const faults = [];
  let count = 0;
  for (const file of readdirSync(vectors).sort()) {
    const name = file.replace(/\.json$/u, "");
    const vector = JSON.parse(readFileSync(join(vectors, file), "utf8"));
    const { alphabet, check } = vector.facts?.policy ?? { alphabet: "decimal" };
    const ours = vector.call.route === "enroll" && alphabet === "decimal" && check === undefined;
    if (!ours) continue;
    count += 1;
    const found = difference(vector);
    if ((found === undefined) === UNSEEN.has(name)) faults.push(`${name}: ${found ?? "agrees"}`);
    if (difference(planted(vector)) === undefined) faults.push(`${name}: a planted fault passes`);
  }
  if (count < 100) faults.push(`only ${count} vectors`);
  if (faults.length > 0) throw new Error(`the peer differs from the module:\n${faults.join("\n")}`);
  return count - UNSEEN.size;
}
