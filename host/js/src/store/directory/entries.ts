/**
 * Subjects and rules as they are given to a directory.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import type { Purpose, Rule, Standing } from "../../module/types.js";
import { PURPOSES, STANDINGS } from "../words.js";
import { canonicalKey } from "./key.js";

/** What is known of one subject. */
export interface SubjectEntry {
  /**
   * Whom it is about: a mail address, an account as `domain\name`, a computer as `domain\NAME$`, or
   * any other name; as {@link canonicalKey} takes it.
   */
  readonly subject: string;
  /** Where the subject stands; `active` where it is not given. */
  readonly standing?: Standing;
  /** What its codes may grant; empty for nothing at all. */
  readonly purposes: readonly Purpose[];
  /**
   * Where it gets mail, if anywhere. The name is no mail address of itself. It is handed to the
   * mailer as it is: give its domain in ASCII (`xn--bcher-kva.example`), which every server takes.
   */
  readonly mail?: string;
  /** A computer's id in its cloud directory, if it is joined to one: a UUID, in any case. */
  readonly device?: string;
  /** The language in which it reads its mail: a BCP 47 tag of at most 35 characters. */
  readonly locale?: string;
}

/** Who may raise privileges where. One that allows nothing only names its account. */
export interface RuleEntry {
  /** The account that may ask: `domain\name`. */
  readonly account: string;
  /** The computers on which it may, as `domain\NAME$`; empty for every computer. */
  readonly computers?: readonly string[];
  /** The spans it may ask for: bit n for span n, n from 0 to 15. */
  readonly spans: number;
  /** The local accounts that it may have unlocked, in any case. */
  readonly localAccounts: readonly string[];
  /** Whether the rule applies by the computer's id, so that a request must give it. */
  readonly byDevice?: boolean;
}

/** A subject as it is kept. */
export interface KnownSubject {
  readonly key: string;
  readonly standing: Standing;
  readonly purposes: readonly Purpose[];
  readonly mail: string | undefined;
  readonly device: string | undefined;
  readonly locale: string | undefined;
}

/** A rule as it is kept. */
export interface KnownRule {
  /** Canonical key. */
  readonly account: string;
  /** Canonical keys; empty for every computer. */
  readonly computers: readonly string[];
  readonly rule: Rule;
}

/** The most entries at once: they are written in one transaction, and meanwhile all others wait. */
const MOST = 20_000;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The shape of a BCP 47 tag (RFC 5646): a language, and parts behind dashes. */
const LOCALE = /^(?=.{2,35}$)[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i;

function wrong(what: string, path: string): CodemintError {
  return new CodemintError("argument", what, { path });
}

function few<T>(all: readonly T[], path: string): readonly T[] {
  if (all.length > MOST) throw wrong(`there are more than ${MOST} at once`, path);
  return all;
}

/**
 * The subjects as they are kept.
 *
 * @throws {CodemintError} `argument` for what is none, or for more than 20,000; `path` names it.
 */
export function subjectsOf(entries: readonly SubjectEntry[]): readonly KnownSubject[] {
  return few(entries, "subjects").map((entry, n) => subjectOf(entry, `subjects[${n}]`));
}

function subjectOf(entry: SubjectEntry, path: string): KnownSubject {
  const { subject, standing = "active", purposes, mail, device, locale } = entry;
  if (!STANDINGS.includes(standing)) throw wrong("there is no such standing", `${path}.standing`);
  if (!purposes.every((purpose) => PURPOSES.includes(purpose))) {
    throw wrong("there is no such purpose", `${path}.purposes`);
  }
  if (device !== undefined && !UUID.test(device)) throw wrong("no UUID", `${path}.device`);
  if (locale !== undefined && !LOCALE.test(locale)) throw wrong("no language", `${path}.locale`);
  const key = canonicalKey(subject, `${path}.subject`);
  return { key, standing, purposes: [...purposes], mail, device, locale: locale?.toLowerCase() };
}

/**
 * The rules as they are kept.
 *
 * @throws {CodemintError} `argument` for what is none, or for more than 20,000; `path` names it.
 */
export function rulesOf(entries: readonly RuleEntry[]): readonly KnownRule[] {
  return few(entries, "rules").map((entry, n) => ruleOf(entry, `rules[${n}]`));
}

function ruleOf(entry: RuleEntry, path: string): KnownRule {
  const { account, computers = [], spans, localAccounts, byDevice = false } = entry;
  if (!Number.isInteger(spans) || spans < 0 || spans > 0xffff) {
    throw wrong("spans are bits, 0 to 15", `${path}.spans`);
  }
  return {
    account: canonicalKey(account, `${path}.account`),
    computers: computers.map((name, n) => canonicalKey(name, `${path}.computers[${n}]`)),
    rule: { spans, localAccounts: [...localAccounts], byDevice },
  };
}

/** Whether the rule allows anything, or only names its account. */
export const allows = ({ rule }: KnownRule): boolean =>
  rule.spans !== 0 || rule.localAccounts.length > 0;
