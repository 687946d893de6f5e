/**
 * Who exists, and who may have what.
 *
 * @module
 */

import type { Purpose, Rule, SubjectRow } from "./module/types.js";

/** What a directory knows of one subject. */
export interface DirectoryEntry {
  /** What the module is told. */
  readonly row: SubjectRow;
  /** Where the subject gets mail, if anywhere. Stays in the host. */
  readonly mail?: string;
  /** The language in which the subject reads its mail (BCP 47). Stays in the host. */
  readonly locale?: string;
}

/** What a directory knows of an account and a computer. */
export interface ElevationEntry {
  /** The rules that name the account and the computer, or the account and every computer. */
  readonly rules: readonly Rule[];
  /** The computer's id in its cloud directory, if it is joined to one. */
  readonly device?: string;
}

/** What knows the subjects of a tenant. */
export interface Directory {
  /**
   * One entry for each of `subjects` (canonical keys), in their order. A subject that the directory
   * cannot tell about has the standing `unavailable`; one that is not there, `unknown`. The tenant is
   * empty where a public caller has named one that does not exist: look up as for any other, so that
   * timing does not reveal it, and answer `unknown`.
   *
   * @throws where nothing can be told about anyone: the request then fails closed.
   */
  lookUp(
    tenant: string,
    purpose: Purpose,
    subjects: readonly string[],
  ): Promise<readonly DirectoryEntry[]>;

  /**
   * What is known of an account that wants to raise privileges on a computer, both by their
   * canonical keys. Without rules that name them nothing is raised; a directory that lacks this
   * method has none.
   */
  elevation?(tenant: string, account: string, computer: string): Promise<ElevationEntry>;
}
