/**
 * The expected result of a vector and the result of the package in one shape: every member is present,
 * `null` where it has no value, so that the two can be compared.
 *
 * @module
 */

import { closed, closedAll, perhaps, required } from "./read.js";

const utf8 = new TextEncoder();

const EXPECTED = { needs: null, reply: required, commit: null };
const REPLY = { status: required, content_type: required, body_json: null };
const NEEDS = {
  purpose: null, tenant: null, subjects: required, given: [], presented: [], record: null,
  opened: false, search: null, trail: null, account: null, listed: false, ignored: required,
};
const SEARCH = {
  subject: null, purpose: null, phase: null, batch: null, before: null, limit: required,
};
const TRAIL = { record: null, subject: null, after: required, limit: required };
const COMMIT = {
  batch: null, issued: required, superseded: required, changed: [], mails: required,
  audit: required,
};
const ISSUED = {
  subject: required, id: required, not_before: required, not_after: required, max_tries: required,
  code: required, several: false, revealable: false, hidden: false, max_uses: 1, note: null,
  terms: null, format: null,
};
const SUPERSEDED = { id: required, version: required };
const CHANGED = { id: required, version: required, transition: required };
const MAIL = { issued: required, to: null };
const AUDIT = { subject: null, event: required, record: null, detail: null };

/** The result that a vector expects. */
export function expectedOf(given) {
  const { needs, reply, commit } = closed("expected", given, EXPECTED);
  const { status, content_type, body_json } = closed("reply", reply, REPLY);
  return {
    needs: perhaps(needs, (it) => {
      const read = closed("needs", it, NEEDS);
      const search = perhaps(read.search, (one) => closed("needs.search", one, SEARCH));
      const trail = perhaps(read.trail, (one) => closed("needs.trail", one, TRAIL));
      return { ...read, search, trail };
    }),
    reply: { status, content_type, body_json: utf8.encode(JSON.stringify(body_json)) },
    commit: perhaps(commit, (it) => {
      const read = closed("commit", it, COMMIT);
      return {
        batch: read.batch,
        issued: closedAll("commit.issued", read.issued, ISSUED),
        superseded: closedAll("commit.superseded", read.superseded, SUPERSEDED),
        changed: closedAll("commit.changed", read.changed, CHANGED),
        mails: closedAll("commit.mails", read.mails, MAIL),
        audit: closedAll("commit.audit", read.audit, AUDIT),
      };
    }),
  };
}

/** The package's result. `usual` is the number of the policy's format, which is left out. */
export function observedOf(needs, reply, commit, usual) {
  return {
    needs: perhaps(needs, needsSeen),
    reply: replySeen(reply),
    commit: perhaps(commit, (it) => commitSeen(it, usual)),
  };
}

function replySeen(reply) {
  const shape = { status: required, contentType: required, body: required };
  const { status, contentType, body } = closed("reply", reply, shape);
  if (!(body instanceof Uint8Array)) throw new Error("`reply.body` is not a Uint8Array");
  return { status, content_type: contentType, body_json: body };
}

/** The members of the package's needs. Only those with a default may be left out. */
const NEEDS_SEEN = {
  purpose: null, tenant: null, subjects: required, given: required, presented: required,
  account: null, listed: required, record: null, opened: required, search: null, trail: null,
  ignored: required,
};
const TRAIL_SEEN = { recordId: null, subject: null, after: required, limit: required };

function needsSeen(needs) {
  const seen = closed("needs", needs, NEEDS_SEEN);
  const given = { subject: required, code: required };
  return {
    ...seen,
    given: closedAll("needs.given", seen.given, given, ({ subject, code }) => [subject, code]),
    search: perhaps(seen.search, (it) => {
      const search = closed("needs.search", it, SEARCH);
      // The only name of the contract that a vector writes differently.
      const phase = search.phase === "not-yet-valid" ? "not_yet_valid" : search.phase;
      return { ...search, phase };
    }),
    trail: perhaps(seen.trail, (it) => {
      const { recordId, ...trail } = closed("needs.trail", it, TRAIL_SEEN);
      return { ...trail, record: recordId };
    }),
  };
}

const COMMIT_SEEN = {
  batch: null, issued: required, superseded: required, changed: required, mails: required,
  audit: required,
};
const ISSUED_SEEN = {
  subject: required, id: required, code: required, notBefore: required, notAfter: required,
  maxTries: required, several: required, revealable: required, hidden: required, maxUses: required,
  note: null, terms: null, format: required,
};
const AUDIT_SEEN = { subject: null, event: required, recordId: null, detail: null };

function commitSeen(commit, usual) {
  const seen = closed("commit", commit, COMMIT_SEEN);
  const issued = ({ notBefore, notAfter, maxTries, maxUses, format, ...it }) => ({
    ...it, not_before: notBefore, not_after: notAfter, max_tries: maxTries, max_uses: maxUses,
    format: format === usual ? null : format,
  });
  const audit = ({ recordId, ...it }) => ({ ...it, record: recordId });
  return {
    batch: seen.batch,
    issued: closedAll("commit.issued", seen.issued, ISSUED_SEEN, issued),
    superseded: closedAll("commit.superseded", seen.superseded, SUPERSEDED),
    changed: closedAll("commit.changed", seen.changed, CHANGED),
    mails: closedAll("commit.mails", seen.mails, MAIL),
    audit: closedAll("commit.audit", seen.audit, AUDIT_SEEN, audit),
  };
}
