/** A host that will be killed: issues codes into a file, and prints the acknowledged ones. */

import { DatabaseSync } from "node:sqlite";
import { audit, issue } from "../../../src/conformance/writes.js";
import { nodeSqliteStore } from "../../../src/store/sql/node-sqlite.js";

const [path = "", first = "0"] = process.argv.slice(2);
const store = nodeSqliteStore(new DatabaseSync(path));
for (let n = Number(first); ; n += 1) {
  const write = { ...issue(n, `subject-${n}`), audit: [audit(n, `subject-${n}`)] };
  if ((await store.apply(write)) !== "done") process.exit(1);
  // Flushed before the next code.
  await new Promise<void>((resolve) => process.stdout.write(`${n}\n`, () => resolve()));
}
