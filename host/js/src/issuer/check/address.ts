/**
 * The addresses that a module orders mails to.
 *
 * @module
 */

import type { Policy } from "../../module/types.js";
import { DEFAULTS } from "./defaults.js";

/** The maximum length of an address and of a local part, in bytes (RFC 5321 section 4.5.3.1). */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

/** Characters that an unquoted local part cannot have (RFC 5322 section 3.2.3). */
const NOT_LOCAL = /[\s"(),:;<>@[\]\\\u0000-\u001f\u007f-\u009f]/u;

/**
 * A domain as the module writes it: labels of lower-case ASCII letters, digits and hyphens (RFC
 * 1123 section 2.1), the last of which is not a number. IDNA is not applied again, since its tables
 * differ between engines: a domain that the module accepts must not fail here.
 */
const DOMAIN = /^(?:[a-z0-9-]{1,63}\.)*(?![0-9]+$)[a-z0-9-]{1,63}$/u;

/** Characters by which some servers route a mail to another host than the domain, compared in NFKC. */
const ROUTED = /[%!@]/u;

const utf8 = new TextEncoder();

/** Reports whether a value is a single address with a domain that the policy allows. */
export function isAllowedAddress(to: unknown, { mailDomains = DEFAULTS.mailDomains }: Policy): boolean {
  if (typeof to !== "string" || utf8.encode(to).length > MAX_ADDRESS) return false;
  const at = to.lastIndexOf("@");
  const [local, domain] = [to.slice(0, Math.max(at, 0)), to.slice(at + 1)];
  const dotted = local.startsWith(".") || local.endsWith(".") || local.includes("..");
  const wellFormed = local !== "" && !dotted && !NOT_LOCAL.test(local);
  if (!wellFormed || utf8.encode(local).length > MAX_LOCAL || !DOMAIN.test(domain)) return false;
  return mailDomains.length === 0 || (mailDomains.includes(domain) && !ROUTED.test(local.normalize("NFKC")));
}
