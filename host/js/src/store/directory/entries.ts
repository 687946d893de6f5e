/**
 * Subjects and rules as input of a directory, and their stored forms.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import type { Purpose, Rule, Standing } from "../../module/types.js";
import { PURPOSES, STANDINGS } from "../../module/names.js";
import { canonicalKey } from "./key.js";

/** A subject of a directory. */
export interface SubjectEntry {
  /**
   * The subject's name: a mail address, an account as `domain\name`, a computer as `domain\NAME$`,
   * or any other name, as input of {@link canonicalKey}.
   */
  readonly subject: string;
  /** The subject's standing; `active` if not given. */
  readonly standing?: Standing;
  /** The purposes of codes that it may get; empty for none. */
  readonly purposes: readonly Purpose[];
  /**
   * The subject's mail address, if it has one; the name is never used as one. It is passed to the
   * mailer unchanged: write its domain in ASCII (`xn--bcher-kva.example`), which every server
   * accepts.
   */
  readonly mail?: string;
  /** A computer's ID in its cloud directory, if it has joined one: a UUID, in either case. */
  readonly device?: string;
  /** The subject's language for mail: a BCP 47 tag of at most 35 characters. */
  readonly locale?: string;
}

/** A rule for elevated privileges. A rule that allows nothing only removes its account's rules. */
export interface RuleEntry {
  /** The account that may ask: `domain\name`. */
  readonly account: string;
  /** The computers that it applies to, as `domain\NAME$`; empty for every computer. */
  readonly computers?: readonly string[];
  /** The spans that may be requested: bit n for span n, n from 0 to 15. */
  readonly spans: number;
  /** The local accounts that may be unlocked, in either case. */
  readonly localAccounts: readonly string[];
  /** Whether the rule requires the computer's ID in a request. */
  readonly byDevice?: boolean;
}

/** The stored form of a subject. */
export interface KnownSubject {
  readonly key: string;
  readonly standing: Standing;
  readonly purposes: readonly Purpose[];
  readonly mail: string | undefined;
  readonly device: string | undefined;
  readonly locale: string | undefined;
}

/** The stored form of a rule. */
export interface KnownRule {
  /** Canonical key. */
  readonly account: string;
  /** Canonical keys; empty for every computer. */
  readonly computers: readonly string[];
  readonly rule: Rule;
}

/** The maximum number of entries in one call: other writes wait for its transaction. */
const MAX_ENTRIES = 20_000;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The form of a BCP 47 tag (RFC 5646): a language, and subtags after dashes. */
const LOCALE = /^(?=.{2,35}$)[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i;

function wrong(what: string, path: string): CodemintError {
  return new CodemintError("argument", what, { path });
}

function limited<T>(all: readonly T[], path: string): readonly T[] {
  if (all.length > MAX_ENTRIES) throw wrong(`more than ${MAX_ENTRIES} entries`, path);
  return all;
}

/**
 * Converts subjects to their stored form.
 *
 * @throws {CodemintError} `argument` for an invalid entry, which `path` names, or more than 20,000.
 */
export function subjectsOf(entries: readonly SubjectEntry[]): readonly KnownSubject[] {
  return limited(entries, "subjects").map((entry, n) => subjectOf(entry, `subjects[${n}]`));
}

function subjectOf(entry: SubjectEntry, path: string): KnownSubject {
  const { subject, standing = "active", purposes, mail, device, locale } = entry;
  if (!STANDINGS.includes(standing)) throw wrong("unknown standing", `${path}.standing`);
  if (!purposes.every((purpose) => PURPOSES.includes(purpose))) {
    throw wrong("unknown purpose", `${path}.purposes`);
  }
  if (device !== undefined && !UUID.test(device)) throw wrong("not a UUID", `${path}.device`);
  if (locale !== undefined && !LOCALE.test(locale)) throw wrong("not a language", `${path}.locale`);
  const key = canonicalKey(subject, `${path}.subject`);
  return { key, standing, purposes: [...purposes], mail, device, locale: locale?.toLowerCase() };
}

/**
 * Converts rules to their stored form.
 *
 * @throws {CodemintError} `argument` for an invalid entry, which `path` names, or more than 20,000.
 */
export function rulesOf(entries: readonly RuleEntry[]): readonly KnownRule[] {
  return limited(entries, "rules").map((entry, n) => ruleOf(entry, `rules[${n}]`));
}

function ruleOf(entry: RuleEntry, path: string): KnownRule {
  const { account, computers = [], spans, localAccounts, byDevice = false } = entry;
  if (!Number.isInteger(spans) || spans < 0 || spans > 0xffff) {
    throw wrong("spans must be a bit set of 0 to 15", `${path}.spans`);
  }
  return {
    account: canonicalKey(account, `${path}.account`),
    computers: computers.map((name, n) => canonicalKey(name, `${path}.computers[${n}]`)),
    rule: { spans, localAccounts: [...localAccounts], byDevice },
  };
}

/** Reports whether a rule allows anything. */
export const allows = ({ rule }: KnownRule): boolean =>
  rule.spans !== 0 || rule.localAccounts.length > 0;
