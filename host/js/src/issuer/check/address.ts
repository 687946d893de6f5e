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

/** What no domain has, and what would make a URL of it mean something else. */
const NOT_DOMAIN = /[\s"(),:;<>@[\]\\/?#%^|`{}\u0000-\u001f\u007f-\u009f]/u;

/** What some servers route by, so that the address does not end where its domain says. */
const ROUTED = /[%!]/u;

const utf8 = new TextEncoder();

/** Whether it is one address, with a domain that the policy allows. */
export function isAllowedAddress(to: unknown, { mailDomains = [] }: Policy): boolean {
  if (typeof to !== "string" || utf8.encode(to).length > MAX_ADDRESS) return false;
  const at = to.lastIndexOf("@");
  const [local, domain] = [to.slice(0, Math.max(at, 0)), asciiDomain(to.slice(at + 1))];
  const dotted = local.startsWith(".") || local.endsWith(".") || local.includes("..");
  const wellFormed = local !== "" && !dotted && !NOT_LOCAL.test(local);
  if (!wellFormed || utf8.encode(local).length > MAX_LOCAL || domain === undefined) return false;
  return mailDomains.length === 0 || (mailDomains.includes(domain) && !ROUTED.test(local));
}

/** The domain in lower-case ASCII (UTS #46, as URLs have it); nothing where it is none. */
function asciiDomain(domain: string): string | undefined {
  const url = `http://${domain}`;
  if (domain === "" || NOT_DOMAIN.test(domain) || !URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return hostname.endsWith(".") || /^[0-9.]*$/u.test(hostname) ? undefined : hostname;
}
