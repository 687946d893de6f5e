/**
 * The host in a request target or a `Host` header.
 *
 * @module
 */

/**
 * A name of unreserved characters, sub-delimiters and percent-encoded bytes, or an IPv4 address.
 */
const NAME = /^(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/;

/** The characters of an IPv6 address. */
const ADDRESS = /^[0-9A-Fa-f:.]{2,45}$/;

/** The digits of a port, which may still be too large. */
const PORT = /^[0-9]{0,64}$/;

/**
 * Reports whether a text is `uri-host [ ":" port ]` (RFC 9110 section 7.2, RFC 3986 section 3.2.2),
 * by the same rules as the gateway. An empty text is valid.
 */
export function isHost(text: string): boolean {
  const close = text.startsWith("[") ? text.indexOf("]") : -1;
  if (close >= 0) return isAddress(text.slice(1, close)) && isPort(text.slice(close + 1));
  const colon = text.indexOf(":");
  if (colon < 0) return NAME.test(text);
  return NAME.test(text.slice(0, colon)) && isPort(text.slice(colon));
}

function isAddress(text: string): boolean {
  return ADDRESS.test(text) && URL.canParse(`http://[${text}]`);
}

/** Reports whether a text is empty, or a colon and a number up to 65535. */
function isPort(text: string): boolean {
  if (text === "") return true;
  const digits = text.slice(1);
  return text.startsWith(":") && PORT.test(digits) && Number(digits) <= 65_535;
}
