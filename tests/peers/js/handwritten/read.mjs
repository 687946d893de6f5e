/**
 * The peer's parser: from a body to each user's request.
 *
 * @module
 */

import { domainToASCII } from "node:url";

const MAX_USERS = 100;
const BAD_ADDRESS = [1003, "Invalid format of email address.", "not-understood"];
const badField = (rule) => [1004, `Request validation error: ${rule}.`, "not-understood"];
const NO_UNIT = badField("validity_time_duration_unit must be given together with code_validity");
const BAD_UNIT = badField("validity_time_duration_unit must be MIN or HOUR");
const NO_NUMBER = badField("code_validity must be given together with validity_time_duration_unit");
const BAD_NUMBER = badField("code_validity must be a whole number in decimal digits");
const BAD_SPAN = badField("code_validity must be between 10 minutes and 24 hours");
const BAD_SEND_TO = badField("code_send_to must be DISPLAY or EMAIL");

/** The error for a body that is not a valid request. */
export class BadRequest extends Error {}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Parses the body with `JSON.parse`; a comma before the closing bracket is accepted. */
function parse(body) {
  const text = utf8.decode(body);
  try {
    return JSON.parse(text);
  } catch (error) {
    const shorter = text.replace(/\}([ \t\n\r]*),([ \t\n\r]*\][ \t\n\r]*)$/u, "}$1$2");
    if (shorter === text) throw error;
    return JSON.parse(shorter);
  }
}

const isText = (value) => value === undefined || value === null || typeof value === "string";

function isUser(user) {
  if (typeof user !== "object" || user === null || Array.isArray(user)) return false;
  const { code_validity: validity } = user;
  return (
    isText(user.email) &&
    isText(user.custom_email) &&
    isText(user.validity_time_duration_unit) &&
    isText(user.code_send_to) &&
    (isText(validity) || Number.isInteger(validity))
  );
}

/**
 * The users of a request.
 *
 * @throws {BadRequest}
 */
export function read(body) {
  let users;
  try {
    users = parse(body);
  } catch (error) {
    throw new BadRequest(`Request body is not valid: ${error.message}`);
  }
  if (!Array.isArray(users)) throw new BadRequest("Request body is not valid");
  if (users.length === 0) throw new BadRequest("Request contains no user details");
  for (let place = 0; place < users.length && place < MAX_USERS; place += 1) {
    if (!isUser(users[place])) throw new BadRequest(`Request body is not valid at [${place}]`);
  }
  if (users.length > MAX_USERS) {
    const count = users.length;
    const message = `Number of user details (${count}) in request exceeds maximum allowed (${MAX_USERS})`;
    throw new BadRequest(message);
  }
  return users;
}

const ASCII_LOCAL = /^[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*$/u;
const ANY_LOCAL =
  /^(?:[\w!#$%&'*+\-/=?^`{|}~]|[^\0-\x7f\p{Cc}\p{White_Space}\p{Default_Ignorable_Code_Point}\u{fff0}-\u{fffb}])+$/u;
const ASCII_DOMAIN = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/u;
const ASCII = /^[\0-\x7f]*$/u;
const NUMBER_AT_END = /(?:^|\.)\d+$/u;

/**
 * An address as it is compared (`key`) and as mail is sent to it (`sent`): in normal form C, its domain in
 * ASCII; undefined if the text is not an address.
 */
function addressOf(text) {
  if (text.length > 254) return undefined;
  const at = text.lastIndexOf("@");
  if (at < 1) return undefined;
  const local = text.slice(0, at);
  let domain = text.slice(at + 1).toLowerCase();
  if (ASCII.test(text) && !domain.includes("xn--")) {
    if (local.length > 64 || !ASCII_LOCAL.test(local)) return undefined;
  } else {
    if (Buffer.byteLength(text) > 254 || Buffer.byteLength(local) > 64) return undefined;
    if (!local.split(".").every((atom) => ANY_LOCAL.test(atom))) return undefined;
    domain = domainToASCII(domain);
  }
  if (domain.length > 253 || !ASCII_DOMAIN.test(domain) || NUMBER_AT_END.test(domain)) return undefined;
  if (ASCII.test(local)) return { key: `${local.toLowerCase()}@${domain}`, sent: `${local}@${domain}` };
  const composed = local.normalize("NFC");
  const folded = composed.toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFC");
  return { key: `${folded}@${domain}`, sent: `${composed}@${domain}` };
}

/** The requested validity in seconds, or the violated rule. */
function validity(user) {
  const number = user.code_validity ?? undefined;
  const unit = user.validity_time_duration_unit ?? undefined;
  if (unit === undefined && number !== undefined) return NO_UNIT;
  if (unit !== undefined && unit !== "MIN" && unit !== "HOUR") return BAD_UNIT;
  if (number === undefined) return unit === undefined ? 600 : NO_NUMBER;
  if (!/^\d+$/u.test(number)) return BAD_NUMBER;
  const seconds = Number(number) * (unit === "HOUR" ? 3600 : 60);
  return seconds >= 600 && seconds <= 86_400 ? seconds : BAD_SPAN;
}

/** The request of one user's details: `fault` is the first rule that they violate. */
function ask(user, key) {
  if (key === undefined) return { user, fault: BAD_ADDRESS };
  const custom = user.custom_email ?? undefined;
  const to = custom === undefined ? undefined : addressOf(custom)?.sent;
  if (custom !== undefined && to === undefined) return { user, fault: BAD_ADDRESS };
  const seconds = validity(user);
  if (typeof seconds !== "number") return { user, fault: seconds };
  const sendTo = user.code_send_to ?? "DISPLAY";
  if (sendTo !== "DISPLAY" && sendTo !== "EMAIL") return { user, fault: BAD_SEND_TO };
  return { user, fault: undefined, key, to, seconds, mailed: sendTo === "EMAIL" };
}

/** The requests of the users, each once: of two spellings of one address the first is used. */
export function asksOf(users) {
  const known = new Set();
  const asks = [];
  for (const user of users) {
    const key = addressOf(user.email ?? "")?.key;
    if (key !== undefined) {
      if (known.has(key)) continue;
      known.add(key);
    }
    asks.push(ask(user, key));
  }
  return asks;
}
