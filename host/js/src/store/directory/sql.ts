/**
 * A directory in the tables of the SQL store.
 *
 * @module
 */

import type { Directory, DirectoryEntry, ElevationEntry } from "../../directory.js";
import { CodemintError } from "../../errors.js";
import type { Purpose } from "../../module/types.js";
import { SqlDatabase } from "../sql/database.js";
import type { SqlDriver, Statement } from "../sql/driver.js";
import { noneOrConflict } from "../sql/guards.js";
import type { SqlStore } from "../sql/store.js";
import { type RuleEntry, rulesOf, type SubjectEntry, subjectsOf } from "./entries.js";
import { elevation, lookUp } from "./sql-look-up.js";
import { puttingRules, puttingSubjects } from "./sql-put.js";

/**
 * A {@link Directory} in the database of a {@link SqlStore}, with the tables of the Rust SDK: it
 * shares its subjects with a gateway on the same file.
 */
export class SqlDirectory implements Directory {
  readonly #database: SqlDatabase;

  /** @param source the store whose database it uses, or a database of its own. */
  constructor(source: SqlStore | SqlDriver) {
    this.#database = "database" in source ? source.database : new SqlDatabase(source);
  }

  /**
   * Adds or replaces subjects in one transaction. The last entry for a subject wins. Databases at
   * the edge have limits of their own for a transaction.
   *
   * @throws {CodemintError} `argument` for an invalid entry, or more than 20,000; `directory` while
   * a gateway imports the tenant's subjects, which would replace them.
   */
  async put(tenant: string, subjects: readonly SubjectEntry[]): Promise<void> {
    const importing = { sql: "SELECT 1 FROM imports WHERE tenant = ?", values: [tenant] };
    const putting = puttingSubjects(tenant, subjectsOf(subjects));
    await this.#write([noneOrConflict(importing), ...putting]);
  }

  /**
   * Replaces all rules of the accounts in `rules`, in one transaction.
   *
   * @throws {CodemintError} `argument` for an invalid entry, or more than 20,000.
   */
  async putRules(tenant: string, rules: readonly RuleEntry[]): Promise<void> {
    await this.#write(puttingRules(tenant, rulesOf(rules)));
  }

  async lookUp(
    tenant: string,
    purpose: Purpose,
    subjects: readonly string[],
  ): Promise<readonly DirectoryEntry[]> {
    return answered(lookUp(this.#database, tenant, purpose, subjects));
  }

  async elevation(tenant: string, account: string, computer: string): Promise<ElevationEntry> {
    return answered(elevation(this.#database, tenant, account, computer));
  }

  async #write(statements: readonly Statement[]): Promise<void> {
    const outcome = await this.#database.write((batch) => batch(statements));
    if (outcome === "done") return;
    throw new CodemintError("directory", "an import of the tenant's subjects is in progress");
  }
}

/** Reports a failure of the database as one of the directory. */
async function answered<T>(found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (cause) {
    throw new CodemintError("directory", "the directory does not answer", { cause });
  }
}
