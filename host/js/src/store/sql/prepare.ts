/**
 * Recognizes a database, and creates the tables in a blank one.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { Columns } from "./columns.js";
import { plain, type SqlDriver, type Statement } from "./driver.js";
import { damaged } from "./faults.js";
import { APPLICATION_ID, SCHEMA, VERSION, VERSION_TABLE } from "./schema.js";

/** What a database was recognized as. */
type Recognized = "blank" | "ours";

/**
 * Ensures that the database has the tables. Concurrent calls are safe.
 *
 * @throws {CodemintError} `store-damaged` if the database belongs to another application, or was
 * written by a newer release; `configuration` if it was written by an older one.
 */
export async function prepare(driver: SqlDriver): Promise<void> {
  const recognized = await recognize(driver);
  await driver.settle?.();
  if (recognized === "ours") return;
  try {
    await driver.batch(creation(driver));
  } catch (error) {
    // Another process may have created them; otherwise the database is still blank.
    if ((await recognize(driver)) === "blank") throw error;
  }
}

async function recognize(driver: SqlDriver): Promise<Recognized> {
  const version = driver.hasHeader ? await inHeader(driver) : await inTable(driver);
  if (version === "blank") return "blank";
  if (version > VERSION) {
    throw damaged(`schema version ${version} is newer than ${VERSION}, the latest of this release`);
  }
  if (version < VERSION) {
    const why = `the store has schema version ${version}, not ${VERSION}: open it once with`;
    throw new CodemintError("configuration", `${why} a gateway of this release`);
  }
  return "ours";
}

const foreign = (): CodemintError => damaged("the database belongs to another application");

/** The version in the file header. */
async function inHeader(driver: SqlDriver): Promise<number | "blank"> {
  const [row] = await driver.all(
    `SELECT (SELECT application_id FROM pragma_application_id) AS application,
      (SELECT user_version FROM pragma_user_version) AS version,
      (SELECT count(*) FROM sqlite_schema) AS objects`,
    [],
  );
  if (row === undefined) throw foreign();
  const { application, version, objects } = row;
  if (application === APPLICATION_ID) return new Columns(row).count("version");
  if (application === 0 && version === 0 && objects === 0) return "blank";
  throw foreign();
}

/** The version in the table `codemint_schema`. The database may have other tables. */
async function inTable(driver: SqlDriver): Promise<number | "blank"> {
  const [found] = await driver.all(
    `SELECT coalesce(sum(name = 'codemint_schema'), 0) AS ours, count(*) AS tables
      FROM sqlite_schema WHERE type = 'table' AND name IN ('codemint_schema', 'records')`,
    [],
  );
  if (found === undefined) throw foreign();
  const columns = new Columns(found);
  if (columns.count("tables") === 0) return "blank";
  if (columns.count("ours") === 0) throw foreign();
  const rows = await driver.all("SELECT version FROM codemint_schema", []);
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw damaged("the schema version is missing");
  return new Columns(row).count("version");
}

function creation(driver: SqlDriver): readonly Statement[] {
  const writer = crypto.getRandomValues(new Uint8Array(16));
  return [
    ...SCHEMA.map(plain),
    { sql: "INSERT INTO audit_writer (id) VALUES (?)", values: [writer] },
    ...(driver.hasHeader ? header() : table()),
  ];
}

function header(): readonly Statement[] {
  return [
    plain(`PRAGMA application_id = ${APPLICATION_ID}`),
    plain(`PRAGMA user_version = ${VERSION}`),
  ];
}

function table(): readonly Statement[] {
  const insert = "INSERT INTO codemint_schema (sole, version) VALUES (1, ?)";
  return [plain(VERSION_TABLE), { sql: insert, values: [VERSION] }];
}
