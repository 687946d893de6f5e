/**
 * Addresses that a module sends codes to.
 *
 * @module
 */

import type { Policy } from "../../module/types.js";

/** The longest address and the longest local part, in bytes (RFC 5321 section 4.5.3.1). */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

/** What no local part without quotes has (RFC 5322 section 3.2.3): separators, spaces, controls. */
const NOT_LOCAL = /[\s"(),:;<>@[\]\\\u0000-\u001f\u007f-\u009f]/u;

/**
 * A domain as the module writes it: labels of lower-case ASCII letters, digits and hyphens (RFC 1123
 * section 2.1), the last of which is no number. It is not read by IDNA once more, whose tables differ
 * between engines: what the module let through must not fail here.
 */
const DOMAIN = /^(?:[a-z0-9-]{1,63}\.)*(?![0-9]+$)[a-z0-9-]{1,63}$/u;

/** What some servers route by, so that the address does not end where its domain says. */
const ROUTED = /[%!\uff05\uff01\uff20\ufe6a\ufe6b]/u;

const utf8 = new TextEncoder();

/** Whether it is one address, with a domain that the policy allows. */
export function isAllowedAddress(to: unknown, { mailDomains = [] }: Policy): boolean {
  if (typeof to !== "string" || utf8.encode(to).length > MAX_ADDRESS) return false;
  const at = to.lastIndexOf("@");
  const [local, domain] = [to.slice(0, Math.max(at, 0)), to.slice(at + 1)];
  const dotted = local.startsWith(".") || local.endsWith(".") || local.includes("..");
  const wellFormed = local !== "" && !dotted && !NOT_LOCAL.test(local);
  if (!wellFormed || utf8.encode(local).length > MAX_LOCAL || !DOMAIN.test(domain)) return false;
  return mailDomains.length === 0 || (mailDomains.includes(domain) && !ROUTED.test(local));
}
