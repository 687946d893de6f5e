/**
 * The directory: which subjects exist, and what each may receive.
 *
 * @module
 */

import type { Purpose, Rule, SubjectRow } from "./module/types.js";

/** A directory's entry for one subject. */
export interface DirectoryEntry {
  /** What the module learns about the subject. */
  readonly row: SubjectRow;
  /** The subject's mail address, if it has one. It stays in the host. */
  readonly mail?: string;
  /** The subject's language for mail (BCP 47). It stays in the host. */
  readonly locale?: string;
}

/** A directory's entry for an account on a computer. */
export interface ElevationEntry {
  /** The rules for the account on this computer, or on every computer. */
  readonly rules: readonly Rule[];
  /** The computer's ID in its cloud directory, if it has joined one. */
  readonly device?: string;
}

/** Looks up the subjects of a tenant. */
export interface Directory {
  /**
   * Returns one entry for each of `subjects` (canonical keys), in the same order. The standing is
   * `unavailable` if the directory cannot determine it, and `unknown` if there is no such subject.
   * The tenant is empty if a public caller named a tenant that does not exist: do the same look-up
   * as for any other, so that timing does not reveal it, and answer `unknown`.
   *
   * @throws if the directory cannot answer at all: the request then fails closed.
   */
  lookUp(
    tenant: string,
    purpose: Purpose,
    subjects: readonly string[],
  ): Promise<readonly DirectoryEntry[]>;

  /**
   * Returns the rules for an account that asks for elevated privileges on a computer, both given by
   * canonical key. Without a matching rule nothing is granted; a directory without this method has
   * no rules.
   */
  elevation?(tenant: string, account: string, computer: string): Promise<ElevationEntry>;
}
