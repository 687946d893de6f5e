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
 * A {@link Directory} beside a {@link SqlStore}, in the same tables as the Rust SDK's: what a
 * gateway has imported is known here too, and the other way round.
 */
export class SqlDirectory implements Directory {
  readonly #database: SqlDatabase;

  /** @param place the store beside which it stands, or a database of its own. */
  constructor(place: SqlStore | SqlDriver) {
    this.#database = "database" in place ? place.database : new SqlDatabase(place);
  }

  /**
   * Adds subjects, each in place of what is known of it; of two that are one the last. All or none.
   * A database at the edge has bounds of its own for one transaction.
   *
   * @throws {CodemintError} `argument` for an entry that is none, or for more than 20,000;
   * `directory` while a gateway imports the tenant's subjects, which would be in their place.
   */
  async put(tenant: string, subjects: readonly SubjectEntry[]): Promise<void> {
    const importing = { sql: "SELECT 1 FROM imports WHERE tenant = ?", values: [tenant] };
    const putting = puttingSubjects(tenant, subjectsOf(subjects));
    await this.#write([noneOrConflict(importing), ...putting]);
  }

  /**
   * Puts these rules in place of all that the accounts have which they name. All or none.
   *
   * @throws {CodemintError} `argument` for an entry that is none, or for more than 20,000.
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
    throw new CodemintError("directory", "an import of the tenant's subjects is under way");
  }
}

/** What a database does not answer, the directory does not. */
async function answered<T>(found: Promise<T>): Promise<T> {
  try {
    return await found;
  } catch (cause) {
    throw new CodemintError("directory", "the directory does not answer", { cause });
  }
}
