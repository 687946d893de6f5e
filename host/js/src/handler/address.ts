/**
 * IP addresses as text.
 *
 * @module
 */

/**
 * Reports whether a text is an IPv4 address: four numbers up to 255, without leading zeros (RFC
 * 3986).
 */
export function isIpv4(text: string): boolean {
  const parts = text.split(".", 5);
  return parts.length === 4 && parts.every((part) => NUMBER.test(part) && Number(part) <= 255);
}

const NUMBER = /^(?:0|[1-9][0-9]{0,2})$/;
