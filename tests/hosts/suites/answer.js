/**
 * What must come out of a vector, and what came out of the package, in one shape: every member is
 * there, `null` where there is nothing, so that the two can be laid beside each other.
 *
 * @module
 */

import { closed, closedAll, perhaps, wanted } from "./read.js";

const utf8 = new TextEncoder();

const EXPECTED = { needs: null, reply: wanted, commit: null };
const REPLY = { status: wanted, content_type: wanted, body_json: null };
const NEEDS = {
  purpose: null, tenant: null, subjects: wanted, given: [], presented: [], record: null,
  opened: false, search: null, trail: null, account: null, listed: false, ignored: wanted,
};
const SEARCH = {
  subject: null, purpose: null, phase: null, batch: null, before: null, limit: wanted,
};
const TRAIL = { record: null, subject: null, after: wanted, limit: wanted };
const COMMIT = {
  batch: null, issued: wanted, superseded: wanted, changed: [], mails: wanted, audit: wanted,
};
const ISSUED = {
  subject: wanted, id: wanted, not_before: wanted, not_after: wanted, max_tries: wanted,
  code: wanted, several: false, revealable: false, hidden: false, max_uses: 1, note: null,
  terms: null, format: null,
};
const SUPERSEDED = { id: wanted, version: wanted };
const CHANGED = { id: wanted, version: wanted, transition: wanted };
const MAIL = { issued: wanted, to: null };
const AUDIT = { subject: null, event: wanted, record: null, detail: null };

/** What a vector expects. */
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

/** What the package answered. `usual` is the number of the policy's format, which is left out. */
export function observedOf(needs, reply, commit, usual) {
  return {
    needs: perhaps(needs, needsSeen),
    reply: replySeen(reply),
    commit: perhaps(commit, (it) => commitSeen(it, usual)),
  };
}

function replySeen(reply) {
  const shape = { status: wanted, contentType: wanted, body: wanted };
  const { status, contentType, body } = closed("reply", reply, shape);
  if (!(body instanceof Uint8Array)) throw new Error("`reply.body` is no Uint8Array");
  return { status, content_type: contentType, body_json: body };
}

/** The members of the package's needs. None may be left out but those that stand for nothing. */
const NEEDS_SEEN = {
  purpose: null, tenant: null, subjects: wanted, given: wanted, presented: wanted, account: null,
  listed: wanted, record: null, opened: wanted, search: null, trail: null, ignored: wanted,
};
const TRAIL_SEEN = { recordId: null, subject: null, after: wanted, limit: wanted };

function needsSeen(needs) {
  const seen = closed("needs", needs, NEEDS_SEEN);
  const given = { subject: wanted, code: wanted };
  return {
    ...seen,
    given: closedAll("needs.given", seen.given, given, ({ subject, code }) => [subject, code]),
    search: perhaps(seen.search, (it) => {
      const search = closed("needs.search", it, SEARCH);
      // The one word of the contract that a vector writes in another way.
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
  batch: null, issued: wanted, superseded: wanted, changed: wanted, mails: wanted, audit: wanted,
};
const ISSUED_SEEN = {
  subject: wanted, id: wanted, code: wanted, notBefore: wanted, notAfter: wanted,
  maxTries: wanted, several: wanted, revealable: wanted, hidden: wanted, maxUses: wanted, note: null,
  terms: null, format: wanted,
};
const AUDIT_SEEN = { subject: null, event: wanted, recordId: null, detail: null };

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
