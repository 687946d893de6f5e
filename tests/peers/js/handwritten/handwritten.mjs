/**
 * The peer of the batch: what a good JavaScript developer would write for one route of the dialect
 * `rsa`, with strings and the platform alone. It decides as the module does (`agree.mjs` compares it with
 * the vectors), with these exceptions, all in its favour: it draws only decimal codes without check
 * symbols, accepts what `JSON.parse` does not detect (a member given twice, `1.0` for `1`), gives less
 * detail about an invalid body, and does not record the names of unknown members.
 *
 * @module
 */

import { Draw } from "./codes.mjs";
import { asksOf, BadRequest, read } from "./read.mjs";

const FORBIDDEN = "Code generation is not allowed, please check the configuration settings.";
const GENERATED = [1000, "Code Successfully generated. ", "issued"];
const UNDETERMINED = [
  1001,
  "Some unexpected internal error. Cannot generate the code.",
  "undetermined",
];
const NO_USER = [1002, "User is not found or not valid.", "subject-refused"];
const NO_MAIL = [1005, 'Unable to send Email, please check "Company Settings".', "no-mail"];
const NOT_ALLOWED = [1006, FORBIDDEN, "purpose-forbidden"];
const OTHER_DOMAIN = [1006, FORBIDDEN, "mail-domain-refused"];

/** The last second of the year 9999. */
const LAST = 253_402_300_799;

const encoder = new TextEncoder();

/** Why a code cannot be mailed, if mail is requested. */
function delivery({ mailed, to }, policy, row) {
  if (!mailed) return undefined;
  const { mailDomains } = policy;
  if (to !== undefined && mailDomains.length > 0) {
    const [local, domain] = [to.slice(0, to.lastIndexOf("@")), to.slice(to.lastIndexOf("@") + 1)];
    // A routed local part may lead to another domain.
    if (/[%!]/u.test(local.normalize("NFKC")) || !mailDomains.includes(domain)) return OTHER_DOMAIN;
  }
  if (!policy.mailConfigured) return NO_MAIL;
  return to === undefined && row?.hasMail === false ? NO_MAIL : undefined;
}

/** The error for a validity outside the tenant's bounds. */
function narrower({ minValidity, maxValidity }) {
  const minutes = minValidity % 60 === 0 && maxValidity % 60 === 0;
  const [min, max] = minutes ? [minValidity / 60, maxValidity / 60] : [minValidity, maxValidity];
  const rule = `code_validity must be between ${min} and ${max} ${minutes ? "minutes" : "seconds"}`;
  return [1004, `Request validation error: ${rule}.`, "validity-refused"];
}

/** The first rule that declines, if one does. */
function refusal(ask, row, policy) {
  if (ask.seconds < policy.minValidity || ask.seconds > policy.maxValidity) return narrower(policy);
  const { standing } = row;
  if (standing !== "active" && standing !== "unavailable") return NO_USER;
  if (!policy.issuingAllowed) return NOT_ALLOWED;
  if (standing === "unavailable") return delivery(ask, policy) ?? UNDETERMINED;
  return row.purposeAllowed ? delivery(ask, policy, row) : NOT_ALLOWED;
}

/** Formats times as the vendor does; cached, since most codes of a batch end at the same time. */
function formatter() {
  const cache = new Map();
  return (seconds) => {
    let text = cache.get(seconds);
    if (text === undefined) {
      text = `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
      cache.set(seconds, text);
    }
    return text;
  };
}

/** One user's result, its members in the vendor's order; undefined members are left out. */
function item([status, errorMessage], user, shown) {
  const { code_validity: validity } = user;
  return {
    status,
    errorMessage,
    userDetailsRequestForVerifyCodeGeneration: {
      email: user.email ?? undefined,
      custom_email: user.custom_email ?? undefined,
      code_validity: validity === undefined || validity === null ? "10" : String(validity),
      validity_time_duration_unit: user.validity_time_duration_unit ?? "MIN",
      code_send_to: user.code_send_to ?? "DISPLAY",
    },
    verify_code: shown?.code,
    verify_code_validity_time: shown?.until,
    verify_code_generation_mode: shown === undefined ? undefined : "ENROLLMENT",
    verification_Link: shown?.link,
  };
}

/** Grants a code and adds it to the commit. */
function grant(ask, subject, found, draw, commit) {
  const { policy, now, live } = found;
  const issued = {
    subject,
    id: draw.id(),
    code: draw.digits(policy.format.length),
    notBefore: now,
    notAfter: Math.min(now + ask.seconds, LAST),
    maxTries: policy.maxTries,
    maxUses: 1,
  };
  for (const old of live) {
    if (old.subject === subject) commit.superseded.push({ id: old.id, version: old.version });
  }
  if (ask.mailed) commit.mails.push({ issued: commit.issued.length, to: ask.to });
  commit.issued.push(issued);
  return issued;
}

function reply(status, value) {
  return { status, contentType: "application/json", body: encoder.encode(JSON.stringify(value)) };
}

/**
 * Answers a request for codes for enrolment.
 *
 * @param find given the subjects, looks up `now`, `policy`, a row for each subject, and live codes
 */
export function enroll(body, find) {
  let users;
  try {
    users = read(body);
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return { reply: reply(400, { code: "400 BAD_REQUEST", description: error.message }) };
  }
  const asks = asksOf(users);
  const subjects = asks.filter((ask) => ask.fault === undefined).map((ask) => ask.key);
  const found = find(subjects);
  const draw = new Draw(subjects.length, found.policy.format.length, found.now);
  const commit = { issued: [], superseded: [], changed: [], mails: [], audit: [] };
  const { linkBase } = found.policy;
  const link = linkBase ? `${linkBase}/enroll/admin` : undefined;
  const format = formatter();
  let next = 0;
  const items = asks.map((ask) => {
    const subject = ask.fault === undefined ? next++ : undefined;
    const declined = ask.fault ?? refusal(ask, found.rows[subject], found.policy);
    commit.audit.push({ subject, event: (declined ?? GENERATED)[2] });
    if (declined !== undefined) return item(declined, ask.user);
    const { code, notAfter } = grant(ask, subject, found, draw, commit);
    return item(GENERATED, ask.user, ask.mailed ? undefined : { code, until: format(notAfter), link });
  });
  return { reply: reply(200, items), commit };
}
