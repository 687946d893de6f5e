/**
 * Converts a vector's call and facts into the package's. `tests/vectors/README.md` describes the members
 * and their defaults.
 *
 * @module
 */

import { bytesOf, closed, closedAll, perhaps, present, required } from "./read.js";

const utf8 = new TextEncoder();
/** 9999-12-31T23:59:59Z, the last possible second. */
const FAR_AHEAD = 253_402_300_799;

const CALL = {
  dialect: required, route: required, tenant: "demo", actor: "operator", sees_codes: true, path: [],
  query: "", body_json: null, body_text: null, body_hex: null,
};

/** The call with the number of its route, and its body. */
export function callOf(given, routes) {
  const call = closed("call", given, CALL);
  const route = routes.findIndex(
    ({ dialect, name }) => dialect === call.dialect && name === call.route,
  );
  if (route < 0) throw new Error(`\`${call.dialect}\` has no route \`${call.route}\``);
  const { tenant, actor, sees_codes: seesCodes, path, query } = call;
  return { call: { route, tenant, actor, seesCodes, path, query }, body: bodyOf(given) };
}

/** The bytes of the body; empty if none is given, an error if several are. */
function bodyOf(given) {
  const bodies = ["body_json", "body_text", "body_hex"].filter((it) => given[it] != null);
  if (bodies.length > 1) throw new Error(`only one body is allowed, found ${bodies.join(" and ")}`);
  switch (bodies[0]) {
    case "body_json": return utf8.encode(JSON.stringify(given.body_json));
    case "body_text": return utf8.encode(given.body_text);
    case "body_hex": return bytesOf(given.body_hex);
    default: return new Uint8Array();
  }
}

const FACTS = {
  now: required, tick: 0, seed: required, policy: null, subjects: required, live: required,
  matches: [], elevation: null, listed: [], record: null, page: [], trail: [], more: false,
};
const SUBJECT = { standing: required, purpose_allowed: required, has_mail: true };
const LIVE = {
  subject: required, id: required, version: required, state: required, not_before: 0, format: 0,
  not_after: FAR_AHEAD,
};
const LISTED = {
  code: null, created: required, not_after: required, note: null, issuer: required,
};

/** The findings for a vector's facts. */
export function findingsOf(given) {
  const facts = closed("facts", given, FACTS);
  return present({
    now: facts.now,
    tick: facts.tick,
    seed: bytesOf(facts.seed),
    policy: perhaps(facts.policy, policyOf),
    rows: closedAll("facts.subjects", facts.subjects, SUBJECT, (row) => ({
      standing: row.standing, purposeAllowed: row.purpose_allowed, hasMail: row.has_mail,
    })),
    live: closedAll("facts.live", facts.live, LIVE, ({ not_before, not_after, ...live }) => ({
      ...live, notBefore: not_before, notAfter: not_after,
    })),
    matches: facts.matches.map((place) => place ?? undefined),
    elevation: perhaps(facts.elevation, elevatingOf),
    listed: closedAll("facts.listed", facts.listed, LISTED, ({ not_after, ...listed }) =>
      present({ ...listed, notAfter: not_after })),
    record: perhaps(facts.record, (record) => ({
      recorded: recordedOf(record, "facts.record"), text: record.text ?? 0,
    })),
    page: facts.page.map((record, place) => recordedOf(record, `facts.page[${place}]`)),
    trail: closedAll("facts.trail", facts.trail, TRAIL, ({ record, ...line }) =>
      present({ ...line, recordId: record })),
    more: facts.more,
  });
}

/** Absent members stay absent: the module has the defaults. */
const POLICY = {
  alphabet: required, length: required, check: null, group: null, max_tries: required,
  min_validity: required, max_validity: required, issuing_allowed: null, mail_configured: null,
  mail_domains: null, link_base: null, usual_validity: null, max_live: null, revealable: null,
  show_hidden: null, reveal_format: null, max_uses: null, reason_required: null, spans: null,
  qr_template: null, qr_data_uri: null,
};

function policyOf(given) {
  const it = closed("facts.policy", given, POLICY);
  const format = { alphabet: it.alphabet, length: it.length, check: it.check, group: it.group };
  return present({
    format: present(format),
    maxTries: it.max_tries,
    minValidity: it.min_validity,
    maxValidity: it.max_validity,
    usualValidity: it.usual_validity,
    issuingAllowed: it.issuing_allowed,
    mailConfigured: it.mail_configured,
    mailDomains: it.mail_domains,
    linkBase: it.link_base,
    maxLive: it.max_live,
    revealable: it.revealable,
    showHidden: it.show_hidden,
    revealFormat: it.reveal_format,
    maxUses: it.max_uses,
    reasonRequired: it.reason_required,
    spans: perhaps(it.spans, (spans) =>
      spans.map(([index, seconds]) => present({ index, seconds }))),
    qrTemplate: it.qr_template,
    qrDataUri: it.qr_data_uri,
  });
}

const ALPHABETS = ["decimal", "base20", "base31", "crockford32"];
const CHECKS = ["none", "mod97", "damm", "verhoeff", "letter-pair", "mod37"];

/** The number of the policy's format, where there is a policy. */
export function usualFormat(facts) {
  if (facts?.policy == null) return null;
  const { alphabet, length, check, group } = closed("facts.policy", facts.policy, POLICY);
  const places = [ALPHABETS.indexOf(alphabet), CHECKS.indexOf(check ?? "none")];
  if (places.includes(-1)) throw new Error(`unknown format: ${alphabet} with ${check}`);
  return length + places[0] * 2 ** 8 + places[1] * 2 ** 16 + (group ?? 0) * 2 ** 24;
}

const ELEVATING = { rules: required, device: null, device_key: null };
const RULE = { spans: required, local_accounts: required, by_device: false };

function elevatingOf(given) {
  const it = closed("facts.elevation", given, ELEVATING);
  const rules = closedAll("facts.elevation.rules", it.rules, RULE, (rule) => ({
    spans: rule.spans.reduce((spans, span) => spans | (1 << span), 0),
    localAccounts: rule.local_accounts,
    byDevice: rule.by_device,
  }));
  return present({ rules, device: it.device, deviceKey: perhaps(it.device_key, bytesOf) });
}

const RECORD = {
  id: required, version: required, purpose: required, subject: required, state: required,
  created: 0, not_before: 0, not_after: FAR_AHEAD, tries: 0, max_tries: 5, uses: 0, max_uses: 1,
  hidden: false, format: 0, batch: null, issuer: required, note: null, terms: null, code: null,
  text: 0,
};
const TRAIL = {
  number: required, at: required, actor: required, purpose: null, subject: null, event: required,
  record: null, detail: null,
};

function recordedOf(given, at) {
  const { not_before, not_after, max_tries, max_uses, text: _, ...it } = closed(at, given, RECORD);
  return present({
    ...it, notBefore: not_before, notAfter: not_after, maxTries: max_tries, maxUses: max_uses,
  });
}
