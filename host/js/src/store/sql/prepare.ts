/**
 * Seeing whose database it is, and making a blank one ours.
 *
 * @module
 */

import { CodemintError } from "../../errors.js";
import { Columns } from "./columns.js";
import { plain, type SqlDriver, type Statement } from "./driver.js";
import { damaged } from "./faults.js";
import { APPLICATION_ID, SCHEMA, VERSION, VERSION_TABLE } from "./schema.js";

/** Whose a database is. */
type Standing = "blank" | "ours";

/**
 * Makes sure that the database has our tables. Two may do it at once.
 *
 * @throws {CodemintError} `store-damaged` when the database is another application's, or was
 * written by a newer release; `configuration` when it was written by an older one.
 */
export async function prepare(driver: SqlDriver): Promise<void> {
  const standing = await recognise(driver);
  await driver.settle?.();
  if (standing === "ours") return;
  try {
    await driver.batch(creation(driver));
  } catch (error) {
    // Somebody else was faster, or else it is still blank.
    if ((await recognise(driver)) === "blank") throw error;
  }
}

async function recognise(driver: SqlDriver): Promise<Standing> {
  const seen = driver.hasHeader ? await inHeader(driver) : await inTable(driver);
  if (seen === "blank") return "blank";
  if (seen > VERSION) {
    throw damaged(`its schema has version ${seen}, and this release knows ${VERSION} at most`);
  }
  if (seen < VERSION) {
    const why = `the store has version ${seen} of the schema, not ${VERSION}: open it once with`;
    throw new CodemintError("configuration", `${why} a gateway of this release`);
  }
  return "ours";
}

const foreign = (): CodemintError => damaged("the database belongs to another application");

/** The version that the header tells. */
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

/** The version that our own table tells. Tables of others may stand beside ours. */
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
  if (row === undefined || rows.length !== 1) throw damaged("the version of its schema is missing");
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
