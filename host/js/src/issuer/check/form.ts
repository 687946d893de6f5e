/**
 * Checks that a new code has the expected form.
 *
 * @module
 */

import type { Alphabet, CheckScheme, Findings, Issued, Needs, Policy } from "../../module/types.js";

/** The alphabets and their symbols, in the order of a format's number. */
const ALPHABETS: readonly (readonly [Alphabet, string])[] = [
  ["decimal", "0123456789"],
  ["base20", "BCDFGHJKLMNPQRSTVWXZ"],
  ["base31", "23456789ABCDEFGHJKMNPQRSTUVWXYZ"],
  ["crockford32", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"],
];

/**
 * The schemes of check symbols, in the order of a format's number, and how many symbols each has.
 */
const CHECKS: readonly (readonly [CheckScheme, number])[] = [
  ["none", 0],
  ["mod97", 2],
  ["damm", 1],
  ["verhoeff", 1],
  ["letter-pair", 2],
  ["mod37", 1],
];

/** The symbols that only Crockford's check symbol may be. */
const MOD37 = "*~$=U";

/** The digits of an offline code. */
const OFFLINE = /^[0-9]{20}$/u;

/**
 * Reports whether the code is the text that was given, an offline code for a computer with a key,
 * or a code in a format with at least as many codes as the policy's. Check symbols are not verified
 * here.
 */
export function hasExpectedForm(
  one: Issued,
  policy: Policy,
  { given }: Needs,
  found: Findings,
): boolean {
  const wanted = given.find(({ subject }) => subject === one.subject);
  if (wanted !== undefined) return one.format === 0 && one.code === wanted.code;
  if (found.elevation?.deviceKey !== undefined) return one.format === 0 && OFFLINE.test(one.code);
  const format = formatOf(one.format);
  if (format === undefined) return false;
  const { symbols, drawn, check } = format;
  const least = ALPHABETS.find(([name]) => name === policy.format.alphabet);
  if (least === undefined) return false;
  const asMany =
    BigInt(symbols.length) ** BigInt(drawn) >=
    BigInt(least[1].length) ** BigInt(policy.format.length);
  const [scheme, checks] = check;
  const closing = scheme === "mod37" ? symbols + MOD37 : symbols;
  const isSymbol = (symbol: string, place: number) =>
    (place < drawn ? symbols : closing).includes(symbol);
  const code = [...one.code];
  return asMany && code.length === drawn + checks && code.every(isSymbol);
}

/** The format with that number, see `tests/vectors/README.md`; `undefined` for any other number. */
function formatOf(number: number) {
  const alphabet = ALPHABETS[(number >>> 8) & 255];
  const check = CHECKS[(number >>> 16) & 255];
  const drawn = number & 255;
  const exists = alphabet !== undefined && check !== undefined && drawn >= 1 && drawn <= 32;
  return exists ? { symbols: alphabet[1], drawn, check } : undefined;
}
